// Goal: the ring keeps order at both ends while it grows and wraps. Method: against std::deque.
#include "service/ring.hpp"

#include "core/rng.hpp"

#include <doctest/doctest.h>

#include <deque>

using namespace fortify;

TEST_SUITE("service::Ring") {
    TEST_CASE("it agrees with a deque under random use") {
        service::Ring<int> ring;
        std::deque<int> model;
        Rng rng(5);
        for (int step = 0; step < 20'000; ++step) {
            const auto choice = rng.below(step % 4000 < 2000 ? 3 : 5);
            if (choice < 2 || model.empty()) {
                ring.push_back(step);
                model.push_back(step);
            } else if (choice == 2) {
                REQUIRE(ring.pop_back() == model.back());
                model.pop_back();
            } else {
                REQUIRE(ring.pop_front() == model.front());
                model.pop_front();
            }
            REQUIRE(ring.size() == model.size());
            if (!model.empty()) {
                REQUIRE(ring.front() == model.front());
                REQUIRE(ring.at(model.size() - 1) == model.back());
            }
        }
        ring.clear();
        CHECK(ring.is_empty());
    }
}
