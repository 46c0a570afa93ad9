#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fortify::scenario {

// What a key takes.
enum class Type : std::uint8_t {
    text,
    name,           // text of [A-Za-z0-9_-]
    integer,        //
    integers,       // list of those
    bytes,          // 512 or "64KiB"
    bandwidth,      // "64KiB/s"
    number,         //
    boolean,        //
    ratio,          // 0.05 or "5%"
    rate,           // "70/s"
    rates,          // a rate, or a table of rates by the name of the load
    duration,       // "250ms"
    distribution,   // "exponential(20ms)"
    choice,         // one of `words`
    texts,          // list of text
    texts_by_name,  // table of text, any keys
    command,        // list of text, or one text for the shell
    table,          // a section of its own
    step_table,     // likewise, or a table of those by the name of the load
    named_tables,   // [section.NAME]
    tables,         // [[section]]
    one_or_tables,  // [section] or [[section]]
};

enum class Presence : std::uint8_t { optional, required };

// One key of the scenario file. The reader, fortify-scenario(5) and the JSON Schema all come from the
// table of these, so they cannot disagree.
struct KeyInfo {
    std::string_view section;  // "" at the top, "policy.*.retry", "phase"; `*` stands for a name
    std::string_view key;
    Type type{};
    std::string_view help;       // one sentence
    std::string_view unit;       // "calls", where the type does not say it
    std::string_view fallback;   // the default as a scenario would write it, without quotes
    std::string_view otherwise;  // what happens without the key, where that is not a value
    std::string_view words;      // of a choice: "fifo|lifo"
    Presence presence = Presence::optional;
    double low = 0;  // bounds, both allowed; of durations in seconds, of rates a second
    double high = std::numeric_limits<double>::infinity();
};

[[nodiscard]] std::span<const KeyInfo> keys();
[[nodiscard]] const KeyInfo* find_key(std::string_view section, std::string_view key);

// For people: "duration", "a duration such as \"250ms\"".
[[nodiscard]] std::string_view name_of(Type type);
[[nodiscard]] std::string_view describe(Type type);
// What the page of the manual says: "default 5s", "required", "optional", "default: until the run ends".
[[nodiscard]] std::string describe_default(const KeyInfo& key);

// A JSON Schema (draft 2020-12) of the scenario file, for editors.
[[nodiscard]] std::string json_schema();

}  // namespace fortify::scenario
