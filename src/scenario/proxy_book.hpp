#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "run/plan.hpp"
#include "scenario/node.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fortify::scenario {

// The proxies of a scenario and their faults, as a document that changes while they run. Each change makes
// a new document, which is read as a file is: what a file may not say cannot be said here either, and the
// complaints are the same. What is wrong changes nothing.
class ProxyBook {
public:
    struct Refusal {
        enum class Why : std::uint8_t {
            malformed,  // not JSON, or not an object
            unsound,    // `diagnostics` tell
            unknown,    // there is nothing of that name
            exists,     // there is something of that name already
        };
        Why why{};
        std::string message;
        Diagnostics diagnostics;
    };
    using Change = Result<Done, Refusal>;

    // Without a source: no proxies yet. Nothing when something is wrong; what was found goes to
    // `diagnostics`.
    [[nodiscard]] static std::optional<ProxyBook> open(const std::optional<Source>& source,
                                                       const Options& options,
                                                       Diagnostics& diagnostics);

    [[nodiscard]] const run::Plan& plan() const {
        return plan_;
    }

    // `body` is a JSON object with the keys of [[proxy]] and, of new proxies, a list of `faults`.
    [[nodiscard]] Change add_proxy(Instant now, std::string_view body);
    [[nodiscard]] Change change_proxy(std::string_view name, std::string_view body);
    [[nodiscard]] Change remove_proxy(std::string_view name);
    // `body` is one with the keys of [[fault]] but `proxy`. Their `at` counts from `now`.
    [[nodiscard]] Change add_fault(Instant now, std::string_view proxy, std::string_view body);
    // All of it anew, or only the keys that the body has.
    enum class Extent : std::uint8_t { whole, parts };
    struct FaultName {
        std::string_view proxy;
        std::string_view id;
    };
    [[nodiscard]] Change change_fault(Instant now,
                                      const FaultName& name,
                                      std::string_view body,
                                      Extent extent);
    [[nodiscard]] Change remove_fault(const FaultName& name);
    // As it was opened, but for proxies that have come or gone since: their faults go.
    [[nodiscard]] Change reset();

    // As the user wrote them, in JSON; empty when there is none of that name.
    [[nodiscard]] std::string proxy_json(std::string_view proxy) const;
    [[nodiscard]] std::string fault_json(const FaultName& name) const;

private:
    ProxyBook(Source source, Options options) : source_(std::move(source)), options_(std::move(options)) {
    }
    [[nodiscard]] Change adopt(Node next, const std::unordered_map<std::string, Instant>& added);

    Source source_;
    Options options_;
    Node root_;
    Node opened_;
    std::vector<std::string> secrets_;
    std::unordered_map<std::string, Instant> added_;  // faults by id, that came later
    run::Plan plan_;
};

}  // namespace fortify::scenario
