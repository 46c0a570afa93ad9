#include "source_file.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>

namespace fortify::tidy {

namespace {

namespace fs = std::filesystem;

bool is_word_character(char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_';
}

// Follows comments and literals from line to line, so that rules about code do not fire on prose.
class Stripper {
public:
    std::string strip(std::string_view text) {
        std::string code;
        for (std::size_t index = 0; index < text.size();) {
            index += step(text, index, code);
        }
        if (state_ == State::quoted) {
            state_ = State::code;
        }
        return code;
    }

private:
    enum class State { code, block_comment, quoted, raw };

    std::size_t step(std::string_view text, std::size_t index, std::string& code) {
        const std::string_view rest = text.substr(index);
        switch (state_) {
            case State::block_comment:
                return leave_at(rest, "*/");
            case State::raw:
                return leave_at(rest, raw_end_);
            case State::quoted:
                if (rest.front() == '\\') {
                    return 2;
                }
                if (rest.front() == quote_) {
                    state_ = State::code;
                }
                return 1;
            case State::code:
                return step_in_code(rest, code);
        }
        return 1;
    }

    std::size_t leave_at(std::string_view rest, std::string_view end) {
        if (!rest.starts_with(end)) {
            return 1;
        }
        state_ = State::code;
        return end.size();
    }

    std::size_t step_in_code(std::string_view rest, std::string& code) {
        if (rest.starts_with("//")) {
            return rest.size();
        }
        if (rest.starts_with("/*")) {
            state_ = State::block_comment;
            return 2;
        }
        const bool inside_word = !code.empty() && is_word_character(code.back());
        if (!inside_word && rest.starts_with("R\"")) {
            const std::size_t open = rest.find('(');
            raw_end_ = ")" + std::string(rest.substr(2, open == rest.npos ? 0 : open - 2)) + "\"";
            state_ = State::raw;
            return open == rest.npos ? rest.size() : open + 1;
        }
        // An apostrophe within a number separates digits.
        if (rest.front() == '"' || (rest.front() == '\'' && !inside_word)) {
            quote_ = rest.front();
            state_ = State::quoted;
            code.push_back(' ');
            return 1;
        }
        code.push_back(rest.front());
        return 1;
    }

    State state_ = State::code;
    char quote_ = '"';
    std::string raw_end_;
};

SourceFile read(const fs::path& root, const fs::path& path) {
    SourceFile file;
    file.path = path.lexically_relative(root).generic_string();
    if (file.path.starts_with("src/")) {
        file.folder = path.parent_path().lexically_relative(root / "src").generic_string();
        if (file.folder == ".") {
            file.folder.clear();
        }
    }
    std::ifstream stream(path);
    Stripper stripper;
    std::string text;
    while (std::getline(stream, text)) {
        file.lines.push_back({file.lines.size() + 1, text, stripper.strip(text)});
    }
    return file;
}

}  // namespace

std::vector<SourceFile> read_sources(std::string_view folder) {
    const fs::path root = FORTIFY_SOURCE_DIR;
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
        if (entry.path().extension() == ".hpp" || entry.path().extension() == ".cpp") {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    std::vector<SourceFile> files;
    for (const fs::path& path : paths) {
        files.push_back(read(root, path));
    }
    return files;
}

bool has_word(std::string_view text, std::string_view word) {
    for (std::size_t found = text.find(word); found != text.npos; found = text.find(word, found + 1)) {
        const std::size_t end = found + word.size();
        const bool starts = found == 0 || !is_word_character(text[found - 1]) || !is_word_character(word[0]);
        const bool ends =
            end == text.size() || !is_word_character(text[end]) || !is_word_character(word.back());
        if (starts && ends) {
            return true;
        }
    }
    return false;
}

std::string include_of(const Line& line) {
    constexpr std::string_view directive = "#include ";
    const std::string_view text = line.text;
    if (!text.starts_with(directive)) {
        return {};
    }
    const std::string_view name = text.substr(directive.size());
    const std::size_t end = name.find_first_of("\">", 1);
    return std::string(name.substr(0, end == name.npos ? name.size() : end + 1));
}

std::string report(const std::vector<std::string>& violations) {
    std::string text;
    for (const std::string& violation : violations) {
        text += "\n" + violation;
    }
    return text;
}

std::string place(const SourceFile& file, const Line& line) {
    return file.path + ":" + std::to_string(line.number) + ": ";
}

}  // namespace fortify::tidy
