// Goal: a diagnostic shows the spot it speaks of, whatever the line holds. Method: exact text for lines with
// wide characters, tabs, control characters and great length, for overrides, and with colour.

#include "scenario/render.hpp"

#include "sample.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fortify;
using namespace fortify::scenario;

namespace {

Diagnostic at_place(std::string file, std::uint32_t line, std::uint32_t column, std::uint32_t length) {
    return {.code = "F0000",
            .severity = Severity::error,
            .span = {.file = std::move(file), .line = line, .column = column, .length = length},
            .message = "message",
            .notes = {},
            .help = {}};
}

std::string plain(const Diagnostic& diagnostic, const std::string& text) {
    return render_diagnostics({diagnostic}, {.file = "f", .text = text}, Style::plain);
}

}  // namespace

TEST_SUITE("scenario::render_diagnostics") {
    TEST_CASE("place, line, caret, notes and help have the format of the manual") {
        const std::string text =
            "[policy.client.retry]\ninitial_delay = \"200ms\"\nmax_delay     = \"50ms\"\n";
        Diagnostic diagnostic = at_place("f", 3, 17, 6);
        diagnostic.notes.push_back(
            {{.file = "f", .line = 2, .column = 1, .length = 13}, "initial_delay is set here"});
        diagnostic.help = "raise max_delay";
        CHECK(plain(diagnostic, text) ==
              "f:3:17: error[F0000]: message\n"
              "    3 | max_delay     = \"50ms\"\n"
              "      |                 ^^^^^^\n"
              "    2 | initial_delay = \"200ms\"        note: initial_delay is set here\n"
              "   help: raise max_delay\n"
              "\n");
    }

    TEST_CASE("carets stand under wide characters, after tabs and after control characters") {
        CHECK(plain(at_place("f", 1, 5, 2), "\ta漢 漢字 = 1") ==
              "f:1:5: error[F0000]: message\n"
              "    1 |  a漢 漢字 = 1\n"
              "      |      ^^^^\n"
              "\n");
        CHECK(plain(at_place("f", 1, 2, 1), "\x1b[31m") ==
              "f:1:2: error[F0000]: message\n"
              "    1 | \\x1b[31m\n"
              "      |     ^\n"
              "\n");
    }

    TEST_CASE("of a long line the part around the spot is shown") {
        const std::string text = render_diagnostics(
            {at_place("f", 1, 5000, 3)}, {.file = "f", .text = std::string(100'000, 'x')}, Style::plain);
        CHECK(text.size() < 400);
        CHECK(text.find("| …xxx") != std::string::npos);
        CHECK(text.find("^^^\n") != std::string::npos);
    }

    TEST_CASE("without a line, or without the text, only the place is said") {
        CHECK(plain(at_place("f", 0, 0, 0), "x") == "f: error[F0000]: message\n\n");
        CHECK(plain(at_place("f", 7, 1, 1), "x\n") == "f:7:1: error[F0000]: message\n\n");
        CHECK(plain(at_place("f", 1, 2, 1), "") == "f:1:2: error[F0000]: message\n\n");
    }

    TEST_CASE("lines that end with a carriage return do not show it") {
        CHECK(plain(at_place("f", 1, 1, 1), "ab\r\ncd\r\n").find("    1 | ab\n") != std::string::npos);
    }

    TEST_CASE("an override is shown in place of a line, also beside a line of the file") {
        Diagnostic diagnostic = at_place("--set a.b=5", 1, 5, 1);
        diagnostic.span.column = 5;
        CHECK(plain(diagnostic, "x = 1") ==
              "--set a.b=5:1:5: error[F0000]: message\n"
              "    1 | a.b=5\n"
              "      |     ^\n"
              "\n");
        Diagnostic in_file = at_place("f", 1, 1, 1);
        in_file.notes.push_back({{.file = "--set a.b=5", .line = 1, .column = 5, .length = 1}, "set here"});
        CHECK(plain(in_file, "x = 1").find("  set | a.b=5                          note: set here\n") !=
              std::string::npos);
    }

    TEST_CASE("colour adds nothing but escape sequences") {
        Diagnostic diagnostic = at_place("f", 1, 1, 1);
        diagnostic.help = "help";
        const Source source{.file = "f", .text = "x = 1"};
        std::string coloured = render_diagnostics({diagnostic}, source, Style::coloured);
        CHECK(coloured.find("\x1b[1;31m") != std::string::npos);
        for (auto start = coloured.find('\x1b'); start != std::string::npos; start = coloured.find('\x1b')) {
            coloured.erase(start, coloured.find('m', start) - start + 1);
        }
        CHECK(coloured == render_diagnostics({diagnostic}, source, Style::plain));
    }
}
