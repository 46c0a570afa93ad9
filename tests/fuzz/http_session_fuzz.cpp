// Goal: whatever a client and an upstream send, in whatever order and with whatever faults, the proxy's HTTP
// session stays within its bounds, ends each request that it decided about once, and keeps out of assertions.
// Method: the input is a script, two bytes a step and bytes to send; time, room and closings are steps, too.
#include "core/assert.hpp"
#include "net/proxy/http_session.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace fortify;
using fault::Treatment;

constexpr std::size_t most_held = std::size_t{1} << 20U;

const fault::Rewrite request_rewrite{.of = fault::Part::request, .set = {{"X-A", "b"}}, .body = "short"};
const fault::Rewrite answer_rewrite{.of = fault::Part::answer, .remove = {"Server"}, .body = "other"};

net::Verdict verdict_for(std::uint8_t choice) {
    net::Verdict verdict;
    Treatment& treatment = verdict.treatment;
    treatment.answer = static_cast<Treatment::Answer>(choice % 6U);
    treatment.damage = static_cast<Treatment::Damage>(choice / 6U % 3U);
    treatment.answer_bytes = Bytes{choice};
    treatment.duplicate = (choice & 8U) != 0;
    treatment.request_delay = (choice & 16U) != 0 ? Duration{3ms} : Duration{0};
    treatment.connect_delay = (choice & 32U) != 0 ? Duration{5ms} : Duration{0};
    if ((choice & 64U) != 0) {
        treatment.rewrites.add(request_rewrite);
        treatment.rewrites.add(answer_rewrite);
    }
    if (choice > 240) {
        verdict.answer = net::OwnAnswer{.status = 503, .retry_after = 1s};
    }
    return verdict;
}

class Stage {
public:
    explicit Stage(std::string_view verdicts) : verdicts_(verdicts) {
        judge_.request = [this](Instant, const net::RequestSeen& seen) {
            FORTIFY_ASSERT(open_.insert(seen.number).second);
            return verdict_of(seen.number);
        };
        judge_.request_again = [this](Instant, std::uint64_t number) {
            return verdict_of(number + 1);
        };
        judge_.request_ended = [this](Instant, std::uint64_t number) {
            FORTIFY_ASSERT(open_.erase(number) == 1);
        };
    }
    ~Stage() {
        session_.abandon(now_);
        FORTIFY_ASSERT(open_.empty());
    }
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    // False when the connection is over.
    bool step(std::uint8_t what, std::string_view bytes) {
        switch (what % 8U) {
            case 0:
                session_.from_client(now_, bytes.substr(0, client_ended_ ? 0 : session_.client_room()));
                break;
            case 1:
                if (connected_) {
                    session_.from_upstream(now_, bytes.substr(0, session_.upstream_room()));
                }
                break;
            case 2:
                client_ended_ = true;
                session_.client_ended(now_);
                break;
            case 3:
            case 4:
                if (connected_) {
                    connected_ = false;
                    session_.upstream_ended(now_, what % 8U == 3 ? net::HttpSession::How::in_order
                                                                 : net::HttpSession::How::broken);
                }
                break;
            case 5:
                now_ = after(now_, std::chrono::milliseconds(bytes.size() + 1));
                break;
            case 6:
                session_.reconsider(now_);
                break;
            case 7:
                reachable_ = !reachable_;
                break;
        }
        return follow();
    }

private:
    [[nodiscard]] net::Verdict verdict_of(std::uint64_t number) const {
        return verdicts_.empty()
                   ? net::Verdict{}
                   : verdict_for(static_cast<std::uint8_t>(verdicts_[number % verdicts_.size()]));
    }
    // What the relay does after each event.
    bool follow() {
        for (int turn = 0; turn < 64; ++turn) {
            session_.go_on(now_);
            FORTIFY_ASSERT(to_upstream_.held() + to_client_.held() <= most_held);
            if (session_.act() == net::HttpSession::Act::reset ||
                session_.act() == net::HttpSession::Act::tunnel) {
                return false;
            }
            if (session_.upstream_is_spent()) {
                connected_ = false;
            }
            if (session_.wants_upstream() && !connected_) {
                session_.use_new_upstream();
                connected_ = reachable_;
                if (!reachable_) {
                    session_.upstream_failed(now_, 502);
                }
            }
            FORTIFY_ASSERT(session_.take_duplicate().size() <= most_held);
            const bool moved = (connected_ && drain(to_upstream_)) || drain(to_client_);
            if (!moved && !session_.has_more()) {
                return session_.act() == net::HttpSession::Act::none;
            }
        }
        return true;
    }
    bool drain(net::Flow& flow) {
        const std::size_t ready = flow.ready(now_).size();
        if (ready > 0) {
            flow.took(now_, ready);
        }
        return ready > 0;
    }

    std::string verdicts_;
    net::Judge judge_;
    std::set<std::uint64_t> open_;
    std::uint64_t requests_ = 0;
    net::Flow to_upstream_;
    net::Flow to_client_;
    net::HttpSession session_{
        {.judge = judge_, .requests = requests_, .connection = 0}, to_upstream_, to_client_};
    Instant now_ = run_start;
    bool connected_ = false;
    bool reachable_ = true;
    bool client_ended_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    std::string_view rest(input);
    const auto number = [&] {
        const auto value = rest.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(rest.front());
        rest.remove_prefix(rest.empty() ? 0 : 1);
        return value;
    };
    const std::size_t verdicts = std::min<std::size_t>(number() % 8U, rest.size());
    Stage stage(rest.substr(0, verdicts));
    rest.remove_prefix(verdicts);
    while (!rest.empty()) {
        const std::uint8_t what = number();
        const std::size_t length = std::min<std::size_t>(number(), rest.size());
        if (!stage.step(what, rest.substr(0, length))) {
            break;
        }
        rest.remove_prefix(length);
    }
    return 0;
}
