// Goal: the fallback answers for what failed, and its answers can be told from real ones. Method: the
// vectors of failsafe-go (FB-n) that fit a static answer, and every cause there is. (FB-2, a fallback that
// fails, cannot happen to a static answer.)
#include "policy/fallback.hpp"

#include "policy/chain.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace fortify;
using namespace fortify::policy;

TEST_SUITE("policy::Fallback") {
    TEST_CASE("FB-1: a failed call gets the static answer, marked as such") {
        const Fallback fallback({.status = 203});
        const auto answer = fallback.answer({.cause = Cause::reset});
        REQUIRE(answer.has_value());
        CHECK(answer->is_success());
        CHECK(answer->status == 203);
        CHECK(answer->from_fallback);
    }

    TEST_CASE("FB-3: it answers for the causes it was given and no other") {
        FallbackConfig config;
        config.on.reset();
        config.on.set(static_cast<std::size_t>(Cause::status));
        const Fallback fallback(config);
        CHECK(fallback.answer({.cause = Cause::status, .status = 500}).has_value());
        CHECK_FALSE(fallback.answer({.cause = Cause::reset}).has_value());
    }

    TEST_CASE("FB-4, FB-5: a success and a cancelled call pass, even if they are listed") {
        FallbackConfig listed;
        listed.on.set();
        for (const Fallback& fallback : {Fallback({}), Fallback(listed)}) {
            for (const Cause cause : {Cause::none, Cause::cancelled, Cause::unfinished}) {
                CHECK_FALSE(fallback.answer({.cause = cause}).has_value());
            }
        }
    }

    TEST_CASE("by default it answers for every failure and rejection") {
        const Fallback fallback({});
        for (std::size_t index = 0; index < cause_count; ++index) {
            const auto cause = static_cast<Cause>(index);
            const OutcomeClass kind = class_of(cause);
            CHECK(fallback.answer({.cause = cause}).has_value() ==
                  (kind == OutcomeClass::failure || kind == OutcomeClass::rejected));
        }
    }
}

TEST_SUITE("policy::ChainConfig") {
    TEST_CASE("the default chain holds every layer once, each with a name of its own") {
        std::set<std::string_view> names;
        for (const LayerKind kind : default_chain) {
            names.insert(name_of(kind));
        }
        CHECK(names.size() == layer_kind_count);
        CHECK(name_of(default_chain.front()) == "fallback");
        CHECK(name_of(default_chain.back()) == "attempt_timeout");
    }
}
