#include "run/runner.hpp"

#include "run/machine.hpp"

namespace fortify::run {

Runner::Runner(const Plan& plan, Ports ports)
    : machine_(std::make_unique<Machine>(plan,
                                         Outside{.wire = ports.wire,
                                                 .timers = ports.timers,
                                                 .recorder = ports.recorder,
                                                 .errands = ports.errands,
                                                 .observer = ports.observer,
                                                 .journal = ports.journal})) {
    FORTIFY_ASSERT(!plan.phases.empty() && !plan.loads.empty() && !plan.targets.empty());
}

Runner::~Runner() = default;

void Runner::start(Instant now) {
    Journal* journal = machine_->journal();
    if (journal != nullptr) {
        journal->begin_start(now);
    }
    machine_->start(now);
    if (journal != nullptr) {
        journal->end();
    }
}

void Runner::on(Instant now, const Event& event) {
    Journal* journal = machine_->journal();
    if (journal != nullptr) {
        journal->begin(now, event);
    }
    machine_->on(now, event);
    if (journal != nullptr) {
        journal->end();
    }
}

bool Runner::is_ready() const {
    return machine_->is_ready();
}

bool Runner::finished() const {
    return machine_->finished();
}

Ending Runner::ending() const {
    return machine_->ending();
}

std::optional<std::size_t> Runner::aborted_by() const {
    return machine_->aborted_by();
}

Instant Runner::ended() const {
    return machine_->ended();
}

Progress Runner::progress(Instant now) const {
    return machine_->progress(now);
}

std::span<const TransitionSeen> Runner::transitions() const {
    return machine_->pipeline().transitions();
}

std::uint64_t Runner::transitions_total() const {
    return machine_->pipeline().transitions_total();
}

std::span<const fault::Injector::Counts> Runner::fault_counts() const {
    return machine_->pipeline().injector().counts();
}

std::span<const ProbeSeen> Runner::probes() const {
    return machine_->probes().seen();
}

std::optional<ProbeIndex> Runner::unready_probe() const {
    return machine_->unready_probe();
}

std::span<const ActionRecord> Runner::actions() const {
    return machine_->actions().records();
}

std::uint32_t Runner::timer_limit() const {
    return machine_->pipeline().timer_limit();
}

}  // namespace fortify::run
