#pragma once

#include "cli/command_table.hpp"

#include <array>

namespace fortify::cli {

// Flags and examples of the commands that run a scenario many times; part of the command table.

inline constexpr FlagInfo set_flag{
    "--set", "", "PATH=VALUE", true,
    "override a key of the scenario, as in policy.client.retry.max_attempts=1"};
inline constexpr FlagInfo seed_flag{"--seed", "", "N", false, "draw everything random from this seed"};
inline constexpr FlagInfo quiet_flag{"--quiet", "-q", "", false, "print nothing but problems"};
inline constexpr FlagInfo threads_flag{"--threads", "", "N", false,
                                       "simulate so many runs at once; results do not depend on it"};

inline constexpr std::array sweep_flags{
    FlagInfo{"--vary", "", "KEY=VALUES", true,
             "1s..30s, then perhaps :log, :step=5s or :points=8; or a list: 1s,5s,30s"},
    FlagInfo{"--grid", "", "", false, "try every combination (default)"},
    FlagInfo{"--latin", "", "N", false, "try N points, spread as a Latin hypercube"},
    FlagInfo{"--seeds", "", "N", false, "simulate each point under N seeds (default 3)"},
    threads_flag,
    FlagInfo{"--minimise", "", "METRIC", true, "mark the points that are best in it: the Pareto front"},
    FlagInfo{"--maximise", "", "METRIC", true, "the same for what should be high"},
    FlagInfo{"--show", "", "METRIC", true, "a column more, as in \"p99(response_time) during outage\""},
    FlagInfo{"--format", "", "FORMAT", false, "table (default), csv or json"},
    FlagInfo{"--svg", "", "FILE", false, "draw maps over one or two keys"},
    set_flag,
    seed_flag,
    quiet_flag};

inline constexpr std::array sweep_examples{
    Example{"fortify sweep storm.toml --vary policy.client.retry.max_attempts=1..5",
            "how many attempts does it bear?"},
    Example{"fortify sweep a.toml --vary load.rate=50/s..90/s --vary client.instances=1,4",
            "two keys: a map"},
    Example{"fortify sweep storm.toml --vary load.rate=50/s..90/s --minimise error_rate", "which is best?"},
    Example{"fortify sweep storm.toml --vary load.rate=50/s..90/s --format csv > sweep.csv",
            "for a program"}};

inline constexpr FlagInfo report_format_flag{"--format", "", "FORMAT", false, "text (default) or json"};

inline constexpr std::array find_flags{
    FlagInfo{"--max", "", "KEY", false, "the largest value, from the scenario's on; or KEY=low..high"},
    FlagInfo{"--min", "", "KEY", false, "the smallest value, likewise"},
    FlagInfo{"--such-that", "", "WHAT", false, "slo: all SLOs hold (default); or an expression like theirs"},
    FlagInfo{"--frontier", "", "KEY=VALUES", false, "search again for each value of a second key"},
    FlagInfo{"--confidence", "", "SHARE", false, "be this sure of all findings together, 95% if not given"},
    FlagInfo{"--trials", "", "N", false, "of one value: at most 200, with --real exactly 1 if not given"},
    FlagInfo{"--real", "", "", false, "run the scenario in real time, in steps from the safe side"},
    FlagInfo{"--allow", "", "HOST|CIDR", true, "allow a target of --real beyond loopback"},
    report_format_flag,
    threads_flag,
    set_flag,
    seed_flag,
    quiet_flag};

inline constexpr std::array find_examples{
    Example{"fortify find storm.toml --max load.rate", "how much load does it bear?"},
    Example{"fortify find burst.toml --max fault.burst.mean_rate=1%..90%", "how many errors?"},
    Example{"fortify find a.toml --min service.api.workers=1..50", "how few workers will do?"},
    Example{"fortify find a.toml --max load.rate --frontier service.api.workers=2..8",
            "and how many workers for it?"},
    Example{"fortify find a.toml --real --max load.rate=10/s..500/s", "the same in real time"},
    Example{"fortify find a.toml --max load.rate --format json | jq .searches", "for a program"}};

inline constexpr std::array explore_flags{
    FlagInfo{"--seeds", "", "A..B", false, "draw a scenario for each of these seeds (default 1..100)"},
    FlagInfo{"--add", "", "N", false, "draw up to N faults beside those of the file (default 3)"},
    FlagInfo{"--load", "", "LOW..HIGH", false, "times the load of the file (default 50%..150%)"},
    FlagInfo{"--write", "", "FILE", false, "write the scenario of the only seed, and simulate nothing"},
    report_format_flag,
    threads_flag,
    set_flag,
    quiet_flag};

inline constexpr std::array explore_examples{
    Example{"fortify explore shop.toml --seeds 1..1000", "what makes it fail?"},
    Example{"fortify explore shop.toml --add 1 --load 1", "one fault at a time, at its own load"},
    Example{"fortify explore shop.toml --seeds 17 --write failing.toml", "a scenario that was drawn"},
    Example{"fortify explore shop.toml --format json | jq .groups", "for a program"}};

inline constexpr std::array minimise_flags{
    FlagInfo{"--write", "", "FILE", false, "write the smaller scenario, with its comments"},
    FlagInfo{"--seeds", "", "N", false, "it must fail under N seeds from its own on (default 1)"},
    report_format_flag,
    threads_flag,
    set_flag,
    seed_flag,
    quiet_flag};

inline constexpr std::array minimise_examples{
    Example{"fortify minimise failing.toml", "what of it is to blame?"},
    Example{"fortify minimise failing.toml --write small.toml", "as a scenario"},
    Example{"fortify minimise failing.toml --seeds 20", "what fails whatever the seed"}};

inline constexpr std::array optimise_flags{
    FlagInfo{"--goal", "", "GOAL", false,
             "min METRIC or max METRIC, as in \"min p99(response_time) during outage\""},
    FlagInfo{"--subject-to", "", "WHAT", true,
             "slo: the scenario's SLOs (default); or an expression like theirs"},
    FlagInfo{"--vary", "", "KEY=VALUES", true,
             "a range or a list as of sweep; if not given the numbers of the policies"},
    FlagInfo{"--intensity", "", "LIST", false,
             "let faults be so many times as hard on each seed, 1,1.2 if not given"},
    FlagInfo{"--trials", "", "N", false, "simulate so many runs at most, 2000 if not given"},
    FlagInfo{"--seeds", "", "N", false, "judge the result on N seeds never used before, 64 if not given"},
    FlagInfo{"--write", "", "", false, "write the values into the file, comments kept; shows the difference"},
    FlagInfo{"--json", "", "FILE", false,
             "write the result as JSON; - is standard output, the text then goes to standard error"},
    threads_flag,
    set_flag,
    seed_flag,
    quiet_flag};

inline constexpr std::array optimise_examples{
    Example{"fortify optimise storm.toml --goal \"min p99(response_time)\"",
            "values that meet every SLO, and the fastest of them"},
    Example{"fortify optimise a.toml --goal \"max goodput\" --vary load.rate=10/s..99/s", "one key alone"},
    Example{"fortify optimise a.toml --goal \"max goodput\" --subject-to \"error_rate < 1%\"",
            "another condition in place of the SLOs"},
    Example{"fortify optimise storm.toml --goal \"min p99(response_time)\" --write", "and into the file"}};

}  // namespace fortify::cli
