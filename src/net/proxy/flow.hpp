#pragma once

#include "core/time.hpp"
#include "core/units.hpp"
#include "fault/treatment.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace fortify::net {

// What is done to the bytes of one direction of a connection. As it stands: nothing.
struct FlowRules {
    // What comes once `pass` more bytes have gone on.
    enum class End : std::uint8_t {
        open,    // no end: all of them go on
        reset,   // RST
        silent,  // nothing, and no end either
        closed,  // an end in good order
    };
    Duration first_byte_delay{0};  // the first bytes wait that long, and with them all that follow
    Duration latency{0};           // each byte is held back that long
    Bytes per_second{0};           // 0: unlimited
    Bytes slice{0};                // pieces of at most this size, 0: as they come,
    Duration slice_pause{0};       // with this pause between two
    End end = End::open;
    Bytes pass{0};
    fault::Treatment::Damage damage = fault::Treatment::Damage::none;

    [[nodiscard]] bool is_plain() const;
    friend bool operator==(const FlowRules&, const FlowRules&) = default;
};

// A byte other than it was, whatever it was.
[[nodiscard]] constexpr char damaged(char letter) {
    return static_cast<char>(static_cast<unsigned char>(letter) ^ 0x15U);
}

// The bytes that one direction holds, and when they may go on. It knows neither sockets nor clocks. What
// it holds is bounded by whoever fills it, with `room`; rules that change apply to what is held, too,
// so that a connection goes on when its fault is removed.
class Flow {
public:
    void set_rules(Instant now, const FlowRules& rules);
    [[nodiscard]] const FlowRules& rules() const {
        return rules_;
    }

    // Nothing is held and nothing to be done: bytes may go around it.
    [[nodiscard]] bool is_open_road() const {
        return plain_ && held_.size() == head_;
    }
    [[nodiscard]] std::size_t room() const;
    [[nodiscard]] std::size_t held() const {
        return held_.size() - head_;
    }
    void push(Instant now, std::string_view bytes);
    // Nothing more will be pushed; that, too, is held back.
    void finish(Instant now);

    // What may go on at this instant; empty also while it has to wait.
    [[nodiscard]] std::string_view ready(Instant now) const;
    void took(Instant now, std::size_t bytes);
    // When more of it will be ready; `never` if that does not depend on time.
    [[nodiscard]] Instant next_wakeup(Instant now) const;

    // What is to be done to the receiver, once all before it has gone on.
    enum class Ending : std::uint8_t { none, close, reset };
    [[nodiscard]] Ending ending(Instant now) const;

private:
    struct Mark {
        std::uint64_t upto = 0;  // bytes pushed
        Instant due;
    };

    [[nodiscard]] std::uint64_t due_bytes(Instant now) const;
    [[nodiscard]] bool is_cut() const;

    FlowRules rules_;
    bool plain_ = true;
    bool finished_ = false;
    std::string held_;
    std::size_t head_ = 0;  // of `held_`: bytes gone on
    std::uint64_t pushed_ = 0;
    std::uint64_t passed_ = 0;
    std::uint64_t rules_from_ = 0;       // pushed when the rules were set: damage counts from there
    std::uint64_t cut_at_ = UINT64_MAX;  // bytes passed before the end of the rules
    std::deque<Mark> marks_;             // of what is held back, ascending
    Instant finish_due_ = never;
    Instant last_due_ = Instant::min();
    Instant free_at_ = Instant::min();  // of bandwidth and pauses
    std::uint64_t in_slice_ = 0;
};

}  // namespace fortify::net
