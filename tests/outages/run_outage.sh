#!/usr/bin/env bash
# One outage: as it stands it must breach (1), with each line "passes with" of its head it must pass (0).
# `simulate` does so with three seeds, `run` once, in the shorter form that the head gives. A run in real
# time that was inconclusive (4) says that the machine is too busy: the test is skipped (77).
# usage: run_outage.sh simulate|run <scenario> <fortify>
set -uo pipefail
readonly how=$1 scenario=$2 fortify=$3
failed=0

# expect STATUS FLAGS...
expect() {
    local expected=$1 output status
    shift
    output=$("$fortify" "$how" --quiet "$@" "$scenario" 2>&1)
    status=$?
    if [[ $how == run && $status -eq 4 ]]; then
        printf 'inconclusive: %s\n' "$output"
        exit 77
    fi
    if [[ $status -ne $expected ]]; then
        printf 'exit %s, expected %s: fortify %s %s\n%s\n' "$status" "$expected" "$how" "$*" "$output"
        failed=1
    fi
}

# The flags of a line are quoted as for a shell.
mapfile -t cures < <(sed -n 's/^# passes with: //p' "$scenario")
eval "shorter=($(sed -n 's/^# shorter: //p' "$scenario"))"
if [[ ${#cures[@]} -eq 0 ]]; then
    echo "its head names nothing that prevents it"
    exit 1
fi
"$fortify" check --quiet "$scenario" || failed=1
"$fortify" plan --quiet "$scenario" || failed=1

seeds=(1 2 3)
if [[ $how == run ]]; then
    seeds=(1)
fi
for seed in "${seeds[@]}"; do
    flags=(--seed "$seed")
    if [[ $how == run ]]; then
        flags+=("${shorter[@]}")
    fi
    expect 1 "${flags[@]}"
    for cure in "${cures[@]}"; do
        eval "set -- $cure"
        expect 0 "${flags[@]}" "$@"
    done
done
exit "$failed"
