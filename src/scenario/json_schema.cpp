#include "core/assert.hpp"
#include "scenario/keys.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace fortify::scenario {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* duration_pattern = "^(0|([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+)$";
constexpr const char* rate_pattern = "^[0-9]+(\\.[0-9]+)?/(s|min|h)$";
constexpr const char* bytes_pattern = "^[0-9]+(\\.[0-9]+)?(B|[kKMG]B|[KMG]iB)?$";
constexpr const char* bandwidth_pattern = "^[0-9]+(\\.[0-9]+)?(B|[kKMG]B|[KMG]iB)?/s$";
constexpr const char* name_pattern = "^[A-Za-z0-9_-]{1,64}$";
// Any text with a variable in it may become what the key wants.
constexpr const char* variable_pattern = "\\$\\{";

Json section_schema(const std::string& section);

Json text_like(const char* pattern) {
    return {{"type", "string"}, {"anyOf", {{{"pattern", pattern}}, {{"pattern", variable_pattern}}}}};
}

Json bounded(const char* type, const KeyInfo& key) {
    Json schema{{"type", type}, {"minimum", key.low}};
    if (std::isfinite(key.high)) {
        schema["maximum"] = key.high;
    }
    if (key.type == Type::integer) {
        schema["minimum"] = static_cast<std::uint64_t>(key.low);
        if (std::isfinite(key.high)) {
            schema["maximum"] = static_cast<std::uint64_t>(key.high);
        }
    }
    return schema;
}

Json choice_of(std::string_view words) {
    Json values = Json::array();
    while (!words.empty()) {
        const auto bar = std::min(words.find('|'), words.size());
        values.push_back(words.substr(0, bar));
        words.remove_prefix(std::min(bar + 1, words.size()));
    }
    return {{"enum", std::move(values)}};
}

// The value alone, or a table of such values by the name of a load.
Json or_by_load(const Json& schema) {
    return {{"anyOf", {schema, {{"type", "object"}, {"additionalProperties", schema}}}}};
}

Json value_schema(const KeyInfo& key) {
    const std::string inner =
        key.section.empty() ? std::string(key.key) : fmt::format("{}.{}", key.section, key.key);
    switch (key.type) {
        case Type::text:
        case Type::distribution:
            return {{"type", "string"}};
        case Type::name:
            return text_like(name_pattern);
        case Type::integer:
            return bounded("integer", key);
        case Type::integers:
            return {{"type", "array"}, {"items", {{"type", "integer"}, {"minimum", 0}}}};
        case Type::bytes:
            return {{"anyOf", {{{"type", "integer"}, {"minimum", 0}}, text_like(bytes_pattern)}}};
        case Type::bandwidth:
            return text_like(bandwidth_pattern);
        case Type::number:
            return bounded("number", key);
        case Type::boolean:
            return {{"type", "boolean"}};
        case Type::ratio:
            return {{"anyOf", {bounded("number", key), {{"type", "string"}}}}};
        case Type::rate:
            return text_like(rate_pattern);
        case Type::rates:
            return or_by_load(text_like(rate_pattern));
        case Type::duration:
            return text_like(duration_pattern);
        case Type::choice:
            return choice_of(key.words);
        case Type::texts:
            return {{"type", "array"}, {"items", {{"type", "string"}}}};
        case Type::command:
            return {{"anyOf", {{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}}}}};
        case Type::texts_by_name:
            return {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
        case Type::table:
            return section_schema(inner);
        case Type::step_table:
            return or_by_load(section_schema(inner));
        case Type::named_tables:
            return {{"type", "object"},
                    {"propertyNames", {{"pattern", name_pattern}}},
                    {"additionalProperties", section_schema(inner + ".*")}};
        case Type::tables:
            return {{"type", "array"}, {"items", section_schema(inner)}};
        case Type::one_or_tables:
            return {
                {"anyOf", {section_schema(inner), {{"type", "array"}, {"items", section_schema(inner)}}}}};
    }
    FORTIFY_ASSERT(!"a type outside its enumeration");
}

Json section_schema(const std::string& section) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const KeyInfo& key : keys()) {
        if (key.section != section) {
            continue;
        }
        Json property = value_schema(key);
        property["description"] = fmt::format("{} ({})", key.help, describe_default(key));
        properties[std::string(key.key)] = std::move(property);
        if (key.presence == Presence::required) {
            required.push_back(key.key);
        }
    }
    Json schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) {
        schema["required"] = std::move(required);
    }
    return schema;
}

}  // namespace

std::string json_schema() {
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"title", "fortify scenario"},
                {"description", "A scenario file of fortify, as TOML; see fortify-scenario(5)."}};
    schema.update(section_schema(""));
    schema["properties"]["schema"]["const"] = 1;
    return schema.dump(2) + "\n";
}

}  // namespace fortify::scenario
