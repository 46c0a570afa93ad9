// Goal: whatever is written into a scenario, reading it gives that value and all others as they were, and no
// byte changes outside of one stretch. Method: every value of every scenario of the library, and drawn texts
// that say their tables in every way TOML has; trees are compared as lists of paths and values.
#include "core/rng.hpp"
#include "generator.hpp"
#include "scenario/document.hpp"
#include "scenario/override.hpp"
#include "scenario/rewrite.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace fortify {

namespace {

using scenario::Node;
using Leaves = std::map<std::string, std::string>;

void collect(const Node& node, const std::string& path, Leaves& leaves) {
    const auto below = [&](const std::string& name) {
        return path.empty() ? name : path + "." + name;
    };
    if (const auto* table = node.table()) {
        for (const scenario::Entry& entry : *table) {
            collect(entry.node, below(entry.name), leaves);
        }
    } else if (const auto* array = node.array()) {
        for (std::size_t index = 0; index < array->size(); ++index) {
            collect((*array)[index], below(fmt::format("{}", index + 1)), leaves);
        }
    } else if (const auto* text = node.text()) {
        leaves[path] = "text " + *text;
    } else if (const auto* whole = std::get_if<std::int64_t>(&node.value)) {
        leaves[path] = fmt::format("whole {}", *whole);
    } else if (const auto* number = std::get_if<double>(&node.value)) {
        leaves[path] = fmt::format("number {}", *number);
    } else {
        leaves[path] =
            fmt::format("{}", std::get_if<bool>(&node.value) != nullptr && std::get<bool>(node.value));
    }
}

Leaves leaves_of(const std::string& text) {
    const auto root = scenario::parse_document({.file = "drawn.toml", .text = text});
    REQUIRE_MESSAGE(root, text);
    Leaves leaves;
    collect(*root, "", leaves);
    return leaves;
}

struct Drawn {
    std::string text;      // as --set takes it
    std::string expected;  // as `collect` tells it
};

Drawn draw_value(Generator& draw) {
    switch (draw.between(std::uint64_t{0}, std::uint64_t{3})) {
        case 0: {
            const std::uint64_t whole = draw.of_any_size(1'000'000);
            return {fmt::format("{}", whole), fmt::format("whole {}", whole)};
        }
        case 1:
            return {"true", "true"};
        case 2:
            return {"0.25", "number 0.25"};
        default: {
            // Begins with a letter, so that it is no TOML by itself.
            const std::string text = "t" + draw.text("ab \"'\\#=[]{}.,5%", 12);
            return {text, "text " + text};
        }
    }
}

// What old and new text have in common at both ends covers the old one but for `at_most` bytes.
bool is_one_stretch(const std::string& before, const std::string& after, std::size_t at_most) {
    std::size_t start = 0;
    while (start < std::min(before.size(), after.size()) && before[start] == after[start]) {
        ++start;
    }
    std::size_t end = 0;
    while (end < std::min(before.size(), after.size()) - start &&
           before[before.size() - 1 - end] == after[after.size() - 1 - end]) {
        ++end;
    }
    return before.size() - start - end <= at_most;
}

void check_law(const std::string& text, const std::string& path, const Drawn& value) {
    Leaves expected = leaves_of(text);
    const auto old = expected.find(path);
    // Longer than its text: quotes, escapes.
    const std::size_t longest = old == expected.end() ? 2 : 2 * old->second.size() + 8;
    expected[path] = value.expected;
    const auto result = scenario::rewrite({.file = "drawn.toml", .text = text}, {{path, value.text}});
    REQUIRE_MESSAGE(result, path, " = ", value.text, "\n", text);
    CHECK_MESSAGE(leaves_of(*result) == expected, path, " = ", value.text, "\n", text, "\n-->\n", *result);
    CHECK_MESSAGE(is_one_stretch(text, *result, longest), path, "\n", text, "\n-->\n", *result);
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// A table of numbers t<i>.k<j>, said in every way there is, with comments and blanks strewn in.
class DrawnText {
public:
    explicit DrawnText(Generator& draw) : draw_(draw), newline_(draw.rng().chance(0.2) ? "\r\n" : "\n") {
    }

    std::string make() {
        for (int key = 0; key < 3; ++key) {
            if (draw_.rng().chance(0.5)) {
                line(fmt::format("k{}", key), "1");
            }
        }
        for (int table = 0; table < 2; ++table) {
            if (draw_.rng().chance(0.3)) {
                line(fmt::format("t{}.x{}", table, table), "{ k0 = 1, k1 = \"},\" }");
                line(fmt::format("t{}.k0", table), "'#'");
            }
        }
        for (int table = 2; table < 5; ++table) {
            section(fmt::format("t{}", table));
        }
        for (int entry = 0; entry < 2; ++entry) {
            text_ += "[[list]]" + newline_;
            line("name", fmt::format("\"e{}\"", entry));
            if (draw_.rng().chance(0.5)) {
                text_ += "[list.x0]" + newline_;
                line("k0", "[1, [2], # three" + newline_ + " { a = 3 }]");
            }
        }
        // The last line may be open.
        if (draw_.rng().chance(0.3)) {
            text_.erase(text_.find_last_not_of("\r\n") + 1);
        }
        return text_;
    }

private:
    void section(const std::string& name) {
        if (draw_.rng().chance(0.4)) {
            text_ += fmt::format("[{}]{}", name, newline_);
            strew();
            for (std::uint64_t key = draw_.between(std::uint64_t{0}, std::uint64_t{3}); key > 0; --key) {
                line(fmt::format("k{}", key), "\"a # b\"");
            }
        }
        if (draw_.rng().chance(0.4)) {
            text_ += fmt::format("  [ {}.x1 ] # [x]{}", name, newline_);
            line("k0", "3.5");
            line("x2.k1", "true");
        }
    }
    void line(const std::string& name, const std::string& value) {
        const std::string blanks(draw_.between(std::uint64_t{0}, std::uint64_t{3}), ' ');
        text_ += (draw_.rng().chance(0.3) ? "\t" : "") + name + blanks + "=" + blanks + value;
        text_ += draw_.rng().chance(0.3) ? "  # k1 = 7" : "";
        text_ += newline_;
        strew();
    }
    void strew() {
        if (draw_.rng().chance(0.2)) {
            text_ += newline_ + "# [t2]" + newline_;
        }
    }

    Generator& draw_;
    std::string newline_;
    std::string text_;
};

std::string drawn_path(Generator& draw) {
    const auto number = [&](std::uint64_t below) {
        return draw.rng().below(below);
    };
    std::string path = draw.rng().chance(0.3)   ? fmt::format("list.{}.", 1 + number(2))
                       : draw.rng().chance(0.8) ? fmt::format("t{}.", number(6))
                                                : std::string{};
    for (std::uint64_t depth = number(3); depth > 0; --depth) {
        path += fmt::format("x{}.", number(3));
    }
    return path + fmt::format("k{}", number(4));
}

}  // namespace

TEST_SUITE("property::rewrite") {
    TEST_CASE("every value of the scenarios that come with the program can be written") {
        std::size_t files = 0;
        Generator draw(1);
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(FORTIFY_SOURCE_DIR "/scenarios")) {
            if (entry.path().extension() != ".toml") {
                continue;
            }
            ++files;
            const std::string text = read_file(entry.path());
            for (const auto& [path, value] : leaves_of(text)) {
                // Elements of lists of plain values have no path of their own.
                const bool is_element = std::isdigit(static_cast<unsigned char>(path.back())) != 0;
                if (!is_element) {
                    CAPTURE(entry.path().string());
                    check_law(text, path, draw_value(draw));
                }
            }
        }
        CHECK(files > 10);
    }
    TEST_CASE("in drawn texts every key can be written, there or not") {
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            CAPTURE(seed);
            Generator draw(seed);
            const std::string text = DrawnText(draw).make();
            for (int change = 0; change < 10; ++change) {
                const std::string path = drawn_path(draw);
                const Leaves leaves = leaves_of(text);
                // A path into a plain value is a mistake; unit tests have it.
                const bool is_blocked = std::any_of(leaves.begin(), leaves.end(), [&](const auto& leaf) {
                    return path.starts_with(leaf.first + ".");
                });
                const auto below = leaves.lower_bound(path + ".");
                const bool is_table = below != leaves.end() && below->first.starts_with(path + ".");
                if (!is_blocked && !is_table) {
                    check_law(text, path, draw_value(draw));
                }
            }
        }
    }
    TEST_CASE("writing a value that is there already changes nothing") {
        const std::string text = "a = \"5s\"   # c\n[t]\nb = { c = 1 }\n";
        const auto same = scenario::rewrite({.file = "a.toml", .text = text}, {{"a", "5s"}, {"t.b.c", "1"}});
        REQUIRE(same);
        CHECK(*same == text);
    }
}

}  // namespace fortify
