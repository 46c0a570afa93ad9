#pragma once

#include "core/time.hpp"
#include "measure/cause_counts.hpp"
#include "measure/counter.hpp"
#include "measure/gauge_series.hpp"
#include "measure/histogram.hpp"
#include "measure/slot_grid.hpp"
#include "measure/timing_series.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::measure {

// A stretch of the run that is reported and judged on its own: a phase, or one window of a fault.
struct Scope {
    enum class Kind : std::uint8_t { phase, fault };
    std::string name;  // of the phase or the fault
    Kind kind = Kind::phase;
    Interval when;
    bool measured = true;  // warm-up phases are not
};

// Bit i stands for scope i.
using ScopeMask = std::uint64_t;
inline constexpr std::size_t scope_limit = 64;

struct Layout {
    std::vector<Scope> scopes;  // phases first, in order; then fault windows; at most scope_limit
    std::vector<std::string> targets;
    std::vector<std::string> policies;
    std::vector<std::string> faults;
    std::vector<std::string> probes;
    Instant end{};     // of the last phase
    Duration drain{};  // results may come this much later

    [[nodiscard]] std::size_t subjects(SubjectKind kind) const;
};

// Takes down everything that happens in a run, in constant memory: totals and histograms for each
// scope, and a series of fixed slots (100 ms in runs up to 400 s, then 1 s, 10 s, … so that there
// are never more than about 4,100 of them). Nothing grows with the number of calls.
//
// Two attributions, on purpose: totals of a scope take a call to the scopes in which it was *due*, so
// that each call counts in exactly one phase; the series takes it to the slot in which it *settled*,
// since a moving window must be decidable while the run goes on.
//
// Instants may be given in any order, but are cheapest when they hardly ever go back. What comes after the
// last slot (of `end + drain`) counts in the last slot.
class Recorder {
public:
    explicit Recorder(Layout layout);

    // The scopes that contain this instant. Cheap for instants that hardly ever go back.
    [[nodiscard]] ScopeMask scopes_at(Instant when);

    void count(
        Counter counter, std::uint16_t subject, Instant when, ScopeMask scopes, std::uint32_t times = 1);
    void time(Timing timing, std::uint16_t subject, Instant when, ScopeMask scopes, Duration value);
    // Why something failed or had to be done again.
    void blame(Caused caused,
               std::uint16_t subject,
               ScopeMask scopes,
               const Outcome& outcome,
               std::uint32_t times = 1);
    // The level from `when` on.
    void gauge(Gauge gauge, std::uint16_t subject, Instant when, std::int64_t level);
    // The run is over: gauges are integrated up to here.
    void finish(Instant when);

    // Adds what another one took down of subjects of that kind, as if it had been taken down here. Both are
    // finished, and have the same scopes, slots and such subjects. Levels: see GaugeSeries::merge.
    void merge(const Recorder& other, SubjectKind kind);

    [[nodiscard]] const Layout& layout() const;

    // -- Reading. `subject` all: the sum over all subjects of that kind.
    static constexpr std::uint16_t all = 0xffff;

    [[nodiscard]] std::uint64_t total(Counter counter, std::uint16_t subject, std::size_t scope) const;
    [[nodiscard]] std::uint64_t total(Counter counter, std::uint16_t subject) const;  // whole run
    // Merged over the phases in the mask (a fault scope may be asked for alone).
    [[nodiscard]] Histogram histogram(Timing timing, std::uint16_t subject, ScopeMask scopes) const;
    // Of the whole run, what lies outside every phase included.
    [[nodiscard]] Histogram histogram(Timing timing, std::uint16_t subject) const;

    [[nodiscard]] CauseCounts causes(Caused caused, std::uint16_t subject, std::size_t scope) const;
    [[nodiscard]] CauseCounts causes(Caused caused, std::uint16_t subject) const;  // whole run

    struct GaugeSummary {
        double mean = 0;  // over time
        std::int64_t max = 0;
        Duration above_zero{0};  // time with a level above zero
    };
    // Exact when both ends are edges of slots or scopes. What lies after `finish` is left out of the mean.
    [[nodiscard]] GaugeSummary gauge_summary(Gauge gauge, std::uint16_t subject, Interval when) const;

    [[nodiscard]] Duration slot_width() const;
    [[nodiscard]] std::size_t slot_count() const;  // up to the last instant seen
    // Sum over the slots that lie within [start, end), which should be multiples of the slot width.
    [[nodiscard]] std::uint64_t series(Counter counter, std::uint16_t subject, Interval when) const;
    // response_time of the calls that settled within, coarse.
    [[nodiscard]] Histogram series_latency(std::uint16_t target, Interval when) const;
    // The same of any timing, by the instant at which it was taken down.
    [[nodiscard]] Histogram series_histogram(Timing timing, std::uint16_t subject, Interval when) const;
    // Level at the end of the slot.
    [[nodiscard]] std::int64_t series_gauge(Gauge gauge, std::uint16_t subject, std::size_t slot) const;

private:
    // A stretch in which the set of active scopes does not change.
    struct Piece {
        Instant start{};
        ScopeMask scopes = 0;
    };
    // The cells of one subject, or of all subjects of its kind, in a row of a table.
    struct Cells {
        std::size_t first = 0;
        std::size_t end = 0;
    };
    template <class Table>
    [[nodiscard]] static Cells cells_of(const Table& bases, std::size_t which, std::uint16_t subject);
    [[nodiscard]] std::size_t gauge_of(Gauge gauge, std::uint16_t subject) const;
    void find_piece(Instant when);
    void find_slot(Instant when);

    Layout layout_;
    SlotGrid grid_;
    ScopeMask phases_ = 0;

    std::vector<Piece> pieces_;
    ScopeMask piece_scopes_ = 0;
    Interval piece_{};  // the one asked for last

    std::size_t slot_ = 0;
    Interval slot_span_{};  // the one written to last
    std::size_t slots_seen_ = 0;

    // Where the cells of each counter, timing and gauge begin in a row: one cell for each subject.
    std::array<std::uint32_t, counter_count + 1> counter_base_{};
    std::array<std::uint32_t, timing_count + 1> timing_base_{};
    std::array<std::uint32_t, gauge_count + 1> gauge_base_{};
    std::array<std::uint32_t, caused_count + 1> caused_base_{};

    std::vector<std::uint64_t> totals_;  // a row for each scope, then one for the whole run
    std::vector<std::uint32_t> series_;  // a row for each slot
    std::vector<Histogram> histograms_;  // a row for each scope, then one for what is in no phase
    std::vector<TimingSeries> timings_;  // one for each cell of a timing
    std::vector<CauseCounts> causes_;    // a row for each scope, then one for the whole run
    Edges edges_;
    std::vector<GaugeSeries> gauges_;  // of each subject, then of their sum when there are several
    std::optional<Instant> finished_;
};

}  // namespace fortify::measure
