#include "core/quantity.hpp"
#include "scenario/draft.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace fortify::scenario {

namespace {

using Segments = std::vector<load::RateSegment>;

const Segments* segments_of(const run::LoadPlan& load) {
    const auto* open = std::get_if<run::OpenLoad>(&load.model);
    return open == nullptr ? nullptr : &open->segments;
}

double rate_within(const load::RateSegment& segment, Instant when) {
    const double share = to_seconds(when - segment.when.start) / to_seconds(segment.when.length());
    return segment.from.per_second + share * (segment.to.per_second - segment.from.per_second);
}

// The highest sum of the loads' rates; rates are linear between edges, so it is at one of them.
template <class Wanted>
double peak_rate(const Draft& draft, Wanted wanted) {
    std::vector<Interval> pieces;
    for (const run::LoadPlan& load : draft.plan.loads) {
        if (const Segments* segments = segments_of(load); segments != nullptr && wanted(load)) {
            for (const load::RateSegment& segment : *segments) {
                pieces.push_back(segment.when);
            }
        }
    }
    const auto sum_at = [&](Instant when, Interval side) {
        double sum = 0;
        for (const run::LoadPlan& load : draft.plan.loads) {
            const Segments* segments = segments_of(load);
            if (segments == nullptr || !wanted(load)) {
                continue;
            }
            // The piece of this load that the given side of the edge lies in.
            const auto at = std::upper_bound(
                segments->begin(), segments->end(), side.start,
                [](Instant instant, const load::RateSegment& segment) { return instant < segment.when.end; });
            sum += at == segments->end() ? 0 : rate_within(*at, when);
        }
        return sum;
    };
    double peak = 0;
    for (const Interval& piece : pieces) {
        const Interval last{piece.end - Duration{1}, piece.end};
        peak = std::max({peak, sum_at(piece.start, piece), sum_at(piece.end, last)});
    }
    return peak;
}

double expected_calls(const Draft& draft) {
    double calls = 0;
    for (const run::LoadPlan& load : draft.plan.loads) {
        if (const Segments* segments = segments_of(load)) {
            for (const load::RateSegment& segment : *segments) {
                calls +=
                    (segment.from.per_second + segment.to.per_second) / 2 * to_seconds(segment.when.length());
            }
        }
    }
    return calls;
}

std::string rounded_rate(double per_second) {
    return format_rate(Rate{std::round(per_second * 1000) / 1000});
}

void note_cap(Diagnostic& diagnostic, const SourceSpan& cap, std::string_view name) {
    if (cap.line != 0) {
        diagnostic.notes.push_back({cap, fmt::format("{} is set here", name)});
    }
}

std::string_view by_default(const SourceSpan& cap) {
    return cap.line == 0 ? ", the default" : "";
}

void check_caps(Context& context, const Draft& draft) {
    const run::SafetyPlan& safety = draft.plan.safety;
    const Draft::Caps& caps = draft.caps;
    const double peak = peak_rate(draft, [](const run::LoadPlan&) { return true; });
    // Rounding of ramps is no reason to complain.
    constexpr double tolerance = 1 + 1e-9;
    if (peak > safety.max_rate.per_second * tolerance) {
        note_cap(context.report(
                     Code::rate_above_cap, draft.loads.front().amount,
                     fmt::format("the load reaches {}, which is above safety.max_rate ({}{})",
                                 rounded_rate(peak), format_rate(safety.max_rate), by_default(caps.max_rate)),
                     fmt::format("lower the load, or set max_rate = \"{}\" in [safety]",
                                 format_rate(Rate{std::ceil(peak)}))),
                 caps.max_rate, "max_rate");
    }
    const double calls = expected_calls(draft);
    if (calls > static_cast<double>(safety.max_calls) * tolerance) {
        note_cap(
            context.report(Code::calls_above_cap, draft.loads.front().amount,
                           fmt::format("{:.0f} calls are expected, which is above safety.max_calls ({}{})",
                                       calls, safety.max_calls, by_default(caps.max_calls)),
                           "lower the load, shorten the phases, or raise max_calls in [safety]"),
            caps.max_calls, "max_calls");
    }
    const Duration length = draft.plan.end() - run_start;
    if (length > safety.deadline) {
        const bool given = caps.deadline.line != 0;
        context.report(
            Code::run_above_deadline, given ? caps.deadline : draft.phases.back().span,
            fmt::format("the phases last {}, which is longer than safety.deadline ({}{})",
                        format_duration(length), format_duration(safety.deadline), by_default(caps.deadline)),
            fmt::format("set deadline in [safety] above {}", format_duration(length + safety.drain)));
    }
}

void check_users(Context& context, const Draft& draft) {
    const Draft::Caps& caps = draft.caps;
    std::uint64_t users = 0;
    const Draft::Load* last = nullptr;
    for (std::size_t index = 0; index < draft.loads.size(); ++index) {
        if (const auto* closed = std::get_if<load::Users::Config>(&draft.plan.loads[index].model)) {
            users += closed->count;
            last = &draft.loads[index];
        }
    }
    if (last != nullptr && users > draft.plan.safety.max_in_flight) {
        note_cap(context.report(
                     Code::users_above_cap, last->amount,
                     fmt::format("{} users can have as many calls under way, which is above "
                                 "safety.max_in_flight ({}{})",
                                 users, draft.plan.safety.max_in_flight, by_default(caps.max_in_flight)),
                     "lower the users, or raise max_in_flight in [safety]"),
                 caps.max_in_flight, "max_in_flight");
    }
}

// Little's law: calls inside on average = rate x time inside.
void check_bulkhead(Context& context, const Draft& draft, std::size_t index) {
    const run::TargetPlan& target = draft.plan.targets[index];
    const service::ServiceConfig* service = run::service_behind(draft.plan, target);
    if (service == nullptr || !target.policy || !draft.plan.policies[*target.policy].bulkhead) {
        return;
    }
    const std::uint32_t places = draft.plan.policies[*target.policy].bulkhead->max_concurrent;
    const double rate = peak_rate(draft, [&](const run::LoadPlan& load) { return load.target == index; }) /
                        draft.plan.client_instances;
    const double inside = rate * to_seconds(service->service_time.mean());
    if (static_cast<double>(places) < inside) {
        context.report(
            Code::small_bulkhead, draft.policies[*target.policy].bulkhead,
            fmt::format("{} x {} keep {:.3g} calls{} inside on average, but bulkhead.max_concurrent is {}",
                        rounded_rate(rate), human_duration(service->service_time.mean()), inside,
                        draft.plan.client_instances > 1 ? " of each client instance" : "", places),
            "by Little's law it rejects or delays calls even when all is well; allow more, or less load");
    }
}

void check_method(Context& context, const Draft& draft, std::size_t index) {
    const run::TargetPlan& target = draft.plan.targets[index];
    if (!target.policy || !draft.plan.policies[*target.policy].retry) {
        return;
    }
    for (const run::RequestTemplate& request : target.requests) {
        const bool keyed =
            std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
                return header.first.size() == std::string_view("Idempotency-Key").size() &&
                       std::equal(header.first.begin(), header.first.end(), "idempotency-key",
                                  [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
            });
        if ((request.method == "POST" || request.method == "PATCH") && !keyed) {
            context
                .report(Code::repeats_unsafe_method, draft.targets[index].method,
                        fmt::format("retry repeats {} calls, which may do their work twice", request.method),
                        "fine if the target recognises repeats; an Idempotency-Key header says so")
                .notes.push_back({draft.policies[*target.policy].retry, "the retries are set here"});
            return;
        }
    }
}

template <class PlaceType>
void warn_unused(Context& context,
                 const std::vector<PlaceType>& places,
                 Code code,
                 std::string_view message) {
    for (const auto& place : places) {
        if (!place.used) {
            context.report(code, place.span, fmt::format("{} {}", message, in_quotes(place.name)));
        }
    }
}

}  // namespace

void check_scenario(Context& context, Draft& draft) {
    // With errors about, what is unused may only be misspelt.
    if (context.errors() == 0) {
        warn_unused(context, draft.policies, Code::unused_policy, "no target uses the policy");
        warn_unused(context, draft.services, Code::idle_service, "no target uses the service");
        warn_unused(context, draft.targets, Code::idle_target, "no load calls the target");
    }
    const auto all_sound = [](const auto& places) {
        return std::all_of(places.begin(), places.end(), [](const auto& place) { return place.sound; });
    };
    const bool loads =
        !draft.loads.empty() && !draft.phases.empty() && all_sound(draft.loads) && draft.phases_sound;
    if (loads && draft.caps.sound) {
        check_caps(context, draft);
        check_users(context, draft);
    }
    if (!all_sound(draft.targets) || !all_sound(draft.policies) || !all_sound(draft.services)) {
        return;
    }
    for (std::size_t index = 0; index < draft.targets.size(); ++index) {
        check_method(context, draft, index);
        if (loads) {
            check_bulkhead(context, draft, index);
        }
    }
}

}  // namespace fortify::scenario
