#include "core/distribution.hpp"
#include "core/overloaded.hpp"
#include "core/quantity.hpp"

#include <fmt/core.h>

namespace fortify {

std::string Distribution::text() const {
    return std::visit(
        Overloaded{
            [](const Constant& it) { return fmt::format("constant({})", format_duration(it.value)); },
            [](const Uniform& it) {
                return fmt::format("uniform({}, {})", format_duration(it.low), format_duration(it.high));
            },
            [](const Exponential& it) { return fmt::format("exponential({})", format_duration(it.mean)); },
            [](const Normal& it) {
                return fmt::format("normal({}, {})", format_duration(it.mean), format_duration(it.deviation));
            },
            [](const Lognormal& it) {
                return fmt::format("lognormal(p50={}, p99={})", format_duration(it.p50),
                                   format_duration(it.p99));
            },
            [](const Pareto& it) {
                return fmt::format("pareto(scale={}, alpha={}, max={})", format_duration(it.scale),
                                   format_number(it.alpha), format_duration(it.max));
            },
            [](const Quantiles& it) {
                std::string points;
                for (const Quantiles::Point& point : it.points) {
                    std::string percent = format_ratio(Ratio{point.probability});
                    percent.pop_back();
                    points += fmt::format("{}p{}={}", points.empty() ? "" : ", ", percent,
                                          format_duration(point.value));
                }
                return fmt::format("quantiles({})", points);
            },
            [](const Trace& it) { return fmt::format("trace(\"{}\")", it.file); },
            [](const Mixture& it) {
                std::string parts;
                for (const Part& part : it.parts) {
                    parts += fmt::format("{}{}: {}", parts.empty() ? "" : ", ", format_number(part.weight),
                                         part.distribution.text());
                }
                return fmt::format("mixture({})", parts);
            }},
        shape());
}

}  // namespace fortify
