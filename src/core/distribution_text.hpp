#pragma once

#include "core/distribution.hpp"
#include "core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fortify {

// The grammar of distributions in scenarios; `Distribution::text` writes it. Parameters are given in
// order or by name; a bare duration is constant:
//   20ms   constant(20ms)   uniform(10ms, 30ms)   exponential(20ms)   normal(20ms, 5ms)
//   lognormal(p50=20ms, p99=200ms)   pareto(scale=10ms, alpha=1.5, max=2s)
//   quantiles(p50=20ms, p95=200ms, p99=2s)   trace("latencies.csv")
//   mixture(0.9: exponential(10ms), 0.1: constant(1s))
// Errors are clauses as those of core/quantity.hpp. A trace comes back with its file name and without
// values: reading files is the caller's business (`trace_files`, `with_trace`).
[[nodiscard]] Result<Distribution, std::string> parse_distribution(std::string_view text);

// The files that the distribution, or a part of it, wants to draw from.
[[nodiscard]] std::vector<std::string> trace_files(const Distribution& distribution);
// The distribution with these values in every trace of that file; at least one value.
[[nodiscard]] Distribution with_trace(const Distribution& distribution,
                                      const std::string& file,
                                      const std::vector<Duration>& values);
// One duration a line ("12.5ms"); blank lines and those that start with '#' are skipped.
[[nodiscard]] Result<std::vector<Duration>, std::string> parse_trace(std::string_view text);

}  // namespace fortify
