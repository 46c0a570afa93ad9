// Goal: every mistake is told with its code, its column and what to do about it. Method: a table of one
// mistake each; every code of the table must occur in it.

#include "slo/codes.hpp"
#include "vocabulary.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

using namespace fortify;
using namespace fortify::slo;

namespace {

struct Mistake {
    std::string text;
    std::string code;
    std::uint32_t column;  // the expression begins in column 10
    std::uint32_t length;
    std::string message;
    std::string help;
};

const std::vector<Mistake>& mistakes() {
    static const std::vector<Mistake> table{
        {"  ", "F0601", 12, 1, "the expression is empty",
         "write what is expected, such as \"success_rate >= 99.5%\""},
        {std::string(5000, 'a'), "F0602", 10, 1, "an expression of 5000 bytes; at most 4096 are read",
         "split it into several SLOs"},
        {std::string(65, '(') + "wasted < 1" + std::string(65, ')'), "F0603", 74, 1,
         "more than 64 parentheses inside one another", ""},
        // form
        {"wasted < 1 steady", "F0604", 21, 6,
         "expected \"and\", \"or\" or a clause (during, over, for, within), found \"steady\"", ""},
        {"wasted < 1 of payments", "F0604", 21, 2,
         "expected \"and\", \"or\" or a clause (during, over, for, within), found \"of\"",
         "\"of <name>\" stands before the comparison"},
        {"(wasted < 1", "F0604", 21, 1, "expected \")\", found the end of the expression", ""},
        {"wasted < 1 and", "F0604", 24, 1, "expected a metric, found the end of the expression", ""},
        {"wasted < 1 && wasted < 2", "F0604", 21, 2,
         "expected \"and\", \"or\" or a clause (during, over, for, within), found \"&&\"", ""},
        {"p99(response_time < 1s", "F0604", 28, 1, "expected \")\", found \"<\"", ""},
        {"< 5", "F0604", 10, 1, "expected a metric, found \"<\"", ""},
        {"wasted < 1 during over", "F0604", 28, 4,
         "expected the name of a phase or fault, found the keyword \"over\"",
         "a name that is a keyword is written in quotes: 'over'"},
        {"wasted between 1 or 3", "F0604", 27, 2, "expected \"and\" and the upper limit, found \"or\"",
         "write \"between <lower> and <upper>\""},
        {"wasted < 1 within 5s of stall.end", "F0604", 31, 2, "expected \"after <event>\", found \"of\"",
         "an event is the start or end of a phase or fault"},
        // metrics and aggregates
        {"sucess_rate > 5%", "F0605", 10, 11, "there is no metric \"sucess_rate\"",
         "did you mean \"success_rate\"?"},
        {"p99(latency) < 1s", "F0605", 14, 7, "there is no metric \"latency\"",
         "did you mean \"response_time\"?"},
        {"rate_limit.refused < 1", "F0605", 10, 18, "there is no metric \"rate_limit.refused\"",
         "known: rate_limit.limited, rate_limit.wait"},
        {"burn_rate(success_rate, objective=99.9%) < 14.4", "F0605", 10, 9, "\"burn_rate\" is not a metric",
         "compare the share itself over a long and a short window: "
         "\"error_rate < 1.4% over 60s and error_rate < 1.4% over 5s\""},
        {"median(response_time) < 1s", "F0606", 10, 6, "there is no aggregate \"median\"",
         "did you mean \"p50\"?"},
        {"avg(response_time) < 1s", "F0606", 10, 3, "there is no aggregate \"avg\"",
         "did you mean \"mean\"?"},
        {"total(response_time) < 1s", "F0606", 10, 5, "there is no aggregate \"total\"",
         "known: p50, p99.9 and the like, mean, max, min"},
        {"p100(response_time) < 1s", "F0607", 10, 4, "\"p100\" is not a percentile",
         "a percentile is above 0 and below 100, such as p50, p99 or p99.9; for the extremes there are min "
         "and max"},
        {"p0(response_time) < 1s", "F0607", 10, 2, "\"p0\" is not a percentile",
         "a percentile is above 0 and below 100, such as p50, p99 or p99.9; for the extremes there are min "
         "and max"},
        {"response_time < 300ms", "F0608", 10, 13, "response_time is a duration of each call",
         "say which: p99(response_time), mean(response_time), max(response_time)"},
        {"p99(goodput) > 5/s", "F0609", 14, 7, "goodput is a rate and takes no aggregate",
         "write goodput alone"},
        {"p99(in_flight) < 5", "F0609", 14, 9, "in_flight is a level over time",
         "only mean(in_flight) and max(in_flight) are known"},
        // names
        {"wasted < 1 during stedy", "F0610", 28, 5, "there is no phase or fault \"stedy\"",
         "did you mean \"steady\"?"},
        {"goodput > 95% of stall", "F0610", 27, 5, "there is no phase \"stall\"",
         "known: warmup, steady, outage, recovery, phase two"},
        {"breaker.opens of clint < 5", "F0610", 27, 5, "there is no policy \"clint\"",
         "did you mean \"client\"?"},
        {"wasted < 1 within 5s after stal.end", "F0610", 37, 8, "there is no phase or fault \"stal\"",
         "did you mean \"stall\"?"},
        {"breaker.opens of payments < 5", "F0611", 27, 8,
         "breaker.opens belongs to a policy; \"payments\" is a target", "known: client, db-client"},
        // comparisons and limits
        {"wasted = 0", "F0612", 17, 1, "expected a comparison, found \"=\"", "write \"==\""},
        {"wasted => 0", "F0612", 17, 2, "expected a comparison, found \"=>\"", "write \">=\""},
        {"wasted", "F0612", 16, 1, "expected a comparison, found the end of the expression",
         "known: <, <=, >, >=, ==, !=, between"},
        {"goodput >= 70", "F0613", 21, 2, "expected a rate such as 70/s for goodput, found \"70\"",
         "write \"70/s\""},
        {"p99(response_time) < 300", "F0613", 31, 3,
         "expected a duration such as 300ms for response_time, found \"300\"", "write \"300ms\" or \"300s\""},
        {"retry.amplification < 120%", "F0613", 32, 4,
         "expected a factor such as 1.2 for retry.amplification, found \"120%\"",
         "to compare with a phase, write \"120% of <phase>\""},
        {"breaker.opens < 1.5", "F0613", 26, 3,
         "expected a whole number such as 3 for breaker.opens, found \"1.5\"", ""},
        {"breaker.opens < -1", "F0613", 26, 2,
         "expected a whole number such as 3 for breaker.opens, found \"-1\"", ""},
        {"retry.amplification < nan", "F0613", 32, 3,
         "expected a factor such as 1.2 for retry.amplification, found \"nan\"", ""},
        {"success_rate >= 99.5", "F0613", 26, 4,
         "success_rate is a share and never above 100%, found \"99.5\"", "write \"99.5%\""},
        {"wasted <", "F0613", 18, 1, "expected a whole number such as 3, found the end of the expression",
         ""},
        {"wasted < and", "F0613", 19, 3, "expected a whole number such as 3, found \"and\"", ""},
        {"wasted between 3 and 1", "F0614", 25, 7, "the lower limit 3 is above the upper limit 1",
         "write \"between 1 and 3\""},
        {"goodput between 110% and 90% of steady", "F0614", 26, 12,
         "the lower limit 110% is above the upper limit 90%", "write \"between 90% and 110%\""},
        {"wasted >= 0", "F0615", 20, 1, "this comparison is true whatever happens",
         "wasted is never below 0"},
        {"p99(response_time) < 0", "F0615", 31, 1, "this comparison is false whatever happens",
         "response_time is never below 0"},
        {"error_rate <= 100%", "F0615", 24, 4, "this comparison is true whatever happens",
         "error_rate is never below 0 nor above 100%"},
        {"goodput >= 0% of steady", "F0615", 21, 2, "this comparison is true whatever happens",
         "no metric is ever below 0"},
        // clauses
        {"wasted < 1 over 5s over 6s", "F0616", 29, 4, "\"over\" is given twice",
         "a condition has each clause at most once; join two conditions by \"and\""},
        {"wasted < 1 for 1 of 2 windows within 5s after stall.end", "F0617", 10, 55,
         "\"for n of m windows\" and \"within\" exclude each other",
         "write two conditions, joined by \"and\""},
        {"wasted < 1 within 5s after stall", "F0618", 37, 5, "\"stall\" is not an event",
         "write \"stall.start\" or \"stall.end\""},
        {"wasted < 1 for 30s", "F0619", 25, 3, "expected <n> of <m> windows after \"for\", found \"30s\"",
         "a length of time is written \"over 30s\""},
        {"wasted < 1 for 6 of 5 windows", "F0619", 25, 6, "6 of 5 windows cannot be", "1 <= n <= m <= 1000"},
        {"wasted < 1 for 1 of 99999999999 windows", "F0619", 25, 1,
         "expected <n> of <m> windows after \"for\", found \"1\"", "such as \"for 3 of 5 windows\""},
        {"wasted < 1 over 0s", "F0620", 26, 2, "expected a duration such as 5s after \"over\", found \"0s\"",
         ""},
        {"wasted < 1 over steady", "F0620", 26, 6,
         "expected a duration such as 5s after \"over\", found \"steady\"", ""},
        {"wasted < 1 within 15 after stall.end", "F0620", 28, 2,
         "expected a duration such as 5s after \"within\", found \"15\"", ""},
    };
    return table;
}

}  // namespace

TEST_SUITE("slo::Parser mistakes") {
    TEST_CASE("each mistake is told at its place with its help") {
        for (const Mistake& mistake : mistakes()) {
            CAPTURE(mistake.text.substr(0, 60));
            const auto result = parse_expression(mistake.text, place(), vocabulary());
            REQUIRE_FALSE(result.has_value());
            REQUIRE(result.error().size() == 1);
            const Diagnostic& found = result.error().front();
            CHECK(found.code == mistake.code);
            CHECK(found.severity == fortify::Severity::error);
            CHECK(found.message == mistake.message);
            CHECK(found.help == mistake.help);
            CHECK(found.span.file == "scenario.toml");
            CHECK(found.span.line == 7);
            CHECK(found.span.column == mistake.column);
            CHECK(found.span.length == mistake.length);
        }
    }

    TEST_CASE("no code is without an example here") {
        std::set<std::string_view> seen;
        for (const Mistake& mistake : mistakes()) {
            seen.insert(mistake.code);
        }
        for (const CodeInfo& row : expression_codes()) {
            CAPTURE(row.code);
            CHECK(seen.contains(row.code));
        }
    }

    TEST_CASE("mistakes of meaning are all told at once") {
        const auto result =
            parse_expression("sucess_rate of nobody > 5% during stedy and goodput > 5 within 5s after stall",
                             place(), vocabulary());
        REQUIRE_FALSE(result.has_value());
        std::vector<std::string> codes;
        for (const Diagnostic& diagnostic : result.error()) {
            codes.push_back(diagnostic.code);
        }
        CHECK(codes == std::vector<std::string>{"F0605", "F0610", "F0613", "F0618"});
    }

    TEST_CASE("bytes that would drive a terminal do not reach the message") {
        const auto result = parse_expression("wasted < 1 during '\x1b[31mred'", place(), vocabulary());
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().front().message.find('\x1b') == std::string::npos);
    }

    TEST_CASE("a scenario without such things says so") {
        const auto result = parse_expression("fault.fired of stall > 1", place(), Vocabulary{});
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().front().help == "the scenario has no fault");
    }
}
