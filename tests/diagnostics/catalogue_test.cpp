// Goal: each code that a user can meet is explained, and is what its example gives. Method: every code of
// the catalogues has a folder here, whose printed diagnostics are compared byte by byte, and a page in
// docs/errors with its title, whose example stands in the folder's scenario. A folder whose expected.txt is
// missing fails and shows what to put there.

#include "case_directory.hpp"
#include "scenario/code.hpp"
#include "slo/codes.hpp"
#include "tune/codes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace {

using fortify::testing::read_all;
using fortify::testing::run_case;

struct Known {
    std::string code;
    std::string title;
    fortify::Severity severity;
};

const std::filesystem::path source_directory = FORTIFY_SOURCE_DIR;

std::vector<Known> all_codes() {
    std::vector<Known> known;
    for (const auto& info : fortify::scenario::catalogue()) {
        known.push_back({std::string(info.code), std::string(info.title), info.severity});
    }
    for (const auto& info : fortify::slo::expression_codes()) {
        known.push_back({std::string(info.code), std::string(info.title), fortify::Severity::error});
    }
    for (const auto& info : fortify::tune::study_codes()) {
        known.push_back({std::string(info.code), std::string(info.title), fortify::Severity::error});
    }
    return known;
}

// The first block of TOML after "## Example"; empty when the example is none or is abbreviated.
std::string example_of(const std::string& page) {
    const std::string opening = "## Example\n\n```toml\n";
    const auto start = page.find(opening);
    if (start == std::string::npos) {
        return {};
    }
    const auto begin = start + opening.size();
    const std::string block = page.substr(begin, page.find("```", begin) - begin);
    return block.find("…") == std::string::npos ? block : std::string{};
}

std::string word_of(fortify::Severity severity) {
    return severity == fortify::Severity::note      ? "note"
           : severity == fortify::Severity::warning ? "warning"
                                                    : "error";
}

}  // namespace

TEST_SUITE("scenario diagnostics") {
    TEST_CASE("codes are unique and in order") {
        std::vector<std::string> codes;
        for (const auto& info : fortify::scenario::catalogue()) {
            codes.emplace_back(info.code);
        }
        CHECK(std::is_sorted(codes.begin(), codes.end()));
        const auto known = all_codes();
        std::set<std::string> unique;
        for (const Known& one : known) {
            unique.insert(one.code);
        }
        CHECK(unique.size() == known.size());
    }

    TEST_CASE("every code has a case that gives it, with exactly the expected text") {
        for (const Known& known : all_codes()) {
            CAPTURE(known.code);
            const auto directory = source_directory / "tests/diagnostics" / known.code;
            REQUIRE(std::filesystem::is_directory(directory));
            const auto result = run_case(directory);
            const bool given = std::any_of(
                result.diagnostics.begin(), result.diagnostics.end(), [&](const auto& diagnostic) {
                    return diagnostic.code == known.code && diagnostic.severity == known.severity;
                });
            CHECK_MESSAGE(given, "the scenario does not give the code");
            CHECK(result.text == read_all(directory / "expected.txt"));
        }
    }

    TEST_CASE("every case belongs to a code") {
        std::set<std::string> codes;
        for (const Known& known : all_codes()) {
            codes.insert(known.code);
        }
        for (const auto& entry :
             std::filesystem::directory_iterator(source_directory / "tests/diagnostics")) {
            if (entry.is_directory()) {
                CHECK_MESSAGE(codes.count(entry.path().filename().string()) == 1, entry.path().string());
            }
        }
    }

    TEST_CASE("every code has a page with its title, its severity, an example and a fix") {
        for (const Known& known : all_codes()) {
            CAPTURE(known.code);
            const std::string page = read_all(source_directory / "docs/errors" / (known.code + ".md"));
            CHECK(page.substr(0, page.find('\n')) == "# " + known.code + ": " + known.title);
            CHECK(page.find("\nSeverity: " + word_of(known.severity) + ".\n") != std::string::npos);
            CHECK(page.find("\n## Fix\n") != std::string::npos);
            CHECK(page.find("\n## Example\n") != std::string::npos);
            const std::string scenario =
                read_all(source_directory / "tests/diagnostics" / known.code / "scenario.toml");
            CHECK_MESSAGE(scenario.find(example_of(page)) != std::string::npos,
                          "the page's example is not in the case's scenario");
        }
    }
}
