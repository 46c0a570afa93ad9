#pragma once

#include "core/assert.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace fortify::fault {

enum class Part : std::uint8_t { request, answer };

// What a rewrite fault changes in a request or in an answer. Names of headers know no case.
struct Rewrite {
    using Of = Part;
    Of of = Of::answer;
    std::vector<std::pair<std::string, std::string>> set;  // headers, added or replaced
    std::vector<std::string> remove;                       // headers
    std::string body;                                      // in place of the body; empty: left alone
};

// The rewrites of one attempt, in order. A few, so that they need no memory of their own.
class Rewrites {
public:
    static constexpr std::size_t most = 4;

    void add(const Rewrite& rewrite) {
        FORTIFY_ASSERT(count_ < most);
        list_[count_++] = &rewrite;
    }
    [[nodiscard]] std::size_t size() const {
        return count_;
    }
    [[nodiscard]] bool empty() const {
        return count_ == 0;
    }
    [[nodiscard]] const Rewrite* const* begin() const {
        return list_.data();
    }
    [[nodiscard]] const Rewrite* const* end() const {
        return list_.data() + count_;
    }

private:
    std::array<const Rewrite*, most> list_{};
    std::uint8_t count_ = 0;
};

// What is done to one attempt on its way: the sum of the faults that hit it, in the order in which a
// connection meets them. Every wire applies it: the simulated one by its model, the real one and the
// proxy to the bytes. As it stands it does nothing.
struct Treatment {
    enum class Name : std::uint8_t {
        resolved,
        unknown,  // the resolver says that there is no such name
        wrong,    // another host answers: nobody listens there
    };
    enum class Connect : std::uint8_t {
        accepted,
        refused,
        lost,   // no answer to the SYN, ever
        reset,  // established, then RST at once
    };
    enum class Tls : std::uint8_t { genuine, expired, wrong_host, unknown_issuer, stalled };
    // What comes back once the target has been asked.
    enum class Answer : std::uint8_t {
        whole,
        none,       // black hole: the target is not asked, nothing comes back
        lost,       // RST as soon as the request has gone out; the target works on it for nobody
        reset,      // RST in place of the answer, or after `answer_bytes` of it
        silent,     // half-open: after `answer_bytes` nothing more comes, and no end either
        truncated,  // closed in good order after `answer_bytes`
    };
    enum class Damage : std::uint8_t {
        none,
        head,  // the first bytes of the answer: it is no HTTP any more
        body,  // later ones: HTTP is sound, what it carries is not
    };

    Name name = Name::resolved;
    Connect connect = Connect::accepted;
    Tls tls = Tls::genuine;
    Answer answer = Answer::whole;
    Damage damage = Damage::none;
    bool duplicate = false;  // the request is delivered twice; the second answer is thrown away

    Duration name_delay{0};        // until the name is resolved
    Duration connect_delay{0};     // until the connection is accepted
    Duration first_byte_delay{0};  // the answer has come, and is held back this long before it goes on
    Bytes answer_bytes{0};         // of reset, silent, truncated: how much of the answer passes first, its
                                   // head included; an answer that is no longer passes whole
    Bytes per_second{0};           // bandwidth of the answer; 0: unlimited
    Bytes slice{0};                // the answer goes on in pieces of this size, 0: as it comes,
    Duration slice_pause{0};       // with this pause between two
    Duration request_delay{0};     // at a proxy: what the client sends is held back this long,
    Bytes request_per_second{0};   // and goes on no faster; 0: unlimited
    Rewrites rewrites;             // they live as long as the injector

    // Whether the target hears of the attempt, and how long after its start at the earliest.
    [[nodiscard]] bool reaches_target() const {
        return name == Name::resolved && connect == Connect::accepted && tls == Tls::genuine &&
               answer != Answer::none;
    }
    [[nodiscard]] Duration until_asked() const {
        return name_delay + connect_delay;
    }
};

}  // namespace fortify::fault
