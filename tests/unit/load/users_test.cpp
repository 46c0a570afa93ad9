// Goal: each user waits, thinks and calls again, within its time. Method: constant think times worked out by
// hand, and a random one for reproducibility.
#include "load/users.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace fortify;
using load::Users;

namespace {

Users::Config config(Users::User count, Distribution think_time, Interval active) {
    return {.count = count, .think_time = std::move(think_time), .active = active};
}

Distribution constant(Duration value) {
    return Distribution(Distribution::Constant{value});
}

}  // namespace

TEST_SUITE("load::Users") {
    TEST_CASE("users start spread over one think time") {
        Users users(config(4, constant(2s), {at(1s), at(60s)}), Rng(1));
        for (Users::User user = 0; user < 4; ++user) {
            CHECK(users.next() == at(1s + 500ms * static_cast<int>(user)));
            CHECK(users.start() == user);
        }
        CHECK(users.next() == never);
    }

    TEST_CASE("users who do not think start spread over a second, or over their time if that is less") {
        Users users(config(2, constant(0s), {at(0s), at(60s)}), Rng(1));
        CHECK(users.start() == 0);
        CHECK(users.next() == at(500ms));
        Users hurried(config(2, constant(0s), {at(0s), at(100ms)}), Rng(1));
        CHECK(hurried.start() == 0);
        CHECK(hurried.next() == at(50ms));
    }

    TEST_CASE("a user thinks after the answer and then calls again") {
        Users users(config(1, constant(2s), {at(0s), at(60s)}), Rng(1));
        CHECK(users.start() == 0);
        CHECK(users.next() == never);
        users.finish(at(5s), 0);
        CHECK(users.next() == at(7s));
        CHECK(users.start() == 0);
    }

    TEST_CASE("users who are ready together call in order of their numbers") {
        Users users(config(3, constant(1s), {at(0s), at(60s)}), Rng(1));
        for (int user = 0; user < 3; ++user) {
            static_cast<void>(users.start());
        }
        for (const Users::User user : {2U, 0U, 1U}) {
            users.finish(at(3s), user);
        }
        CHECK(users.next() == at(4s));
        CHECK(users.start() == 0);
        CHECK(users.start() == 1);
        CHECK(users.start() == 2);
    }

    TEST_CASE("nobody calls once time is up") {
        Users users(config(1, constant(2s), {at(0s), at(10s)}), Rng(1));
        CHECK(users.start() == 0);
        users.finish(at(8s), 0);  // would be ready at 10s, which is outside
        CHECK(users.next() == never);
    }

    TEST_CASE("a user who would start after the end does not start") {
        Users users(config(2, constant(100s), {at(0s), at(10s)}), Rng(1));
        CHECK(users.start() == 0);
        CHECK(users.next() == never);
    }

    TEST_CASE("no users never call") {
        CHECK(Users(config(0, constant(1s), {at(0s), at(10s)}), Rng(1)).next() == never);
    }

    TEST_CASE("the think times of a user do not depend on what the others do") {
        const Distribution think(Distribution::Exponential{1s});
        Users alone(config(1, think, {at(0s), at(1000s)}), Rng(9));
        Users crowd(config(3, think, {at(0s), at(1000s)}), Rng(9));
        CHECK(alone.start() == 0);
        for (int user = 0; user < 3; ++user) {
            static_cast<void>(crowd.start());
        }
        crowd.finish(at(500s), 2);
        crowd.finish(at(500s), 1);
        alone.finish(at(10s), 0);
        crowd.finish(at(10s), 0);
        CHECK(crowd.next() == alone.next());
    }
}
