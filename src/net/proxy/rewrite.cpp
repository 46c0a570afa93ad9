#include "net/proxy/rewrite.hpp"

#include "net/http1/grammar.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace fortify::net {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

void remove(Fields& fields, std::string_view name) {
    const auto gone = std::remove_if(fields.begin(), fields.end(),
                                     [&](const auto& field) { return same_letters(field.first, name); });
    fields.erase(gone, fields.end());
}

}  // namespace

Rewritten rewrite(const HeadReader& head, const fault::Rewrites& rewrites, fault::Rewrite::Of which) {
    Fields fields;
    for (std::size_t field = 0; field < head.field_count(); ++field) {
        fields.emplace_back(head.name(field), head.value(field));
    }
    Rewritten result;
    for (const fault::Rewrite* const rewrite : rewrites) {
        if (rewrite->of != which) {
            continue;
        }
        for (const std::string& name : rewrite->remove) {
            remove(fields, name);
        }
        for (const auto& [name, value] : rewrite->set) {
            remove(fields, name);
            fields.emplace_back(name, value);
        }
        if (!rewrite->body.empty()) {
            result.body = rewrite->body;
        }
    }
    if (result.body) {
        remove(fields, "content-length");
        remove(fields, "transfer-encoding");
        fields.emplace_back("Content-Length", std::to_string(result.body->size()));
    }
    result.head = head.start_line();
    result.head += "\r\n";
    for (const auto& [name, value] : fields) {
        result.head.append(name).append(": ").append(value).append("\r\n");
    }
    result.head += "\r\n";
    return result;
}

}  // namespace fortify::net
