#include "tune/line_diff.hpp"

#include <algorithm>
#include <utility>

namespace fortify::tune {

namespace {

using Lines = std::vector<std::string_view>;

Lines split(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1);
        std::string_view line = text.substr(0, end + 1);
        text.remove_prefix(end + 1);
        line.remove_suffix(line.ends_with("\r\n") ? 2U : line.ends_with('\n') ? 1U : 0U);
        lines.push_back(line);
    }
    return lines;
}

// Lengths of the longest common sequences of all ends of the two (Wagner and Fischer 1974).
class Table {
public:
    Table(const Lines& before, const Lines& after)
        : width_(after.size() + 1), lengths_((before.size() + 1) * width_) {
        for (std::size_t old = before.size(); old-- > 0;) {
            for (std::size_t fresh = after.size(); fresh-- > 0;) {
                lengths_[old * width_ + fresh] = before[old] == after[fresh]
                                                     ? at(old + 1, fresh + 1) + 1
                                                     : std::max(at(old + 1, fresh), at(old, fresh + 1));
            }
        }
    }
    [[nodiscard]] std::size_t at(std::size_t old, std::size_t fresh) const {
        return lengths_[old * width_ + fresh];
    }

private:
    std::size_t width_;
    std::vector<std::size_t> lengths_;
};

// Larger ones cost too much memory; their middle is then taken as replaced.
constexpr std::size_t largest_table = 4'000'000;

std::vector<DiffLine> walk(const Lines& before, const Lines& after, std::size_t start) {
    const bool is_small = before.size() * after.size() < largest_table;
    const Table table(is_small ? before : Lines{}, is_small ? after : Lines{});
    std::vector<DiffLine> lines;
    std::size_t old = 0;
    std::size_t fresh = 0;
    while (old < before.size() || fresh < after.size()) {
        const bool has_both = old < before.size() && fresh < after.size();
        if (is_small && has_both && before[old] == after[fresh]) {
            lines.push_back({DiffLine::Kind::same, start + fresh + 1, std::string(after[fresh])});
            ++old;
            ++fresh;
        } else if (old < before.size() &&
                   (!has_both || !is_small || table.at(old + 1, fresh) >= table.at(old, fresh + 1))) {
            lines.push_back({DiffLine::Kind::removed, start + old + 1, std::string(before[old])});
            ++old;
        } else {
            lines.push_back({DiffLine::Kind::added, start + fresh + 1, std::string(after[fresh])});
            ++fresh;
        }
    }
    return lines;
}

// Same lines that are too far from any change make way for one gap.
std::vector<DiffLine> folded(std::vector<DiffLine> lines, std::size_t around) {
    std::vector<DiffLine> shown;
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const std::size_t first = index - std::min(index, around);
        const std::size_t last = std::min(index + around, lines.size() - 1);
        const bool is_near =
            std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(first),
                        lines.begin() + static_cast<std::ptrdiff_t>(last) + 1,
                        [](const DiffLine& line) { return line.kind != DiffLine::Kind::same; });
        if (is_near) {
            shown.push_back(lines[index]);
        } else if (!shown.empty() && shown.back().kind != DiffLine::Kind::gap) {
            shown.push_back({DiffLine::Kind::gap, 0, {}});
        }
    }
    if (!shown.empty() && shown.back().kind == DiffLine::Kind::gap) {
        shown.pop_back();
    }
    return shown;
}

}  // namespace

std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after, std::size_t around) {
    Lines old = split(before);
    Lines fresh = split(after);
    const auto common = [](auto left, auto left_end, auto right, auto right_end) {
        return static_cast<std::size_t>(std::mismatch(left, left_end, right, right_end).first - left);
    };
    // What is equal at both ends is kept out of the table, but for what is shown around a change.
    const std::size_t head = common(old.begin(), old.end(), fresh.begin(), fresh.end());
    const std::size_t start = head - std::min(head, around);
    old.erase(old.begin(), old.begin() + static_cast<std::ptrdiff_t>(start));
    fresh.erase(fresh.begin(), fresh.begin() + static_cast<std::ptrdiff_t>(start));
    std::size_t tail = common(old.rbegin(), old.rend(), fresh.rbegin(), fresh.rend());
    tail -= std::min(tail, around);
    old.resize(old.size() - tail);
    fresh.resize(fresh.size() - tail);
    return folded(walk(old, fresh, start), around);
}

}  // namespace fortify::tune
