#include "report/json_value.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fortify::report {

namespace {

bool is_pair(const Json& json) {
    const auto* const list = std::get_if<Json::List>(&json.value());
    return list != nullptr && list->size() == 2 && std::holds_alternative<std::string>(list->front().value());
}

}  // namespace

Json Json::array() {
    Json json;
    json.value_ = List{};
    return json;
}

Json Json::object() {
    Json json;
    json.value_ = Object{};
    return json;
}

Json::Json(std::nullptr_t) : value_(nullptr) {
}
Json::Json(double number) : value_(number) {
}
Json::Json(const char* text) : value_(std::string(text)) {
}
Json::Json(std::string_view text) : value_(std::string(text)) {
}
Json::Json(std::string text) : value_(std::move(text)) {
}
Json::Json(const std::vector<std::string>& texts) : value_(List(texts.begin(), texts.end())) {
}
Json::Json(const std::vector<double>& numbers) : value_(List(numbers.begin(), numbers.end())) {
}
Json::Json(const Number& number) {
    std::visit([this](auto whole) { value_ = whole; }, number);
}

Json::Json(std::initializer_list<Json> elements) {
    if (elements.size() == 0 || !std::all_of(elements.begin(), elements.end(), is_pair)) {
        value_ = List(elements);
        return;
    }
    Object object;
    for (const Json& element : elements) {
        const List& pair = std::get<List>(element.value_);
        object.keys.push_back(std::get<std::string>(pair.front().value_));
        object.values.push_back(pair.back());
    }
    value_ = std::move(object);
}

Json::Json(const Json& other) = default;
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(const Json& other) = default;
Json& Json::operator=(Json&& other) noexcept = default;
Json::~Json() = default;

void Json::push_back(Json element) {
    if (std::holds_alternative<std::nullptr_t>(value_)) {
        value_ = List{};
    }
    FORTIFY_ASSERT(std::holds_alternative<List>(value_));
    std::get<List>(value_).push_back(std::move(element));
}

Json& Json::operator[](std::string_view key) {
    if (std::holds_alternative<std::nullptr_t>(value_)) {
        value_ = Object{};
    }
    FORTIFY_ASSERT(is_object());
    auto& [keys, values] = std::get<Object>(value_);
    const auto found = std::find(keys.begin(), keys.end(), key);
    if (found != keys.end()) {
        return values[static_cast<std::size_t>(std::distance(keys.begin(), found))];
    }
    keys.emplace_back(key);
    return values.emplace_back();
}

bool Json::is_object() const {
    return std::holds_alternative<Object>(value_);
}

}  // namespace fortify::report
