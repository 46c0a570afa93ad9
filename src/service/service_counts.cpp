// What the faults of a service touch, and what they could have touched.

#include "core/assert.hpp"
#include "service/service_model.hpp"

#include <algorithm>

namespace fortify::service {

bool ServiceModel::is_on(std::size_t fault, Instant now, std::uint32_t instance) const {
    return faults_[fault].when.contains(now) && concerns(faults_[fault], instance);
}

bool ServiceModel::draws(std::size_t fault, JobKey key) const {
    return uniform_at(faults_[fault].seed, key.call, key.attempt) < faults_[fault].probability;
}

void ServiceModel::count(std::size_t fault, Touch touch) {
    ++totals_.fault_eligible[fault];
    totals_.fault_hits[fault] += touch == Touch::did ? 1 : 0;
}

// Of a job in service for that long, if no crash cuts it short.
void ServiceModel::count_slowed(std::uint32_t instance, Interval service) {
    if (faults_.empty()) {
        return;
    }
    Instant end = service.end;
    for (const Interval& outage : instances_[instance].conditions.outages()) {
        end = outage.start >= service.start ? std::min(end, outage.start) : end;
    }
    const auto overlaps = [&](Interval when) {
        return when.start < end && service.start < when.end;
    };
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        const ServiceFault& fault = faults_[index];
        if (!concerns(fault, instance) || !overlaps(fault.when)) {
            continue;
        }
        if (fault.kind == Kind::stall || (fault.kind == Kind::slow && fault.probability >= 1)) {
            count(index, Touch::did);
        } else if (fault.kind == Kind::pause) {
            const Pauses pauses = pauses_of(fault, instance, config_.instances);
            count(index, overlaps(pauses.at_or_after(service.start)) ? Touch::did : Touch::could);
        }
    }
}

void ServiceModel::count_crashed(Instant now, std::uint32_t instance) {
    for (const std::size_t index : faults_of(Kind::crash)) {
        if (is_on(index, now, instance)) {
            count(index, Touch::did);
        }
    }
}

// A job that would have found a worker is touched by the fault that took it away.
void ServiceModel::count_arrival(Instant now, std::uint32_t index) {
    const std::uint32_t busy = instances_[index].busy;
    for (const std::size_t fault : faults_of(Kind::capacity)) {
        if (is_on(fault, now, index)) {
            const bool waits = busy >= faults_[fault].workers && busy < config_.workers;
            count(fault, waits ? Touch::did : Touch::could);
        }
    }
}

void ServiceModel::count_lookup(Instant now, std::uint32_t instance, Touch touch) {
    for (const std::size_t index : faults_of(Kind::cache_flush)) {
        if (is_on(index, now, instance)) {
            count(index, touch);
        }
    }
}

// By faults that slow a share of the jobs; those that slow all work are in the conditions.
double ServiceModel::slowed_by(Instant now, const Job& job) {
    double factor = 1;
    for (const std::size_t index : faults_of(Kind::slow)) {
        if (faults_[index].probability < 1 && is_on(index, now, job.instance)) {
            const bool is_drawn = draws(index, job.key);
            factor *= is_drawn ? faults_[index].factor : 1;
            count(index, is_drawn ? Touch::did : Touch::could);
        }
    }
    return factor;
}

bool ServiceModel::leaks(Instant now, const Job& job) {
    bool is_leaked =
        config_.pool->leak > 0 && uniform_at(seeds_.leak, job.key.call, job.key.attempt) < config_.pool->leak;
    for (const std::size_t index : faults_of(Kind::pool_leak)) {
        if (is_on(index, now, job.instance)) {
            const bool is_drawn = draws(index, job.key);
            is_leaked = is_leaked || is_drawn;
            count(index, is_drawn ? Touch::did : Touch::could);
        }
    }
    return is_leaked;
}

// The first of the faults that are drawn decides; those behind it are not asked.
std::uint16_t ServiceModel::status_of(Instant now, const Job& job) {
    for (const std::size_t index : faults_of(Kind::errors)) {
        if (!is_on(index, now, job.instance)) {
            continue;
        }
        const bool is_drawn = draws(index, job.key);
        count(index, is_drawn ? Touch::did : Touch::could);
        if (is_drawn) {
            return faults_[index].status;
        }
    }
    return 200;
}

}  // namespace fortify::service
