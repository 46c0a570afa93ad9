#pragma once

#include "core/rng.hpp"
#include "load/arrivals.hpp"
#include "load/users.hpp"
#include "run/actions.hpp"
#include "run/event.hpp"
#include "run/guard.hpp"
#include "run/pipeline.hpp"
#include "run/plan.hpp"
#include "run/probes.hpp"
#include "run/runner.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace fortify::run {

// Draws which request of a target's mix a call makes; depends on the call alone.
class RequestMix {
public:
    RequestMix(const TargetPlan& target, std::uint64_t seed) : seed_(fork_seed(seed, target.name)) {
        double sum = 0;
        for (const RequestTemplate& request : target.requests) {
            sum += request.weight;
            edges_.push_back(sum);
        }
    }
    [[nodiscard]] std::uint16_t pick(CallId call) const {
        if (edges_.size() < 2) {
            return 0;
        }
        const double point = uniform_at(seed_, call.value, 0) * edges_.back();
        const auto edge = std::upper_bound(edges_.begin(), edges_.end(), point);
        return static_cast<std::uint16_t>(
            std::min<std::size_t>(static_cast<std::size_t>(edge - edges_.begin()), edges_.size() - 1));
    }

private:
    std::uint64_t seed_;
    std::vector<double> edges_;
};

struct Load {
    std::optional<load::Arrivals> arrivals;  // one of the two
    std::optional<load::Users> users;
    TargetIndex target = 0;
    std::uint64_t begun = 0;

    [[nodiscard]] Instant next() const {
        return arrivals ? arrivals->next() : users->next();
    }
};

// What `Runner` hides: the loads, the beginning and the end of the run in all its forms, and the watch over
// [stop]; the calls themselves are the pipeline's.
class Machine {
public:
    Machine(const Plan& plan, const Outside& outside);

    void start(Instant now);
    void on(Instant now, const Event& event);

    [[nodiscard]] Progress progress(Instant now) const;
    [[nodiscard]] const Pipeline& pipeline() const {
        return pipeline_;
    }
    [[nodiscard]] const Probes& probes() const {
        return probes_;
    }
    [[nodiscard]] const Actions& actions() const {
        return actions_;
    }
    [[nodiscard]] Journal* journal() const {
        return outside_.journal;
    }
    [[nodiscard]] bool is_ready() const {
        return stage_ == Stage::ready;
    }
    [[nodiscard]] bool finished() const {
        return stage_ == Stage::finished;
    }
    [[nodiscard]] std::optional<ProbeIndex> unready_probe() const {
        return unready_probe_;
    }
    [[nodiscard]] Ending ending() const {
        return ending_;
    }
    [[nodiscard]] std::optional<std::size_t> aborted_by() const {
        return aborted_by_;
    }
    [[nodiscard]] Instant ended() const {
        return ended_;
    }

private:
    // Each stage follows from the one before; some may be left out.
    enum class Stage : std::uint8_t {
        waiting,   // for the probes, before the run
        ready,     // for the driver, which sets its clock
        running,   //
        draining,  // the load is over, calls are still under way
        closing,   // the calls are over, undos are still under way
        finished,
    };

    void on_timer(Instant now, TimerId timer);
    void on_own_timer(Instant now, TimerId timer);
    void on_answer(Instant now, const Event& event);
    // Before the run: begins it, or gives up, as the probes say.
    void look_around(Instant now);
    void give_up_waiting(Instant now);
    void begin_load(Instant now);
    // Until the first fault or action the targets must stay as the probes demand.
    void check_probes(Instant now);
    // Begins every call of this load that is due. In real time several may be, after a late wake-up;
    // each keeps the instant at which it was due.
    void on_load(Instant now, std::size_t index);
    void begin_call(Instant now, std::size_t index, Instant intended, std::uint32_t user);
    // Users whose calls settled think, and will call again.
    void return_users(Instant now);
    void arm_loads();
    [[nodiscard]] bool is_monitored() const;
    void monitor(Instant now);
    // The load is over; calls in flight have `drain` to end.
    void begin_drain(Instant now);
    // Before its time: nothing new begins, everything under way is withdrawn.
    void end_now(Instant now, Ending ending);
    // The calls are over; what actions did is undone.
    void close(Instant now);
    void finish_if_closed(Instant now);
    [[nodiscard]] bool is_over() const {
        return stage_ == Stage::closing || stage_ == Stage::finished;
    }

    const Plan& plan_;
    Outside outside_;
    Guard guard_;
    Probes probes_;
    Instant first_disturbance_;
    Pipeline pipeline_;
    Actions actions_;
    std::vector<Load> loads_;
    std::vector<RequestMix> mixes_;
    std::uint64_t next_call_ = 0;
    Stage stage_ = Stage::running;
    Instant opened_ = run_start;
    Ending ending_ = Ending::completed;
    std::optional<std::size_t> aborted_by_;
    std::optional<ProbeIndex> unready_probe_;
    Instant ended_ = never;
};

}  // namespace fortify::run
