#include "scenario/code.hpp"

#include "core/assert.hpp"

#include <array>

namespace fortify::scenario {

namespace {

constexpr auto error = Severity::error;
constexpr auto warning = Severity::warning;
constexpr auto note = Severity::note;

// In the order of the enumerators.
constexpr std::array<CodeInfo, static_cast<std::size_t>(Code::fault_place_conflict) + 1> table{{
    {Code::unreadable_file, "F0101", error, "the scenario file cannot be read"},
    {Code::oversized_file, "F0102", error, "the scenario file is too large"},
    {Code::not_text, "F0103", error, "the scenario file is not UTF-8 text"},
    {Code::toml_syntax, "F0104", error, "the file is not valid TOML"},
    {Code::nested_too_deeply, "F0105", error, "tables or lists are nested too deeply"},
    {Code::empty_scenario, "F0106", error, "the scenario is empty"},
    {Code::unknown_key, "F0107", error, "unknown key"},
    {Code::wrong_type, "F0108", error, "a value of the wrong type"},
    {Code::missing_key, "F0109", error, "a required key is missing"},
    {Code::unreadable_value, "F0110", error, "a value that does not read as its kind"},
    {Code::out_of_range, "F0111", error, "a value outside its range"},
    {Code::unknown_word, "F0112", error, "a word that is not one of the choices"},
    {Code::unsupported_schema, "F0113", error, "unsupported schema version"},
    {Code::bad_name, "F0114", error, "a name with characters that names cannot have"},
    {Code::duplicate_name, "F0115", error, "the same name twice"},
    {Code::unusable_file, "F0116", error, "a file that the scenario names cannot be used"},
    {Code::too_many_mistakes, "F0117", error, "too many mistakes to show them all"},
    {Code::repeated_layer, "F0201", error, "the chain names a layer twice"},
    {Code::unset_layer, "F0202", error, "the chain names a layer that has no settings"},
    {Code::cap_below_delay, "F0203", error, "retry.max_delay is below retry.initial_delay"},
    {Code::unlisted_layer, "F0204", error, "a layer has settings but is not in the chain"},
    {Code::attempt_outlives_call, "F0205", error, "the attempt timeout is longer than the call timeout"},
    {Code::retries_outlive_call, "F0206", warning, "the retries do not fit into the call timeout"},
    {Code::min_calls_above_window, "F0207", error, "min_calls is above the size of the window"},
    {Code::unreachable_successes, "F0208", error, "success_threshold is above half_open_calls"},
    {Code::breaker_outside_retry, "F0209", note, "the circuit breaker is outside retry"},
    {Code::breaker_blind_to_hangs, "F0210", warning, "the circuit breaker does not see a hanging target"},
    {Code::no_trip_rule, "F0211", error, "a circuit breaker that never opens"},
    {Code::small_bulkhead, "F0212", warning, "the bulkhead is too small for the load"},
    {Code::unknown_policy, "F0213", error, "unknown policy"},
    {Code::repeats_unsafe_method, "F0214", note, "retry repeats a method that is not idempotent"},
    {Code::window_choice, "F0215", error, "a window of no kind, or of several"},
    {Code::no_effect, "F0216", warning, "a setting without effect"},
    {Code::unused_policy, "F0217", warning, "no target uses the policy"},
    {Code::empty_policy, "F0218", warning, "a policy without layers"},
    {Code::misplaced_attempt_timeout, "F0219", error, "attempt_timeout is outside retry"},
    {Code::missing_section, "F0301", error, "the scenario lacks a section"},
    {Code::unknown_target, "F0302", error, "unknown target"},
    {Code::unknown_service, "F0303", error, "unknown service"},
    {Code::target_choice, "F0304", error, "a target needs one place to call"},
    {Code::bad_url, "F0305", error, "not an http or https URL"},
    {Code::request_conflict, "F0306", error, "two keys that say what to send"},
    {Code::bad_header, "F0307", error, "not a valid method, path or header"},
    {Code::model_mismatch, "F0308", error, "a key of the other load model"},
    {Code::phase_rate_unassigned, "F0309", error, "a phase's rate does not say for which load"},
    {Code::phase_rate_conflict, "F0310", error, "a phase changes the rate in two ways"},
    {Code::nothing_measured, "F0311", warning, "no phase is measured"},
    {Code::run_too_long, "F0312", error, "the run is longer than 24 hours"},
    {Code::no_calls, "F0313", error, "the load makes no calls"},
    {Code::idle_target, "F0314", warning, "no load calls the target"},
    {Code::idle_service, "F0315", warning, "no target uses the service"},
    {Code::endless_pause, "F0316", error, "a pause that is as long as its period"},
    {Code::call_cycle, "F0317", error, "services that call each other in a circle"},
    {Code::fault_without_service, "F0401", error, "the fault needs a target with a service"},
    {Code::unknown_phase, "F0402", error, "unknown phase"},
    {Code::fault_outside_run, "F0403", error, "the fault begins after the run has ended"},
    {Code::fault_cut_short, "F0404", warning, "the fault lasts beyond the end of the run"},
    {Code::fault_when_conflict, "F0405", error, "keys that contradict each other about when"},
    {Code::fault_key_mismatch, "F0406", error, "a key that this kind of fault does not have, or lacks"},
    {Code::too_many_scopes, "F0407", error, "too many phases and faults"},
    {Code::impossible_burst, "F0411", error, "bursts that cannot exist"},
    {Code::bad_duty, "F0412", error, "a duty cycle that cannot be"},
    {Code::bad_ramp, "F0413", error, "a ramp that cannot be, or has nothing to move"},
    {Code::tls_without_tls, "F0414", error, "a tls fault on a target that is not called over TLS"},
    {Code::state_without_policy, "F0415", error, "a fault waits for the state of a policy that is not there"},
    {Code::match_without_call, "F0416", error, "no call of the target fits the fault's match"},
    {Code::fault_in_the_way, "F0417", warning, "a fault cannot act while another one is on"},
    {Code::fault_needs_plain_http, "F0418", error,
     "the fault changes requests or answers that cannot be read"},
    {Code::fault_without_instance, "F0420", error, "the service has no such instance"},
    {Code::fault_without_part, "F0421", error, "the fault needs a part that the service does not have"},
    {Code::fault_where_conflict, "F0422", error, "a fault with both a service and a target"},
    {Code::rate_above_cap, "F0501", error, "the load is above safety.max_rate"},
    {Code::calls_above_cap, "F0502", error, "the load is above safety.max_calls"},
    {Code::run_above_deadline, "F0503", error, "the phases are longer than safety.deadline"},
    {Code::bad_network, "F0504", error, "not a network or host name"},
    {Code::users_above_cap, "F0505", error, "more users than safety.max_in_flight"},
    {Code::deadline_cut_short, "F0621", warning, "an SLO that looks beyond the end of the run"},
    {Code::judged_too_late, "F0622", warning, "what services do is known too late to end the run"},
    {Code::bad_override, "F0701", error, "an override that does not read"},
    {Code::override_nowhere, "F0702", error, "an override that leads nowhere"},
    {Code::unset_variable, "F0703", error, "an environment variable is not set"},
    {Code::bad_placeholder, "F0704", error, "a placeholder that does not read"},
    {Code::variable_misfit, "F0705", error, "the value of an environment variable does not fit"},
    {Code::probe_choice, "F0801", error, "a probe needs one way to ask"},
    {Code::probe_key_mismatch, "F0802", error, "a key that this kind of probe does not have, or lacks"},
    {Code::bad_endpoint, "F0803", error, "not a host and a port"},
    {Code::bad_command, "F0804", error, "not a command"},
    {Code::action_choice, "F0805", error, "an action does one thing"},
    {Code::bad_action, "F0806", error, "an action that does not read"},
    {Code::fixed_key, "F0807", error, "a setting that cannot be changed during a run"},
    {Code::action_outside_run, "F0808", error, "the action is due after the run has ended"},
    {Code::action_key_mismatch, "F0809", error, "a key of actions that run a command"},
    {Code::actions_contradict, "F0810", warning, "two actions of one instant that contradict each other"},
    {Code::action_out_of_reach, "F0811", warning, "an action on a policy that only services use"},
    {Code::unknown_proxy, "F0901", error, "unknown proxy"},
    {Code::bad_address, "F0902", error, "not an address to listen on or to connect to"},
    {Code::fault_not_at_proxy, "F0903", error, "a fault, or a key of it, that means nothing at this proxy"},
    {Code::fault_place_conflict, "F0904", error, "a fault at a proxy and at a target"},
}};

}  // namespace

std::span<const CodeInfo> catalogue() {
    return table;
}

const CodeInfo& info(Code code) {
    const auto index = static_cast<std::size_t>(code);
    FORTIFY_ASSERT(index < table.size() && table[index].id == code);
    return table[index];
}

}  // namespace fortify::scenario
