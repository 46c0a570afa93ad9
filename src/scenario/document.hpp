#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "scenario/node.hpp"
#include "scenario/scenario.hpp"

#include <string_view>

namespace fortify::scenario {

// TOML text as an untyped tree; the root is a table. One diagnostic, since the library stops at the first
// mistake of syntax.
[[nodiscard]] Result<Node, Diagnostic> parse_document(const Source& source);

// The value of an override: TOML, or, if it is not that and does not begin like a table, a list or text in
// quotes, the bare text itself. `span` is where it stands.
[[nodiscard]] Result<Node, Diagnostic> parse_value(std::string_view text, const SourceSpan& span);

}  // namespace fortify::scenario
