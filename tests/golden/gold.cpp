#include "gold.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace fortify::test {

std::string read_whole_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string differs_from_gold(std::string_view name, const std::string& actual) {
    const std::string path = fmt::format("{}/tests/golden/{}", FORTIFY_SOURCE_DIR, name);
    const char* const approve = std::getenv("FORTIFY_APPROVE");
    if (approve != nullptr && std::string_view(approve) == "1") {
        std::ofstream(path, std::ios::binary) << actual;
        return "";
    }
    std::istringstream gold_lines(read_whole_file(path));
    std::istringstream actual_lines(actual);
    std::string gold_line;
    std::string actual_line;
    for (int number = 1;; ++number) {
        const bool gold_ended = !std::getline(gold_lines, gold_line);
        const bool actual_ended = !std::getline(actual_lines, actual_line);
        if (gold_ended && actual_ended) {
            return read_whole_file(path) == actual ? "" : "they differ in their last line break";
        }
        if (gold_ended != actual_ended || gold_line != actual_line) {
            return fmt::format("{}:{}\n  gold:   {}\n  actual: {}\nFORTIFY_APPROVE=1 accepts the new text",
                               path, number, gold_ended ? "(end)" : gold_line,
                               actual_ended ? "(end)" : actual_line);
        }
    }
}

}  // namespace fortify::test
