#include "scenario/key_row.hpp"

#include <array>
#include <vector>

namespace fortify::scenario {

namespace {

// A service is read in two places, with the same keys.
struct Sections {
    std::string_view self;
    std::string_view queue;
    std::string_view cache;
    std::string_view pool;
    std::string_view pauses;
};

std::vector<KeyInfo> work_rows(const Sections& in) {
    return {
        Row(in.self, "workers", Type::integer, "Calls that an instance works on at a time.")
            .in("workers")
            .by_default("1")
            .within(1, many),
        Row(in.self, "service_time", Type::distribution, "Time that a worker spends on a call.").needed(),
        Row(in.self, "queue", Type::table, "Where calls wait for a worker.")
            .without("no limit, first in first out"),
        Row(in.self, "instances", Type::integer,
            "Copies of it behind a balancer; workers, queue, cache and pool are for each.")
            .in("instances")
            .by_default("1")
            .within(1, 1'000),
        Row(in.self, "answer_size", Type::bytes, "Size of each answer, its head included.")
            .by_default("1KiB")
            .within(128, 64 * 1024 * 1024),
        Row(in.self, "balance", Type::choice,
            "Which instance gets a call: the next one, any, or the one with the fewest calls inside.")
            .of("round_robin|random|least_busy")
            .by_default("round_robin"),
        Row(in.self, "deadline_aware", Type::boolean,
            "Whether a worker leaves a call alone whose caller has gone or whose timeout is over.")
            .by_default("false"),
        Row(in.self, "cache", Type::table, "Answers that an instance keeps.").without("nothing is kept"),
        Row(in.self, "pool", Type::table, "Connections that an instance needs for its work.")
            .without("it needs none"),
        Row(in.self, "pauses", Type::table, "Stops of a whole instance, as a garbage collector makes them.")
            .without("it never stops"),
        Row(in.queue, "limit", Type::integer, "Calls that may wait; one more is answered with 503.")
            .in("calls")
            .without("no limit")
            .within(0, 1e6),
        Row(in.queue, "order", Type::choice, "Who leaves the queue first: who came first, or who came last.")
            .of("fifo|lifo")
            .by_default("fifo"),
    };
}

std::vector<KeyInfo> inner_rows(const Sections& in) {
    return {
        Row(in.cache, "hit_ratio", Type::ratio, "Share of the calls that it answers once it is full.")
            .needed(),
        Row(in.cache, "hit_time", Type::distribution, "Time that a worker spends on a call that it answers.")
            .by_default("constant(1ms)"),
        Row(in.cache, "keys", Type::integer,
            "Different answers; an empty cache is full again when each was wanted once.")
            .in("keys")
            .by_default("1000")
            .within(1, many),
        Row(in.cache, "zipf", Type::number,
            "How unevenly keys are wanted: the r-th with weight r^-zipf; 0 is evenly.")
            .by_default("1")
            .within(0, 10),
        Row(in.cache, "coalesce", Type::boolean,
            "Whether calls that miss the same key wait for the first of them.")
            .by_default("false"),
        Row(in.pool, "size", Type::integer, "Connections of an instance.")
            .in("connections")
            .needed()
            .within(1, many),
        Row(in.pool, "acquire_timeout", Type::duration,
            "How long a call waits for one, with its worker; then it is answered with 503.")
            .by_default("30s"),
        Row(in.pool, "hold", Type::distribution, "How long a call keeps its connection, and works at least.")
            .without("until it is answered, calls to other services included"),
        Row(in.pool, "leak", Type::ratio, "Share of the calls that never give theirs back.").by_default("0"),
        Row(in.pauses, "every", Type::duration, "From the beginning of a stop to the next one's.")
            .needed()
            .within(0.01, day),
        Row(in.pauses, "for", Type::duration, "How long a stop lasts.").needed(),
    };
}

// Only of [service.NAME]: the model beside a URL stands for all that is behind it.
constexpr KeyInfo call_rows[] = {
    Row("service.*", "calls", Type::tables, "Calls that it makes to other services, in order.")
        .without("it makes none"),
    Row("service.*.calls", "service", Type::name, "The service that is called.").needed(),
    Row("service.*.calls", "policy", Type::name, "The policies of these calls, for each instance its own.")
        .without("the call goes straight out"),
    Row("service.*.calls", "times", Type::integer, "How often a call is made, one after the other.")
        .in("calls")
        .by_default("1")
        .within(1, 1'000),
    Row("service.*.calls", "optional", Type::boolean, "Whether an answer can do without it, degraded.")
        .by_default("false"),
};

std::vector<KeyInfo> all_rows() {
    std::vector<KeyInfo> all;
    for (const Sections& sections :
         {Sections{"target.*.model", "target.*.model.queue", "target.*.model.cache", "target.*.model.pool",
                   "target.*.model.pauses"},
          Sections{"service.*", "service.*.queue", "service.*.cache", "service.*.pool",
                   "service.*.pauses"}}) {
        for (const std::vector<KeyInfo>& part : {work_rows(sections), inner_rows(sections)}) {
            all.insert(all.end(), part.begin(), part.end());
        }
    }
    all.insert(all.end(), std::begin(call_rows), std::end(call_rows));
    return all;
}

}  // namespace

std::span<const KeyInfo> service_keys() {
    static const std::vector<KeyInfo> rows = all_rows();
    return rows;
}

}  // namespace fortify::scenario
