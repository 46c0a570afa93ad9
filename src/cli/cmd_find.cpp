#include "cli/commands.hpp"
#include "cli/find_real.hpp"
#include "cli/study_command.hpp"
#include "cli/study_input.hpp"
#include "cli/study_watch.hpp"
#include "cli/text_options.hpp"
#include "cli/version.hpp"
#include "core/text.hpp"
#include "report/redact.hpp"
#include "tune/margin_trials.hpp"
#include "tune/margin_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace fortify::cli {

namespace {

// Everything that is read before the search begins.
struct Task {
    tune::KeyPath key;
    tune::MarginRequest request;
    tune::Promise promise;
    std::optional<double> own;
    std::optional<tune::Variation> frontier;
};

std::optional<double> own_value(const tune::KeyPath& key, tune::Kind kind, const tune::Specimen& specimen) {
    const auto text = tune::value_of(key, specimen.root());
    const auto value =
        text ? tune::parse_value(*text, kind) : Result<tune::Value, std::string>(Err{std::string{}});
    return value ? value->number : std::nullopt;
}

// From "KEY" or "KEY=low..high".
Result<Task, Diagnostic> sought(const FindOptions& options, const tune::Specimen& specimen) {
    const bool is_largest = options.wanted == FindOptions::Wanted::largest;
    const tune::FlagText flag{.flag = is_largest ? "--max" : "--min", .text = options.key};
    const bool has_range = options.key.find('=') != std::string::npos;
    Task task;
    if (has_range) {
        const auto variation = tune::parse_variation(flag, specimen.root());
        if (!variation) {
            return Err{variation.error()};
        }
        if (!variation->range) {
            return Err{tune::mistake(tune::Code::range_of_words, flag.span(options.key.find('=') + 1),
                                     "a search needs a range", "write KEY=low..high")};
        }
        task.key = variation->key;
        task.request.kind = variation->kind;
        task.request.low = variation->range->low;
        task.request.high = variation->range->high;
        task.own = own_value(task.key, variation->kind, specimen);
    } else {
        auto key = tune::find_key_path(options.key, flag, specimen.root());
        if (!key) {
            return Err{key.error()};
        }
        task.key = std::move(*key);
        task.request.kind = *tune::kind_of(task.key.key->type);
        task.own = own_value(task.key, task.request.kind, specimen);
        if (task.request.kind == tune::Kind::words || !task.own) {
            return Err{tune::mistake(tune::Code::range_of_words, flag.span(),
                                     fmt::format("{} has no number to begin with", task.key.path),
                                     "give it a range: KEY=low..high")};
        }
        const tune::Ends ends = tune::usual_range(*task.key.key, task.request.kind, *task.own);
        task.request.low = ends.low;
        task.request.high = ends.high;
    }
    task.request.wanted =
        is_largest ? tune::MarginRequest::Wanted::largest : tune::MarginRequest::Wanted::smallest;
    // In real time nothing far beyond the limit is tried; in virtual time it costs nothing.
    const bool is_careful = options.mode == FindOptions::Mode::real || !has_range;
    task.request.opening =
        is_careful ? tune::MarginRequest::Opening::outwards : tune::MarginRequest::Opening::ends;
    task.request.start = !has_range ? *task.own : is_largest ? task.request.low : task.request.high;
    return task;
}

std::optional<tune::Promise> promise_of(const FindOptions& options, const run::Plan& plan, Printer& printer) {
    if (options.such_that == "slo") {
        const bool has_any = std::any_of(plan.slos.begin(), plan.slos.end(), [](const slo::Expectation& slo) {
            return slo.severity != slo::Severity::warn;
        });
        if (!has_any) {
            printer.problem("the scenario has no SLO that could break",
                            "add one, or name it: --such-that \"error_rate < 1%\"");
            return std::nullopt;
        }
        return tune::Promise{};
    }
    const SourceSpan place{
        .file = fmt::format("--such-that {}", options.such_that), .line = 1, .column = 1, .length = 1};
    auto parsed = slo::parse_expression(options.such_that, place, tune::vocabulary_of(plan));
    if (!parsed) {
        show_flag_mistakes(parsed.error(), printer);
        return std::nullopt;
    }
    return tune::Promise{slo::Expectation{
        .text = options.such_that, .expression = std::move(*parsed), .severity = {}, .span = place}};
}

std::optional<Task> task_of(const FindOptions& options, const tune::Specimen& specimen, Printer& printer) {
    auto task = sought(options, specimen);
    if (!task) {
        show_flag_mistakes({task.error()}, printer);
        return std::nullopt;
    }
    auto promise = promise_of(options, specimen.plan(), printer);
    if (!promise) {
        return std::nullopt;
    }
    task->promise = std::move(*promise);
    if (options.frontier) {
        auto frontier =
            tune::parse_variation({.flag = "--frontier", .text = *options.frontier}, specimen.root());
        if (!frontier) {
            show_flag_mistakes({frontier.error()}, printer);
            return std::nullopt;
        }
        task->frontier = std::move(*frontier);
    }
    return std::move(*task);
}

tune::MarginReport::Commands commands_of(const FindOptions& options) {
    const bool is_real = options.mode == FindOptions::Mode::real;
    std::string allowed;
    for (const std::string& host : options.allow) {
        allowed += " --allow " + shell_word(host);
    }
    const bool has_usual = is_real || std::abs(options.confidence - usual_confidence) <= 0;
    // The seed is that of the trial.
    StudyOptions unseeded = options.study;
    unseeded.seed.reset();
    return {.trial = study_command(is_real ? "run" : "simulate", unseeded) + allowed,
            .search = study_command("find", options.study) + (is_real ? " --real" : "") + allowed +
                      (options.such_that == "slo" ? "" : " --such-that " + shell_word(options.such_that)) +
                      (options.trials == 0 ? "" : fmt::format(" --trials {}", options.trials)) +
                      (has_usual ? "" : fmt::format(" --confidence {}", options.confidence))};
}

tune::MarginReport blank_report(const FindOptions& options,
                                const Task& task,
                                const tune::Specimen& specimen) {
    const run::Plan& plan = specimen.plan();
    tune::MarginReport report{
        .name = report::redact(plan.name, plan.secrets),
        .file = options.study.file,
        .mode = options.mode == FindOptions::Mode::real ? tune::MarginReport::Mode::real
                                                        : tune::MarginReport::Mode::simulated,
        .wanted = task.request.wanted,
        .key = task.key.path,
        .kind = task.request.kind,
        .range = {.low = task.request.low, .high = task.request.high},
        .promise = task.promise.expectation ? task.promise.expectation->text : "all SLOs",
        .slos = {},
        .own = task.own,
        .confidence = options.confidence,
        .beside_key = task.frontier ? task.frontier->key.path : std::string{},
        .beside_kind = task.frontier ? task.frontier->kind : tune::Kind{},
        .seed = plan.seed,
        .searches = task.frontier ? tune::grid_of(*task.frontier).size() : 1,
        .rows = {},
        .trials = 0,
        .commands = commands_of(options)};
    const auto add = [&](const slo::Expectation& slo) {
        report.slos.push_back({.text = report::redact(slo.text, plan.secrets), .severity = slo.severity});
    };
    if (task.promise.expectation) {
        add(*task.promise.expectation);
    } else {
        std::for_each(plan.slos.begin(), plan.slos.end(), add);
    }
    return report;
}

void show(const tune::MarginReport& report, ReportFormat format, Printer& printer) {
    switch (format) {
        case ReportFormat::text:
            printer.out(tune::render_margin_text(report, text_options(printer.terminal(Stream::out))));
            break;
        case ReportFormat::json:
            printer.out(tune::render_margin_json(report, version()));
            break;
    }
}

ExitCode code_of(const tune::MarginReport& report) {
    ExitCode code = ExitCode::passed;
    for (const tune::MarginReport::Row& row : report.rows) {
        switch (row.margin.end) {
            case tune::Margin::End::found:
            case tune::Margin::End::never_breaks:
                break;
            case tune::Margin::End::never_holds:
                code = worse(code, ExitCode::breached);
                break;
            case tune::Margin::End::no_answer:
            case tune::Margin::End::cut_short:
                code = worse(code, ExitCode::inconclusive);
                break;
        }
    }
    return code;
}

ExitCode find_simulated(const FindOptions& options,
                        const Task& task,
                        const tune::Specimen& specimen,
                        Printer& printer) {
    auto watch = StudyWatch::begin(options.study, printer);
    if (!watch) {
        printer.problem(watch.error());
        return ExitCode::usage;
    }
    tune::MarginReport report = blank_report(options, task, specimen);
    std::uint64_t calls = 0;
    const std::vector<tune::Value> others =
        task.frontier ? tune::grid_of(*task.frontier) : std::vector<tune::Value>(1);
    for (const tune::Value& other : others) {
        tune::Setting fixed;
        if (task.frontier) {
            fixed.push_back({.path = task.frontier->key.path, .value = other.text});
        }
        tune::TrialJudge judge(
            specimen, task.key, fixed, task.promise,
            {.confidence = options.confidence, .most_trials = options.trials == 0 ? 200 : options.trials});
        const tune::PoolOptions pool = watch->pool();
        report.rows.push_back({.beside = task.frontier ? std::optional(other) : std::nullopt,
                               .margin = tune::find_margin(task.request, [&](const tune::Value& value) {
                                   return judge.ask(value, pool);
                               })});
        report.trials += judge.trials();
        calls += judge.calls();
        if (watch->interrupted()) {
            break;
        }
    }
    watch->clear();
    show(report, options.format, printer);
    watch->tell_speed(report.trials, calls);
    return watch->interrupted().value_or(code_of(report));
}

ExitCode find_real(const FindOptions& options,
                   const Task& task,
                   const tune::Specimen& specimen,
                   Printer& printer) {
    tune::MarginReport report = blank_report(options, task, specimen);
    RealJudge judge(options, specimen, task.promise, printer);
    report.rows.push_back(
        {.beside = {}, .margin = tune::find_margin(task.request, [&](const tune::Value& value) {
                           return judge.ask(task.key.path, value);
                       })});
    report.trials = judge.trials();
    show(report, options.format, printer);
    return judge.signal() != 0 ? exit_code_of(128 + judge.signal()) : code_of(report);
}

}  // namespace

ExitCode cmd_find(const FindOptions& options, Printer& printer) {
    const bool is_real = options.mode == FindOptions::Mode::real;
    const auto specimen = read_specimen(
        options.study,
        {.time = is_real ? SpecimenUse::Time::real : SpecimenUse::Time::simulated, .allow = options.allow},
        printer);
    if (!specimen) {
        return ExitCode::usage;
    }
    const auto task = task_of(options, *specimen, printer);
    if (!task) {
        return ExitCode::usage;
    }
    switch (options.mode) {
        case FindOptions::Mode::simulated:
            return find_simulated(options, *task, *specimen, printer);
        case FindOptions::Mode::real:
            return find_real(options, *task, *specimen, printer);
    }
    return ExitCode::internal;
}

}  // namespace fortify::cli
