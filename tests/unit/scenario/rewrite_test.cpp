// Goal: values go into the text of a scenario where people would have put them, and nothing else moves.
// Method: small texts beside what must become of them; laws over many are in tests/property.
#include "scenario/rewrite.hpp"

#include <doctest/doctest.h>

namespace fortify::scenario {

namespace {

std::string rewritten(const std::string& text, const std::vector<Override>& changes) {
    const auto result = rewrite({.file = "a.toml", .text = text}, changes);
    REQUIRE_MESSAGE(result, result.error().front().message);
    return *result;
}

std::string rewritten(const std::string& text, const std::string& path, const std::string& value) {
    return rewritten(text, {{.path = path, .value = value}});
}

}  // namespace

TEST_SUITE("scenario::rewrite") {
    TEST_CASE("a value is replaced where it stands, its comment and blanks stay") {
        CHECK(rewritten("[policy.client.retry]\nmax_delay     = \"5s\"   # not more\nother = 1\n",
                        "policy.client.retry.max_delay", "250ms") ==
              "[policy.client.retry]\nmax_delay     = \"250ms\"   # not more\nother = 1\n");
        CHECK(rewritten("a = 1\nb = 2.5 # = 3\n", "b", "7") == "a = 1\nb = 7 # = 3\n");
        CHECK(rewritten("budget = { ratio = 0.1 , min = 1 }\n", "budget.ratio", "0.25") ==
              "budget = { ratio = 0.25 , min = 1 }\n");
        CHECK(rewritten("a.b.c=1", "a.b.c", "2") == "a.b.c=2");
    }
    TEST_CASE("text keeps its kind of quotes where that is possible") {
        CHECK(rewritten("a = '5%'", "a", "6%") == "a = '6%'");
        CHECK(rewritten("a = '5%'", "a", "it's") == "a = \"it's\"");
        CHECK(rewritten("a = 'x'", "a", "say \"\\\"") == "a = 'say \"\\\"'");
        CHECK(rewritten("a = \"x\"", "a", "say \"\\\"") == "a = \"say \\\"\\\\\\\"\"");
        CHECK(rewritten("a = \"x\"", "a", "\"quoted\"") == "a = \"quoted\"");
        CHECK(rewritten("a = \"\"\"\nlong\n\"\"\" # c", "a", "short") == "a = \"short\" # c");
    }
    TEST_CASE("entries of lists go by name or number") {
        const std::string text =
            "[[phase]]\nname = \"one\"\nduration = \"1s\"\n[[phase]]\nname = \"two\"\n"
            "duration = \"2s\"\n";
        CHECK(rewritten(text, "phase.two.duration", "9s") ==
              "[[phase]]\nname = \"one\"\nduration = \"1s\"\n[[phase]]\nname = \"two\"\nduration = \"9s\"\n");
        CHECK(rewritten(text, "phase.1.measure", "false") ==
              "[[phase]]\nname = \"one\"\nduration = \"1s\"\nmeasure = false\n[[phase]]\nname = \"two\"\n"
              "duration = \"2s\"\n");
        CHECK(rewritten("fault = [ { id = \"a\" }, { id = \"b\", for = \"1s\" } ]\n", "fault.b.for", "2s") ==
              "fault = [ { id = \"a\" }, { id = \"b\", for = \"2s\" } ]\n");
    }
    TEST_CASE("a new key follows the last one of its table, written as that one is") {
        CHECK(rewritten("[retry]\nmax    = 3    # tries\n\n[next]\nx = 1\n", "retry.min", "1") ==
              "[retry]\nmax    = 3    # tries\nmin    = 1\n\n[next]\nx = 1\n");
        CHECK(rewritten("[retry]\n  max=3\n", "retry.initial_delay", "1s") ==
              "[retry]\n  max=3\n  initial_delay=\"1s\"\n");
        CHECK(rewritten("[policy]\nretry.max = 3\nretry.min = 2\nchain = []\n", "policy.retry.mean", "1") ==
              "[policy]\nretry.max = 3\nretry.min = 2\nretry.mean = 1\nchain = []\n");
        CHECK(rewritten("[retry]\n# nothing yet\n[next]\n", "retry.max", "3") ==
              "[retry]\nmax = 3\n# nothing yet\n[next]\n");
        CHECK(rewritten("[retry]\r\na = 1\r\n", "retry.b", "2") == "[retry]\r\na = 1\r\nb = 2\r\n");
        CHECK(rewritten("[retry]\na = 1", "retry.b", "2") == "[retry]\na = 1\nb = 2\n");
        CHECK(rewritten("[retry]\na = [\n  1, # ]\n  2,\n]\n", "retry.b", "2") ==
              "[retry]\na = [\n  1, # ]\n  2,\n]\nb = 2\n");
    }
    TEST_CASE("a new key goes within the braces of its table") {
        CHECK(rewritten("window = { last = \"10s\" }\n", "window.buckets", "5") ==
              "window = { last = \"10s\", buckets = 5 }\n");
        CHECK(rewritten("window = {}\n", "window.buckets", "5") == "window = { buckets = 5 }\n");
        CHECK(rewritten("a = { b.c = 1 }\n", "a.b.d", "2") == "a = { b.c = 1, b.d = 2 }\n");
    }
    TEST_CASE("a new table comes in braces, or under a header where its siblings have one") {
        CHECK(rewritten("[policy.client.retry]\nmax = 3\n", "policy.client.retry.budget.ratio", "0.1") ==
              "[policy.client.retry]\nmax = 3\nbudget = { ratio = 0.1 }\n");
        CHECK(
            rewritten("[p.c]\nchain = []\n\n[p.c.retry]\nmax = 3\n\n[other]\n", "p.c.timeout.limit", "1s") ==
            "[p.c]\nchain = []\n\n[p.c.retry]\nmax = 3\n\n[p.c.timeout]\nlimit = \"1s\"\n\n[other]\n");
        CHECK(rewritten("[p.c]\nchain = []\n[p.c.retry]\nmax = 3\n", "p.c.timeout.limit", "1s") ==
              "[p.c]\nchain = []\n[p.c.retry]\nmax = 3\n[p.c.timeout]\nlimit = \"1s\"\n");
        CHECK(rewritten("[p.c.retry]\nmax = 3\n", "p.c.chain", "[]") ==
              "[p.c]\nchain = []\n\n[p.c.retry]\nmax = 3\n");
        CHECK(rewritten("[[fault]]\nid = \"a\"\n[[fault]]\nid = \"b\"\n", "fault.a.when.every", "3") ==
              "[[fault]]\nid = \"a\"\nwhen = { every = 3 }\n[[fault]]\nid = \"b\"\n");
    }
    TEST_CASE("keys of the top stay above the first header") {
        CHECK(rewritten("schema = 1\n\n[load]\nrate = 1\n", "seed", "7") ==
              "schema = 1\nseed = 7\n\n[load]\nrate = 1\n");
        CHECK(rewritten("[load]\nrate = 1\n", "seed", "7") == "seed = 7\n\n[load]\nrate = 1\n");
        CHECK(rewritten("", "seed", "7") == "seed = 7\n");
        CHECK(rewritten("\xEF\xBB\xBF[load]\n", "seed", "7") == "\xEF\xBB\xBFseed = 7\n\n[load]\n");
    }
    TEST_CASE("several changes, a new table filled by two of them") {
        CHECK(rewritten("[r]\na = 1\n", {{"r.budget.ratio", "0.1"}, {"r.a", "2"}, {"r.budget.ttl", "5s"}}) ==
              "[r]\na = 2\nbudget = { ratio = 0.1, ttl = \"5s\" }\n");
    }
    TEST_CASE("names and values that look like syntax do not mislead") {
        CHECK(rewritten("\"a.b\" = 1\na.b = 2\n", "a.b", "3") == "\"a.b\" = 1\na.b = 3\n");
        CHECK(rewritten("x = \"[y]\\\" # \" # \"\n['y'] # [z]\nb = 1\n", "y.b", "2") ==
              "x = \"[y]\\\" # \" # \"\n['y'] # [z]\nb = 2\n");
        CHECK(rewritten("x = '''\n[y]\nb = 1\n''''\n[y]\nb = 1\n", "y.b", "2") ==
              "x = '''\n[y]\nb = 1\n''''\n[y]\nb = 2\n");
    }
    TEST_CASE("what leads nowhere, or cannot be written, is an error and no text") {
        const auto fails = [](const std::string& text, const std::string& path, const std::string& value) {
            const auto result = rewrite({.file = "a.toml", .text = text}, {{.path = path, .value = value}});
            return !result && !result.error().empty();
        };
        CHECK(fails("a = 1\n", "a.b", "2"));
        CHECK(fails("[[a]]\nx = 1\n", "a.9.x", "2"));
        CHECK(fails("a = \n", "a", "2"));
        CHECK(fails("[a]\nx = 1\n", "a", "{ y = 1 }"));
        CHECK(fails("a = 1\n", "no path", "2"));
    }
}

}  // namespace fortify::scenario
