#include "scenario/draft.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include <arpa/inet.h>

namespace fortify::scenario {

namespace {

// Number of bits of the address; 0 when it is none.
unsigned address_bits(const std::string& text) {
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
        return 32;
    }
    return inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1 ? 128 : 0;
}

bool is_host_name(std::string_view text) {
    constexpr std::size_t longest = 253;
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == '_';
    };
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    return !text.empty() && text.size() <= longest && text.front() != '.' && text.front() != '-' &&
           std::all_of(text.begin(), text.end(), fits) && std::any_of(text.begin(), text.end(), letter);
}

// "10.0.0.0/8", "192.0.2.1", "::1", "api.example".
bool is_network(const std::string& text) {
    const auto slash = text.find('/');
    if (slash == text.npos) {
        return address_bits(text) != 0 || is_host_name(text);
    }
    const unsigned bits = address_bits(text.substr(0, slash));
    unsigned prefix = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + slash + 1, end, prefix);
    return bits != 0 && parsed.ec == std::errc{} && parsed.ptr == end && prefix <= bits;
}

void add_allowed(
    Context& context, const std::string& text, const std::string& shown, SourceSpan span, Draft& draft) {
    if (is_network(text)) {
        draft.plan.safety.allow.push_back(text);
        return;
    }
    context.report(Code::bad_network, std::move(span),
                   fmt::format("{} is neither a network, an address nor a host name", in_quotes(shown)),
                   "such as \"10.0.0.0/8\", \"192.0.2.1\" or \"api.example\"; no scheme, no port");
}

SourceSpan place_of(const Section& section, std::string_view key) {
    return section.has(key) ? section.value_span(key) : SourceSpan{};
}

}  // namespace

void read_safety(const Section& root, Draft& draft) {
    Context& context = root.context();
    const Soundness sound(context);
    const Section section = root.inner("safety");
    run::SafetyPlan& safety = draft.plan.safety;
    for (const Node& text : section.texts("allow")) {
        add_allowed(context, *text.text(), text.written, text.span, draft);
    }
    for (const std::string& text : context.options().allow) {
        add_allowed(context, text, text,
                    {.file = fmt::format("--allow {}", text),
                     .line = 1,
                     .column = 1,
                     .length = static_cast<std::uint32_t>(text.size())},
                    draft);
    }
    safety.max_rate = section.value<Rate>("max_rate");
    safety.max_calls = section.value<std::uint64_t>("max_calls");
    safety.max_in_flight = static_cast<std::uint32_t>(section.value<std::uint64_t>("max_in_flight"));
    safety.deadline = section.value<Duration>("deadline");
    safety.drain = section.value<Duration>("drain");
    safety.allow_exec = section.value<bool>("allow_exec") || context.options().exec == Exec::allowed;
    draft.caps = {.max_rate = place_of(section, "max_rate"),
                  .max_calls = place_of(section, "max_calls"),
                  .max_in_flight = place_of(section, "max_in_flight"),
                  .deadline = place_of(section, "deadline"),
                  .sound = static_cast<bool>(sound)};
    safety.max_in_flight_is_set = draft.caps.max_in_flight.line != 0;
}

}  // namespace fortify::scenario
