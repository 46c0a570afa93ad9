#include "scenario/key_row.hpp"

namespace fortify::scenario {

namespace {

constexpr KeyInfo rows[] = {
    Row("target.*.model", "workers", Type::integer, "Calls that an instance works on at a time.")
        .in("workers")
        .by_default("1")
        .within(1, many),
    Row("target.*.model", "service_time", Type::distribution, "Time that a worker spends on a call.")
        .needed(),
    Row("target.*.model", "queue", Type::table, "Where calls wait for a worker.")
        .without("no limit, first in first out"),
    Row("target.*.model",
        "instances",
        Type::integer,
        "Copies of it behind round-robin; workers and queue are for each.")
        .in("instances")
        .by_default("1")
        .within(1, 1'000),
    Row("target.*.model", "answer_size", Type::bytes, "Size of each answer, its head included.")
        .by_default("1KiB")
        .within(128, 64 * 1024 * 1024),
    Row("target.*.model.queue", "limit", Type::integer, "Calls that may wait; one more is answered with 503.")
        .in("calls")
        .without("no limit")
        .within(0, 1e6),
    Row("target.*.model.queue",
        "order",
        Type::choice,
        "Who leaves the queue first: who came first, or who came last.")
        .of("fifo|lifo")
        .by_default("fifo"),
    Row("service.*", "workers", Type::integer, "Calls that an instance works on at a time.")
        .in("workers")
        .by_default("1")
        .within(1, many),
    Row("service.*", "service_time", Type::distribution, "Time that a worker spends on a call.").needed(),
    Row("service.*", "queue", Type::table, "Where calls wait for a worker.")
        .without("no limit, first in first out"),
    Row("service.*",
        "instances",
        Type::integer,
        "Copies of it behind round-robin; workers and queue are for each.")
        .in("instances")
        .by_default("1")
        .within(1, 1'000),
    Row("service.*", "answer_size", Type::bytes, "Size of each answer, its head included.")
        .by_default("1KiB")
        .within(128, 64 * 1024 * 1024),
    Row("service.*.queue", "limit", Type::integer, "Calls that may wait; one more is answered with 503.")
        .in("calls")
        .without("no limit")
        .within(0, 1e6),
    Row("service.*.queue",
        "order",
        Type::choice,
        "Who leaves the queue first: who came first, or who came last.")
        .of("fifo|lifo")
        .by_default("fifo"),
};

}  // namespace

std::span<const KeyInfo> service_keys() {
    return rows;
}

}  // namespace fortify::scenario
