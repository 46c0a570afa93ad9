// Goal: arguments become options, and every mistake in them a message with help. Method: command lines
// as a shell would split them.
#include "cli/options.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

namespace fortify::cli {

namespace {

Result<Invocation, UsageError> parse(std::initializer_list<std::string> words) {
    const std::vector<std::string> arguments(words);
    return parse_arguments(arguments);
}

template <class Options>
Options options_of(std::initializer_list<std::string> words) {
    const auto invocation = parse(words);
    REQUIRE_MESSAGE(invocation.has_value(), invocation.error().message);
    const auto* const options = std::get_if<Options>(&invocation->command);
    REQUIRE(options != nullptr);
    return *options;
}

UsageError error_of(std::initializer_list<std::string> words) {
    const auto invocation = parse(words);
    REQUIRE_FALSE(invocation.has_value());
    return invocation.error();
}

}  // namespace

TEST_SUITE("cli::parse_arguments") {
    TEST_CASE("run takes everything that it documents") {
        const auto options = options_of<RunOptions>({"run", "a.toml", "--set", "load.rate=5/s", "b.toml",
                                                     "--seed=7", "--allow", "10.0.0.0/8", "--allow", "host",
                                                     "--dry-run", "-q", "--set=x=\"a=b\""});
        CHECK(options.execute.files == std::vector<std::string>{"a.toml", "b.toml"});
        CHECK(options.execute.settings == std::vector<std::string>{"load.rate=5/s", "x=\"a=b\""});
        CHECK(options.execute.seed == 7);
        CHECK(options.allow == std::vector<std::string>{"10.0.0.0/8", "host"});
        CHECK(options.intent == RunOptions::Intent::dry_run);
        CHECK(options.execute.verbosity == Verbosity::quiet);
    }

    TEST_CASE("plan takes what it documents, and one scenario beside --json") {
        const auto options =
            options_of<PlanOptions>({"plan", "--set", "load.rate=5/s", "a.toml", "--seed=7"});
        CHECK(options.files == std::vector<std::string>{"a.toml"});
        CHECK(options.settings == std::vector<std::string>{"load.rate=5/s"});
        CHECK(options.seed == 7);
        CHECK(options_of<PlanOptions>({"plan", "a.toml", "b.toml"}).files.size() == 2);
        CHECK(error_of({"plan", "--json", "x", "a.toml", "b.toml"}).help == "name one scenario a command");
        CHECK(error_of({"plan"}).message == "plan: FILE... is missing");
    }

    TEST_CASE("outages lists, shows and copies") {
        using Verb = OutagesOptions::Verb;
        CHECK(options_of<OutagesOptions>({"outages"}).verb == Verb::list);
        CHECK(options_of<OutagesOptions>({"outages", "--names"}).verb == Verb::names);
        CHECK(options_of<OutagesOptions>({"outages", "show", "x"}).name == "x");
        const auto copy = options_of<OutagesOptions>({"outages", "copy", "x", "y", "--force"});
        CHECK(copy.verb == Verb::copy);
        CHECK(copy.folder == "y");
        CHECK(copy.existing == OutagesOptions::Existing::replace);
        CHECK(options_of<OutagesOptions>({"outages", "copy", "x"}).folder == ".");
        CHECK(error_of({"outages", "show"}).message == "outages show: NAME is missing");
        CHECK(error_of({"outages", "show", "x", "y"}).message == "outages show: 'y' is one too many");
        CHECK(error_of({"outages", "print", "x"}).help == "they are show NAME and copy NAME [DIR]");
    }

    TEST_CASE("run without flags executes and keeps the scenario's seed") {
        const auto options = options_of<RunOptions>({"run", "a.toml"});
        CHECK(options.intent == RunOptions::Intent::execute);
        CHECK_FALSE(options.execute.seed.has_value());
        CHECK_FALSE(options.execute.json.has_value());
        CHECK(options.execute.verbosity == Verbosity::normal);
    }

    TEST_CASE("a lone dash is a value") {
        CHECK(options_of<SimulateOptions>({"simulate", "--json", "-", "a.toml"}).execute.json == "-");
    }

    TEST_CASE("an array as a value stays as it was written") {
        const auto options =
            options_of<CheckOptions>({"check", "--set", "a=[1,2]", "--set", "b=x y", "a.toml"});
        CHECK(options.settings[0] == "a=[1,2]");
        CHECK(options.settings[1] == "b=x y");
    }

    TEST_CASE("after two dashes everything is a file") {
        CHECK(options_of<CheckOptions>({"check", "--", "--set"}).files == std::vector<std::string>{"--set"});
    }

    TEST_CASE("a file may be called like a command") {
        CHECK(options_of<CheckOptions>({"check", "run"}).files == std::vector<std::string>{"run"});
    }

    TEST_CASE("the largest seed fits") {
        CHECK(options_of<RunOptions>({"run", "a", "--seed", "18446744073709551615"}).execute.seed ==
              18446744073709551615ULL);
    }

    TEST_CASE("help is given wherever it is asked for") {
        CHECK_FALSE(options_of<HelpOptions>({"--help"}).command.has_value());
        CHECK_FALSE(options_of<HelpOptions>({"help"}).command.has_value());
        CHECK(options_of<HelpOptions>({"help", "run"}).command == CommandId::run);
        CHECK(options_of<HelpOptions>({"run", "--help"}).command == CommandId::run);
        CHECK(options_of<HelpOptions>({"check", "-h", "a.toml"}).command == CommandId::check);
        static_cast<void>(options_of<VersionOptions>({"--version"}));
        static_cast<void>(options_of<VersionOptions>({"-V"}));
    }

    TEST_CASE("colour may be chosen before or after the command") {
        CHECK(parse({"--color", "never", "check", "a"})->colour == ColourChoice::never);
        CHECK(parse({"check", "a", "--color=always"})->colour == ColourChoice::always);
        CHECK(parse({"check", "a"})->colour == ColourChoice::automatic);
        CHECK(error_of({"check", "a", "--color", "blue"}).message == "--color cannot be 'blue'");
    }

    TEST_CASE("an unknown command names the nearest") {
        CHECK(error_of({"rnu", "a.toml"}).message == "unknown command 'rnu'");
        CHECK(error_of({"rnu", "a.toml"}).help == "did you mean 'fortify run'?");
        CHECK(error_of({"scenario.toml"}).help == "see 'fortify --help'");
        CHECK(error_of({"help", "dance"}).message == "help: unknown command 'dance'");
    }

    TEST_CASE("an unknown flag names the nearest of its command") {
        CHECK(error_of({"run", "a", "--jsno", "x"}).message == "run: unknown flag '--jsno'");
        CHECK(error_of({"run", "a", "--jsno", "x"}).help == "did you mean '--json'?");
        CHECK(error_of({"check", "a", "--dry-run"}).message == "check: unknown flag '--dry-run'");
        CHECK(error_of({"--versoin"}).help == "did you mean '--version'?");
        CHECK(error_of({"run", "a", "-x"}).message == "run: unknown flag '-x'");
    }

    TEST_CASE("what is missing or too much is said") {
        CHECK(error_of({}).message == "no command given");
        CHECK(error_of({"run"}).message == "run: FILE... is missing");
        CHECK(error_of({"replay", "a", "b"}).message == "replay: 'b' is one too many");
        CHECK(error_of({"run", "a", "--seed"}).message == "'--seed' needs a value");
        CHECK(error_of({"schema", "toml"}).message == "schema: there is none for 'toml'");
    }

    TEST_CASE("values that cannot be meant are refused") {
        for (const std::string seed : {"-1", "1.5", "x", "", "18446744073709551616"}) {
            CAPTURE(seed);
            CHECK_FALSE(parse({"run", "a", "--seed", seed}).has_value());
        }
        CHECK(error_of({"run", "a", "--seed", "1", "--seed", "2"}).message == "run: --seed is given 2 times");
        CHECK(error_of({"run", "a", "--quiet=no"}).message == "run: --quiet takes no value");
    }

    TEST_CASE("one report file cannot hold two scenarios") {
        CHECK_FALSE(parse({"run", "a", "b", "--json", "report.json"}).has_value());
        CHECK_FALSE(parse({"simulate", "a", "b", "--journal", "run.jsonl"}).has_value());
        CHECK_FALSE(parse({"run", "a", "--journal", "-"}).has_value());
    }

    TEST_CASE("control characters of an argument never reach the terminal") {
        CHECK(error_of({"\x1b[2J"}).message.find('\x1b') == std::string::npos);
    }

    TEST_CASE("a sweep takes several keys and goals, one design and one form") {
        const auto sweep =
            options_of<SweepOptions>({"sweep",      "a.toml",   "--vary",     "load.rate=1/s..2/s",
                                      "--vary",     "seed=1,2", "--minimise", "error_rate",
                                      "--maximise", "goodput",  "--show",     "wasted",
                                      "--latin",    "9",        "--seeds",    "4",
                                      "--threads",  "2",        "--format",   "csv",
                                      "--svg",      "map.svg",  "--set",      "seed=3",
                                      "--seed",     "8",        "-q"});
        CHECK(sweep.study.file == "a.toml");
        CHECK(sweep.study.settings == std::vector<std::string>{"seed=3"});
        CHECK(sweep.study.seed == 8);
        CHECK(sweep.study.threads == 2);
        CHECK(sweep.study.verbosity == Verbosity::quiet);
        CHECK(sweep.vary.size() == 2);
        CHECK(sweep.minimise.size() == 1);
        CHECK(sweep.latin == 9);
        CHECK(sweep.seeds == 4);
        CHECK(sweep.format == SweepOptions::Format::csv);
        CHECK(sweep.svg == "map.svg");
        CHECK(error_of({"sweep", "a", "--vary", "b", "--seeds", "0"}).message ==
              "--seeds '0' is not a whole number from 1 to 1000");
        CHECK_FALSE(parse({"sweep", "a", "--vary", "b", "--threads", "many"}).has_value());
        CHECK_FALSE(parse({"sweep", "a", "--vary", "b", "--latin", "1"}).has_value());
        CHECK_FALSE(parse({"sweep", "a", "--vary", "b", "--latin", "5", "--grid"}).has_value());
        CHECK_FALSE(parse({"sweep", "a", "--vary", "b", "--format", "xml"}).has_value());
        CHECK_FALSE(
            parse({"sweep", "a", "--vary", "b", "--vary", "c", "--vary", "d", "--svg", "e"}).has_value());
        CHECK_FALSE(parse({"sweep", "a", "b", "--vary", "c"}).has_value());
    }

    TEST_CASE("a search is for people or for programs") {
        CHECK(options_of<FindOptions>({"find", "a", "--max", "b"}).format == ReportFormat::text);
        CHECK(options_of<FindOptions>({"find", "a", "--max", "b", "--format", "json"}).format ==
              ReportFormat::json);
        CHECK(error_of({"find", "a", "--max", "b", "--format", "csv"}).message == "--format cannot be 'csv'");
    }
}

}  // namespace fortify::cli
