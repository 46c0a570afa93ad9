#!/usr/bin/env bash
# The layers below L3 reach no clock, no randomness, no environment and no socket: what their archives
# leave undefined is searched for the names. usage: symbols.sh <archive>...
set -euo pipefail

readonly banned='steady_clock::now|system_clock::now|high_resolution_clock::now|random_device|getenv|clock_gettime|gettimeofday|curl_|epoll_|timerfd_|nanosleep|pthread_create'
# A whole name, else every symbol with such letters in it would match.
readonly banned_whole=' (socket|connect|recv|send|read|write|open|fopen|time|rand|srand|sleep)(@|$)'

failed=0
for archive in "$@"; do
    symbols=$(nm -uC "$archive" 2>/dev/null)
    if found=$(grep -E "$banned|$banned_whole" <<<"$symbols"); then
        printf '%s reaches outside:\n%s\n' "$archive" "$found"
        failed=1
    fi
done
exit "$failed"
