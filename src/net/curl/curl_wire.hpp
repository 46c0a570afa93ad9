#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "net/curl/route.hpp"
#include "net/loop.hpp"
#include "run/event.hpp"
#include "run/ports.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fortify::net {

// Attempts as real requests: libcurl's multi interface on our own loop. Connections are kept alive and
// shared by all attempts to a target. Only http and https, only addresses of the allow-list (asked
// with the resolved address at connect, `forbidden` otherwise), no redirects, no proxy.
//
// The driver, once a turn:
//     on_ready for each descriptor of the loop that is not the driver's own,
//     next_result until there is none,
//     flush, which sends what was started since and does what is due.
class CurlWire final : public run::Wire {
public:
    struct Options {
        std::vector<Endpoint> endpoints;  // by target index
        std::vector<std::string> allow;   // as SafetyPlan::allow
        Duration connect_timeout = run::connect_limit;
        // An answer above these ends as protocol_error, so that an endless one ends at all.
        Bytes body_limit{64 * 1024 * 1024};
        Bytes head_limit{256 * 1024};
        std::uint32_t kept_connections = 10'000;  // idle ones included
        enum class Bodies : std::uint8_t { dropped, kept } bodies = Bodies::dropped;
    };

    // The loop must outlive the wire.
    [[nodiscard]] static Result<std::unique_ptr<CurlWire>, std::string> create(Loop& loop,
                                                                               const Options& options);
    ~CurlWire() override;
    CurlWire(const CurlWire&) = delete;
    CurlWire& operator=(const CurlWire&) = delete;

    void start(Instant now, const run::AttemptRequest& attempt) override;
    void cancel(Instant now, std::uint32_t slot) override;

    // Whether the descriptor is one that this wire has the loop watch.
    [[nodiscard]] bool watches(int fd) const;
    void on_ready(Instant now, const Ready& ready);
    [[nodiscard]] std::optional<run::AttemptDone> next_result();
    // Of the latest answer in this slot, where bodies are kept.
    [[nodiscard]] const std::string& body(std::uint32_t slot) const;
    void flush(Instant now);
    // When `flush` is wanted next: at once while attempts wait to be sent or results to be fetched.
    [[nodiscard]] Instant next_wakeup() const;

    struct Totals {
        std::uint64_t connections = 0;  // opened
        // Sockets that this machine did not give (descriptors or ports ran out): the generator's limit,
        // not the target's fault, though the attempt ends with connect_error.
        std::uint64_t socket_failures = 0;
    };
    [[nodiscard]] Totals totals() const;

private:
    class Multi;
    explicit CurlWire(std::unique_ptr<Multi> multi);

    std::unique_ptr<Multi> multi_;
};

}  // namespace fortify::net
