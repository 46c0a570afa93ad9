#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::tidy {

struct Line {
    std::size_t number = 0;
    std::string text;
    std::string code;  // the text without comments and without what stands in quotes
};

struct SourceFile {
    std::string path;    // from the root of the project: "src/core/rng.cpp"
    std::string folder;  // below src/: "core", "net/curl"; empty for src/main.cpp and outside src/
    std::vector<Line> lines;

    [[nodiscard]] bool is_header() const {
        return path.ends_with(".hpp");
    }
    // The first folder below src/: "net" of "net/curl".
    [[nodiscard]] std::string layer() const {
        return folder.substr(0, folder.find('/'));
    }
};

// Every .hpp and .cpp below a folder of the project, in order of their paths.
[[nodiscard]] std::vector<SourceFile> read_sources(std::string_view folder);

// True where `word` stands by itself: no letter, digit or underscore on either side.
[[nodiscard]] bool has_word(std::string_view text, std::string_view word);

// What an #include line names, with its quotes or brackets; empty on other lines.
[[nodiscard]] std::string include_of(const Line& line);

// "src/core/rng.cpp:12: message", one a line, for a test's failure.
[[nodiscard]] std::string report(const std::vector<std::string>& violations);
[[nodiscard]] std::string place(const SourceFile& file, const Line& line);

}  // namespace fortify::tidy
