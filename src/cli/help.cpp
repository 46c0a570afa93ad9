#include "cli/help.hpp"

#include "core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace fortify::cli {

namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t indent = 2;
constexpr std::size_t gap = 2;
constexpr std::size_t widest_left = 28;
constexpr std::size_t narrowest_right = 20;

// Two columns; a left side that is too wide stands on a line of its own.
std::string table_text(const Rows& rows, std::size_t width) {
    std::size_t left_width = 0;
    for (const auto& [left, right] : rows) {
        if (left.size() <= widest_left) {
            left_width = std::max(left_width, left.size());
        }
    }
    const std::size_t start = indent + left_width + gap;
    std::string text;
    for (const auto& [left, right] : rows) {
        std::string before = fmt::format("{:{}}{:<{}}", "", indent, left, left_width + gap);
        if (left.size() > left_width) {
            text += fmt::format("{:{}}{}\n", "", indent, left);
            before = std::string(start, ' ');
        }
        for (const std::string& line : wrap(right, std::max(width, start + narrowest_right) - start)) {
            text += before + line + "\n";
            before = std::string(start, ' ');
        }
    }
    return text;
}

std::string flag_text(const FlagInfo& flag) {
    std::string text = flag.short_name.empty() ? std::string("    ") : fmt::format("{}, ", flag.short_name);
    text += flag.name;
    if (!flag.value.empty()) {
        text += fmt::format(" {}", flag.value);
    }
    return text;
}

void add_flags(Rows& rows, std::span<const FlagInfo> flags) {
    for (const FlagInfo& flag : flags) {
        const std::string help = std::string(flag.help) + (flag.repeatable ? "; may be repeated" : "");
        rows.emplace_back(flag_text(flag), help);
    }
}

std::string paragraph(std::string_view sentences, std::size_t width) {
    std::string text;
    for (const std::string& line : wrap(sentences, width)) {
        text += line + "\n";
    }
    return text;
}

}  // namespace

std::string root_help(std::size_t width) {
    std::string text = "usage: fortify COMMAND ...\n\n";
    text += paragraph(
        "fortify sends load to a target, breaks it on purpose, and judges whether circuit breakers, retries, "
        "bulkheads and timeouts kept your promises: in real time, or simulated in milliseconds.",
        width);
    text += "\ncommands:\n";
    Rows commands;
    for (const CommandInfo& command : command_table()) {
        commands.emplace_back(command.name, command.summary);
    }
    text += table_text(commands, width);
    text += "\nflags:\n";
    Rows flags;
    add_flags(flags, common_flags());
    add_flags(flags, root_flags());
    text += table_text(flags, width);
    text += "\nbegin with:\n  fortify run scenarios/quickstart.toml\n  fortify help run\n";
    text += "\nmore: man fortify, man fortify-scenario, man fortify-slo\n";
    return text;
}

std::string command_help(const CommandInfo& command, std::size_t width) {
    std::string text = fmt::format("usage: fortify {} [flags] {}\n\n", command.name, command.operands);
    text += paragraph(command.description, width);
    text += "\nflags:\n";
    Rows flags;
    add_flags(flags, command.flags);
    add_flags(flags, common_flags());
    text += table_text(flags, width);
    text += "\nexamples:\n";
    for (const Example& example : command.examples) {
        text += fmt::format("  {}\n      {}\n", example.command, example.effect);
    }
    return text;
}

}  // namespace fortify::cli
