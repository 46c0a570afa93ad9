#include "scenario/keys.hpp"

#include "core/assert.hpp"

#include <fmt/core.h>

namespace fortify::scenario {

const KeyInfo* find_key(std::string_view section, std::string_view key) {
    for (const KeyInfo& info : keys()) {
        if (info.section == section && info.key == key) {
            return &info;
        }
    }
    return nullptr;
}

std::string_view name_of(Type type) {
    switch (type) {
        case Type::text:
            return "text";
        case Type::name:
            return "name";
        case Type::integer:
            return "integer";
        case Type::integers:
            return "list of integers";
        case Type::bytes:
            return "bytes";
        case Type::bandwidth:
            return "bytes a second";
        case Type::number:
            return "number";
        case Type::boolean:
            return "boolean";
        case Type::ratio:
            return "ratio";
        case Type::rate:
            return "rate";
        case Type::rates:
            return "rate, or table of rates by load";
        case Type::duration:
            return "duration";
        case Type::distribution:
            return "distribution";
        case Type::choice:
            return "word";
        case Type::texts:
            return "list of text";
        case Type::texts_by_name:
            return "table of text";
        case Type::command:
            return "list of text, or text for the shell";
        case Type::table:
            return "table";
        case Type::step_table:
            return "table, or table of those by load";
        case Type::named_tables:
            return "tables by name";
        case Type::tables:
            return "list of tables";
        case Type::one_or_tables:
            return "table, or list of tables";
    }
    FORTIFY_ASSERT(false && "a type outside its enumeration");
}

std::string_view describe(Type type) {
    switch (type) {
        case Type::text:
        case Type::choice:
            return "text in quotes";
        case Type::name:
            return "a name in quotes";
        case Type::integer:
            return "a whole number";
        case Type::integers:
            return "a list of whole numbers such as [3, 7]";
        case Type::bytes:
            return "a size such as 512 or \"64KiB\"";
        case Type::bandwidth:
            return "a bandwidth such as \"64KiB/s\"";
        case Type::number:
            return "a number";
        case Type::boolean:
            return "true or false";
        case Type::ratio:
            return "a ratio such as 0.05 or \"5%\"";
        case Type::rate:
            return "a rate such as \"70/s\"";
        case Type::rates:
            return "a rate such as \"70/s\", or a table of rates by the name of the load";
        case Type::duration:
            return "a duration such as \"250ms\"";
        case Type::distribution:
            return "a distribution such as \"exponential(20ms)\"";
        case Type::texts:
            return "a list of texts such as [\"a\", \"b\"]";
        case Type::texts_by_name:
            return "a table of texts such as { name = \"value\" }";
        case Type::command:
            return "a list of a program and its arguments, or text for the shell";
        case Type::table:
        case Type::step_table:
            return "a table";
        case Type::named_tables:
            return "a table of tables, each with a name of its own";
        case Type::tables:
            return "a list of tables, each begun with its name in [[ ]]";
        case Type::one_or_tables:
            return "a table, or a list of tables, each begun with its name in [[ ]]";
    }
    FORTIFY_ASSERT(false && "a type outside its enumeration");
}

std::string describe_default(const KeyInfo& key) {
    if (key.presence == Presence::required) {
        return "required";
    }
    if (!key.fallback.empty()) {
        return fmt::format("default {}", key.fallback);
    }
    return key.otherwise.empty() ? "optional" : fmt::format("default: {}", key.otherwise);
}

}  // namespace fortify::scenario
