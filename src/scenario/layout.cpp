#include "scenario/layout.hpp"

#include <algorithm>
#include <map>

namespace fortify::scenario {

namespace {

constexpr std::string_view mark_of_utf8 = "\xEF\xBB\xBF";

// Goes through the text once.
class Surveyor {
public:
    explicit Surveyor(std::string_view text) : text_(text) {
        if (text_.starts_with(mark_of_utf8)) {
            at_ = mark_of_utf8.size();
        }
        layout_.headers.push_back({.way = {}, .place = {at_, at_}});
    }

    Layout run() {
        for (skip_blank(); at_ < text_.size(); skip_blank()) {
            const std::size_t before = at_;
            if (text_[at_] == '[') {
                header();
            } else {
                assignment(layout_.headers.back().way, Assignment::Form::line);
            }
            // Not TOML.
            at_ += at_ == before ? 1U : 0U;
        }
        return std::move(layout_);
    }

private:
    struct Name {
        std::vector<std::string> parts;
        std::vector<std::size_t> begins;
        std::size_t end = 0;
    };

    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    void skip_spaces() {
        at_ = std::min(text_.find_first_not_of(" \t", at_), text_.size());
    }
    // Empty lines and comments, too.
    void skip_blank() {
        for (at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); peek() == '#';) {
            at_ = std::min(text_.find('\n', at_), text_.size());
            at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
        }
    }
    // Past a string in quotes of either kind, one or three of them.
    void skip_text() {
        const char quote = peek();
        const std::string three(3, quote);
        const bool is_long = text_.substr(at_, 3) == three;
        at_ += is_long ? 3 : 1;
        while (at_ < text_.size()) {
            if (quote == '"' && peek() == '\\') {
                at_ += 2;
            } else if (is_long ? text_.substr(at_, 3) == three : peek() == quote) {
                at_ += is_long ? 3 : 1;
                // Quotes right before the closing ones belong to the text.
                while (is_long && peek() == quote) {
                    ++at_;
                }
                break;
            } else {
                ++at_;
            }
        }
        at_ = std::min(at_, text_.size());
    }

    Name name() {
        Name name;
        while (at_ < text_.size()) {
            name.begins.push_back(at_);
            if (peek() == '"' || peek() == '\'') {
                skip_text();
                name.parts.emplace_back(text_.substr(name.begins.back() + 1,
                                                     std::max<std::size_t>(at_ - name.begins.back(), 2) - 2));
            } else {
                at_ = std::min(text_.find_first_of(" \t\r\n.=]}#,", at_), text_.size());
                name.parts.emplace_back(text_.substr(name.begins.back(), at_ - name.begins.back()));
            }
            name.end = at_;
            skip_spaces();
            if (peek() != '.') {
                break;
            }
            ++at_;
            skip_spaces();
        }
        return name;
    }

    void header() {
        const std::size_t begin = at_;
        const bool is_list = peek(1) == '[';
        at_ += is_list ? 2 : 1;
        skip_spaces();
        Way way;
        const Name found = name();
        for (std::size_t index = 0; index < found.parts.size(); ++index) {
            way.push_back(found.parts[index]);
            const bool is_new = is_list && index + 1 == found.parts.size();
            const auto list = lists_.find(way);
            if (is_new) {
                way.push_back("#" + std::to_string(lists_[way]++));
            } else if (list != lists_.end()) {
                way.push_back("#" + std::to_string(list->second - 1));
            }
        }
        at_ = std::min(text_.find(']', at_), text_.size());
        at_ = std::min(at_ + (is_list ? 2 : 1), text_.size());
        layout_.headers.push_back({.way = std::move(way), .place = {begin, at_}});
    }

    void assignment(const Way& home, Assignment::Form form) {
        Assignment made{.way = home, .form = form, .home = home.size(), .names = {}, .value = {}};
        const Name found = name();
        made.way.insert(made.way.end(), found.parts.begin(), found.parts.end());
        made.names = found.begins;
        made.name_end = found.end;
        if (peek() != '=') {
            return;
        }
        made.equals = at_++;
        skip_spaces();
        made.value = value(made.way);
        layout_.assignments.push_back(std::move(made));
    }

    Stretch value(const Way& way) {
        const std::size_t begin = at_;
        if (peek() == '"' || peek() == '\'') {
            skip_text();
        } else if (peek() == '[') {
            list(way);
        } else if (peek() == '{') {
            table(way);
        } else {
            // A date may have a blank in it.
            at_ = std::min(text_.find_first_of(",]}#\r\n", at_), text_.size());
            const std::string_view written = text_.substr(begin, at_ - begin);
            return {begin, begin + written.find_last_not_of(" \t") + 1};
        }
        return {begin, at_};
    }

    void list(const Way& way) {
        ++at_;
        std::size_t number = 0;
        for (skip_blank(); at_ < text_.size() && peek() != ']'; skip_blank()) {
            Way element = way;
            element.push_back("#" + std::to_string(number++));
            const std::size_t before = at_;
            value(element);
            skip_blank();
            at_ += peek() == ',' || at_ == before ? 1U : 0U;
        }
        at_ = std::min(at_ + 1, text_.size());
    }

    void table(const Way& way) {
        const std::size_t begin = at_++;
        for (skip_blank(); at_ < text_.size() && peek() != '}'; skip_blank()) {
            const std::size_t before = at_;
            assignment(way, Assignment::Form::in_braces);
            skip_blank();
            at_ += peek() == ',' || at_ == before ? 1U : 0U;
        }
        at_ = std::min(at_ + 1, text_.size());
        layout_.braces.push_back({.way = way, .place = {begin, at_}});
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::map<Way, std::size_t> lists_;  // entries so far
    Layout layout_;
};

}  // namespace

bool begins_with(const Way& way, const Way& start) {
    return way.size() >= start.size() && std::equal(start.begin(), start.end(), way.begin());
}

const Assignment* Layout::find(const Way& way) const {
    const auto found = std::find_if(assignments.begin(), assignments.end(),
                                    [&](const Assignment& candidate) { return candidate.way == way; });
    return found == assignments.end() ? nullptr : &*found;
}

Layout layout_of(std::string_view text) {
    return Surveyor(text).run();
}

}  // namespace fortify::scenario
