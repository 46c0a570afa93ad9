#include "cli/command_table.hpp"

#include "cli/tune_flags.hpp"
#include "core/assert.hpp"

#include <array>
#include <limits>

namespace fortify::cli {

namespace {

constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

constexpr FlagInfo json_flag{
    "--json", "", "FILE", false,
    "write the report as JSON; - is standard output, the text then goes to standard error"};
constexpr FlagInfo journal_flag{"--journal", "", "FILE", false,
                                "write down every event and decision, for fortify replay"};

constexpr std::array common{
    FlagInfo{"--color", "", "WHEN", false, "auto (default), always or never; auto honours NO_COLOR"},
    FlagInfo{"--help", "-h", "", false, "show this help"}};
constexpr std::array root{FlagInfo{"--version", "-V", "", false, "show the version"}};

constexpr std::array check_flags{set_flag, quiet_flag};
constexpr std::array plan_flags{
    set_flag, seed_flag,
    FlagInfo{"--json", "", "FILE", false,
             "write the prediction as JSON; - is standard output, the text then goes to standard error"},
    quiet_flag};
constexpr std::array run_flags{
    set_flag,
    seed_flag,
    json_flag,
    journal_flag,
    FlagInfo{"--allow", "", "HOST|CIDR", true, "allow a target beyond loopback, beside safety.allow"},
    FlagInfo{"--allow-exec", "", "", false, "run the commands of probes and actions"},
    FlagInfo{"--dry-run", "", "", false, "print what would be touched and the expected counts; send nothing"},
    quiet_flag};
constexpr std::array simulate_flags{
    set_flag,
    seed_flag,
    json_flag,
    journal_flag,
    FlagInfo{"--check-determinism", "", "", false, "simulate twice and compare the reports byte by byte"},
    quiet_flag};
constexpr std::array compare_flags{
    FlagInfo{"--set-b", "", "PATH=VALUE", true, "override a key in B alone: B may then be left out"},
    FlagInfo{"--set-a", "", "PATH=VALUE", true, "override a key in A alone"},
    FlagInfo{"--set", "", "PATH=VALUE", true, "override a key in both"},
    FlagInfo{"--seeds", "", "N", false, "simulate each with so many seeds, 20 if not given"},
    FlagInfo{"--seed", "", "N", false, "the first of them; the others follow it"},
    FlagInfo{"--metric", "", "METRIC", true,
             "compare this, as in 'p99(response_time) during outage'; fortify-slo(7) has the names"},
    FlagInfo{"--level", "", "SHARE", false, "be this sure of every verdict together, 95% if not given"},
    FlagInfo{"--band", "", "SHARE", false, "smaller differences do not matter, 2% if not given"},
    FlagInfo{"--fail-on", "", "VERDICT", false,
             "worse: exit with 1 where B is worse; undecided: and with 4 where a metric is undecided"},
    FlagInfo{"--vs", "", "FILE...", false, "the reports of B, up to the next flag; those before it are A's"},
    FlagInfo{"--repeat", "", "N", false, "run both in real time, so many times by turns"},
    FlagInfo{"--save", "", "FOLDER", false, "keep the reports of --repeat there"},
    FlagInfo{"--allow", "", "HOST|CIDR", true, "allow a target of --repeat beyond loopback"},
    FlagInfo{"--allow-exec", "", "", false, "run the commands of probes and actions with --repeat"},
    FlagInfo{"--json", "", "FILE", false,
             "write the comparison as JSON; - is standard output, the text then goes to standard error"},
    quiet_flag};
constexpr std::array calibrate_flags{
    FlagInfo{"--target", "", "NAME", false, "the target of the scenario; not needed where there is one"},
    FlagInfo{"--write", "", "", false, "put the model into the scenario, beside the URL"},
    FlagInfo{"--max-rate", "", "RATE", false, "never more calls a second, 1000/s if not given"},
    FlagInfo{"--max-calls", "", "N", false, "never more calls in all, 50000 if not given"},
    FlagInfo{"--max-users", "", "N", false, "never more calls at a time, 64 if not given"},
    FlagInfo{"--for", "", "TIME", false, "take about so long, 12s if not given"},
    FlagInfo{"--allow", "", "HOST|CIDR", true, "allow a target beyond loopback, beside safety.allow"},
    FlagInfo{"--host", "", "", false, "measure this machine: top rate, timer lag, noise"},
    FlagInfo{"--json", "", "FILE", false,
             "write what was found as JSON; - is standard output, all text then goes to standard error"},
    set_flag,
    seed_flag,
    quiet_flag};
constexpr std::array replay_flags{quiet_flag};
constexpr std::array outages_flags{FlagInfo{"--names", "", "", false, "print the names alone, one a line"},
                                   FlagInfo{"--force", "", "", false, "copy over a file that is there"}};

constexpr std::array proxy_flags{
    FlagInfo{"--control", "", "ADDRESS", false,
             "serve the control interface there, as in 127.0.0.1:9474; loopback only"},
    FlagInfo{"--control-token-file", "", "FILE", false,
             "ask its requests for this token; the variable FORTIFY_CONTROL_TOKEN does the same"},
    FlagInfo{"--control-remote", "", "", false, "allow --control on other addresses than loopback"},
    FlagInfo{"--for", "", "TIME", false, "end by itself after this time"},
    FlagInfo{"--allow", "", "HOST|CIDR", true, "allow an upstream beyond loopback, beside safety.allow"},
    set_flag,
    seed_flag,
    FlagInfo{"--json", "", "FILE", false, "write the counters at the end as JSON; - is standard output"},
    quiet_flag};

constexpr std::array tune_flags{set_flag, seed_flag};

constexpr std::array check_examples{
    Example{"fortify check scenarios/quickstart.toml", "every mistake and warning in one file"},
    Example{"fortify check --set load.rate=500/s scenarios/*.toml", "as if the files said so"}};
constexpr std::array plan_examples{
    Example{"fortify plan scenarios/outages/retry-storm.toml", "is it stable, and which SLOs can it decide?"},
    Example{"fortify plan --set policy.client.retry.budget.ratio=0.1 storm.toml", "and with a retry budget?"},
    Example{"fortify plan --json - checkout.toml | jq .stability", "for a program"}};
constexpr std::array run_examples{
    Example{"fortify run scenarios/quickstart.toml", "twelve seconds on loopback, then the report"},
    Example{"fortify run --dry-run checkout.toml", "what it would touch"},
    Example{"fortify run --json report.json --quiet checkout.toml", "for a pipeline: the exit code tells"},
    Example{"fortify run --allow staging.example checkout.toml", "a target beyond loopback"}};
constexpr std::array simulate_examples{
    Example{"fortify simulate scenarios/quickstart.toml", "the same report in milliseconds"},
    Example{"fortify simulate --seed 7 --set policy.client.retry.max_attempts=1 a.toml",
            "another draw, without retries"},
    Example{"fortify simulate --json - checkout.toml | jq .overall", "the report for a program"}};
constexpr std::array compare_examples{
    Example{"fortify compare checkout.toml --set-b policy.client.retry.max_attempts=5",
            "would five attempts be better?"},
    Example{"fortify compare old.toml new.toml --metric 'p99(response_time) during outage'",
            "one question about two files"},
    Example{"fortify compare main/ branch/ --fail-on worse", "stored reports, for a pipeline"},
    Example{"fortify compare base-*.json --vs head-*.json", "the same, file by file"},
    Example{"fortify compare --repeat 10 --save runs old.toml new.toml", "in real time, by turns"}};
constexpr std::array calibrate_examples{
    Example{"fortify calibrate http://127.0.0.1:8080/", "what is behind this URL, as a model"},
    Example{"fortify calibrate --target payments --write checkout.toml", "and into the scenario"},
    Example{"fortify calibrate --json - http://127.0.0.1:8080/ | jq .endpoint.ramp", "for a program"},
    Example{"fortify calibrate --host", "what this machine can measure at all"}};
constexpr std::array replay_examples{
    Example{"fortify run --journal run.jsonl checkout.toml", "record"},
    Example{"fortify replay run.jsonl", "decide everything again and compare"}};
constexpr std::array proxy_examples{
    Example{"fortify proxy proxies.toml", "until Ctrl-C, then the counters"},
    Example{"fortify proxy --control 127.0.0.1:9474", "no proxies yet: they come by the control interface"},
    Example{"fortify proxy --for 30s --json - --quiet proxies.toml", "for a script"}};
constexpr std::array tune_examples{
    Example{"fortify tune checkout.toml", "turn the values of its policies and see what comes of it"},
    Example{"fortify tune --set load.rate=500/s checkout.toml", "under more load than the file has"}};
constexpr std::array outages_examples{
    Example{"fortify outages", "what there is"},
    Example{"fortify outages copy retry-storm", "to break it and to mend it"},
    Example{"fortify simulate retry-storm.toml", "fails"},
    Example{"fortify simulate retry-storm.toml --set policy.client.retry.budget.ratio=0.1", "passes"}};
constexpr std::array schema_examples{
    Example{"fortify schema scenario > scenario.schema.json", "for an editor that completes TOML"},
    Example{"fortify schema report", "the layout of run --json"}};
constexpr std::array help_examples{Example{"fortify help run", "the same as fortify run --help"}};

constexpr std::array table{
    CommandInfo{
        CommandId::check, "check", "FILE...", 1, any_number, "read scenarios and show every mistake",
        "Reads each scenario and shows all of its mistakes and warnings at once, with place and help. "
        "Nothing is sent.",
        check_flags, check_examples},
    CommandInfo{
        CommandId::plan, "plan", "FILE...", 1, any_number, "compute what a run would do",
        "Computes from each scenario what a run would do: calls and faults with their intervals, attempts "
        "a call, the load of each service with and without retries, whether it is stable, vulnerable or "
        "unstable and why, and which SLOs the run can decide. Nothing is sent and nothing simulated.",
        plan_flags, plan_examples},
    CommandInfo{CommandId::run, "run", "FILE...", 1, any_number, "run scenarios against real endpoints",
                "Runs each scenario in real time, one after another, and prints a report. Built-in services "
                "listen on loopback; other addresses must be allowed. The first Ctrl-C ends the run in good "
                "order and the report is still written; the second ends the program at once.",
                run_flags, run_examples},
    CommandInfo{CommandId::simulate, "simulate", "FILE...", 1, any_number, "run scenarios in virtual time",
                "Runs each scenario in virtual time with the same policies, faults and service model. "
                "Equal seeds give equal reports, byte by byte.",
                simulate_flags, simulate_examples},
    CommandInfo{
        CommandId::compare, "compare", "A [B]", 1, any_number, "tell whether B is better or worse than A",
        "Simulates two scenarios, or one with a change, with the same seeds: the same arrivals, the same "
        "faults. Says of each metric whether B is better, worse, the same or undecided, with the interval of "
        "the difference. Where nothing has changed, the chance that any metric is called better or worse "
        "is at most 5%. Stored reports are compared likewise, and then a difference must also be beyond the "
        "noise between runs of one side.",
        compare_flags, compare_examples},
    CommandInfo{
        CommandId::calibrate, "calibrate", "URL|SCENARIO", 0, 1, "measure an endpoint and fit a model to it",
        "Calls an endpoint one at a time, then with twice as many at a time until that brings no more, and "
        "fits workers and service time. Prints the model for a scenario, how good it is, and how simulated "
        "percentiles agree with real ones. Real load: loopback only unless allowed, and within its caps.",
        calibrate_flags, calibrate_examples},
    CommandInfo{CommandId::replay, "replay", "FILE", 1, 1, "decide a recorded run again and compare",
                "Feeds the events of a journal to the same code in virtual time and compares every decision "
                "with the recorded one. Names the first that differs.",
                replay_flags, replay_examples},
    CommandInfo{CommandId::proxy, "proxy", "[FILE]", 0, 1, "pass other clients' connections on, with faults",
                "Listens for the clients of an application and passes them on to what they call, doing to "
                "them what the faults of the file say. TCP mode passes bytes, whatever they are; HTTP mode "
                "decides about each request. Ctrl-C or SIGTERM ends it in good order, with exit code 0.",
                proxy_flags, proxy_examples},
    CommandInfo{
        CommandId::tune, "tune", "FILE", 1, 1, "try values of policies on a screen",
        "Shows the numbers of the scenario's policies on the terminal. Each change is simulated at once: "
        "the timeline and the margins of all SLOs, beside those of a baseline. Changed values are written "
        "back into the file on request, after the difference was shown; comments, order and formatting "
        "stay. Values of --set are not written.",
        tune_flags, tune_examples},
    CommandInfo{
        CommandId::outages, "outages", "[show NAME | copy NAME [DIR]]", 0, 3, "famous outages as scenarios",
        "Lists the famous outages that come with the program as scenarios, shows one, or writes one into "
        "a folder. Each fails as it stands, and passes with the flags that its head names.",
        outages_flags, outages_examples},
    CommandInfo{
        CommandId::sweep, "sweep", "FILE", 1, 1, "simulate a scenario over ranges of its values",
        "Simulates a scenario with other values in it, each combination under several seeds, on all cores. "
        "Shows what held where, and marks the points that no other one beats. The first Ctrl-C ends it "
        "in good order, with what was done until then.",
        sweep_flags, sweep_examples},
    CommandInfo{
        CommandId::find, "find", "FILE", 1, 1, "search how far a value may go until an SLO breaks",
        "Searches the largest or the smallest value of a key at which the SLOs of a scenario still hold, by "
        "bisection that repeats each value under other seeds until it is sure. Says how sure it is.",
        find_flags, find_examples},
    CommandInfo{
        CommandId::explore, "explore", "FILE", 1, 1, "draw faults around a scenario, and show what fails",
        "Draws a scenario for each seed: some of the faults of the file, weaker or stronger, others beside "
        "them, more or less load. Simulates all of them and shows which breach an SLO. The first Ctrl-C "
        "ends it in good order, with what was done until then.",
        explore_flags, explore_examples},
    CommandInfo{CommandId::minimise, "minimise", "FILE", 1, 1,
                "shrink a failing scenario to its fewest, smallest faults",
                "Takes faults out of a scenario that breaches an SLO, as long as it still does, then makes "
                "those that "
                "are left shorter and weaker. What is left has been simulated and fails under the same seed.",
                minimise_flags, minimise_examples},
    CommandInfo{
        CommandId::optimise, "optimise", "FILE", 1, 1, "search the values that meet every SLO best",
        "Searches values that meet every SLO on many seeds and at several intensities of the faults, and of "
        "those the best in the worst case. Judges them on seeds that it never used, and says how sure that "
        "is, what each value does, and which SLOs conflict where nothing meets all.",
        optimise_flags, optimise_examples},
    CommandInfo{CommandId::schema,
                "schema",
                "NAME",
                1,
                1,
                "print a JSON Schema",
                "Prints the JSON Schema of scenarios, or of the JSON that commands write: scenario, report "
                "(run, simulate), plan, sweep, comparison (compare), optimisation (optimise), margin (find), "
                "exploration (explore), minimisation (minimise), calibration (calibrate).",
                {},
                schema_examples},
    CommandInfo{CommandId::help,
                "help",
                "[COMMAND]",
                0,
                1,
                "explain a command",
                "Shows the list of commands, or one command's help.",
                {},
                help_examples}};

}  // namespace

std::span<const CommandInfo> command_table() {
    return table;
}

const CommandInfo& info(CommandId id) {
    for (const CommandInfo& command : table) {
        if (command.id == id) {
            return command;
        }
    }
    assertion_failed("every command stands in the table", __FILE__, __LINE__);
}

std::optional<CommandId> find_command(std::string_view name) {
    for (const CommandInfo& command : table) {
        if (command.name == name) {
            return command.id;
        }
    }
    return std::nullopt;
}

std::span<const FlagInfo> common_flags() {
    return common;
}

std::span<const FlagInfo> root_flags() {
    return root;
}

}  // namespace fortify::cli
