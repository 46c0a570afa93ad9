#pragma once

#include "core/result.hpp"
#include "run/plan.hpp"

#include <string>
#include <vector>

namespace fortify::net {

// Whether the call and attempt numbers go with the request, in `X-Fortify-Attempt: <call>/<attempt>`,
// and when its policies give it up, in `X-Fortify-Deadline: <nanoseconds since the start of the run>`.
// The built-in service keys its random draws by the numbers, and may respect the deadline; nobody else is
// told.
enum class AttemptHeader : unsigned char { absent, sent };

// What is asked of the other end: an answer to a request, or to accept a connection and no more.
enum class Purpose : unsigned char { answer, connection };
// Whether a connection that is still open is used again.
enum class Connections : unsigned char { kept, fresh };

// Where the requests of one target go.
struct Endpoint {
    std::string name;         // of the target, for messages
    std::string base_url;     // of the built-in service, or as in the scenario; may hold a secret
    std::string unix_socket;  // connect to this path in place of the URL's host; may be empty
    std::vector<run::RequestTemplate> requests;
    AttemptHeader attempt_header = AttemptHeader::absent;
    bool verify_tls = true;
    bool http2 = false;
    Purpose purpose = Purpose::answer;
    Connections connections = Connections::kept;
};

// The endpoint of a target of the plan. `service_url` is where its built-in service listens; empty for
// a target that has a URL of its own.
[[nodiscard]] Endpoint endpoint_of(const run::TargetPlan& target, const std::string& service_url);

// One request in the form libcurl wants it. Transfers point into it, so it must outlive them.
struct Route {
    std::string url;
    std::string host;
    std::string unix_socket;
    std::string method;
    std::string body;
    std::vector<std::string> header_lines;
    std::string user_agent;  // libcurl's own; empty when the header lines have one
    AttemptHeader attempt_header = AttemptHeader::absent;
    bool verify_tls = true;
    bool http2 = false;
    Purpose purpose = Purpose::answer;
    Connections connections = Connections::kept;
};

// Says what is wrong with a URL, a method or a header, without quoting them: they may hold secrets.
[[nodiscard]] Result<Route, std::string> make_route(const Endpoint& endpoint,
                                                    const run::RequestTemplate& request);

}  // namespace fortify::net
