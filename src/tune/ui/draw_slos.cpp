#include "core/text.hpp"
#include "report/numbers.hpp"
#include "tune/ui/draw_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fortify::tune::ui {

namespace {

using report::Glyph;
using report::Style;
using report::Tone;

struct Mark {
    Glyph glyph{};
    Tone tone{};
};

Mark mark_of(const slo::Verdict& verdict) {
    switch (verdict.judgement) {
        case slo::Judgement::passed:
            return {Glyph::passed, Tone::good};
        case slo::Judgement::breached:
            return verdict.expectation.severity == slo::Severity::warn ? Mark{Glyph::warned, Tone::warning}
                                                                       : Mark{Glyph::breached, Tone::bad};
        case slo::Judgement::undecided:
            break;
    }
    return {Glyph::undecided, Tone::warning};
}

std::string margin_of(const slo::Verdict* verdict, const Style& style) {
    const auto margin = verdict == nullptr ? std::nullopt : slo::margin_of(*verdict);
    return margin && std::isfinite(*margin) ? report::margin_text(*margin)
                                            : std::string(style.glyph(Glyph::dash));
}

std::string observed_of(const slo::Verdict* verdict, const Style& style) {
    if (verdict == nullptr || verdict->evidence.size() != 1 || !verdict->evidence.front().observed) {
        return std::string(style.glyph(Glyph::dash));
    }
    const slo::Evidence& evidence = verdict->evidence.front();
    return report::value_text_beside(*evidence.observed, evidence.limit, evidence.unit);
}

std::string limit_of(const slo::Verdict& verdict, const Style& style) {
    if (verdict.evidence.size() != 1) {
        return fmt::format("{} conditions", verdict.evidence.size());
    }
    const slo::Evidence& evidence = verdict.evidence.front();
    std::string limit = report::value_text(evidence.limit, evidence.unit);
    if (evidence.upper > evidence.limit) {
        limit += std::string(style.glyph(Glyph::range)) + report::value_text(evidence.upper, evidence.unit);
    }
    return "limit " + limit;
}

constexpr std::size_t margin_columns = 6;  // "<-999%"

// One SLO and what it was before.
class Row {
public:
    Row(Canvas& canvas, const Area& area, const Style& style) : canvas_(canvas), area_(area), style_(style) {
    }

    void draw(const slo::Verdict& now, const slo::Verdict* before) {
        const Mark mark = mark_of(now);
        canvas_.put(area_.row, area_.column, style_.glyph(mark.glyph), mark.tone);
        const std::size_t margins = 2 * margin_columns + 2 + display_width(arrow());
        const std::size_t room = area_.columns - 3 - (area_.rows == 1 ? margins + 1 : 0);
        canvas_.put(area_.row, area_.column + 2, style_.fit(style_.safe(now.expectation.text), room));
        const std::size_t row = area_.row + area_.rows - 1;
        const std::size_t end = area_.column + area_.columns - 1 - margins;
        if (area_.rows > 1) {
            observed(row, end, now, before);
        }
        const std::size_t column = canvas_.put(
            row, end, style_.right(margin_of(before, style_), margin_columns) + " " + arrow() + " ",
            Tone::quiet);
        canvas_.put(row, column, style_.right(margin_of(&now, style_), margin_columns), mark.tone);
    }

private:
    // What was measured, and the limit where there is room: it stands in the expression, too.
    void observed(std::size_t row, std::size_t end, const slo::Verdict& now, const slo::Verdict* before) {
        std::size_t column = area_.column + 2;
        column = canvas_.put(row, column, observed_of(before, style_) + " " + arrow() + " ", Tone::quiet);
        column = canvas_.put(row, column, observed_of(&now, style_), mark_of(now).tone);
        const std::string limit = fmt::format(" {} {}", style_.glyph(Glyph::bullet), limit_of(now, style_));
        if (column + display_width(limit) < end) {
            canvas_.put(row, column, limit, Tone::quiet);
        }
    }
    [[nodiscard]] std::string arrow() const {
        return std::string(style_.glyph(Glyph::arrow));
    }

    Canvas& canvas_;
    const Area& area_;
    const Style& style_;
};

}  // namespace

void draw_slos(
    Canvas& canvas, const Area& area, const BeforeAfter& what, const Allotment& rows, const Style& style) {
    const Trial& some = what.now != nullptr ? *what.now : *what.before;
    const auto& verdicts = some.picture->verdicts;
    const std::size_t first =
        std::min(what.first_slo, verdicts.size() - std::min(verdicts.size(), rows.slos));
    const std::size_t hidden = verdicts.size() - std::min(verdicts.size(), rows.slos);
    std::size_t column = canvas.put(area.row, area.column, "SLOs", Tone::title);
    if (hidden > 0) {
        column = canvas.put(area.row, column, fmt::format("  {} more: [ ]", hidden), Tone::warning);
    }
    const std::string head = fmt::format("margin before {} now", style.glyph(Glyph::arrow));
    canvas.put(area.row, area.column + area.columns - 1 - std::min(area.columns - 1, display_width(head)),
               head, Tone::quiet);
    for (std::size_t index = 0; index < rows.slos && first + index < verdicts.size(); ++index) {
        const bool has_before = what.before != nullptr && what.before->picture &&
                                first + index < what.before->picture->verdicts.size();
        const Area place{.row = area.row + 1 + index * rows.slo_rows,
                         .column = area.column,
                         .rows = rows.slo_rows,
                         .columns = area.columns};
        Row(canvas, place, style)
            .draw(verdicts[first + index],
                  has_before ? &what.before->picture->verdicts[first + index] : nullptr);
    }
}

}  // namespace fortify::tune::ui
