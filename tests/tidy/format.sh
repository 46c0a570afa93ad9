#!/usr/bin/env bash
# Every C++ file is formatted as .clang-format says. usage: format.sh <project folder>
set -euo pipefail
cd "$1"
find src tests -name '*.?pp' -print0 | xargs -0 -n 40 -P "$(nproc)" clang-format-14 --dry-run --Werror
