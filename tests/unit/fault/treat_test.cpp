// Goal: each kind says to the wire what it means, and several add up as documented. Method: a table of
// kinds against treatments.
#include "fault/treat.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::fault;

namespace {

Treatment treated_by(const Kind& kind, Duration delay = 0ms, double rate = 1) {
    Treatment treatment;
    treat(kind, delay, rate, treatment);
    return treatment;
}

}  // namespace

TEST_SUITE("fault::treat") {
    TEST_CASE("names") {
        CHECK(treated_by(Dns{Dns::Problem::unknown, {}}).name == Treatment::Name::unknown);
        CHECK(treated_by(Dns{Dns::Problem::wrong, {}}).name == Treatment::Name::wrong);
        const Treatment slow = treated_by(Dns{Dns::Problem::slow, {}}, 3s);
        CHECK(slow.name == Treatment::Name::resolved);
        CHECK(slow.name_delay == 3s);
        CHECK(slow.reaches_target());
        CHECK(slow.until_asked() == 3s);
    }

    TEST_CASE("connections and handshakes") {
        CHECK(treated_by(SlowConnect{}, 2s).connect_delay == 2s);
        CHECK(treated_by(Refuse{}).connect == Treatment::Connect::refused);
        CHECK(treated_by(ConnectTimeout{}).connect == Treatment::Connect::lost);
        CHECK(treated_by(Reset{.on = Reset::On::connect}).connect == Treatment::Connect::reset);
        CHECK(treated_by(Tls{Tls::Problem::expired}).tls == Treatment::Tls::expired);
        CHECK(treated_by(Tls{Tls::Problem::wrong_host}).tls == Treatment::Tls::wrong_host);
        CHECK(treated_by(Tls{Tls::Problem::unknown_issuer}).tls == Treatment::Tls::unknown_issuer);
        CHECK(treated_by(Tls{Tls::Problem::stalled}).tls == Treatment::Tls::stalled);
        for (const Kind& kind : {Kind{Refuse{}}, Kind{ConnectTimeout{}}, Kind{Tls{}}, Kind{BlackHole{}}}) {
            CHECK_FALSE(treated_by(kind).reaches_target());
        }
    }

    TEST_CASE("requests and answers") {
        CHECK(treated_by(BlackHole{}).answer == Treatment::Answer::none);
        CHECK(treated_by(Duplicate{}).duplicate);
        CHECK(treated_by(Reset{.on = Reset::On::request}).answer == Treatment::Answer::lost);
        const Treatment reset = treated_by(Reset{.on = Reset::On::answer, .after = Bytes{7}});
        CHECK(reset.answer == Treatment::Answer::reset);
        CHECK(reset.answer_bytes == Bytes{7});
        CHECK(treated_by(SlowFirstByte{}, 1s).first_byte_delay == 1s);
        const Treatment half = treated_by(HalfOpen{Bytes{5}});
        CHECK(half.answer == Treatment::Answer::silent);
        CHECK(half.answer_bytes == Bytes{5});
        const Treatment cut = treated_by(Truncate{Bytes{9}});
        CHECK(cut.answer == Treatment::Answer::truncated);
        CHECK(cut.answer_bytes == Bytes{9});
        CHECK(treated_by(Corrupt{Corrupt::Where::head}).damage == Treatment::Damage::head);
        CHECK(treated_by(Corrupt{Corrupt::Where::body}).damage == Treatment::Damage::body);
    }

    TEST_CASE("of several rates the lowest counts, pauses add up, and a factor scales the rate") {
        Treatment treatment = treated_by(Bandwidth{Bytes{1000}}, 0ms, 0.5);
        CHECK(treatment.per_second == Bytes{500});
        treat(Bandwidth{Bytes{800}}, 0ms, 1, treatment);
        CHECK(treatment.per_second == Bytes{500});
        CHECK(treated_by(Bandwidth{Bytes{10}}, 0ms, 0).per_second == Bytes{1});  // never "unlimited"
        const Treatment request = treated_by(Bandwidth{Bytes{10}, Part::request});
        CHECK(request.request_per_second == Bytes{10});
        CHECK(request.per_second == Bytes{0});
        treat(SlowBody{Bytes{64}, 10ms}, 0ms, 1, treatment);
        treat(SlowBody{Bytes{32}, 5ms}, 0ms, 1, treatment);
        CHECK(treatment.slice == Bytes{32});
        CHECK(treatment.slice_pause == 15ms);
    }

    TEST_CASE("rewrites are kept in order and point at the fault's own") {
        const Kind first = Rewrite{.of = Rewrite::Of::request, .set = {{"a", "1"}}, .remove = {}, .body = {}};
        const Kind second = Rewrite{.of = Rewrite::Of::answer, .set = {}, .remove = {"b"}, .body = {}};
        Treatment treatment = treated_by(first);
        treat(second, 0ms, 1, treatment);
        REQUIRE(treatment.rewrites.size() == 2);
        CHECK(*treatment.rewrites.begin() == &std::get<Rewrite>(first));
        CHECK(*(treatment.rewrites.begin() + 1) == &std::get<Rewrite>(second));
    }

    TEST_CASE("delays add up without overflow") {
        Treatment treatment = treated_by(SlowConnect{}, Distribution::longest_sample);
        treat(SlowConnect{}, Distribution::longest_sample, 1, treatment);
        CHECK(treatment.connect_delay == Distribution::longest_sample);
    }
}
