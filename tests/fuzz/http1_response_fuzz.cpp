// Goal: no answer of an upstream makes the response parser crash, hang, or depend on how the network cuts it.
// Method: the first byte says what the answers are to; the rest is read whole and in pieces whose sizes
// the input itself gives. Both must agree, and content ahead must be content.
#include "core/assert.hpp"
#include "net/http1/response_parser.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using fortify::net::ResponseParser;

class Reading {
public:
    explicit Reading(ResponseParser::To to) : to_(to) {
        parser_.next(to_);
    }
    // False when nothing can follow.
    bool take(std::string_view piece) {
        while (!piece.empty()) {
            if (!parser_.head_complete()) {
                advance(piece, ResponseParser::Until::end_of_head);
            } else {
                const bool content = parser_.content_ahead() > 0;
                const std::size_t used = advance(piece, ResponseParser::Until::end_of_response);
                content_ += content ? std::min<std::uint64_t>(used, most_) : 0;
            }
            if (parser_.state() == ResponseParser::State::failed) {
                seen_ += "failed";
                return false;
            }
            if (parser_.state() == ResponseParser::State::complete) {
                note(" complete\n");
                parser_.next(to_);
            }
        }
        return true;
    }
    std::string end() {
        parser_.end();
        note(parser_.state() == ResponseParser::State::complete ? " ended\n" : " cut\n");
        return seen_;
    }
    [[nodiscard]] const std::string& seen() const {
        return seen_;
    }

private:
    std::size_t advance(std::string_view& piece, ResponseParser::Until until) {
        most_ = parser_.head_complete() ? parser_.content_ahead() : 0;
        const std::size_t used = parser_.feed(piece, until);
        FORTIFY_ASSERT(used <= piece.size());
        // Without progress the parser has nothing more to say, or everything.
        FORTIFY_ASSERT(used > 0 || parser_.state() != ResponseParser::State::reading);
        piece.remove_prefix(used);
        return used;
    }
    void note(std::string_view end) {
        seen_ += std::to_string(parser_.head_complete() ? parser_.status() : 0) +
                 (parser_.has_body() ? " body" : "") + (parser_.keeps_alive() ? " keeps" : " closes");
        seen_ += end;
    }

    ResponseParser::To to_;
    ResponseParser parser_;
    std::string seen_;
    std::uint64_t most_ = 0;
    std::uint64_t content_ = 0;
};

std::string read_all(std::string_view bytes, std::string_view sizes, ResponseParser::To to) {
    Reading reading(to);
    std::size_t turn = 0;
    while (!bytes.empty()) {
        const std::size_t size = sizes.empty()
                                     ? bytes.size()
                                     : static_cast<unsigned char>(sizes[turn++ % sizes.size()]) % 16U + 1U;
        if (!reading.take(bytes.substr(0, size))) {
            return reading.seen();
        }
        bytes.remove_prefix(std::min(size, bytes.size()));
    }
    return reading.end();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const auto to = data[0] == 'H' ? ResponseParser::To::head : ResponseParser::To::other;
    const std::string input(data + 1, data + size);
    FORTIFY_ASSERT(read_all(input, {}, to) == read_all(input, input, to));
    return 0;
}
