// Goal: the house style that no tool knows. Method: every line of the sources is held against a table
// of words with the places where each is allowed.
#include "source_file.hpp"

#include <doctest/doctest.h>

#include <cctype>

namespace fortify::tidy {

namespace {

struct Ban {
    std::string_view word;
    std::vector<std::string_view> allowed;  // beginnings of paths
    std::string_view reason;
};

const std::vector<Ban>& bans() {
    static const std::vector<Ban> table{
        {"now(", {"src/net/clock.cpp"}, "time is an argument; the clock is read in net/clock.cpp"},
        {"clock_gettime", {"src/net/clock.cpp"}, "time is an argument; the clock is read in net/clock.cpp"},
        {"gettimeofday", {}, "time is an argument; the clock is read in net/clock.cpp"},
        {"random_device", {}, "seeds come from the scenario or the command line"},
        {"mt19937", {}, "standard distributions differ between libraries; use core/rng.hpp"},
        {"rand(", {}, "use core/rng.hpp"},
        {"sleep_for", {}, "wait in the event loop"},
        {"sleep_until", {}, "wait in the event loop"},
        {"usleep", {}, "wait in the event loop"},
        {"std::cout", {}, "cli/console.cpp is the only printer"},
        {"std::cerr", {}, "cli/console.cpp is the only printer"},
        {"printf", {}, "cli/console.cpp is the only printer"},
        {"std::regex", {}, "slow to build and to run"},
        {"getenv", {"src/scenario/", "src/cli/"}, "the environment is read at the edge"},
        {"exit(", {}, "return an exit code"},
        {"abort(", {"src/core/assert.cpp"}, "use FORTIFY_ASSERT"},
        {"throw", {}, "return a Result"},
        {"reinterpret_cast", {"src/net/"}, "only system calls need it"},
        {"const_cast", {}, "say what is mutable"},
        {"goto", {}, "use a function"},
    };
    return table;
}

bool is_allowed(const Ban& ban, const SourceFile& file) {
    for (const std::string_view prefix : ban.allowed) {
        if (file.path.starts_with(prefix)) {
            return true;
        }
    }
    return false;
}

// `default:` hides a new enumerator from the compiler; `= default` and `default_x` are fine.
bool has_default_label(std::string_view code) {
    const std::size_t found = code.find("default");
    if (found == code.npos || !has_word(code, "default")) {
        return false;
    }
    const std::size_t next = code.find_first_not_of(' ', found + std::string_view("default").size());
    return next != code.npos && code[next] == ':';
}

bool has_vague_noun(std::string_view code) {
    for (const std::string_view noun : {"Manager", "Helper", "Engine", "Util", "Utils"}) {
        const std::size_t found = code.find(noun);
        if (found == code.npos) {
            continue;
        }
        const std::size_t end = found + noun.size();
        if (end == code.size() || std::islower(static_cast<unsigned char>(code[end])) == 0) {
            return true;
        }
    }
    return false;
}

constexpr std::size_t longest_file = 400;

}  // namespace

TEST_SUITE("tidy::words") {
    TEST_CASE("no banned word stands in src") {
        std::vector<std::string> violations;
        for (const SourceFile& file : read_sources("src")) {
            for (const Line& line : file.lines) {
                for (const Ban& ban : bans()) {
                    if (has_word(line.code, ban.word) && !is_allowed(ban, file)) {
                        violations.push_back(place(file, line) + std::string(ban.word) + ": " +
                                             std::string(ban.reason));
                    }
                }
            }
        }
        CHECK_MESSAGE(violations.empty(), report(violations));
    }

    TEST_CASE("a switch over an enum has no default label") {
        std::vector<std::string> violations;
        for (const SourceFile& file : read_sources("src")) {
            for (const Line& line : file.lines) {
                if (has_default_label(line.code)) {
                    violations.push_back(place(file, line) + "name the enumerators");
                }
            }
        }
        CHECK_MESSAGE(violations.empty(), report(violations));
    }

    TEST_CASE("names say what a thing is") {
        std::vector<std::string> violations;
        for (const SourceFile& file : read_sources("src")) {
            for (const Line& line : file.lines) {
                if (has_vague_noun(line.code)) {
                    violations.push_back(place(file, line) + "a noun that could mean anything");
                }
            }
        }
        CHECK_MESSAGE(violations.empty(), report(violations));
    }

    TEST_CASE("nothing is left for later") {
        // Put together here, so that this file does not accuse itself.
        const std::vector<std::string> marks{std::string("TO") + "DO", std::string("FIX") + "ME",
                                             std::string("XX") + "X"};
        std::vector<std::string> violations;
        for (const std::string_view folder : {"src", "tests"}) {
            for (const SourceFile& file : read_sources(folder)) {
                for (const Line& line : file.lines) {
                    for (const std::string& mark : marks) {
                        if (has_word(line.text, mark)) {
                            violations.push_back(place(file, line) + mark);
                        }
                    }
                }
            }
        }
        CHECK_MESSAGE(violations.empty(), report(violations));
    }

    TEST_CASE("no file is longer than 400 lines") {
        for (const std::string_view folder : {"src", "tests"}) {
            for (const SourceFile& file : read_sources(folder)) {
                CHECK_MESSAGE(file.lines.size() <= longest_file, file.path);
            }
        }
    }

    TEST_CASE("a header is guarded by #pragma once") {
        for (const SourceFile& file : read_sources("src")) {
            if (file.is_header()) {
                REQUIRE_FALSE_MESSAGE(file.lines.empty(), file.path);
                CHECK_MESSAGE(file.lines.front().text == "#pragma once", file.path);
            }
        }
    }
}

TEST_SUITE("tidy::has_word") {
    TEST_CASE("a word is found only where it stands by itself") {
        CHECK(has_word("Clock::now()", "now("));
        CHECK_FALSE(has_word("holds_now(expression)", "now("));
        CHECK(has_word("throw 1;", "throw"));
        CHECK_FALSE(has_word("throws", "throw"));
    }
    TEST_CASE("a default label is told from a defaulted function") {
        CHECK(has_default_label("    default:"));
        CHECK(has_default_label("default : return;"));
        CHECK_FALSE(has_default_label("Runner() = default;"));
        CHECK_FALSE(has_default_label("default_chain ? a : b"));
    }
}

}  // namespace fortify::tidy
