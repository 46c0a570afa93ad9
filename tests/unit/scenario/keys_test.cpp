// Goal: the table of keys, the manual and the JSON Schema say the same. Method: the table is checked against
// itself, and every row is looked up in fortify-scenario(5) and in the schema.

#include "scenario/keys.hpp"

#include "measure/metric.hpp"
#include "scenario/value.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace fortify;
using namespace fortify::scenario;

namespace {

std::string page(const std::string& name) {
    std::ifstream file(std::string(FORTIFY_SOURCE_DIR "/man/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

// What is read, without the marks of the page's source.
std::string words_of(const std::string& source) {
    std::string words;
    std::istringstream lines(source);
    for (std::string line; std::getline(lines, line);) {
        const bool macro = line.size() > 4 && line[0] == '.' && line[3] == ' ';
        words += macro ? line.substr(4) : line;
        words += ' ';
    }
    words = replaced(replaced(words, "\\(dq", "\""), "\\(+-", "±");
    words = replaced(replaced(words, " ,", ","), " .", ".");
    return replaced(replaced(words, " ;", ";"), " :", ":");
}

// What the page says between a heading or item and the next.
std::string part_of(const std::string& text, const std::string& start, const std::string& next) {
    const auto begin = text.find("\n" + start + "\n");
    if (begin == std::string::npos) {
        return {};
    }
    const auto body = begin + start.size() + 1;
    return text.substr(body, text.find("\n" + next, body) - body + 1);
}

bool is_section(Type type) {
    switch (type) {
        case Type::table:
        case Type::step_table:
        case Type::named_tables:
        case Type::tables:
        case Type::one_or_tables:
            return true;
        case Type::text:
        case Type::name:
        case Type::integer:
        case Type::number:
        case Type::boolean:
        case Type::ratio:
        case Type::rate:
        case Type::rates:
        case Type::duration:
        case Type::distribution:
        case Type::choice:
        case Type::texts:
        case Type::texts_by_name:
        case Type::integers:
        case Type::bytes:
        case Type::bandwidth:
        case Type::command:
            return false;
    }
    return false;
}

}  // namespace

TEST_SUITE("scenario::keys") {
    TEST_CASE("every section of the table is a key of the section around it") {
        std::set<std::string> sections{""};
        for (const KeyInfo& key : keys()) {
            if (is_section(key.type)) {
                const std::string path =
                    key.section.empty() ? std::string(key.key) : fmt::format("{}.{}", key.section, key.key);
                sections.insert(key.type == Type::named_tables ? path + ".*" : path);
            }
        }
        std::set<std::string> used;
        for (const KeyInfo& key : keys()) {
            used.emplace(key.section);
        }
        CHECK(sections == used);
    }

    TEST_CASE("no key is listed twice, and each has a sentence") {
        std::set<std::string> seen;
        for (const KeyInfo& key : keys()) {
            CAPTURE(key.key);
            CHECK(seen.insert(fmt::format("{}/{}", key.section, key.key)).second);
            CHECK(key.help.size() > 8);
            CHECK(key.help.back() == '.');
        }
    }

    TEST_CASE("every default fits its own key") {
        for (const KeyInfo& key : keys()) {
            CAPTURE(key.key);
            if (key.fallback.empty()) {
                continue;
            }
            const Node node = default_node(key);
            CHECK(key.presence == Presence::optional);
            switch (key.type) {
                case Type::integer:
                    CHECK(convert<std::uint64_t>(node, key).has_value());
                    break;
                case Type::number:
                    CHECK(convert<double>(node, key).has_value());
                    break;
                case Type::boolean:
                    CHECK(convert<bool>(node, key).has_value());
                    break;
                case Type::ratio:
                    CHECK(convert<Ratio>(node, key).has_value());
                    break;
                case Type::rate:
                    CHECK(convert<Rate>(node, key).has_value());
                    break;
                case Type::duration:
                    CHECK(convert<Duration>(node, key).has_value());
                    break;
                case Type::distribution:
                    CHECK(convert<Distribution>(node, key).has_value());
                    break;
                case Type::text:
                case Type::choice:
                    CHECK(convert<std::string>(node, key).has_value());
                    break;
                case Type::texts:
                    CHECK(node.array() != nullptr);
                    break;
                case Type::bytes:
                    CHECK(convert<Bytes>(node, key).has_value());
                    break;
                case Type::integers:
                case Type::bandwidth:
                case Type::name:
                case Type::rates:
                case Type::texts_by_name:
                case Type::command:
                case Type::table:
                case Type::step_table:
                case Type::named_tables:
                case Type::tables:
                case Type::one_or_tables:
                    FAIL_CHECK("a default that nothing reads");
                    break;
            }
        }
    }
}

TEST_SUITE("fortify-scenario(5)") {
    TEST_CASE("every key stands in its section with type, unit, bounds and default") {
        const std::string text = page("fortify-scenario.5");
        for (const KeyInfo& key : keys()) {
            const std::string heading = key.section.empty() ? "Top level" : std::string(key.section);
            const std::string section = part_of(text, ".Ss " + heading, ".S");
            CAPTURE(heading);
            CAPTURE(key.key);
            REQUIRE_FALSE(section.empty());
            const std::string item = words_of(part_of(section, fmt::format(".It Ic {}", key.key), ".It Ic"));
            REQUIRE_FALSE(item.empty());
            CAPTURE(item);
            CHECK(item.find("; " + describe_default(key)) != std::string::npos);
            std::string type(name_of(key.type));
            type[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(type[0])));
            CHECK(item.find(type) != std::string::npos);
            CHECK(item.find(key.unit) != std::string::npos);
            if (key.type == Type::integer && key.high < 1e15) {
                CHECK(item.find(fmt::format(", {:.0f} to {:.0f}", key.low, key.high)) != std::string::npos);
            }
        }
    }

    TEST_CASE("every item of a key section is a key") {
        std::istringstream lines(page("fortify-scenario.5"));
        std::string section;
        std::size_t items = 0;
        for (std::string line; std::getline(lines, line);) {
            if (line.substr(0, 2) == ".S") {
                section = line.size() > 4 ? line.substr(4) : "";
            } else if (line.substr(0, 7) == ".It Ic ") {
                CAPTURE(section);
                CAPTURE(line);
                CHECK(find_key(section == "Top level" ? "" : section, line.substr(7)) != nullptr);
                ++items;
            }
        }
        CHECK(items == keys().size());
    }
}

TEST_SUITE("fortify-slo(7)") {
    TEST_CASE("every metric stands there") {
        const std::string text = page("fortify-slo.7");
        for (const auto& metric : measure::metric_table()) {
            CAPTURE(metric.name);
            CHECK_FALSE(part_of(text, fmt::format(".It Ic {}", metric.name), ".It").empty());
        }
    }
}

TEST_SUITE("scenario::json_schema") {
    TEST_CASE("it is JSON, and every key of the table is in it") {
        const auto schema = nlohmann::json::parse(json_schema());
        CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
        CHECK(schema["additionalProperties"] == false);
        CHECK(schema["required"] == nlohmann::json({"schema", "target", "load", "phase"}));
        const auto& properties = schema["properties"];
        CHECK(properties["schema"]["const"] == 1);
        const auto& policy = properties["policy"]["additionalProperties"]["properties"];
        const auto& breaker = policy["circuit_breaker"]["properties"];
        CHECK(breaker["min_calls"]["type"] == "integer");
        CHECK(breaker["min_calls"]["minimum"] == 1);
        CHECK(breaker["window"]["properties"].contains("every"));
        CHECK(properties["phase"]["items"]["required"] == nlohmann::json({"name", "duration"}));
        CHECK(properties["load"]["anyOf"].size() == 2);
        CHECK(properties["fault"]["items"]["properties"]["kind"]["enum"].size() == 25);
        const auto text = schema.dump();
        for (const KeyInfo& key : keys()) {
            CHECK(text.find(fmt::format("\"{}\":", key.key)) != std::string::npos);
        }
    }
}
