// Goal: help, man page, README and the completions of three shells name the same commands and flags.
// Method: each is asked or read in its own way, and the sets are compared with the command table.
#include "cli/command_table.hpp"
#include "shell_command.hpp"

#include <doctest/doctest.h>

#include <cctype>
#include <string_view>

namespace fortify::docs {

namespace {

using Names = std::set<std::string>;

Names command_names() {
    Names names;
    for (const cli::CommandInfo& command : cli::command_table()) {
        names.insert(std::string(command.name));
    }
    return names;
}

void add_flags(Names& names, std::span<const cli::FlagInfo> flags) {
    for (const cli::FlagInfo& flag : flags) {
        names.insert(std::string(flag.name));
    }
}

Names flags_of(const cli::CommandInfo& command) {
    Names names;
    add_flags(names, cli::common_flags());
    add_flags(names, command.flags);
    return names;
}

Names all_flags() {
    Names names;
    add_flags(names, cli::root_flags());
    for (const cli::CommandInfo& command : cli::command_table()) {
        names.merge(flags_of(command));
    }
    return names;
}

// Every "--word" in a text.
Names flags_in(std::string_view text) {
    Names names;
    for (std::size_t start = text.find("--"); start != text.npos; start = text.find("--", start + 2)) {
        std::size_t end = start + 2;
        while (end < text.size() &&
               (std::isalpha(static_cast<unsigned char>(text[end])) != 0 || text[end] == '-')) {
            ++end;
        }
        if (end > start + 2 && text[start + 2] != '-') {
            names.insert(std::string(text.substr(start, end - start)));
        }
    }
    return names;
}

// From a line that begins with `start` to the next one that begins with `end`.
std::string part(const std::string& text, const std::string& start, const std::string& end) {
    const std::size_t from = text.find("\n" + start);
    REQUIRE_MESSAGE(from != text.npos, start);
    const std::size_t to = text.find("\n" + end, from + 1 + start.size());
    return text.substr(from, to == text.npos ? to : to - from);
}

// mdoc writes "--json" as ".Fl -json".
std::string plain_flags(std::string text) {
    for (const std::string macro : {".Fl -", "Fl -", ", -"}) {
        for (std::size_t at = text.find(macro); at != text.npos; at = text.find(macro, at)) {
            text.replace(at, macro.size(), " --");
        }
    }
    return text;
}

Names beginning_with_dashes(const Names& names) {
    Names result;
    for (const std::string& name : names) {
        if (name.starts_with("--")) {
            result.insert(name);
        }
    }
    return result;
}

const std::string completions = std::string(FORTIFY_SOURCE_DIR) + "/completions/";

Names bash_offers(const std::string& words, const std::string& current) {
    const std::string script = ". " + quoted(completions + "fortify.bash") + "; COMP_WORDS=(fortify " +
                               words + " " + quoted(current) +
                               "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _fortify; " +
                               "printf '%s\\n' \"${COMPREPLY[@]}\"";
    return lines_of(output_of("bash -c " + quoted(script)));
}

// zsh's own functions are replaced by ones that print what they are told.
Names zsh_offers(const std::string& command) {
    const std::string script =
        "_describe() { print -l -- ${commands%%:*} }; "
        "_arguments() { if [[ $* == *'->command'* ]]; then " +
        (command.empty() ? std::string("state=command; print -l -- $@")
                         : "state=argument; line=(" + command + ")") +
        "; else print -l -- $@; fi }; . " + quoted(completions + "_fortify");
    return lines_of(output_of("zsh -f -c " + quoted(script)));
}

Names fish_offers(const std::string& line) {
    // HOME for fish's own files, which it insists on.
    const std::string script =
        "source " + quoted(completions + "fortify.fish") + "; complete -C " + quoted(line);
    Names words;
    for (const std::string& offer : lines_of(output_of("HOME=/tmp fish --no-config -c " + quoted(script)))) {
        words.insert(offer.substr(0, offer.find('\t')));
    }
    return words;
}

Names flags_among(const Names& offers) {
    Names names;
    for (const std::string& offer : offers) {
        names.merge(flags_in(offer));
    }
    return names;
}

}  // namespace

TEST_SUITE("docs::help") {
    TEST_CASE("the program's help names what the table names") {
        for (const cli::CommandInfo& command : cli::command_table()) {
            CAPTURE(command.name);
            const std::string help =
                output_of(quoted(FORTIFY_BINARY) + " " + std::string(command.name) + " --help");
            CHECK(flags_in(part(help, "flags:", "examples:")) == flags_of(command));
        }
    }
}

TEST_SUITE("docs::man") {
    TEST_CASE("fortify(1) explains every flag and no other") {
        const std::string page = read_document("man/fortify.1");
        CHECK(flags_in(plain_flags(part(page, ".Sh DESCRIPTION", ".Sh ENVIRONMENT"))) == all_flags());
    }

    TEST_CASE("the synopsis of each command has its flags") {
        const std::string synopsis = part(read_document("man/fortify.1"), ".Sh SYNOPSIS", ".Sh DESCRIPTION");
        for (const cli::CommandInfo& command : cli::command_table()) {
            CAPTURE(command.name);
            Names expected;
            add_flags(expected, command.flags);
            const std::string name(command.name);
            CHECK(flags_in(plain_flags(part(synopsis, ".Cm " + name + "\n", ".Nm"))) == expected);
        }
    }

    TEST_CASE("every command is explained") {
        const std::string page = part(read_document("man/fortify.1"), ".Sh DESCRIPTION", ".Sh ENVIRONMENT");
        for (const std::string& name : command_names()) {
            CHECK_MESSAGE(page.find(".It Cm " + name + "\n") != page.npos, name);
        }
    }
}

TEST_SUITE("docs::bash") {
    TEST_CASE("the commands are offered") {
        CHECK(bash_offers("", "") == command_names());
    }
    TEST_CASE("each command's flags are offered") {
        for (const cli::CommandInfo& command : cli::command_table()) {
            CAPTURE(command.name);
            CHECK(bash_offers(std::string(command.name), "--") == flags_of(command));
        }
    }
}

TEST_SUITE("docs::zsh") {
    TEST_CASE("the commands are offered") {
        Names offers = zsh_offers("");
        for (const std::string& name : command_names()) {
            CHECK_MESSAGE(offers.count(name) == 1, name);
        }
    }
    TEST_CASE("each command's flags are offered") {
        for (const cli::CommandInfo& command : cli::command_table()) {
            CAPTURE(command.name);
            CHECK(flags_among(zsh_offers(std::string(command.name))) == flags_of(command));
        }
    }
}

TEST_SUITE("docs::fish") {
    TEST_CASE("the commands are offered") {
        CHECK(fish_offers("fortify ") == command_names());
    }
    TEST_CASE("each command's flags are offered") {
        for (const cli::CommandInfo& command : cli::command_table()) {
            CAPTURE(command.name);
            const Names offers = fish_offers("fortify " + std::string(command.name) + " --");
            CHECK(beginning_with_dashes(offers) == flags_of(command));
        }
    }
}

TEST_SUITE("docs::readme") {
    TEST_CASE("its chapter on commands names every command and flag and no other flag") {
        const std::string chapter = part(read_document("README.md"), "## Commands", "## ");
        CHECK(flags_in(chapter) == all_flags());
        for (const std::string& name : command_names()) {
            CHECK_MESSAGE(chapter.find("fortify " + name) != chapter.npos, name);
        }
    }
}

TEST_SUITE("docs::version") {
    TEST_CASE("the program says the version that the build system has") {
        CHECK(output_of(quoted(FORTIFY_BINARY) + " --version") ==
              "fortify " + std::string(FORTIFY_VERSION) + "\n");
    }
    TEST_CASE("the changelog has an entry for it") {
        CHECK(read_document("CHANGELOG.md").find("\n## [" + std::string(FORTIFY_VERSION) + "]") !=
              std::string::npos);
    }
}

}  // namespace fortify::docs
