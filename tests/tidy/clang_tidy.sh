#!/usr/bin/env bash
# clang-tidy over every .cpp of src/, as many at once as there are cores. A file that passed with the
# same sources, flags and checks is not read again. usage: clang_tidy.sh <project folder> <build folder>
set -euo pipefail
readonly project=$1 build=$2
readonly stamps=$build/clang-tidy-passed
mkdir -p "$stamps"
cd "$project"

# One key for all that a verdict depends on beside the file itself: any header may be in it.
key=$({ cat .clang-tidy; find src -name '*.hpp' | LC_ALL=C sort | xargs cat; clang-tidy-14 --version; } | sha256sum)
export key stamps build

check_one() {
    local file=$1 stamp
    stamp=$stamps/$({ printf '%s' "$key"; cat "$file"; } | sha256sum | cut -c 1-32)
    if [[ -e $stamp ]]; then
        return 0
    fi
    # The database speaks to GCC; clang does not know all of its warnings, and has one of its own that a
    # text within an assertion sets off.
    clang-tidy-14 --quiet -p "$build" --extra-arg=-Wno-unknown-warning-option \
        --extra-arg=-Wno-string-conversion "$file" 2>/dev/null || return 1
    touch "$stamp"
}
export -f check_one

# shellcheck disable=SC2016
find src -name '*.cpp' -print0 | xargs -0 -n 1 -P "$(nproc)" bash -c 'check_one "$1"' _
