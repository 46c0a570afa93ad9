#pragma once

#include "core/time.hpp"
#include "core/units.hpp"
#include "policy/chain.hpp"
#include "run/command.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace fortify::run {

using ActionIndex = std::uint16_t;

// -- What an operator may do.

// The circuit breakers of one policy, at every client instance.
struct TurnBreaker {
    enum class Hand : std::uint8_t { force_open, force_close, reset, disable, metrics_only };
    Hand hand{};
    PolicyIndex policy = 0;
};
// Calls that begin while a policy is bypassed go straight to the wire; those under way stay in its layers.
struct Bypass {
    enum class Edge : std::uint8_t { begin, end };
    Edge edge{};
    std::optional<PolicyIndex> policy;  // none: all of them
};
// Other settings of a policy: complete, those of the actions before this one included.
struct Reconfigure {
    PolicyIndex policy = 0;
    policy::ChainConfig config;
};
// A command, and what takes back what it did.
struct Execute {
    CommandLine act;
    std::optional<CommandLine> undo;
    Duration timeout = 30s;         // of each of the two
    std::optional<Duration> lasts;  // from `at` to the undo; none: until the run ends
};

struct ActionPlan {
    std::string id;
    std::string text;  // what it does, as written; placeholders are not filled in
    Instant at{};
    std::variant<TurnBreaker, Bypass, Reconfigure, Execute> what;
};

// Which of an action's commands.
struct CommandId {
    enum class Stage : std::uint8_t { act, undo };
    ActionIndex action = 0;
    Stage stage{};
    friend constexpr bool operator==(CommandId, CommandId) = default;
};
[[nodiscard]] std::string_view name_of(CommandId::Stage stage);

// One line of the audit list.
struct ActionRecord {
    ActionIndex action = 0;
    CommandId::Stage stage{};
    Instant when{};                       // it was done, or its command began
    std::optional<CommandResult> result;  // of a command; none otherwise, or while it is under way
    Duration took{0};
};

}  // namespace fortify::run
