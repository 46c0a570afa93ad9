// Goal: each file includes what it names of the headers that are precompiled (cmake/FortifyTargets.cmake), so
// that it compiles without them, too. Method: words of those headers are looked up in a table, and the
// includes of a file followed through those of src/.
#include "source_file.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

namespace fortify::tidy {

namespace {

struct Header {
    std::string name;
    std::string scope;
    std::vector<std::string_view> words;
    std::string other;  // a header that will do as well
};

const std::vector<Header>& header_table() {
    static const std::vector<Header> table{
        {"<algorithm>",
         "std::",
         {"sort",        "stable_sort", "find",        "find_if",       "any_of",      "all_of",
          "none_of",     "max",         "min",         "clamp",         "copy",        "copy_if",
          "transform",   "count",       "count_if",    "remove",        "remove_if",   "max_element",
          "min_element", "lower_bound", "upper_bound", "binary_search", "reverse",     "fill",
          "for_each",    "unique",      "equal",       "nth_element",   "equal_range", "generate"},
         {}},
        {"<array>", "std::", {"array"}, {}},
        {"<chrono>", "std::", {"chrono"}, {}},
        {"<cmath>",
         "std::",
         {"sqrt", "floor", "ceil",  "round",    "lround", "llround", "pow",  "exp",    "log",       "log1p",
          "log2", "log10", "expm1", "isfinite", "isnan",  "isinf",   "fmod", "lgamma", "nextafter", "trunc"},
         {}},
        {"<cmath>", "std::", {"abs"}, "<cstdlib>"},
        {"<functional>", "std::", {"function"}, {}},
        {"<map>", "std::", {"map", "multimap"}, {}},
        {"<memory>", "std::", {"unique_ptr", "make_unique", "shared_ptr", "make_shared", "weak_ptr"}, {}},
        {"<optional>", "std::", {"optional", "nullopt"}, {}},
        {"<string>", "std::", {"string", "to_string"}, {}},
        {"<string_view>", "std::", {"string_view"}, {}},
        {"<variant>", "std::", {"variant", "visit", "holds_alternative", "monostate"}, {}},
        {"<vector>", "std::", {"vector"}, {}},
        {"<fmt/format.h>", "fmt::", {"format", "join"}, "<fmt/core.h>"},
    };
    return table;
}

using Names = std::set<std::string>;

class Includes {
public:
    explicit Includes(const std::vector<SourceFile>& files) {
        for (const SourceFile& file : files) {
            for (const Line& line : file.lines) {
                const std::string include = include_of(line);
                if (!include.empty()) {
                    direct_[file.path].insert(include);
                }
            }
        }
    }

    // In angle brackets, of the file and of all that it includes of src/.
    [[nodiscard]] Names reached_from(const std::string& path) const {
        Names reached;
        Names seen{path};
        std::vector<std::string> todo{path};
        while (!todo.empty()) {
            const auto found = direct_.find(todo.back());
            todo.pop_back();
            if (found == direct_.end()) {
                continue;
            }
            for (const std::string& include : found->second) {
                if (include.front() == '<') {
                    reached.insert(include);
                } else if (const std::string next = "src/" + include.substr(1, include.size() - 2);
                           seen.insert(next).second) {
                    todo.push_back(next);
                }
            }
        }
        return reached;
    }

private:
    std::map<std::string, Names> direct_;
};

bool names_one_of(const Line& line, const Header& header) {
    return std::any_of(header.words.begin(), header.words.end(), [&](std::string_view word) {
        return has_word(line.code, header.scope + std::string(word));
    });
}

}  // namespace

TEST_SUITE("tidy::includes") {
    TEST_CASE("what is precompiled is included, too") {
        const auto files = read_sources("src");
        const Includes includes(files);
        std::vector<std::string> violations;
        for (const SourceFile& file : files) {
            const Names reached = includes.reached_from(file.path);
            for (const Header& header : header_table()) {
                if (reached.count(header.name) == 1 || reached.count(header.other) == 1) {
                    continue;
                }
                const auto line = std::find_if(file.lines.begin(), file.lines.end(),
                                               [&](const Line& one) { return names_one_of(one, header); });
                if (line != file.lines.end()) {
                    violations.push_back(place(file, *line) + "include " + header.name);
                }
            }
        }
        CHECK_MESSAGE(violations.empty(), report(violations));
    }
}

}  // namespace fortify::tidy
