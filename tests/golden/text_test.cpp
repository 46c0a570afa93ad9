// Goal: the text report reads as approved and never breaks a terminal. Method: hand-fed reports against gold
// files, and the width and bytes of every line.
#include "core/text.hpp"

#include "fixtures.hpp"
#include "gold.hpp"
#include "report/plan_text.hpp"
#include "report/prediction_text.hpp"
#include "report/text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace fortify::test {
namespace {

using report::Charset;
using report::Colour;
using report::TextOptions;

std::vector<report::Report> all_reports() {
    return {outage_report(), simulated_report(), empty_report(), single_call_report(), huge_report()};
}

std::string widest_line(const std::string& text) {
    std::istringstream lines(text);
    std::string widest;
    for (std::string line; std::getline(lines, line);) {
        if (display_width(line) > display_width(widest)) {
            widest = line;
        }
    }
    return widest;
}

bool is_ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char letter) { return letter == '\n' || (letter >= ' ' && letter <= '~'); });
}

std::string without_colours(const std::string& text) {
    std::string plain;
    for (std::size_t place = 0; place < text.size(); ++place) {
        if (text[place] == '\x1b') {
            place = text.find('m', place);
        } else {
            plain += text[place];
        }
    }
    return plain;
}

}  // namespace

TEST_SUITE("report::render_text") {
    TEST_CASE("a breached run reads as approved") {
        CHECK(differs_from_gold("outage.txt", render_text(outage_report(), {})) == "");
    }
    TEST_CASE("a breached run in colours reads as approved") {
        CHECK(differs_from_gold("outage_colour.txt",
                                render_text(outage_report(), {.colour = Colour::ansi})) == "");
    }
    TEST_CASE("a breached run in ASCII reads as approved") {
        CHECK(differs_from_gold("outage_ascii.txt",
                                render_text(outage_report(), {.charset = Charset::ascii})) == "");
    }
    TEST_CASE("a run without calls reads as approved") {
        CHECK(differs_from_gold("empty.txt", render_text(empty_report(), {})) == "");
    }
    TEST_CASE("a run with one call reads as approved") {
        CHECK(differs_from_gold("single_call.txt", render_text(single_call_report(), {})) == "");
    }
    TEST_CASE("a run with huge numbers and names reads as approved") {
        CHECK(differs_from_gold("huge.txt", render_text(huge_report(), {})) == "");
    }
    TEST_CASE("no line is wider than the width, and none ends in a space") {
        for (const report::Report& report : all_reports()) {
            for (const Charset charset : {Charset::utf8, Charset::ascii}) {
                for (const std::size_t width : {80U, 100U, 132U}) {
                    const std::string text = render_text(report, {.width = width, .charset = charset});
                    const std::string widest = widest_line(text);
                    CAPTURE(widest);
                    CHECK(display_width(widest) <= width);
                    CHECK(text.find(" \n") == std::string::npos);
                }
            }
        }
    }
    TEST_CASE("a terminal below 80 columns gets 80") {
        CHECK(render_text(outage_report(), {.width = 20}) == render_text(outage_report(), {}));
    }
    TEST_CASE("ASCII output holds nothing but ASCII") {
        for (const report::Report& report : all_reports()) {
            CHECK(is_ascii(render_text(report, {.charset = Charset::ascii})));
        }
        CHECK(is_ascii(report::render_plan_text(huge_plan(), {.charset = Charset::ascii})));
    }
    TEST_CASE("colours change nothing but colours") {
        for (const report::Report& report : all_reports()) {
            const std::string colourful = render_text(report, {.colour = Colour::ansi});
            CHECK(colourful.find('\x1b') != std::string::npos);
            CHECK(without_colours(colourful) == render_text(report, {}));
        }
    }
    TEST_CASE("neither secrets nor control characters of a scenario come through") {
        const std::string text = render_text(huge_report(), {}) + report::render_plan_text(huge_plan());
        CHECK(text.find("hunter2") == std::string::npos);
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find("key=") == std::string::npos);
    }
}

TEST_SUITE("report::render_prediction_text") {
    TEST_CASE("a prediction reads as approved") {
        const run::Plan plan = outage_plan();
        CHECK(differs_from_gold("outage_prediction.txt",
                                report::render_prediction_text(plan, predict::predict(plan), {})) == "");
    }
    TEST_CASE("a prediction with huge numbers and names keeps its width and its secrets") {
        const run::Plan plan = huge_plan();
        const std::string text =
            report::render_prediction_text(plan, predict::predict(plan), {.charset = Charset::ascii});
        CHECK(differs_from_gold("huge_prediction.txt", text) == "");
        CHECK(display_width(widest_line(text)) <= 80);
        CHECK(text.find(" \n") == std::string::npos);
        CHECK(text.find("hunter2") == std::string::npos);
        CHECK(is_ascii(text));
    }
}

TEST_SUITE("report::render_plan_text") {
    TEST_CASE("a dry run reads as approved") {
        CHECK(differs_from_gold("outage_plan.txt", report::render_plan_text(outage_plan())) == "");
    }
    TEST_CASE("a dry run with huge numbers and names reads as approved") {
        const std::string text = report::render_plan_text(huge_plan());
        CHECK(differs_from_gold("huge_plan.txt", text) == "");
        CHECK(display_width(widest_line(text)) <= 80);
        CHECK(text.find(" \n") == std::string::npos);
    }
}

}  // namespace fortify::test
