#pragma once

#include <string_view>

namespace fortify::scenario {

// Which keys a kind of fault has beside those that all have.
struct KindKeys {
    std::string_view kind;
    std::string_view keys;  // separated by spaces, with a space at both ends
    std::string_view needs;
};

}  // namespace fortify::scenario
