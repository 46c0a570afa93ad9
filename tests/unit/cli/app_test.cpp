// Goal: what every command shares holds: exit codes, the stream that is written to, trouble with that
// stream. Method: the whole program on a console that keeps what it is told.
#include "cli/app.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <vector>

namespace fortify::cli {

namespace {

class RecordingConsole final : public Console {
public:
    Result<Done, std::string> write(Stream stream, std::string_view text) override {
        if (stream == Stream::out && out_is_full) {
            return Err{std::string("No space left on device")};
        }
        (stream == Stream::out ? out : err) += text;
        return Done{};
    }
    [[nodiscard]] Terminal terminal(Stream, ColourChoice choice) const override {
        return {.interactive = false,
                .colour = choice == ColourChoice::always,
                .width = 80,
                .charset = Charset::utf8};
    }

    std::string out;
    std::string err;
    bool out_is_full = false;
};

int run(RecordingConsole& console, std::initializer_list<std::string> words) {
    const std::vector<std::string> arguments(words);
    return run_app(arguments, console);
}

}  // namespace

TEST_SUITE("cli::run_app") {
    TEST_CASE("help and version go to standard output and pass") {
        RecordingConsole console;
        CHECK(run(console, {"--help"}) == 0);
        CHECK(console.out.find("usage: fortify COMMAND") == 0);
        CHECK(console.err.empty());
        console.out.clear();
        CHECK(run(console, {"--version"}) == 0);
        CHECK(console.out.find("fortify ") == 0);
    }

    TEST_CASE("a usage error goes to standard error with its help and exits with 2") {
        RecordingConsole console;
        CHECK(run(console, {"rnu"}) == 2);
        CHECK(console.out.empty());
        CHECK(console.err == "fortify: error: unknown command 'rnu'\n   help: did you mean 'fortify run'?\n");
    }

    TEST_CASE("nothing at all is a usage error, so that a pipeline does not pass by accident") {
        RecordingConsole console;
        CHECK(run(console, {}) == 2);
        CHECK(console.out.empty());
    }

    TEST_CASE("what standard output refuses goes to standard error, and the exit code tells") {
        RecordingConsole console;
        console.out_is_full = true;
        CHECK(run(console, {"--version"}) == 2);
        CHECK(console.err.find("cannot write to standard output: No space left on device") !=
              std::string::npos);
        CHECK(console.err.find("fortify 0.") != std::string::npos);
    }

    TEST_CASE("a scenario that is not there is the scenario's error") {
        RecordingConsole console;
        for (const std::string command : {"check", "run", "simulate"}) {
            console.err.clear();
            CHECK(run(console, {command, "/nonexistent.toml"}) == 2);
            CHECK(console.err.find("/nonexistent.toml") != std::string::npos);
        }
    }

    TEST_CASE("every schema is a JSON object") {
        for (const std::string what : {"scenario", "report", "plan", "sweep", "comparison", "optimisation",
                                       "margin", "exploration", "minimisation", "calibration"}) {
            RecordingConsole console;
            CHECK(run(console, {"schema", what}) == 0);
            CHECK(console.out.find("\"$schema\"") != std::string::npos);
            CHECK(console.out.find('{') == 0);
        }
    }

    TEST_CASE("a report that cannot be written is known before the run") {
        RecordingConsole console;
        CHECK(run(console, {"run", "/nonexistent.toml", "--json", "/nonexistent/report.json"}) == 2);
        CHECK(console.err.find("cannot write the report to '/nonexistent/report.json'") != std::string::npos);
        CHECK(console.err.find("nonexistent.toml") == std::string::npos);
    }
}

}  // namespace fortify::cli
