#!/usr/bin/env bash
# From a fresh machine to a built, shown or tested fortify. Without arguments: help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# What each step needs, as package:proof: a command in PATH, or a header.
readonly build_needs=(
    g++:g++ cmake:cmake ninja-build:ninja pkg-config:pkg-config ccache:ccache
    libcli11-dev:CLI/CLI.hpp libtomlplusplus-dev:toml++/toml.h libfmt-dev:fmt/format.h
    libcurl4-openssl-dev:curl/curl.h libssl-dev:openssl/ssl.h nlohmann-json3-dev:nlohmann/json.hpp
    libncurses-dev:ncurses.h
)
readonly test_needs=(
    doctest-dev:doctest/doctest.h clang-14:clang++-14 clang-format-14:clang-format-14
    clang-tidy-14:clang-tidy-14 mandoc:mandoc nginx-light:nginx curl:curl shellcheck:shellcheck
    zsh:zsh fish:fish redis-server:redis-server redis-tools:redis-cli tmux:tmux
    python3-urllib3:/usr/lib/python3/dist-packages/urllib3/__init__.py
)

usage() {
    cat <<'HELP'
usage: ./bootstrap.sh build|demo|test

  build   install missing Debian packages, build build/release/fortify
  demo    build, then run the quickstart scenario (about 12 seconds, loopback only)
  test    build with and without sanitizers and run every test

Packages are installed with apt-get, as root or with sudo, and named before they are. On a system
without apt the needs are listed, and the build goes on if they are met.
HELP
}

say() {
    printf '== %s\n' "$*"
}

# Servers live there, and the PATH of an ordinary user need not name it.
PATH=$PATH:/usr/sbin

has() {
    command -v "$1" >/dev/null 2>&1
}

is_file() {
    [[ $1 == /* ]]
}

is_header() {
    [[ $1 == *.h || $1 == *.hpp ]]
}

header_found() {
    local folder
    for folder in /usr/include /usr/local/include /usr/include/*-linux-gnu; do
        if [[ -e $folder/$1 ]]; then
            return 0
        fi
    done
    return 1
}

# Prints the packages whose proof is not on this machine.
missing_of() {
    local need proof
    for need in "$@"; do
        proof=${need#*:}
        if is_file "$proof"; then
            [[ -e $proof ]] || printf '%s\n' "${need%%:*}"
        elif is_header "$proof"; then
            header_found "$proof" || printf '%s\n' "${need%%:*}"
        else
            has "$proof" || printf '%s\n' "${need%%:*}"
        fi
    done
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

ensure() {
    local missing=()
    mapfile -t missing < <(missing_of "$@")
    if [[ ${#missing[@]} -eq 0 ]]; then
        return
    fi
    if ! has apt-get; then
        say "no apt-get here; these Debian packages, or their like, may be missing: ${missing[*]}"
        return
    fi
    if [[ $(id -u) -ne 0 ]] && ! has sudo; then
        say "please install as root: apt-get install ${missing[*]}"
        exit 1
    fi
    say "installing: ${missing[*]}"
    as_root apt-get update -qq
    # RUNLEVEL=1 keeps Debian from starting nginx as a service where there is no systemd.
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# configure <preset> [cmake arguments]
configure() {
    local launcher=()
    if has ccache; then
        launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
        # Else it keeps nothing that was compiled with precompiled headers.
        export CCACHE_SLOPPINESS=pch_defines,time_macros
    fi
    say "configuring $1"
    cmake --preset "$1" "${launcher[@]}" "${@:2}"
}

build_release() {
    ensure "${build_needs[@]}"
    configure release "-DFORTIFY_BUILD_TESTS=$1"
    say "building release"
    cmake --build --preset release
}

demo() {
    build_release OFF
    say "build/release/fortify run scenarios/quickstart.toml"
    build/release/fortify run scenarios/quickstart.toml
}

# Every test runs under the sanitizers; the optimised program again where it meets its users and where
# real and virtual time are held against each other. Compiling all tests twice would double the wait.
run_tests() {
    local jobs
    jobs=$(nproc)
    ensure "${build_needs[@]}" "${test_needs[@]}"
    configure release -DFORTIFY_BUILD_TESTS=ON
    say "building release"
    cmake --build --preset release --target fortify fortify_lone_headers test_tidy_includes \
        test_tidy_layers test_tidy_words test_docs_interface test_conformance_wires test_conformance_truth \
        test_simulation_margins test_simulation_swarm
    configure asan -DFORTIFY_BUILD_TESTS=ON
    say "building asan"
    cmake --build --preset asan

    say "tests, release"
    ctest --preset release -j "$jobs" -L 'cli|screen|docs|replay|conformance|simulation|outages' -LE outages_real
    # They wait more than they work: one beside the other on any machine, and nothing else beside them.
    ctest --preset release -j 6 -L outages_real
    say "tests, address and undefined-behaviour sanitizers"
    # What reads only the sources and documents would say the same a second time; outages in real time want
    # the optimised program, and so do commands that measure in real time and need the machine to themselves.
    ctest --preset asan -j "$jobs" -LE 'tidy|docs|outages_real' -E 'cli\.(run_calibrate|find_run|compare_run)'
    say "static checks"
    ctest --preset release -L tidy
    say "all tests passed"
}

case ${1-} in
    build) build_release OFF ;;
    demo) demo ;;
    test) run_tests ;;
    '' | -h | --help | help) usage ;;
    *)
        usage >&2
        exit 2
        ;;
esac
