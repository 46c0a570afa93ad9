#pragma once

#include "core/distribution.hpp"
#include "core/rng.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <vector>

namespace fortify::load {

// The closed model: each user waits for the answer, thinks, and calls again.
//
// At the start the users are spread evenly over one mean think time (at most one second when they do not
// think), so that they do not begin as one herd.
class Users {
public:
    using User = std::uint32_t;
    struct Config {
        User count = 1;
        Distribution think_time;
        Interval active;  // users start calls only in here
    };

    Users(Config config, Rng rng);

    // When the next user is ready to call; `never` while all wait for an answer or time is up.
    [[nodiscard]] Instant next() const;
    // That user calls now: who it is. Only when next() != never.
    [[nodiscard]] User start();
    // The user's call settled at `now`: it thinks, then is ready again.
    void finish(Instant now, User user);

private:
    struct Ready {
        Instant when;
        User user;
    };
    void make_ready(Instant when, User user);

    Config config_;
    std::vector<Rng> streams_;  // one a user
    std::vector<Ready> heap_;   // earliest first, ties by user
    std::vector<bool> is_calling_;
};

}  // namespace fortify::load
