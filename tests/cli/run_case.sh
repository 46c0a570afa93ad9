#!/usr/bin/env bash
# Runs one case and compares. A case is a folder with
#   cmd      shell lines; $FORTIFY is the program, $CASES this suite's shared files, the folder is empty
#   exit     the exit status expected of the last line
#   stdout   exactly what standard output holds; or stdout.match: regular expressions, each of which
#            must match some line; with neither it must be empty
#   stderr   the same for standard error
# usage: run_case.sh <case folder> <fortify> ; with UPDATE=1 the exact files are written anew
set -uo pipefail
case=$(realpath "$1")
FORTIFY=$(realpath "$2")
CASES=$(dirname "$(realpath "$0")")
export FORTIFY CASES LC_ALL=C.UTF-8 TERM=xterm
unset NO_COLOR COLUMNS

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/here"

# What differs from machine to machine or from release to release.
normalise() {
    sed -e "s|$CASES|CASES|g" -e "s|$work/here|HERE|g" -e "s|$FORTIFY|fortify|g" \
        -e 's/fortify [0-9]*\.[0-9]*\.[0-9]*/fortify VERSION/'
}

(cd "$work/here" && bash "$case/cmd") >"$work/out.raw" 2>"$work/err.raw" </dev/null
status=$?
normalise <"$work/out.raw" >"$work/stdout"
normalise <"$work/err.raw" >"$work/stderr"

failed=0
fail() {
    printf '%s\n' "$*"
    failed=1
}

check() {
    local stream=$1 pattern
    if [[ -e $case/$stream.match ]]; then
        while IFS= read -r pattern; do
            grep -Eq -- "$pattern" "$work/$stream" || fail "no line of $stream matches: $pattern"
        done <"$case/$stream.match"
    elif [[ -n ${UPDATE-} ]]; then
        rm -f "$case/$stream"
        [[ ! -s $work/$stream ]] || cp "$work/$stream" "$case/$stream"
    else
        local expected=$case/$stream
        [[ -e $expected ]] || expected=/dev/null
        diff -u --label "expected $stream" --label "actual $stream" "$expected" "$work/$stream" || fail "$stream differs"
    fi
}

[[ $status == "$(<"$case/exit")" ]] || fail "exit status $status, expected $(<"$case/exit")"
check stdout
check stderr
if [[ $failed -ne 0 ]]; then
    printf -- '-- stdout\n'
    head -c 4000 "$work/stdout"
    printf -- '-- stderr\n'
    head -c 4000 "$work/stderr"
fi
exit "$failed"
