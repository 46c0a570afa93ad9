#include "cli/commands.hpp"
#include "cli/file_output.hpp"
#include "cli/proxy_control.hpp"
#include "cli/scenario_input.hpp"
#include "cli/text_options.hpp"
#include "core/text.hpp"
#include "net/clock.hpp"
#include "net/file_limit.hpp"
#include "net/proxy/proxy_server.hpp"
#include "net/signals.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace fortify::cli {

namespace {

constexpr const char* token_variable = "FORTIFY_CONTROL_TOKEN";

std::optional<scenario::ProxyBook> open_book(const ProxyOptions& options, Printer& printer) {
    const ScenarioRequest request{.file = options.file.value_or(""),
                                  .settings = options.settings,
                                  .seed = options.seed,
                                  .allow = options.allow};
    std::optional<scenario::Source> source;
    if (options.file) {
        source = load_source(*options.file, options.verbosity, printer);
        if (!source) {
            return std::nullopt;
        }
    }
    Diagnostics diagnostics;
    const auto reading = options_of(request, process_environment(), diagnostics);
    Diagnostics found;
    auto book = scenario::ProxyBook::open(source, reading, found);
    found.insert(found.end(), diagnostics.begin(), diagnostics.end());
    show_diagnostics(found, source.value_or(scenario::Source{}), options.verbosity, printer);
    if (!book || has_errors(found)) {
        return std::nullopt;
    }
    if (book->plan().proxies.empty() && !options.control) {
        printer.problem("there is no proxy to run",
                        "add [[proxy]] with name, listen and upstream to the file, or give --control");
        return std::nullopt;
    }
    return book;
}

// The token that requests must bear; none: none is asked for. The error is said.
Result<std::optional<std::string>, std::string> read_token(const ProxyOptions& options) {
    if (!options.token_file) {
        return process_environment()(token_variable);
    }
    const auto source = scenario::load_file(*options.token_file);
    if (!source) {
        return Err{fmt::format("cannot read the token: {}", source.error().message)};
    }
    const std::string_view text = source->text;
    const std::string token(text.substr(0, text.find_last_not_of(" \t\r\n") + 1));
    if (token.empty()) {
        return Err{fmt::format("the token file '{}' is empty", printable(*options.token_file))};
    }
    return std::optional(token);
}

Result<Done, std::string> open_control(const ProxyOptions& options,
                                       std::unique_ptr<ProxyControl>& control,
                                       scenario::ProxyBook& book,
                                       net::ProxyServer& server) {
    const auto token = read_token(options);
    if (!token) {
        return Err{token.error()};
    }
    const auto address = net::SocketAddress::resolve(*options.control);
    if (!address) {
        return Err{fmt::format("--control: {}", address.error())};
    }
    if (!address->is_loopback() && options.reach == ProxyOptions::Reach::loopback) {
        return Err{
            fmt::format("--control {} can be reached from other machines; give --control-remote if "
                        "that is meant",
                        address->text())};
    }
    if (!address->is_loopback() && !*token) {
        return Err{
            fmt::format("--control {} can be reached from other machines and needs a token: give "
                        "--control-token-file or set {}",
                        address->text(), token_variable)};
    }
    control = std::make_unique<ProxyControl>(book, server, *token);
    return server.listen_for_control(*address, [handler = control.get()](const net::ControlRequest& request) {
        return handler->answer(request);
    });
}

void say_where(const scenario::ProxyBook& book,
               const net::ProxyServer& server,
               const ProxyOptions& options,
               Printer& printer) {
    if (options.verbosity == Verbosity::quiet) {
        return;
    }
    const auto report = proxies_report(book, server);
    std::string text = fmt::format("seed {}\n", report.seed);
    for (const report::ProxyReport& proxy : report.proxies) {
        text += fmt::format("proxy {}: {} -> {} ({}{}), {} fault{}\n", proxy.name, proxy.address,
                            printable(proxy.upstream), proxy.protocol, proxy.open ? "" : ", closed",
                            proxy.faults.size(), proxy.faults.size() == 1 ? "" : "s");
    }
    if (const net::SocketAddress* const address = server.control_address()) {
        text += fmt::format("control: http://{}\n", address->text());
    }
    printer.out(text);
}

ExitCode say_result(const report::ProxiesReport& report, const ProxyOptions& options, Printer& printer) {
    const bool json_on_out = options.json == "-";
    if (options.verbosity == Verbosity::normal) {
        const Terminal terminal = printer.terminal(json_on_out ? Stream::err : Stream::out);
        const std::string text = report::render_proxies_text(report, text_options(terminal));
        json_on_out ? printer.err(text) : printer.out(text);
    }
    if (!options.json) {
        return ExitCode::passed;
    }
    const std::string json = report::render_proxies_json(report);
    if (json_on_out) {
        printer.out(json);
        return ExitCode::passed;
    }
    const auto written = write_whole(*options.json, json);
    if (!written) {
        printer.problem(fmt::format("cannot write the report to '{}': {}", *options.json, written.error()));
    }
    return written ? ExitCode::passed : ExitCode::usage;
}

}  // namespace

ExitCode cmd_proxy(const ProxyOptions& options, Printer& printer) {
    const auto fail = [&](const std::string& problem) {
        printer.problem(problem);
        return ExitCode::usage;
    };
    auto book = open_book(options, printer);
    if (!book) {
        return ExitCode::usage;
    }
    const auto signals = net::SignalWatch::install();
    if (!signals) {
        return fail(signals.error());
    }
    net::raise_file_limit();
    const auto server =
        net::ProxyServer::create({.seed = book->plan().seed, .allow = book->plan().safety.allow});
    if (!server) {
        return fail(server.error());
    }
    const auto applied = (*server)->apply(book->plan());
    if (!applied) {
        return fail(applied.error());
    }
    std::unique_ptr<ProxyControl> control;
    if (options.control) {
        const auto opened = open_control(options, control, *book, **server);
        if (!opened) {
            return fail(opened.error());
        }
    }
    say_where(*book, **server, options, printer);
    const net::Clock clock;
    (*server)->run(clock, {.when = options.length ? after(run_start, *options.length) : never,
                           .signals = signals->get()});
    return say_result(proxies_report(*book, **server), options, printer);
}

}  // namespace fortify::cli
