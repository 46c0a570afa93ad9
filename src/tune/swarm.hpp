#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "core/rng.hpp"
#include "tune/dial.hpp"
#include "tune/specimen.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fortify::tune {

// How far the drawn scenarios may be from the one that is given.
struct SwarmLimits {
    std::size_t most_added = 3;  // faults beside the scenario's own
    double least_load = 0.5;     // times the load
    double most_load = 1.5;
};

// One of them, complete: what `simulate`, `run` and `minimise` take.
struct Drawn {
    std::uint64_t seed = 0;
    std::string text;
    run::Plan plan;
    double load = 1;                  // times that of the scenario
    std::vector<std::string> faults;  // "stall", "latency at api"
};

// Draws scenarios around one, each from its seed alone: which of the scenario's faults remain and how strong
// they are, how much load there is, and which faults come beside them. Each seed first tosses a coin for
// every fault and every kind, and draws from what is left: swarm testing (Groce, Zhang, Eide, Chen and
// Regehr, ISSTA 2012), since a scenario with a bit of everything hides what only some of it would show.
class Swarm {
public:
    // The overrides of the specimen's options become part of the text; the error is why they cannot.
    [[nodiscard]] static Result<Swarm, Diagnostics> around(const Specimen& specimen,
                                                           const SwarmLimits& limits);

    // Safe to call from several threads at once. The error: none of a few drafts reads.
    [[nodiscard]] Result<Drawn, Diagnostics> draw(std::uint64_t seed) const;

    // As it stands, its overrides written out.
    [[nodiscard]] const Specimen& specimen() const {
        return specimen_;
    }
    [[nodiscard]] const SwarmLimits& limits() const {
        return limits_;
    }

private:
    // A kind of fault that fits something in the scenario.
    struct Offer {
        std::string kind;
        std::string place;  // "target = \"api\""
        std::string label;  // "latency at api"
        std::uint32_t workers = 0;
    };
    struct LoadKey {
        std::string path;
        Kind kind{};
        double value = 0;
    };

    Swarm(Specimen specimen, const SwarmLimits& limits);
    void find_offers();
    void find_load();
    [[nodiscard]] Result<Drawn, Diagnostics> draft(std::uint64_t seed, std::uint64_t number) const;
    [[nodiscard]] std::vector<std::string> keys_of(const Offer& offer, std::string id, Rng rng) const;

    Specimen specimen_;
    SwarmLimits limits_;
    std::vector<std::string> faults_;
    std::vector<std::string> removable_;  // of them: nothing speaks of them
    std::vector<Dial> dials_;
    std::vector<Offer> offers_;
    std::vector<LoadKey> load_;
};

}  // namespace fortify::tune
