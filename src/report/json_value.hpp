#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fortify::report {

// A value to be written as JSON: reports are built of it, so that the library which writes and reads JSON
// stays behind json_write.cpp. Objects keep their keys in the order in which they were set.
//
// Built like the text that it becomes: {{"key", value}, …}, a list of pairs that begin with a text, is an
// object; any other list in braces is an array. Numbers that JSON has no word for (infinity, not a number)
// are written as null, and broken UTF-8 is replaced.
class Json {
public:
    struct Object;
    using List = std::vector<Json>;
    struct Object {
        std::vector<std::string> keys;
        List values;  // one for each key
    };
    using Value =
        std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, List, Object>;

    [[nodiscard]] static Json array();
    [[nodiscard]] static Json object();

    // NOLINTBEGIN(google-explicit-constructor): so that braces hold plain values.
    Json(std::nullptr_t = nullptr);
    template <std::integral T>
    Json(T number) : Json(Number{whole(number)}) {
    }
    Json(double number);
    Json(const char* text);
    Json(std::string_view text);
    Json(std::string text);
    Json(const std::vector<std::string>& texts);
    Json(const std::vector<double>& numbers);
    Json(std::initializer_list<Json> elements);
    // NOLINTEND(google-explicit-constructor)

    // Not here, for they are large and reports have many.
    Json(const Json& other);
    Json(Json&& other) noexcept;
    Json& operator=(const Json& other);
    Json& operator=(Json&& other) noexcept;
    ~Json();

    // Of an array, or of null, which becomes one.
    void push_back(Json element);
    // Of an object, or of null, which becomes one; a key that is not there is added as null.
    [[nodiscard]] Json& operator[](std::string_view key);

    [[nodiscard]] bool is_object() const;
    [[nodiscard]] const Value& value() const {
        return value_;
    }

private:
    using Number = std::variant<bool, std::int64_t, std::uint64_t>;
    explicit Json(const Number& number);

    template <std::integral T>
    static Number whole(T number) {
        if constexpr (std::same_as<T, bool>) {
            return number;
        } else if constexpr (std::signed_integral<T>) {
            return std::int64_t{number};
        } else {
            return std::uint64_t{number};
        }
    }

    Value value_;
};

template <class T>
[[nodiscard]] Json json_or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

// Objects over several lines, lists of plain values on one: series stay readable and files short.
[[nodiscard]] std::string write(const Json& json);
// All on one line, without its end.
[[nodiscard]] std::string write_line(const Json& json);

// What a JSON text says; null when it is none.
[[nodiscard]] Json parsed(std::string_view text);

}  // namespace fortify::report
