#pragma once

#include "core/outcome.hpp"

namespace fortify::net {

// What is known of a transfer that failed, besides libcurl's code.
struct TransferFacts {
    enum class Addresses : unsigned char {
        unknown,  // the name was not resolved
        denied,   // every address tried so far is outside the allow-list
        tried,    // at least one was connected to
    };
    Addresses addresses = Addresses::unknown;
    bool sent = false;  // the request went out on a connection
};

// The cause behind a CURLcode, `code` (as a number, so that no libcurl type leaves net/curl). Not for
// CURLE_OK.
[[nodiscard]] Cause cause_of(int code, const TransferFacts& facts);

}  // namespace fortify::net
