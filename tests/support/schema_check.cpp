#include "schema_check.hpp"

#include <algorithm>
#include <string_view>

namespace fortify::test {
namespace {

using nlohmann::json;

bool has_type(const json& value, std::string_view type) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
           (type == "null" && value.is_null()) || (type == "number" && value.is_number()) ||
           (type == "integer" && value.is_number_integer());
}

bool has_one_type(const json& value, const json& types) {
    if (types.is_string()) {
        return has_type(value, types.get<std::string>());
    }
    return std::any_of(types.begin(), types.end(),
                       [&](const json& type) { return has_type(value, type.get<std::string>()); });
}

class Check {
public:
    explicit Check(const json& root) : root_(root) {
    }

    void value(const json& schema, const json& value, const std::string& where) {
        for (const auto& [keyword, rule] : schema.items()) {
            this->keyword(keyword, rule, {schema, value, where});
        }
    }
    [[nodiscard]] std::vector<std::string> take() {
        return std::move(problems_);
    }

private:
    struct Place {
        const json& schema;
        const json& value;
        const std::string& where;
    };

    void keyword(std::string_view keyword, const json& rule, const Place& place) {
        if (keyword == "$ref") {
            const std::string pointer = rule.get<std::string>().substr(1);
            value(root_.at(json::json_pointer(pointer)), place.value, place.where);
        } else if (keyword == "type") {
            expect(has_one_type(place.value, rule), place, "is not of type " + rule.dump());
        } else if (keyword == "const") {
            expect(place.value == rule, place, "is not " + rule.dump());
        } else if (keyword == "enum") {
            expect(std::find(rule.begin(), rule.end(), place.value) != rule.end(), place,
                   "is none of " + rule.dump());
        } else if (keyword == "minimum") {
            expect(!place.value.is_number() || place.value >= rule, place, "is below " + rule.dump());
        } else if (keyword == "required") {
            required(rule, place);
        } else if (keyword == "properties") {
            properties(rule, place);
        } else if (keyword == "additionalProperties") {
            additional(place);
        } else if (keyword == "items") {
            items(rule, place);
        } else {
            expect(
                keyword == "$schema" || keyword == "$defs" || keyword == "title" || keyword == "description",
                place, "has a schema with a keyword that is not checked: " + std::string(keyword));
        }
    }

    void required(const json& names, const Place& place) {
        for (const json& name : names) {
            expect(!place.value.is_object() || place.value.contains(name.get<std::string>()), place,
                   "lacks " + name.dump());
        }
    }

    void properties(const json& rules, const Place& place) {
        for (const auto& [name, rule] : rules.items()) {
            if (place.value.is_object() && place.value.contains(name)) {
                value(rule, place.value.at(name), place.where + "/" + name);
            }
        }
    }

    void additional(const Place& place) {
        if (!place.value.is_object()) {
            return;
        }
        for (const auto& [name, unused] : place.value.items()) {
            expect(place.schema.at("properties").contains(name), place,
                   "has the unknown key \"" + name + "\"");
        }
    }

    void items(const json& rule, const Place& place) {
        for (std::size_t index = 0; place.value.is_array() && index < place.value.size(); ++index) {
            value(rule, place.value.at(index), place.where + "/" + std::to_string(index));
        }
    }

    void expect(bool holds, const Place& place, const std::string& problem) {
        if (!holds) {
            problems_.push_back((place.where.empty() ? "/" : place.where) + " " + problem);
        }
    }

    const json& root_;
    std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> schema_problems(const json& schema, const json& value) {
    Check check(schema);
    check.value(schema, value, "");
    return check.take();
}

}  // namespace fortify::test
