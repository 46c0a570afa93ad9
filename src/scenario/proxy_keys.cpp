#include "scenario/key_row.hpp"

namespace fortify::scenario {

namespace {

constexpr KeyInfo rows[] = {
    Row("proxy", "name", Type::name, "What faults, reports and the control interface call the proxy.")
        .needed(),
    Row("proxy",
        "listen",
        Type::text,
        "Where clients connect to it: an address and a port, 0 for one of the system's choice.")
        .needed(),
    Row("proxy",
        "upstream",
        Type::text,
        "Where it passes them on to: a host and a port, or \"unix:\" and the path of a socket.")
        .needed(),
    Row("proxy",
        "protocol",
        Type::choice,
        "tcp passes bytes, whatever they are, and decides about connections; http decides about requests.")
        .of("tcp|http")
        .by_default("tcp"),
    Row("proxy", "connect_timeout", Type::duration, "How long it waits for the upstream to accept.")
        .by_default("10s"),
    Row("proxy", "enabled", Type::boolean, "Whether it begins open; a closed one refuses.")
        .by_default("true"),
};

}  // namespace

std::span<const KeyInfo> proxy_keys() {
    return rows;
}

}  // namespace fortify::scenario
