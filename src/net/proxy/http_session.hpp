#pragma once

#include "core/time.hpp"
#include "fault/treatment.hpp"
#include "net/http1/request_parser.hpp"
#include "net/http1/response_parser.hpp"
#include "net/proxy/flow.hpp"
#include "net/proxy/verdict.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fortify::net {

// A request and its answer.
struct HttpExchange {
    enum class Way : std::uint8_t {
        held,      // nobody is asked
        delayed,   // until `start`
        upstream,  // asked
        own,       // answered here
    };
    enum class Body : std::uint8_t { as_it_comes, replaced };

    std::uint64_t number = 0;
    Verdict verdict;
    Way way = Way::upstream;
    Instant start = never;
    Body request_body = Body::as_it_comes;
    Body answer_body = Body::as_it_comes;
    bool request_done = false;
    bool answer_begun = false;  // some of it has gone into the flow
    bool answer_done = false;
    std::uint64_t content_passed = 0;  // of the answer
    std::string copy;                  // of the request, as far as it has gone
    bool copy_kept = true;             // and did not grow too long
    bool duplicated = false;
    bool repeatable = false;  // went out on a connection that may have ended just then
};

// One client's HTTP/1.1 connection, request by request: each is decided on its own, also when it was
// sent ahead of its turn, and goes to the upstream as it came but for what its verdict changes. Takes
// bytes from both sides and fills the two flows; it knows neither sockets nor clocks.
class HttpSession {
public:
    struct Outside {
        const Judge& judge;
        std::uint64_t& requests;  // of the route, so far
        std::uint64_t connection = 0;
    };
    HttpSession(const Outside& outside, Flow& to_upstream, Flow& to_client);

    [[nodiscard]] std::size_t client_room() const;
    void from_client(Instant now, std::string_view bytes);
    void client_ended(Instant now);

    [[nodiscard]] std::size_t upstream_room() const;
    void from_upstream(Instant now, std::string_view bytes);
    enum class How : std::uint8_t { in_order, broken };
    void upstream_ended(Instant now, How how);
    // It could not be reached: `status` is what the client gets.
    void upstream_failed(Instant now, std::uint16_t status);

    // Time has passed, or bytes have gone on.
    void go_on(Instant now);
    // Faults have come or gone.
    void reconsider(Instant now);
    // The client has gone.
    void abandon(Instant now);

    enum class Act : std::uint8_t {
        none,
        reset,   // the client's connection, now
        close,   // it, once it has been sent everything
        tunnel,  // from here on the bytes mean nothing to HTTP (101)
    };
    [[nodiscard]] Act act() const {
        return act_;
    }
    [[nodiscard]] bool wants_upstream() const {
        return wants_upstream_;
    }
    void use_new_upstream() {
        wants_upstream_ = false;
        spent_ = false;
    }
    // The connection to the upstream is of no more use.
    [[nodiscard]] bool upstream_is_spent() const {
        return spent_;
    }
    // A whole request that is to be sent once more; empty: none.
    [[nodiscard]] std::string take_duplicate();
    // Input is left that might go on at once.
    [[nodiscard]] bool has_more() const {
        return !exchange_ && !ahead_.empty() && act_ == Act::none && more_;
    }
    // The request under way waits for what will not come.
    [[nodiscard]] bool is_stuck() const;
    [[nodiscard]] Instant next_wakeup() const;

private:
    using Way = HttpExchange::Way;
    using Body = HttpExchange::Body;

    void step(Instant now);
    void begin_exchange(Instant now);
    void decide(Instant now);
    void ask_upstream(Instant now);
    void pass_request(Instant now);
    void to_upstream(Instant now, std::string_view bytes);
    [[nodiscard]] bool ask_again(Instant now);
    void pass_answer(Instant now, std::string_view bytes);
    void pass_answer_head(Instant now);
    void pass_answer_body(Instant now, std::string_view bytes, std::uint64_t content);
    void answer_complete();
    void answer_here(Instant now, const OwnAnswer& answer);
    void end_exchange(Instant now);

    Outside outside_;
    Flow& to_upstream_;
    Flow& to_client_;
    RequestParser request_;
    ResponseParser response_;
    std::string ahead_;  // of the client, not read yet
    std::optional<HttpExchange> exchange_;
    Act act_ = Act::none;
    bool client_ended_ = false;
    bool close_after_ = false;     // the exchange under way is the last one
    bool upstream_there_ = false;  // asked for, and has not gone
    bool wants_upstream_ = false;
    bool spent_ = false;
    bool more_ = true;
    std::string duplicate_;
};

}  // namespace fortify::net
