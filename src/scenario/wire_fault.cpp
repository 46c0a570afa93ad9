#include "scenario/wire_fault.hpp"

#include "scenario/headers.hpp"
#include "scenario/http_text.hpp"
#include "scenario/referenced_file.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify::scenario {

namespace {

// The word of a key whose words differ between kinds; its default is the first.
template <class Value, std::size_t Count>
Value read_word(const Section& section,
                std::string_view key,
                const std::array<std::pair<std::string_view, Value>, Count>& words) {
    const auto word = section.get<std::string>(key);
    if (!word) {
        return words.front().second;
    }
    const auto found =
        std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.first == *word; });
    if (found != words.end()) {
        return found->second;
    }
    std::vector<std::string> known;
    for (const auto& one : words) {
        known.emplace_back(one.first);
    }
    section.context().report(Code::unknown_word, section.value_span(key),
                             fmt::format("{} of {} cannot be {}", section.name_of(key),
                                         section.value<std::string>("kind"), in_quotes(*word)),
                             suggestion(*word, known));
    return words.front().second;
}

fault::Dns read_dns(const Section& section) {
    using Problem = fault::Dns::Problem;
    static constexpr std::array<std::pair<std::string_view, Problem>, 3> words{
        {{"unknown", Problem::unknown}, {"wrong", Problem::wrong}, {"slow", Problem::slow}}};
    fault::Dns dns{.problem = read_word(section, "problem", words),
                   .delay = read_distribution(section, "delay")};
    if (dns.problem == Problem::slow && !section.has("delay")) {
        section.context().report(Code::fault_key_mismatch, section.value_span("problem"),
                                 "a slow dns fault needs delay", "such as delay = \"constant(2s)\"");
    }
    return dns;
}

fault::Tls read_tls(const Section& section) {
    using Problem = fault::Tls::Problem;
    static constexpr std::array<std::pair<std::string_view, Problem>, 4> words{
        {{"expired", Problem::expired},
         {"wrong_host", Problem::wrong_host},
         {"unknown_issuer", Problem::unknown_issuer},
         {"stalled", Problem::stalled}}};
    return {.problem = read_word(section, "problem", words)};
}

fault::Reset read_reset(const Section& section) {
    using On = fault::Reset::On;
    static constexpr std::array<std::pair<std::string_view, On>, 3> words{
        {{"answer", On::answer}, {"request", On::request}, {"connect", On::connect}}};
    const fault::Reset reset{.on = read_word(section, "on", words), .after = section.value<Bytes>("after")};
    if (reset.on != On::answer && section.has("after")) {
        section.context().report(Code::fault_key_mismatch, section.key_span("after"),
                                 "a reset before the answer has no after",
                                 "after counts bytes of the answer; set on = \"answer\", or remove it");
    }
    return reset;
}

fault::Corrupt read_corrupt(const Section& section) {
    const bool is_head = section.value<std::string>("where") == "head";
    return {.where = is_head ? fault::Corrupt::Where::head : fault::Corrupt::Where::body};
}

fault::Part read_part(const Section& section) {
    return section.value<std::string>("of") == "request" ? fault::Part::request : fault::Part::answer;
}

fault::Rewrite read_rewrite(const Section& section) {
    fault::Rewrite rewrite;
    rewrite.of = read_part(section);
    read_headers(section, "set", rewrite.set);
    for (const Node& name : section.texts("remove")) {
        rewrite.remove.push_back(*name.text());
        if (!is_token(*name.text())) {
            section.context().report(Code::bad_header, name.span,
                                     fmt::format("{} is not the name of a header", in_quotes(name.written)),
                                     "letters, digits and hyphens; no spaces, no colon");
        }
    }
    rewrite.body = section.value<std::string>("body");
    if (!section.has("set") && !section.has("remove") && !section.has("body")) {
        section.context().report(Code::fault_key_mismatch, section.value_span("kind"),
                                 "a fault of kind rewrite needs set, remove or body",
                                 "such as set = { cache-control = \"no-store\" }");
    }
    return rewrite;
}

}  // namespace

void read_wire_fault(const Section& section, std::string_view kind, fault::FaultConfig& fault) {
    const auto delay = [&] {
        return read_distribution(section, "delay");
    };
    const auto after = [&] {
        return section.value<Bytes>("after");
    };
    if (kind == "latency") {
        fault.kind = fault::Latency{.delay = delay(), .of = read_part(section)};
    } else if (kind == "status") {
        fault.kind = fault::Status{
            .status = static_cast<std::uint16_t>(section.get<std::uint64_t>("status").value_or(503)),
            .retry_after = section.get<Duration>("retry_after")};
    } else if (kind == "dns") {
        fault.kind = read_dns(section);
    } else if (kind == "slow_connect") {
        fault.kind = fault::SlowConnect{delay()};
    } else if (kind == "refuse") {
        fault.kind = fault::Refuse{};
    } else if (kind == "connect_timeout") {
        fault.kind = fault::ConnectTimeout{};
    } else if (kind == "tls") {
        fault.kind = read_tls(section);
    } else if (kind == "black_hole") {
        fault.kind = fault::BlackHole{};
    } else if (kind == "duplicate") {
        fault.kind = fault::Duplicate{};
    } else if (kind == "reset") {
        fault.kind = read_reset(section);
    } else if (kind == "slow_first_byte") {
        fault.kind = fault::SlowFirstByte{delay()};
    } else if (kind == "half_open") {
        fault.kind = fault::HalfOpen{after()};
    } else if (kind == "truncate") {
        fault.kind = fault::Truncate{Bytes{std::max<std::uint64_t>(after().count, 1)}};
    } else if (kind == "corrupt") {
        fault.kind = read_corrupt(section);
    } else if (kind == "rewrite") {
        fault.kind = read_rewrite(section);
    } else if (kind == "slow_body") {
        fault.kind = fault::SlowBody{.slice = section.value<Bytes>("slice"),
                                     .pause = section.value<Duration>("pause")};
    } else {
        fault.kind = fault::Bandwidth{.per_second = section.value<Bytes>("rate"), .of = read_part(section)};
    }
    if (section.has("inject") && section.value<std::string>("inject") == "above") {
        fault.place = fault::Place::above;
    }
}

}  // namespace fortify::scenario
