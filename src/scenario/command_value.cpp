#include "scenario/command_value.hpp"

#include <fmt/core.h>

#include <string>

namespace fortify::scenario {

namespace {

// As one would type it, roughly: for people.
std::string shown(const std::string& word) {
    const bool plain = !word.empty() && word.find_first_of(" \t\"'\\$;&|<>") == std::string::npos;
    return plain ? word : fmt::format("'{}'", word);
}

bool is_usable(const Section& section, std::string_view key, const Node& node) {
    if (node.text()->find('\0') == std::string::npos) {
        return true;
    }
    section.context().report(Code::bad_command, node.span,
                             fmt::format("{} holds a NUL character", section.name_of(key)));
    return false;
}

}  // namespace

std::optional<run::CommandLine> read_command(const Section& section, std::string_view key) {
    const Entry* entry = section.find(key);
    if (entry == nullptr) {
        return std::nullopt;
    }
    run::CommandLine command;
    if (entry->node.text() != nullptr) {
        if (!is_usable(section, key, entry->node)) {
            return std::nullopt;
        }
        command.words = {"/bin/sh", "-c", *entry->node.text()};
        command.written = entry->node.written;
    } else {
        for (const Node& word : section.texts(key)) {
            if (!is_usable(section, key, word)) {
                return std::nullopt;
            }
            command.words.push_back(*word.text());
            command.written += (command.written.empty() ? "" : " ") + shown(word.written);
        }
    }
    const bool is_list = entry->node.array() != nullptr;
    if (is_list ? command.words.empty() || command.words.front().empty()
                : entry->node.text() != nullptr && entry->node.text()->empty()) {
        section.context().report(Code::bad_command, entry->node.span,
                                 fmt::format("{} names no program", section.name_of(key)),
                                 "a list such as [\"systemctl\", \"stop\", \"app\"], or text for the shell");
        return std::nullopt;
    }
    return command.words.empty() ? std::nullopt : std::optional(std::move(command));
}

}  // namespace fortify::scenario
