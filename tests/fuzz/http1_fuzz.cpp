// Goal: no input makes the request parser crash, hang, or depend on how the network cuts it. Method:
// every input is read whole and in pieces whose sizes the input itself gives; both must agree.
#include "core/assert.hpp"
#include "net/http1/request_parser.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using fortify::net::RequestParser;

// What one reading saw: each request's method, target and fate.
std::string read_all(std::string_view bytes, std::string_view sizes) {
    RequestParser parser;
    std::string seen;
    std::size_t turn = 0;
    while (!bytes.empty()) {
        const std::size_t size = sizes.empty()
                                     ? bytes.size()
                                     : static_cast<unsigned char>(sizes[turn++ % sizes.size()]) % 16U + 1U;
        std::string_view piece = bytes.substr(0, size);
        bytes.remove_prefix(piece.size());
        while (!piece.empty()) {
            const std::size_t used = parser.feed(piece);
            FORTIFY_ASSERT(used <= piece.size());
            piece.remove_prefix(used);
            if (parser.state() == RequestParser::State::failed) {
                return seen + "failed " + std::to_string(parser.status());
            }
            if (parser.state() == RequestParser::State::complete) {
                seen += std::string(parser.method()) + ' ' + std::string(parser.target()) +
                        (parser.keeps_alive() ? " keeps\n" : " closes\n");
                parser.next();
            } else {
                FORTIFY_ASSERT(piece.empty());
            }
        }
    }
    return seen + (parser.between_requests() ? "between" : "within");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    FORTIFY_ASSERT(read_all(input, {}) == read_all(input, input));
    return 0;
}
