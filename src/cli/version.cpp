#include "cli/version.hpp"

namespace fortify::cli {

std::string_view version() {
    return FORTIFY_VERSION;
}

}  // namespace fortify::cli
