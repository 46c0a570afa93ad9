#include "tune/margin.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fortify::tune {

namespace {

constexpr double first_step = 1.25;  // of `outwards`
constexpr double wide_ratio = 2;     // ranges beyond it are halved by ratio
constexpr double usual_reach = 100;

bool is_whole(Kind kind) {
    return kind == Kind::count || kind == Kind::bytes || kind == Kind::bandwidth;
}

class Search {
public:
    Search(const MarginRequest& request, const std::function<Probe(const Value&)>& ask)
        : request_(request), ask_(ask) {
    }

    Margin run() {
        const bool is_open = request_.opening == MarginRequest::Opening::ends ? open_ends() : open_outwards();
        if (is_open) {
            bisect();
        }
        return std::move(margin_);
    }

private:
    [[nodiscard]] double safe_end() const {
        return request_.wanted == MarginRequest::Wanted::largest ? request_.low : request_.high;
    }
    [[nodiscard]] double far_end() const {
        return request_.wanted == MarginRequest::Wanted::largest ? request_.high : request_.low;
    }

    // False: the search is over.
    bool probe(double number) {
        Probe answer = ask_(exact_value(number, request_.kind));
        margin_.probes.push_back(answer);
        switch (answer.state) {
            case Probe::State::decided:
            case Probe::State::leaning:
                (answer.decision == Decision::holds ? margin_.holds : margin_.breaks) = std::move(answer);
                return true;
            case Probe::State::no_answer:
                margin_.end = Margin::End::no_answer;
                return false;
            case Probe::State::cut_short:
                margin_.end = Margin::End::cut_short;
                return false;
        }
        return false;
    }

    bool open_ends() {
        if (!probe(safe_end())) {
            return false;
        }
        if (!margin_.holds) {
            margin_.end = Margin::End::never_holds;
            return false;
        }
        if (!probe(far_end())) {
            return false;
        }
        if (!margin_.breaks) {
            margin_.end = Margin::End::never_breaks;
        }
        return margin_.breaks.has_value();
    }

    // Growing steps (the unbounded search of Bentley and Yao 1976), back towards safety if the start breaks.
    bool open_outwards() {
        double number = std::clamp(request_.start, request_.low, request_.high);
        if (!probe(number)) {
            return false;
        }
        const bool is_safe = margin_.holds.has_value();
        const double goal = is_safe ? far_end() : safe_end();
        double factor = first_step;
        while (!margin_.holds || !margin_.breaks) {
            if (number == goal || margin_.probes.size() >= most_probes) {
                margin_.end = is_safe ? Margin::End::never_breaks : Margin::End::never_holds;
                return false;
            }
            number = stepped(number, goal, factor);
            factor = std::min(factor * factor, 4.0);
            if (!probe(number)) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] double stepped(double from, double goal, double factor) const {
        if (from <= 0) {
            // There is no ratio to nothing: a hundredth of the way.
            return *make_value((request_.high - request_.low) / usual_reach, request_.kind).number;
        }
        const bool grows = goal > from;
        double next = *make_value(grows ? from * factor : from / factor, request_.kind).number;
        if (is_whole(request_.kind) && next == from) {
            next += grows ? 1 : -1;
        }
        return grows ? std::min(next, goal) : std::max(next, goal);
    }

    void bisect() {
        while (margin_.probes.size() < most_probes) {
            const double low = std::min(*margin_.holds->value.number, *margin_.breaks->value.number);
            const double high = std::max(*margin_.holds->value.number, *margin_.breaks->value.number);
            if (high - low <= request_.tolerance * high) {
                break;
            }
            const bool is_wide = low > 0 && high / low > wide_ratio;
            const double middle =
                *make_value(is_wide ? std::sqrt(low * high) : (low + high) / 2, request_.kind).number;
            // No number is left between them.
            if (middle <= low || middle >= high) {
                break;
            }
            if (!probe(middle)) {
                return;
            }
        }
        margin_.end = Margin::End::found;
    }

    const MarginRequest& request_;
    const std::function<Probe(const Value&)>& ask_;
    Margin margin_;
};

}  // namespace

void Probe::count(ProbeTrial trial) {
    if (trial.decision) {
        ++(*trial.decision == Decision::holds ? held : broke);
    } else {
        ++undecided;
    }
    trials.push_back(std::move(trial));
}

double error_of_one(double confidence) {
    return (1 - confidence) / static_cast<double>(most_probes);
}

Margin find_margin(const MarginRequest& request, const std::function<Probe(const Value&)>& ask) {
    return Search(request, ask).run();
}

Ends usual_range(const scenario::KeyInfo& key, Kind kind, double value) {
    if (kind == Kind::ratio) {
        return {.low = key.low, .high = std::min(key.high, 1.0)};
    }
    const double middle = value > 0 ? value : 1;
    const double low = std::max(middle / usual_reach, key.low);
    const double high = std::min(middle * usual_reach, key.high);
    return {.low = is_whole(kind) ? std::max(std::floor(low), key.low) : low,
            .high = is_whole(kind) ? std::ceil(high) : high};
}

}  // namespace fortify::tune
