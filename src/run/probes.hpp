#pragma once

#include "run/event.hpp"
#include "run/outside.hpp"
#include "run/plan.hpp"
#include "run/probe.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace fortify::run {

// What the run knows of one probe, for the report.
struct ProbeSeen {
    Health before = Health::unknown;  // when the run began
    Health now = Health::unknown;
    ProbeResult last;
    bool is_mute = false;  // nobody answers it: virtual time cannot ask
    std::uint64_t transitions_total = 0;
    std::vector<ProbeTransition> transitions;  // the first of them, those before the run left out
};

// How many transitions of a probe are kept one by one; beyond that they are only counted.
inline constexpr std::size_t probe_transitions_kept = 1'000;

// Asks all probes again and again, before the run, during it and while it ends.
class Probes {
public:
    // Two timers a probe, from `first_timer` on.
    Probes(const Plan& plan, Outside outside, std::uint32_t first_timer);

    // Before the run: those that it depends on are asked until `pause`.
    void open(Instant now);
    void pause(Instant now);
    // The run begins; from here on the recorder is told.
    void begin(Instant now);
    // What follows is no longer part of what is judged.
    void stop_recording() {
        is_recording_ = false;
    }
    void stop(Instant now);

    void on_timer(Instant now, std::uint32_t timer);
    void on_done(Instant now, const ProbeDone& done);

    // The first probe that is not in the state which the run demands of it.
    [[nodiscard]] std::optional<ProbeIndex> unmet() const;
    [[nodiscard]] std::span<const ProbeSeen> seen() const {
        return seen_;
    }
    [[nodiscard]] std::uint32_t timers() const {
        return 2 * static_cast<std::uint32_t>(plan_.probes.size());
    }

private:
    struct One {
        ProbeState state;
        Instant asked{};
        bool is_under_way = false;
    };

    void ask(Instant now, ProbeIndex probe);
    void drop(Instant now, ProbeIndex probe);
    void settle(Instant now, ProbeIndex probe, const ProbeResult& result);
    void record(Instant now, ProbeIndex probe) const;
    [[nodiscard]] ProbeIndex count() const {
        return static_cast<ProbeIndex>(probes_.size());
    }
    [[nodiscard]] TimerId due_timer(ProbeIndex probe) const;
    [[nodiscard]] TimerId limit_timer(ProbeIndex probe) const;

    const Plan& plan_;
    Outside outside_;
    std::uint32_t first_timer_;
    std::vector<One> probes_;
    std::vector<ProbeSeen> seen_;
    bool is_recording_ = false;
};

}  // namespace fortify::run
