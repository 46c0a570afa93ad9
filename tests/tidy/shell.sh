#!/usr/bin/env bash
# Shell scripts pass shellcheck, completions parse in their shells. usage: shell.sh <project folder>
set -euo pipefail
cd "$1"
mapfile -t scripts < <(printf '%s\n' bootstrap.sh .ci/run; find tests -name '*.sh' | LC_ALL=C sort)
shellcheck "${scripts[@]}"
shellcheck --shell=bash completions/fortify.bash
bash -n completions/fortify.bash
zsh -n completions/_fortify
fish -n completions/fortify.fish
