#include "scenario/json_nodes.hpp"

#include "core/overloaded.hpp"
#include "scenario/nesting.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <optional>
#include <utility>

namespace fortify::scenario {

namespace {

using Json = nlohmann::ordered_json;

class Conversion {
public:
    explicit Conversion(const std::string& file) : span_{.file = file} {
    }

    // Nothing when something in it has no meaning; `why` tells.
    [[nodiscard]] std::optional<Node> convert(const Json& json) {
        Node node;
        node.span = span_;
        switch (json.type()) {
            case Json::value_t::object:
                return table(json);
            case Json::value_t::array:
                return array(json);
            case Json::value_t::string:
                node.value = json.get<std::string>();
                node.written = json.get<std::string>();
                return node;
            case Json::value_t::boolean:
                node.value = json.get<bool>();
                return node;
            case Json::value_t::number_integer:
                node.value = json.get<std::int64_t>();
                return node;
            case Json::value_t::number_unsigned:
                if (json.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()) {
                    why = "a number is too large";
                    return std::nullopt;
                }
                node.value = json.get<std::int64_t>();
                return node;
            case Json::value_t::number_float:
                node.value = json.get<double>();
                return node;
            case Json::value_t::null:
            case Json::value_t::binary:
            case Json::value_t::discarded:
                break;
        }
        why = "null has no meaning here; leave the key out";
        return std::nullopt;
    }

    std::string why;

private:
    [[nodiscard]] std::optional<Node> table(const Json& json) {
        Table entries;
        for (const auto& [name, value] : json.items()) {
            auto node = convert(value);
            if (!node) {
                return std::nullopt;
            }
            entries.push_back({.name = name, .key = span_, .node = std::move(*node)});
        }
        Node node;
        node.value = std::move(entries);
        node.span = span_;
        return node;
    }
    [[nodiscard]] std::optional<Node> array(const Json& json) {
        Array elements;
        for (const Json& value : json) {
            auto node = convert(value);
            if (!node) {
                return std::nullopt;
            }
            elements.push_back(std::move(*node));
        }
        Node node;
        node.value = std::move(elements);
        node.span = span_;
        return node;
    }

    SourceSpan span_;
};

Json json_of(const Node& node) {
    return std::visit(
        Overloaded{[](const Table& table) {
                       Json object = Json::object();
                       for (const Entry& entry : table) {
                           object[entry.name] = json_of(entry.node);
                       }
                       return object;
                   },
                   [](const Array& elements) {
                       Json array = Json::array();
                       for (const Node& element : elements) {
                           array.push_back(json_of(element));
                       }
                       return array;
                   },
                   [&](const std::string& text) { return Json(node.secret ? node.written : text); },
                   [](std::int64_t number) { return Json(number); },
                   [](double number) { return Json(number); }, [](bool truth) { return Json(truth); },
                   [](const Moment&) {
                       return Json();
                   }},
        node.value);
}

}  // namespace

Result<Node, std::string> parse_json(std::string_view text, const std::string& file) {
    // A tree this deep has no meaning, and would be walked by recursion.
    std::size_t depth = 0;
    const auto shallow = [&depth](int, Json::parse_event_t event, Json&) {
        depth +=
            event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start ? 1 : 0;
        depth -= event == Json::parse_event_t::object_end || event == Json::parse_event_t::array_end ? 1 : 0;
        return depth <= nesting_limit;
    };
    try {
        const Json json = Json::parse(text, shallow);
        Conversion conversion(file);
        auto node = conversion.convert(json);
        if (!node) {
            return Err{conversion.why};
        }
        return std::move(*node);
    } catch (const Json::exception& failure) {
        return Err{fmt::format("not valid JSON: {}", failure.what())};
    }
}

std::string json_text(const Node& node) {
    return json_of(node).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace fortify::scenario
