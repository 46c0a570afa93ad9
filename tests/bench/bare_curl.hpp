#pragma once

#include <cstdint>
#include <string>

namespace fortify::bench {

// The peers that `run` is measured against: libcurl's multi interface with nothing around it. Both keep
// `concurrent` transfers going until `calls` have ended, handles and connections reused.
struct BareRun {
    std::string url;
    std::uint32_t concurrent = 1;
    std::uint64_t calls = 0;
};

// curl_multi_perform and curl_multi_poll, the loop of libcurl's documentation. Returns failed calls.
std::uint64_t run_bare_poll(const BareRun& run);
// curl_multi_socket_action on epoll, as event loops use it. Returns failed calls.
std::uint64_t run_bare_epoll(const BareRun& run);

}  // namespace fortify::bench
