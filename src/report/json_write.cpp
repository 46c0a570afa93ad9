#include "report/json_parts.hpp"

#include <algorithm>

namespace fortify::report {
namespace {

// Broken UTF-8 is replaced, never thrown at.
std::string scalar(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_flat(const Json& json) {
    return json.empty() ||
           (json.is_array() && std::none_of(json.begin(), json.end(),
                                            [](const Json& element) { return element.is_structured(); }));
}

void write_flat(const Json& list, std::string& out) {
    std::string_view before = "[";
    for (const Json& element : list) {
        out += before;
        out += scalar(element);
        before = ", ";
    }
    out += "]";
}

void write_to(const Json& json, std::size_t indent, std::string& out) {
    if (!json.is_structured() || json.empty()) {
        out += scalar(json);
        return;
    }
    if (is_flat(json)) {
        write_flat(json, out);
        return;
    }
    const std::string inner(indent + 2, ' ');
    std::string_view before = json.is_object() ? "{\n" : "[\n";
    for (auto element = json.begin(); element != json.end(); ++element) {
        out += before;
        out += inner;
        if (json.is_object()) {
            out += scalar(Json(element.key())) + ": ";
        }
        write_to(*element, indent + 2, out);
        before = ",\n";
    }
    out += "\n" + std::string(indent, ' ') + (json.is_object() ? "}" : "]");
}

}  // namespace

std::string write(const Json& json) {
    std::string out;
    write_to(json, 0, out);
    out += "\n";
    return out;
}

}  // namespace fortify::report
