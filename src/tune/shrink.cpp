#include "tune/shrink.hpp"

#include "report/redact.hpp"
#include "scenario/removal.hpp"
#include "scenario/rewrite.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fortify::tune {

namespace {

constexpr std::size_t sections = 4;     // that an interval is cut into: three candidates side by side
constexpr double near_enough = 0.05;    // of the value that is left
constexpr std::size_t most_rounds = 4;  // over all dials

// Nothing is made smaller by less.
double least_step(Kind kind) {
    switch (kind) {
        case Kind::duration:
        case Kind::ratio:
            return 0.001;
        case Kind::rate:
        case Kind::number:
            return 0.01;
        case Kind::count:
        case Kind::bytes:
        case Kind::bandwidth:
        case Kind::words:
            break;
    }
    return 1;
}

using Faults = std::vector<std::string>;

Faults without(const Faults& all, const Faults& part) {
    Faults rest;
    for (const std::string& fault : all) {
        if (std::find(part.begin(), part.end(), fault) == part.end()) {
            rest.push_back(fault);
        }
    }
    return rest;
}

std::vector<Faults> split(const Faults& faults, std::size_t parts) {
    std::vector<Faults> chunks(parts);
    for (std::size_t index = 0; index < faults.size(); ++index) {
        chunks[index * parts / faults.size()].push_back(faults[index]);
    }
    return chunks;
}

class Shrinker {
public:
    Shrinker(const Specimen& specimen, std::size_t seeds, const PoolOptions& pool)
        : specimen_(specimen), seeds_(seeds), pool_(pool), removable_(removable_faults(specimen)) {
    }

    Shrunk run() {
        const run::Plan& plan = specimen_.plan();
        shrunk_.name = report::redact(plan.name, plan.secrets);
        shrunk_.file = specimen_.source().file;
        shrunk_.seed = plan.seed;
        shrunk_.seeds = seeds_;
        shrunk_.text = specimen_.source().text;
        shrunk_.kept = fault_ids(specimen_.root());
        shrunk_.needed = without(shrunk_.kept, removable_);
        if (find_slo()) {
            drop_faults();
            turn_dials();
            shrunk_.end = is_cut_short_ ? Shrunk::End::cut_short : Shrunk::End::smallest;
        } else if (is_cut_short_) {
            shrunk_.end = Shrunk::End::cut_short;
        }
        shrunk_.removed = without(fault_ids(specimen_.root()), shrunk_.kept);
        return std::move(shrunk_);
    }

private:
    // The trials of some texts under every seed; a text that does not read has none. Empty: interrupted.
    std::vector<std::vector<Trial>> try_out(const std::vector<std::string>& texts) {
        std::vector<std::optional<run::Plan>> plans;
        for (const std::string& text : texts) {
            plans.push_back(
                scenario::load({.file = specimen_.source().file, .text = text}, specimen_.options()).plan);
        }
        auto trials = map_pool<std::vector<Trial>>(
            texts.size() * seeds_,
            [&](std::size_t job, const std::stop_token& stop) -> std::optional<std::vector<Trial>> {
                const auto& plan = plans[job / seeds_];
                if (!plan) {
                    return std::vector<Trial>{};
                }
                auto trial = run_trial(*plan, plan->seed + job % seeds_, {}, stop);
                return trial ? std::optional(std::vector<Trial>{std::move(*trial)}) : std::nullopt;
            },
            pool_);
        std::vector<std::vector<Trial>> by_text(texts.size());
        for (std::size_t job = 0; job < trials.size(); ++job) {
            if (!trials[job]) {
                is_cut_short_ = true;
                return {};
            }
            for (Trial& trial : *trials[job]) {
                ++shrunk_.trials;
                shrunk_.calls += trial.calls;
                by_text[job / seeds_].push_back(std::move(trial));
            }
        }
        return by_text;
    }

    [[nodiscard]] bool fails(const std::vector<Trial>& trials) const {
        return trials.size() == seeds_ && std::all_of(trials.begin(), trials.end(), [&](const Trial& trial) {
                   return slo_ < trial.slos.size() && is_breach(trial.slos[slo_]);
               });
    }

    // Of the SLO under the seed that comes nearest to holding it.
    [[nodiscard]] std::optional<double> margin_in(const std::vector<Trial>& trials, std::size_t slo) const {
        std::optional<double> nearest;
        for (const Trial& trial : trials) {
            const auto margin = trial.slos[slo].margin;
            nearest = margin ? std::max(nearest.value_or(*margin), *margin) : nearest;
        }
        return nearest;
    }

    // The first of the texts that fails.
    std::optional<std::size_t> first_failing(const std::vector<std::string>& texts) {
        const auto trials = try_out(texts);
        for (std::size_t index = 0; index < trials.size(); ++index) {
            if (fails(trials[index])) {
                shrunk_.margin = margin_in(trials[index], slo_);
                return index;
            }
        }
        return std::nullopt;
    }

    // The one that is breached most, under every seed.
    bool find_slo() {
        const auto tried = try_out({shrunk_.text});
        if (tried.empty()) {
            return false;
        }
        const std::vector<Trial>& trials = tried.front();
        std::optional<std::size_t> worst;
        for (std::size_t slo = 0; slo < specimen_.plan().slos.size(); ++slo) {
            slo_ = slo;
            const double bottomless = -1e300;
            if (fails(trials) && (!worst || margin_in(trials, slo).value_or(bottomless) <
                                                margin_in(trials, *worst).value_or(bottomless))) {
                worst = slo;
            }
        }
        if (!worst) {
            return false;
        }
        slo_ = *worst;
        shrunk_.slo = report::redact(specimen_.plan().slos[slo_].text, specimen_.plan().secrets);
        shrunk_.margin = margin_in(trials, slo_);
        shrunk_.first_margin = shrunk_.margin;
        return true;
    }

    [[nodiscard]] std::string text_with(const Faults& faults) const {
        std::string text = specimen_.source().text;
        for (const std::string& fault : without(removable_, faults)) {
            text = scenario::without_entry({.file = specimen_.source().file, .text = text}, "fault", fault)
                       .value_or(text);
        }
        return text;
    }

    // The first of these sets that still fails becomes the present one.
    std::optional<std::size_t> take_first(const std::vector<Faults>& sets, Faults& present) {
        std::vector<std::string> texts;
        std::transform(sets.begin(), sets.end(), std::back_inserter(texts),
                       [&](const Faults& faults) { return text_with(faults); });
        const auto found = first_failing(texts);
        if (found) {
            present = sets[*found];
            shrunk_.text = texts[*found];
            shrunk_.kept = without(fault_ids(specimen_.root()), without(removable_, present));
        }
        return found;
    }

    void drop_faults() {
        Faults present = removable_;
        if (present.empty() || take_first({Faults{}}, present) || present.size() == 1) {
            return;
        }
        std::size_t parts = 2;
        while (present.size() > 1 && !is_cut_short_) {
            const std::vector<Faults> chunks = split(present, parts);
            std::vector<Faults> sets = chunks;
            if (parts > 2) {
                for (const Faults& chunk : chunks) {
                    sets.push_back(without(present, chunk));
                }
            }
            const auto found = take_first(sets, present);
            if (found && *found < chunks.size()) {
                parts = 2;
            } else if (found) {
                parts = std::max<std::size_t>(parts - 1, 2);
            } else if (parts < present.size()) {
                parts = std::min(2 * parts, present.size());
            } else {
                break;
            }
        }
    }

    [[nodiscard]] std::optional<std::string> text_with(const Dial& dial, double value) const {
        auto text = scenario::rewrite({.file = specimen_.source().file, .text = shrunk_.text},
                                      {{.path = dial.path, .value = make_value(value, dial.kind).text}});
        return text ? std::optional(std::move(*text)) : std::nullopt;
    }

    // The lowest of these values that still fails.
    std::optional<std::size_t> take_lowest(const Dial& dial, const std::vector<double>& values) {
        std::vector<std::string> texts;
        for (const double value : values) {
            texts.push_back(text_with(dial, value).value_or(std::string{}));
        }
        const auto found = first_failing(texts);
        if (found) {
            shrunk_.text = texts[*found];
        }
        return found;
    }

    // Towards where it does nothing; whether it moved.
    bool turn(Shrunk::Turn& turn) {
        const Dial& dial = turn.dial;
        const double before = turn.now;
        double low = dial.neutral;
        const double step = least_step(dial.kind);
        while (!is_cut_short_ &&
               std::abs(turn.now - low) > std::max(step, near_enough * std::abs(turn.now))) {
            std::vector<double> values;
            for (std::size_t part = 1; part < sections; ++part) {
                const double share = static_cast<double>(part) / sections;
                const double value = *make_value(low + (turn.now - low) * share, dial.kind).number;
                const double last = values.empty() ? low : values.back();
                const bool is_new = std::abs(value - last) > 0 && std::abs(value - turn.now) > 0 &&
                                    std::abs(value - dial.neutral) >= step;
                if (is_new) {
                    values.push_back(value);
                }
            }
            if (values.empty()) {
                break;
            }
            const auto found = take_lowest(dial, values);
            low = !found ? values.back() : *found == 0 ? low : values[*found - 1];
            turn.now = found ? values[*found] : turn.now;
        }
        return std::abs(turn.now - before) > 0;
    }

    void turn_dials() {
        const auto specimen =
            Specimen::read({.file = specimen_.source().file, .text = shrunk_.text}, specimen_.options());
        if (!specimen) {
            return;
        }
        for (Dial& dial : dials_of(specimen->root(), specimen->plan())) {
            const double now = dial.value;
            shrunk_.turns.push_back({.dial = std::move(dial), .now = now});
        }
        bool has_moved = true;
        for (std::size_t round = 0; round < most_rounds && has_moved && !is_cut_short_; ++round) {
            has_moved = false;
            for (Shrunk::Turn& one : shrunk_.turns) {
                has_moved = turn(one) || has_moved;
            }
        }
    }

    const Specimen& specimen_;
    std::size_t seeds_;
    const PoolOptions& pool_;
    Faults removable_;
    Shrunk shrunk_;
    std::size_t slo_ = 0;
    bool is_cut_short_ = false;
};

}  // namespace

Result<Shrunk, Diagnostics> shrink(const Specimen& specimen, std::size_t seeds, const PoolOptions& pool) {
    const auto settled = written_out(specimen);
    if (!settled) {
        return Err{settled.error()};
    }
    return Shrinker(*settled, seeds, pool).run();
}

}  // namespace fortify::tune
