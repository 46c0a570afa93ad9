#include "scenario/vocabulary.hpp"

namespace fortify::scenario {

namespace {

constexpr std::size_t index_of(Cause cause) {
    return static_cast<std::size_t>(cause);
}

// What a policy can make of: causes that end a call for good are not among them.
bool can_be_named(Cause cause) {
    return class_of(cause) == OutcomeClass::failure || class_of(cause) == OutcomeClass::rejected;
}

CauseSet all_of(OutcomeClass outcome) {
    CauseSet causes;
    for (std::size_t index = 0; index < cause_count; ++index) {
        causes.set(index, class_of(static_cast<Cause>(index)) == outcome);
    }
    return causes;
}

}  // namespace

std::optional<StatusSet> parse_statuses(std::string_view text) {
    if (text.size() != 3 || text[0] < '1' || text[0] > '5') {
        return std::nullopt;
    }
    StatusSet statuses;
    const auto digit = [&](std::size_t index) {
        return static_cast<std::size_t>(text[index] - '0');
    };
    const std::size_t hundred = digit(0) * 100;
    if (text.substr(1) == "xx") {
        for (std::size_t status = hundred; status < hundred + 100; ++status) {
            statuses.set(status);
        }
        return statuses;
    }
    if (text[1] < '0' || text[1] > '9' || text[2] < '0' || text[2] > '9') {
        return std::nullopt;
    }
    statuses.set(hundred + digit(1) * 10 + digit(2));
    return statuses;
}

std::optional<CauseSet> parse_causes(std::string_view text) {
    CauseSet causes;
    if (text == "timeout") {
        causes.set(index_of(Cause::attempt_timeout));
        causes.set(index_of(Cause::call_timeout));
        causes.set(index_of(Cause::connect_timeout));
        return causes;
    }
    if (text == "failure") {
        return all_of(OutcomeClass::failure);
    }
    if (text == "rejected") {
        return all_of(OutcomeClass::rejected);
    }
    for (std::size_t index = 0; index < cause_count; ++index) {
        const auto cause = static_cast<Cause>(index);
        if (can_be_named(cause) && name_of(cause) == text) {
            causes.set(index);
            return causes;
        }
    }
    return std::nullopt;
}

std::vector<std::string> cause_words() {
    std::vector<std::string> words{"timeout", "failure", "rejected"};
    for (std::size_t index = 0; index < cause_count; ++index) {
        const auto cause = static_cast<Cause>(index);
        if (can_be_named(cause)) {
            words.emplace_back(name_of(cause));
        }
    }
    return words;
}

}  // namespace fortify::scenario
