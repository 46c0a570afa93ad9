#!/usr/bin/env bash
# Every `fortify` command in a sh block of the README runs and exits with 0, in the order written. Exit 4
# of a run in real time is let pass: it says that this machine is too busy to judge, not that the README
# is wrong.
# usage: readme.sh <project folder> <fortify>
set -euo pipefail
readonly project=$1 binary=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
ln -s "$binary" "$folder/bin/fortify"
cp -r "$project/scenarios" "$folder/scenarios"
PATH=$folder/bin:$PATH

mapfile -t commands < <(awk '/^```sh$/ { inside = 1; next } /^```/ { inside = 0 } inside && /^fortify / { sub(/ +#.*/, ""); print }' "$project/README.md")
if [[ ${#commands[@]} -lt 5 ]]; then
    echo "only ${#commands[@]} commands found in the README"
    exit 1
fi
cd "$folder"
for command in "${commands[@]}"; do
    printf '$ %s\n' "$command"
    bash -c "$command" >output 2>&1 || {
        status=$?
        if [[ $status -eq 4 && $command == 'fortify run '* ]]; then
            continue
        fi
        printf 'exit %s\n' "$status"
        cat output
        exit 1
    }
done
