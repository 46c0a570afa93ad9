#include "scenario/context.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

namespace fortify::scenario {

namespace {

// More would not be read, and a hostile file could have millions.
constexpr std::size_t most_shown = 50;
// Shorter ones occur in words that have nothing to do with them, and are no secrets.
constexpr std::size_t shortest_secret = 4;

}  // namespace

Diagnostic& Context::report(Code code, SourceSpan span, std::string message, std::string help) {
    const CodeInfo& about = info(code);
    adopt({.code = std::string(about.code),
           .severity = about.severity,
           .span = std::move(span),
           .message = std::move(message),
           .notes = {},
           .help = std::move(help)});
    return hidden_ == 0 ? diagnostics_.back() : unshown_;
}

void Context::adopt(Diagnostic diagnostic) {
    errors_ += diagnostic.severity == Severity::error ? 1 : 0;
    if (full()) {
        ++hidden_;
        unshown_ = std::move(diagnostic);
        return;
    }
    diagnostics_.push_back(std::move(diagnostic));
}

bool Context::full() const {
    return diagnostics_.size() >= most_shown;
}

void Context::add_secret(std::string name, std::string value) {
    const bool known = std::any_of(secrets_.begin(), secrets_.end(),
                                   [&](const auto& secret) { return secret.first == name; });
    if (!value.empty() && !known) {
        secrets_.emplace_back(std::move(name), std::move(value));
    }
}

std::vector<std::string> Context::secrets() const {
    std::vector<std::string> values;
    for (const auto& [name, value] : secrets_) {
        if (std::find(values.begin(), values.end(), value) == values.end()) {
            values.push_back(value);
        }
    }
    return values;
}

void Context::scrub(std::string& text) const {
    for (const auto& [name, value] : secrets_) {
        if (value.size() < shortest_secret) {
            continue;
        }
        const std::string placeholder = fmt::format("${{{}}}", name);
        for (auto at = text.find(value); at != std::string::npos;
             at = text.find(value, at + placeholder.size())) {
            text.replace(at, value.size(), placeholder);
        }
    }
}

Diagnostics Context::take() {
    const auto order = [&](const Diagnostic& diagnostic) {
        return std::tuple(diagnostic.span.file != source_.file, diagnostic.span.line, diagnostic.span.column);
    };
    std::stable_sort(
        diagnostics_.begin(), diagnostics_.end(),
        [&](const Diagnostic& left, const Diagnostic& right) { return order(left) < order(right); });
    if (hidden_ > 0) {
        const std::size_t count = std::exchange(hidden_, 0);
        diagnostics_.push_back({.code = std::string(info(Code::too_many_mistakes).code),
                                .severity = info(Code::too_many_mistakes).severity,
                                .span = whole_file(),
                                .message = fmt::format("{} more mistakes are not shown", count),
                                .notes = {},
                                .help = "correct the ones above first"});
    }
    for (Diagnostic& diagnostic : diagnostics_) {
        scrub(diagnostic.message);
        scrub(diagnostic.help);
        for (Diagnostic::Note& note : diagnostic.notes) {
            scrub(note.text);
        }
    }
    return std::move(diagnostics_);
}

}  // namespace fortify::scenario
