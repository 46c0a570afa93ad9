#pragma once

#include "core/result.hpp"
#include "net/commands.hpp"
#include "net/curl/curl_wire.hpp"
#include "net/loop.hpp"
#include "run/errands.hpp"
#include "run/event.hpp"
#include "run/plan.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fortify::net {

// The errands of real time: probes over a wire of their own, so that they share no connection with the calls,
// and commands as processes. The guard's addresses hold for probes, too.
class Errands final : public run::Errands {
public:
    // `service_urls`: where the plan's services listen. Plan and loop must outlive it.
    [[nodiscard]] static Result<std::unique_ptr<Errands>, std::string> create(
        Loop& loop, const run::Plan& plan, const std::vector<std::string>& service_urls);

    void ask(Instant now, run::ProbeIndex probe) override;
    void drop(Instant now, run::ProbeIndex probe) override;
    void execute(Instant now, run::CommandId command) override;
    void kill(Instant now, run::CommandId command) override;

    // The driver's part, as for the wire.
    [[nodiscard]] bool watches(int fd) const;
    void on_ready(Instant now, const Ready& ready);
    [[nodiscard]] std::optional<run::Event> next_answer();
    void flush(Instant now);
    [[nodiscard]] Instant next_wakeup(Instant now) const;

    // The first line of what the command said.
    [[nodiscard]] std::string said(run::CommandId command) const;

private:
    Errands(Loop& loop, const run::Plan& plan, std::unique_ptr<CurlWire> wire);
    // Commands of probes come first, then those of actions.
    [[nodiscard]] std::uint32_t ticket_of(run::CommandId command) const;
    [[nodiscard]] run::Event answer_of(const Commands::Ended& ended) const;
    [[nodiscard]] run::ProbeResult judge(run::ProbeIndex probe, const run::AttemptResult& result) const;

    const run::Plan& plan_;
    std::unique_ptr<CurlWire> wire_;
    Commands commands_;
    std::uint64_t asked_ = 0;
};

}  // namespace fortify::net
