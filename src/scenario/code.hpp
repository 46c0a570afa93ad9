#pragma once

#include "core/diagnostic.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace fortify::scenario {

// Every mistake that the reader knows. The number that users see stands in the catalogue (code.cpp), is
// never reused, and has a page in docs/errors/. F06xx belong to the expressions of SLOs (slo/).
enum class Code : std::uint8_t {
    // F01: the document, its keys and values
    unreadable_file,
    oversized_file,
    not_text,
    toml_syntax,
    nested_too_deeply,
    empty_scenario,
    unknown_key,
    wrong_type,
    missing_key,
    unreadable_value,
    out_of_range,
    unknown_word,
    unsupported_schema,
    bad_name,
    duplicate_name,
    unusable_file,
    too_many_mistakes,
    // F02: policies
    repeated_layer,
    unset_layer,
    cap_below_delay,
    unlisted_layer,
    attempt_outlives_call,
    retries_outlive_call,
    min_calls_above_window,
    unreachable_successes,
    breaker_outside_retry,
    breaker_blind_to_hangs,
    no_trip_rule,
    small_bulkhead,
    unknown_policy,
    repeats_unsafe_method,
    window_choice,
    no_effect,
    unused_policy,
    empty_policy,
    misplaced_attempt_timeout,
    // F03: targets, services, load, phases
    missing_section,
    unknown_target,
    unknown_service,
    target_choice,
    bad_url,
    request_conflict,
    bad_header,
    model_mismatch,
    phase_rate_unassigned,
    phase_rate_conflict,
    nothing_measured,
    run_too_long,
    no_calls,
    idle_target,
    idle_service,
    endless_pause,
    call_cycle,
    // F04: faults
    fault_without_service,
    unknown_phase,
    fault_outside_run,
    fault_cut_short,
    fault_when_conflict,
    fault_key_mismatch,
    too_many_scopes,
    impossible_burst,
    bad_duty,
    bad_ramp,
    tls_without_tls,
    state_without_policy,
    match_without_call,
    fault_in_the_way,
    fault_needs_plain_http,
    fault_without_instance,
    fault_without_part,
    fault_where_conflict,
    // F05: safety
    rate_above_cap,
    calls_above_cap,
    run_above_deadline,
    bad_network,
    users_above_cap,
    // F06: SLOs, beside what the reader of expressions says (slo/codes.hpp)
    deadline_cut_short,
    judged_too_late,
    // F07: overrides and the environment
    bad_override,
    override_nowhere,
    unset_variable,
    bad_placeholder,
    variable_misfit,
    // F08: probes and actions
    probe_choice,
    probe_key_mismatch,
    bad_endpoint,
    bad_command,
    action_choice,
    bad_action,
    fixed_key,
    action_outside_run,
    action_key_mismatch,
    actions_contradict,
    action_out_of_reach,
    // F09: proxies
    unknown_proxy,
    bad_address,
    fault_not_at_proxy,
    fault_place_conflict,
};

struct CodeInfo {
    Code id{};
    std::string_view code;  // "F0203"
    Severity severity{};
    std::string_view title;  // one line, as the docs page has it
};

[[nodiscard]] std::span<const CodeInfo> catalogue();
[[nodiscard]] const CodeInfo& info(Code code);

}  // namespace fortify::scenario
