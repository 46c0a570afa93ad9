#pragma once

#include "core/time.hpp"
#include "fault/injector.hpp"
#include "net/proxy/verdict.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace fortify::net {

// What the faults of one proxy do to its connections (TCP) or requests (HTTP), whose numbers stand for the
// calls of a run: equal seeds and faults give equal decisions for equal numbers. A fault decides once about
// each; while its window is open and it exists it acts, so that what it hit goes on once it is over.
class ProxyFaults {
public:
    // Faults that begin later hit live connections, too; requests are decided when they come.
    enum class Subject : std::uint8_t { connections, requests };

    ProxyFaults(Subject subject, std::uint64_t seed);

    // Those that stay as they were go on counting where they are.
    void replace(std::vector<fault::FaultConfig> faults);
    // For the route of this proxy; it must not outlive this object, which must stay in its place.
    [[nodiscard]] Judge judge();
    // When a fault begins or ends next: all that is under way is to be looked at again.
    [[nodiscard]] Instant next_edge(Instant now) const;

    [[nodiscard]] const fault::Injector& injector() const {
        return injector_;
    }

private:
    struct Record {
        fault::FaultSet seen = 0;   // have decided about it
        fault::FaultSet fired = 0;  // and act on it
    };

    [[nodiscard]] Verdict decide(Instant now, std::uint64_t number, fault::FaultSet concerned);
    [[nodiscard]] Verdict decide_request(Instant now, const RequestSeen& request);
    [[nodiscard]] Verdict again(Instant now, std::uint64_t number);
    void release(std::uint64_t number);

    Subject subject_;
    std::uint64_t seed_;
    fault::Injector injector_;
    bool asks_for_headers_ = false;
    std::unordered_map<std::uint64_t, Record> records_;
};

}  // namespace fortify::net
