#include "cli/text_options.hpp"

namespace fortify::cli {

report::TextOptions text_options(const Terminal& terminal) {
    return {.width = terminal.width,
            .colour = terminal.colour ? report::Colour::ansi : report::Colour::plain,
            .charset = terminal.charset == Charset::utf8 ? report::Charset::utf8 : report::Charset::ascii};
}

}  // namespace fortify::cli
