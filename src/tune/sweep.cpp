#include "tune/sweep.hpp"

#include "report/redact.hpp"

#include <algorithm>
#include <utility>

namespace fortify::tune {

namespace {

struct Prepared {
    std::optional<run::Plan> plan;
    Diagnostics wrong;
};

std::vector<Point> points_of(const SweepRequest& request, std::uint64_t seed) {
    switch (request.design) {
        case SweepRequest::Design::grid:
            return full_grid(request.variations);
        case SweepRequest::Design::latin:
            return latin_hypercube(request.variations, request.latin_points, seed);
    }
    return {};
}

std::vector<Prepared> prepare(const Specimen& specimen,
                              const std::vector<Variation>& variations,
                              const std::vector<Point>& points) {
    std::vector<Prepared> prepared;
    for (const Point& point : points) {
        auto plan = specimen.plan_with(setting_of(variations, point));
        prepared.push_back(plan ? Prepared{.plan = std::move(*plan), .wrong = {}}
                                : Prepared{.plan = {}, .wrong = plan.error()});
    }
    return prepared;
}

// The trials of the points that can be, seed by seed.
struct Schedule {
    std::vector<std::size_t> points;  // indices of those that can be
    std::size_t seeds = 0;

    [[nodiscard]] std::size_t size() const {
        return points.size() * seeds;
    }
    [[nodiscard]] std::size_t point_of(std::size_t job) const {
        return points[job % points.size()];
    }
    [[nodiscard]] std::size_t seed_of(std::size_t job) const {
        return job / points.size();
    }
};

void mark_front(Sweep& sweep) {
    std::vector<slo::Better> better;
    std::vector<std::size_t> goals;
    for (std::size_t index = 0; index < sweep.request.columns.size(); ++index) {
        if (const auto goal = sweep.request.columns[index].goal) {
            better.push_back(*goal);
            goals.push_back(index);
        }
    }
    if (goals.empty()) {
        return;
    }
    std::vector<std::vector<std::optional<double>>> rows;
    for (const SweepPoint& point : sweep.points) {
        std::vector<std::optional<double>>& row = rows.emplace_back();
        for (const std::size_t goal : goals) {
            const std::optional<Spread>& spread = point.summary.measured[goal];
            row.push_back(spread ? std::optional(spread->mean) : std::nullopt);
        }
    }
    const std::vector<bool> front = pareto_front(rows, better);
    for (std::size_t index = 0; index < front.size(); ++index) {
        sweep.points[index].on_front = front[index];
    }
}

}  // namespace

std::size_t Sweep::usable() const {
    return static_cast<std::size_t>(std::count_if(
        points.begin(), points.end(), [](const SweepPoint& point) { return point.unusable.empty(); }));
}

std::size_t Sweep::on_front() const {
    return static_cast<std::size_t>(
        std::count_if(points.begin(), points.end(), [](const SweepPoint& point) { return point.on_front; }));
}

const SweepPoint* Sweep::safest() const {
    const SweepPoint* best = nullptr;
    for (const SweepPoint& point : points) {
        const auto margin = point.summary.worst_margin;
        if (margin && (best == nullptr || *margin > *best->summary.worst_margin)) {
            best = &point;
        }
    }
    return best;
}

Sweep run_sweep(const Specimen& specimen, const SweepRequest& request, const PoolOptions& pool) {
    Sweep sweep{.name = report::redact(specimen.plan().name, specimen.plan().secrets),
                .seed = specimen.plan().seed,
                .request = request,
                .points = {},
                .trials_planned = 0,
                .trials_done = 0,
                .calls = 0};
    const std::vector<Point> points = points_of(request, sweep.seed);
    const std::vector<Prepared> prepared = prepare(specimen, request.variations, points);
    Schedule schedule{.points = {}, .seeds = request.seeds};
    for (std::size_t index = 0; index < points.size(); ++index) {
        sweep.points.push_back({.values = points[index],
                                .unusable = prepared[index].wrong,
                                .trials = {},
                                .summary = {},
                                .on_front = false});
        if (prepared[index].plan) {
            schedule.points.push_back(index);
        }
    }
    Wanted wanted;
    for (const Column& column : request.columns) {
        wanted.measurements.push_back(column.measurement);
    }
    const auto trials = map_pool<Trial>(
        schedule.size(),
        [&](std::size_t job, const std::stop_token& stop) {
            return run_trial(*prepared[schedule.point_of(job)].plan, sweep.seed + schedule.seed_of(job),
                             wanted, stop);
        },
        pool);
    sweep.trials_planned = schedule.size();
    for (std::size_t job = 0; job < trials.size(); ++job) {
        if (trials[job]) {
            ++sweep.trials_done;
            sweep.calls += trials[job]->calls;
            sweep.points[schedule.point_of(job)].trials.push_back(*trials[job]);
        }
    }
    for (SweepPoint& point : sweep.points) {
        point.summary = summarise(point.trials, request.columns.size());
    }
    mark_front(sweep);
    return sweep;
}

}  // namespace fortify::tune
