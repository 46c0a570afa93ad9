#pragma once

#include "report/text.hpp"
#include "tune/shrink.hpp"

#include <string>
#include <string_view>

namespace fortify::tune {

// What is left of a failing scenario and what went, for people.
[[nodiscard]] std::string render_shrunk_text(const Shrunk& shrunk, const report::TextOptions& options);

// Who wrote the JSON, and the command that has the smaller scenario fail again.
struct ShrunkOrigin {
    std::string_view version;
    std::string replay;
};
// docs/minimisation.schema.json.
[[nodiscard]] std::string render_shrunk_json(const Shrunk& shrunk, const ShrunkOrigin& origin);

}  // namespace fortify::tune
