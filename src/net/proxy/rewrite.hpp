#pragma once

#include "fault/treatment.hpp"
#include "net/http1/head_reader.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fortify::net {

// The head with what the rewrites of that kind change. `body` is what stands in place of the body; with
// it go the headers that framed the one that came.
struct Rewritten {
    std::string head;
    std::optional<std::string> body;
};
[[nodiscard]] Rewritten rewrite(const HeadReader& head,
                                const fault::Rewrites& rewrites,
                                fault::Rewrite::Of which);

}  // namespace fortify::net
