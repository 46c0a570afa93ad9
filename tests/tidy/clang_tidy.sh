#!/usr/bin/env bash
# clang-tidy over every .cpp of src/, as many at once as there are cores. A file that passed with the
# same sources, flags and checks is not read again. usage: clang_tidy.sh <project folder> <build folder>
#
# Most of the time goes into the headers of libraries, so the files of a folder are read several at once, as
# one unit that includes them. Names that two of them define for themselves keep them apart; a unit with a
# finding is read again file by file, and only what is found then counts.
#
# shellcheck disable=SC2317  # xargs calls the functions
set -euo pipefail
readonly project=$1 build=$2
readonly stamps=$build/clang-tidy-passed
mkdir -p "$stamps"
units=$(mktemp -d "$build/clang-tidy-units.XXXXXX")
trap 'rm -rf "$units"' EXIT
cd "$project"

# What GCC has precompiled means nothing to clang.
sed 's/ -Winvalid-pch//g; s/ -include [^ ]*cmake_pch\.hxx//g' "$build/compile_commands.json" >"$units/compile_commands.json"

# One key for all that a verdict depends on beside the file itself: any header may be in it.
key=$({ cat .clang-tidy; find src -name '*.hpp' | LC_ALL=C sort | xargs cat; clang-tidy-14 --version; } | sha256sum)
export key stamps units project

stamp_of() {
    { printf '%s' "$key"; cat "$1"; } | sha256sum | cut -c 1-32
}

# The database speaks to GCC; clang does not know all of its warnings, and has one of its own that a text
# within an assertion sets off. What shadows what is left to GCC, which sees each file by itself.
tidy() {
    clang-tidy-14 --quiet -p "$units" --config-file="$project/.clang-tidy" \
        --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-string-conversion \
        --extra-arg=-Wno-shadow "$@" 2>/dev/null
}

check_unit() {
    local file unit=$1 failed=0
    local files=()
    mapfile -t files < <(sed 's/#include "\(.*\)"/\1/' "$unit")
    [[ ${#files[@]} -gt 0 ]] || return 1
    if [[ ${#files[@]} -gt 1 ]] && tidy "$unit" >/dev/null; then
        for file in "${files[@]}"; do
            touch "$stamps/$(stamp_of "$file")"
        done
        return 0
    fi
    for file in "${files[@]}"; do
        if tidy "$file"; then
            touch "$stamps/$(stamp_of "$file")"
        else
            failed=1
        fi
    done
    return "$failed"
}
export -f stamp_of tidy check_unit

# Writes units/NNN.cpp: files of one folder, at most ten, no name of their own in two of them.
divide() {
    awk -v units="$units" '
        FNR == 1 {
            folder = FILENAME
            sub(/\/[^\/]*$/, "", folder)
            folders[++files] = folder
            paths[files] = FILENAME
        }
        function own(name) {
            if (name != "" && name !~ /::/) names[files] = names[files] " " name
        }
        /^(struct|class|enum|union) / { own($2 == "class" ? $3 : $2); next }
        /^using [A-Za-z_]+ =/ { own($2); next }
        /^(inline |static )?const(expr|init)? / {
            line = $0
            sub(/( =|[{[(]).*/, "", line)
            count = split(line, words, " ")
            own(words[count])
        }
        /^[A-Za-z_].*\(/ {
            line = $0
            sub(/\(.*/, "", line)
            count = split(line, words, /[ *&]/)
            own(words[count])
        }
        END {
            for (i = 1; i <= files; ++i) {
                count = split(names[i], words, " ")
                for (u = 1; u <= used; ++u) {
                    fits = home[u] == folders[i] && held[u] < 10
                    for (w = 1; fits && w <= count; ++w) fits = !((u, words[w]) in taken)
                    if (fits) break
                }
                if (u > used) home[used = u] = folders[i]
                ++held[u]
                for (w = 1; w <= count; ++w) taken[u, words[w]] = 1
                printf "#include \"%s\"\n", paths[i] >> sprintf("%s/%03d.cpp", units, u)
            }
        }' "$@"
}

todo=()
failed=0
while IFS= read -r file; do
    # Within a unit nobody looks for these.
    idle=$(sed -n 's/^ *using \([A-Za-z_]*::\)*\([A-Za-z_]*\);.*/\2/p' "$file" |
        while IFS= read -r name; do
            [[ $(grep -cw -- "$name" "$file") -gt 1 ]] || printf '%s ' "$name"
        done)
    if [[ -n $idle ]]; then
        printf '%s: using declarations that nothing uses: %s\n' "$file" "$idle"
        failed=1
    fi
    [[ -e $stamps/$(stamp_of "$file") ]] || todo+=("$project/$file")
done < <(find src -name '*.cpp' | LC_ALL=C sort)

if [[ ${#todo[@]} -gt 0 ]]; then
    divide "${todo[@]}"
    # shellcheck disable=SC2016
    find "$units" -name '*.cpp' -print0 |
        xargs -0 -n 1 -P "$(nproc)" bash -c 'check_unit "$1"' _ || failed=1
fi
exit "$failed"
