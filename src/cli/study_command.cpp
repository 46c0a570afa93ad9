#include "cli/study_command.hpp"

#include "core/text.hpp"

#include <fmt/format.h>

namespace fortify::cli {

std::string study_command(std::string_view command, const StudyOptions& options) {
    std::string text = fmt::format("fortify {} {}", command, shell_word(options.file));
    for (const std::string& setting : options.settings) {
        text += " --set " + shell_word(setting);
    }
    return options.seed ? text + fmt::format(" --seed {}", *options.seed) : text;
}

}  // namespace fortify::cli
