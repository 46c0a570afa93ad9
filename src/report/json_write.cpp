#include "report/json_value.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace fortify::report {
namespace {

using Library = nlohmann::ordered_json;

std::string text_of(const Library& scalar) {
    return scalar.dump(-1, ' ', false, Library::error_handler_t::replace);
}

const Json::List* list_of(const Json& json) {
    return std::get_if<Json::List>(&json.value());
}
const Json::Object* object_of(const Json& json) {
    return std::get_if<Json::Object>(&json.value());
}

bool is_structured(const Json& json) {
    return list_of(json) != nullptr || object_of(json) != nullptr;
}

// Of what is no list and no object.
std::string scalar(const Json& json) {
    return std::visit(
        [](const auto& value) {
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<T, Json::List> || std::is_same_v<T, Json::Object>) {
                return std::string{};
            } else if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::string>) {
                return text_of(value);
            } else if constexpr (std::is_same_v<T, std::nullptr_t>) {
                return std::string("null");
            } else {
                return fmt::format("{}", value);
            }
        },
        json.value());
}

enum class Layout : std::uint8_t { lines, line };

class Writer {
public:
    explicit Writer(Layout layout) : layout_(layout) {
    }

    void write(const Json& json, std::size_t indent) {
        if (const Json::List* const list = list_of(json)) {
            write_list(*list, indent);
        } else if (const Json::Object* const object = object_of(json)) {
            write_object(*object, indent);
        } else {
            out_ += scalar(json);
        }
    }

    [[nodiscard]] std::string take() {
        return std::move(out_);
    }

private:
    void write_list(const Json::List& list, std::size_t indent) {
        const bool is_flat = layout_ == Layout::line || std::none_of(list.begin(), list.end(), is_structured);
        out_ += "[";
        for (std::size_t index = 0; index < list.size(); ++index) {
            if (is_flat) {
                out_ += index == 0 ? "" : layout_ == Layout::line ? "," : ", ";
            } else {
                begin_line(index, indent + 2);
            }
            write(list[index], indent + 2);
        }
        out_ += is_flat ? "]" : "\n" + std::string(indent, ' ') + "]";
    }

    void write_object(const Json::Object& object, std::size_t indent) {
        const bool is_line = layout_ == Layout::line || object.keys.empty();
        out_ += "{";
        for (std::size_t index = 0; index < object.keys.size(); ++index) {
            if (is_line) {
                out_ += index == 0 ? "" : ",";
            } else {
                begin_line(index, indent + 2);
            }
            out_ += text_of(object.keys[index]) + (is_line ? ":" : ": ");
            write(object.values[index], indent + 2);
        }
        out_ += is_line ? "}" : "\n" + std::string(indent, ' ') + "}";
    }

    void begin_line(std::size_t index, std::size_t indent) {
        out_ += (index == 0 ? "\n" : ",\n") + std::string(indent, ' ');
    }

    Layout layout_;
    std::string out_;
};

std::string written(const Json& json, Layout layout) {
    Writer writer(layout);
    writer.write(json, 0);
    return writer.take();
}

Json own(const Library& json) {
    switch (json.type()) {
        case Library::value_t::object: {
            Json object = Json::object();
            for (const auto& [key, value] : json.items()) {
                object[key] = own(value);
            }
            return object;
        }
        case Library::value_t::array: {
            Json list = Json::array();
            for (const Library& element : json) {
                list.push_back(own(element));
            }
            return list;
        }
        case Library::value_t::string:
            return json.get<std::string>();
        case Library::value_t::boolean:
            return json.get<bool>();
        case Library::value_t::number_integer:
            return json.get<std::int64_t>();
        case Library::value_t::number_unsigned:
            return json.get<std::uint64_t>();
        case Library::value_t::number_float:
            return json.get<double>();
        case Library::value_t::null:
        case Library::value_t::binary:
        case Library::value_t::discarded:
            break;
    }
    return nullptr;
}

}  // namespace

std::string write(const Json& json) {
    return written(json, Layout::lines) + "\n";
}

std::string write_line(const Json& json) {
    return written(json, Layout::line);
}

Json parsed(std::string_view text) {
    return own(Library::parse(text, nullptr, false));
}

}  // namespace fortify::report
