// Goal: keys do what the help says, the screen shows it, and nothing is written that was not asked for.
// Method: a session without a terminal; keys pressed, drawn lines read.
#include "tune/ui/session.hpp"

#include "../fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <semaphore>

namespace fortify::tune::ui {

namespace {

using Press = KeyPress::Kind;

// A session and all that it needs.
class Desk {
public:
    Desk()
        : specimen_(small_specimen()),
          preview_(specimen_, 2, [this] { rung_.release(); }),
          session_(specimen_, preview_, [this](const std::string& before, const std::string& after) {
              before_ = before;
              after_ = after;
              return refusal_.empty() ? Result<Done, std::string>(Done{}) : Err{refusal_};
          }) {
    }

    void press(std::string_view letters) {
        for (const char letter : letters) {
            session_.on({Press::letter, letter});
        }
    }
    void press(Press kind) {
        session_.on({.kind = kind});
    }
    // What is on the screen once the answer is there.
    std::string look(Size size = {.rows = 24, .columns = 80}) {
        session_.resize(size);
        while (session_.is_waiting()) {
            rung_.acquire();
        }
        std::string text;
        for (const std::string& line : session_.draw({}).lines()) {
            text += line + "\n";
        }
        return text;
    }
    bool shows(std::string_view part) {
        const std::string text = look();
        INFO(text);
        return text.find(part) != std::string::npos;
    }

    Session& session() {
        return session_;
    }
    const std::string& before() const {
        return before_;
    }
    const std::string& after() const {
        return after_;
    }
    void refuse(std::string why) {
        refusal_ = std::move(why);
    }

private:
    Specimen specimen_;
    std::counting_semaphore<> rung_{0};
    std::string before_;
    std::string after_;
    std::string refusal_;
    Preview preview_;
    Session session_;
};

}  // namespace

TEST_SUITE("tune::ui::session") {
    TEST_CASE("the first screen has the keys, the timeline and the SLOs") {
        Desk desk;
        const std::string text = desk.look();
        CAPTURE(text);
        for (const std::string_view part :
             {"client › retry", "max_attempts", "client › circuit_breaker", "open_for", "Timeline", "goodput",
              "errors", "p50", "p99", "breaker", "burst", "│steady", "│outage", "SLOs", "success_rate >= 90%",
              "p50(response_time) < 1s", "margin before → now", "policy.client.retry.max_attempts",
              "q quit"}) {
            CHECK_MESSAGE(text.find(part) != std::string::npos, part);
        }
    }
    TEST_CASE("a change is marked, counted and undone") {
        Desk desk;
        desk.press("+");
        CHECK(desk.shows("1 changed"));
        CHECK(desk.shows("3•"));
        desk.press("u");
        CHECK_FALSE(desk.shows("changed"));
        desk.press(Press::redo);
        CHECK(desk.shows("1 changed"));
        desk.press("uu");
        CHECK(desk.shows("nothing to undo"));
    }
    TEST_CASE("a typed value is taken with Enter, refused with the reason, left with Esc") {
        Desk desk;
        desk.press(Press::enter);
        desk.press("lots");
        CHECK(desk.shows("new value: lots_"));
        desk.press(Press::enter);
        CHECK(desk.shows("expected a number"));
        desk.press(Press::clear);
        desk.press("55");
        desk.press(Press::backspace);
        desk.press(Press::enter);
        CHECK(desk.shows("5•"));
        desk.press(Press::enter);
        desk.press("9");
        desk.press(Press::escape);
        CHECK(desk.shows("5•"));
    }
    TEST_CASE("nothing is written before the difference was shown and agreed to") {
        Desk desk;
        desk.press("w");
        CHECK(desk.shows("nothing to write"));
        desk.press("+w");
        CHECK(desk.shows("- max_attempts = 2"));
        CHECK(desk.shows("+ max_attempts = 3"));
        desk.press("n");
        CHECK(desk.after().empty());
        desk.press("wy");
        CHECK(desk.before() == small_scenario);
        CHECK(desk.after().find("max_attempts = 3\n") != std::string::npos);
        CHECK(desk.after().size() == desk.before().size());
        CHECK(desk.shows("written to small.toml"));
        CHECK_FALSE(desk.shows("changed"));
        // The next difference is to what is written now.
        desk.press("u");
        desk.press("wy");
        CHECK(desk.after() == small_scenario);
    }
    TEST_CASE("what could not be written is still unsaved") {
        Desk desk;
        desk.refuse("the disk is full");
        desk.press("+wy");
        CHECK(desk.shows("not written: the disk is full"));
        CHECK(desk.shows("1 changed"));
    }
    TEST_CASE("q asks when something is not written") {
        Desk desk;
        desk.press("+q");
        CHECK(desk.shows("1 value is not written"));
        desk.press("n");
        CHECK_FALSE(desk.session().has_ended());
        desk.press("qy");
        CHECK(desk.session().has_ended());
        Desk other;
        other.press("q");
        CHECK(other.session().has_ended());
    }
    TEST_CASE("zoom goes through the phases and faults and back to the whole") {
        Desk desk;
        desk.press("z");
        CHECK(desk.shows("phase steady"));
        desk.press("zz");
        CHECK(desk.shows("fault burst"));
        desk.press("z");
        CHECK(desk.shows("whole run"));
        desk.press("Z0");
        CHECK(desk.shows("whole run"));
    }
    TEST_CASE("another seed is another run, the one before the same as before") {
        Desk desk;
        const std::string first = desk.look();
        desk.press("s");
        const std::string second = desk.look();
        CHECK(first != second);
        desk.press("Sh ");
        CHECK(desk.look().substr(first.find('\n'), 200) == first.substr(first.find('\n'), 200));
    }
    TEST_CASE("a terminal that is too small is told so in words") {
        Desk desk;
        CHECK(desk.look({.rows = 10, .columns = 60}).find("60x10 is too small: fortify tune needs 70x18") ==
              0);
        CHECK(desk.look({.rows = 1, .columns = 1}) == "1\n");
    }
    TEST_CASE("no line is wider than the screen, whatever its size") {
        Desk desk;
        for (const Size size : {Size{18, 70}, Size{24, 80}, Size{30, 99}, Size{50, 132}, Size{80, 300}}) {
            const std::string text = desk.look(size);
            CHECK(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) == size.rows);
            CHECK(text.find("success_rate") != std::string::npos);
            CHECK(text.find("q quit") != std::string::npos);
        }
    }
}

}  // namespace fortify::tune::ui
