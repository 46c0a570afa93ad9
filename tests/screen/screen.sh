#!/usr/bin/env bash
# One case of the interactive screen, in a terminal of its own. Nothing waits for a time: each step waits for
# what must appear, and fails when it does not. usage: screen.sh <case> <fortify> <project folder>
set -euo pipefail
# So that a glyph is one character here, whatever the locale of who runs the tests.
export LC_ALL=C.UTF-8
readonly name=$1 fortify=$2 project=$3
folder=$(mktemp -d)
readonly folder
readonly socket=fortify-$name-$$
readonly scenario=$folder/storm.toml
cp "$project/scenarios/outages/retry-storm.toml" "$scenario"

tm() {
    tmux -L "$socket" -f /dev/null "$@"
}

finish() {
    tm kill-server 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

screen() {
    tm capture-pane -p -t pane
}

fail() {
    printf '%s: %s\n' "$name" "$1"
    screen || true
    exit 1
}

shows_now() {
    grep -qE -- "$1" <(screen)
}

# until_it <yes|no> <expression>: a line of the screen matches it, or none does any more. Up to 60 s: sanitizers are
# slow, and so are busy machines.
until_it() {
    local turn
    for ((turn = 0; turn < 600; ++turn)); do
        if shows_now "$2"; then
            [[ $1 == no ]] || return 0
        elif [[ $1 == no ]]; then
            return 0
        fi
        sleep 0.1
    done
    fail "'$2' is there: not '$1'"
}

wait_for() {
    until_it yes "$1"
}

wait_gone() {
    until_it no "$1"
}

# All of a frame need not have come when its first lines have.
shows() {
    wait_for "$1"
}

shows_not() {
    if shows_now "$1"; then
        fail "'$1' is there"
    fi
}

press() {
    tm send-keys -t pane "$@"
}

# start <columns> <rows> [variable=value ...]: a shell, and in it the screen, shown whole.
start() {
    local columns=$1 rows=$2
    shift 2
    cat >"$folder/go.sh" <<SCRIPT
stty -a >$folder/before
echo a line from before
sh -c 'echo \$\$ >$folder/pid; exec $fortify tune storm.toml' 2>$folder/err
echo exit=\$?
stty -a >$folder/after
echo gone=yes
SCRIPT
    # The size that the shell of a test has is none of the terminal's.
    env -u COLUMNS -u LINES -u NO_COLOR TERM=xterm "$@" \
        tmux -L "$socket" -f /dev/null new-session -d -s pane -x "$columns" -y "$rows" -c "$folder" "bash --norc --noprofile"
    tm set-option -g status off
    tm set-option -g remain-on-exit on
    local setting line="cd $folder; clear; env"
    for setting in "$@"; do
        line+=" $setting"
    done
    press "$line bash go.sh" Enter
}

started() {
    wait_for 'margin before'
    # Both runs are there: their conclusions stand at the top.
    wait_for 'breached'
}

# The terminal is as it was, and the screen shows what it showed.
ended_with() {
    wait_for "exit=$1"
    wait_for 'gone=yes'
    shows 'a line from before'
    shows_not 'Timeline'
    cmp "$folder/before" "$folder/after" || fail 'the terminal has other settings than before'
}

case_shows() {
    start 80 24
    started
    local part
    for part in 'retry-storm' 'seed 20210531' 'client › retry' 'max_attempts' 'attempt_timeout' 'Timeline' \
        'whole run' '│ste…' 'goodput' 'errors' 'p50' 'p99' 'stall' '▓' 'SLOs' 'success_rate' '1–100' \
        'default 3' '[?] help' 'q quit'; do
        shows "$part"
    done
    [[ $(screen | wc -L) -le 80 ]] || fail 'a line is too long'
    press '?'
    wait_for 'pin what you see as the baseline'
    shows 'a fault is on'
    press '?'
    wait_for 'Timeline'
    press ']'
    wait_for 'SLO 2 of 2: goodput >= 95% of steady within 60s after stall[.]end'
    press q
    ended_with 0
    cmp "$scenario" "$project/scenarios/outages/retry-storm.toml"
}

case_turns() {
    start 80 24
    started
    # Four attempts, three, two, one: the storm is over.
    press - - -
    wait_for '1 changed'
    wait_for 'breached → ✓ passed'
    press u u u
    wait_gone 'changed'
    wait_for '✗ breached$'
    press C-r C-r C-r
    wait_for 'breached → ✓ passed'
    press b
    wait_for 'the baseline is what you see now'
    wait_for 'passed → ✓ passed'
    press s
    wait_for 'seed 20210532'
    press z z
    wait_for 'phase outage'
    press 0
    wait_for 'whole run'
    press q
    wait_for 'Quit all the same'
    press n
    wait_for 'q quit'
    press q y
    ended_with 0
    cmp "$scenario" "$project/scenarios/outages/retry-storm.toml"
}

case_types() {
    start 80 24
    started
    press Down
    wait_for 'policy.client.retry.initial_delay'
    press Enter
    wait_for 'new value:'
    press 'later' Enter
    wait_for 'expected a duration'
    press C-u '2d' C-u '250ms' Enter
    wait_for '1 changed'
    shows '250ms'
    press Enter 9 Escape
    wait_for 'q quit'
    shows '250ms'
    press x
    wait_gone 'changed'
    press q
    ended_with 0
}

# The cure of the storm: a budget for retries, which the file does not have.
case_unset() {
    start 80 24
    started
    press a
    wait_for 'budget.ratio +–'
    press Down Down Down Down Down
    wait_for 'policy.client.retry.budget.ratio'
    press Enter 0.05 Enter
    wait_for 'breached → ✓ passed'
    press a
    wait_gone 'budget.ttl'
    press w
    wait_for 'Write 1 value into'
    press y
    wait_for 'written to'
    press q
    ended_with 0
    "$fortify" simulate "$scenario" >/dev/null || fail 'the file does not have the cure'
}

case_writes() {
    chmod 640 "$scenario"
    start 80 24
    started
    press -
    wait_for '1 changed'
    press w
    wait_for 'Write 1 value into'
    shows '- max_attempts = 4$'
    shows '[+] max_attempts = 3$'
    press n
    wait_for 'nothing was written'
    cmp "$scenario" "$project/scenarios/outages/retry-storm.toml"
    press w
    wait_for 'Write 1 value into'
    press y
    wait_for 'written to'
    shows_not 'changed'
    # A key that the file does not have yet.
    press Down Down Right
    wait_for '1 changed'
    press w
    wait_for 'Write 1 value into'
    press y
    wait_for 'written to'
    press q
    ended_with 0
    local expected=$folder/expected
    sed -e 's/^max_attempts = 4$/max_attempts = 3/' \
        -e 's/^\(retry_on = .*\)$/\1\nmax_delay = "40s"/' \
        "$project/scenarios/outages/retry-storm.toml" >"$expected"
    diff "$expected" "$scenario" || fail 'the file has other text than expected'
    [[ $(stat -c %a "$scenario") == 640 ]] || fail 'the file has another mode than before'
    "$fortify" check "$scenario" >/dev/null || fail 'the file cannot be read any more'
}

case_refuses() {
    start 80 24
    started
    press -
    wait_for '1 changed'
    echo '# mine' >>"$scenario"
    cp "$scenario" "$folder/theirs"
    press w
    wait_for 'Write 1 value into'
    press y
    wait_for 'changed by somebody else'
    cmp "$scenario" "$folder/theirs" || fail 'the file of somebody else was changed'
    press q y
    ended_with 0
}

case_resizes() {
    start 80 24
    started
    tm resize-window -t pane -x 140 -y 45
    # There is room for ranges and units now.
    wait_for 'max_attempts +4 +attempts +1–100'
    # Charts are taller: a line of bars without a label.
    wait_for '│ {10,}█'
    tm resize-window -t pane -x 50 -y 10
    wait_for 'too small'
    tm resize-window -t pane -x 70 -y 18
    wait_for 'Timeline'
    tm resize-window -t pane -x 80 -y 24
    wait_for '^─{33}┬─{46}$'
    press q
    ended_with 0
}

is_ascii() {
    if screen | LC_ALL=C grep -q '[^ -~]'; then
        fail 'there is more than ASCII'
    fi
}

case_ascii() {
    start 80 24 LC_ALL=C
    started
    is_ascii
    shows 'x breached'
    shows 'client > retry'
    press '?'
    wait_for 'pin what you see'
    is_ascii
    press q
    wait_for 'Timeline'
    press q
    ended_with 0
}

has_colour() {
    tm capture-pane -e -p -t pane | grep -q "$(printf '\033')\[[0-9;]*3[1-7]m"
}

case_colourless() {
    start 80 24 TERM=screen-256color
    started
    has_colour || fail 'there is no colour to begin with'
    press q
    ended_with 0
    press clear Enter
    press "NO_COLOR=1 TERM=screen-256color bash go.sh" Enter
    started
    if has_colour; then
        fail 'there is colour all the same'
    fi
    press q
    ended_with 0
}

case_plain() {
    start 80 24 TERM=vt100
    started
    press -
    wait_for '1 changed'
    press q y
    wait_for 'exit=0'
    wait_for 'gone=yes'
    cmp "$folder/before" "$folder/after"
    press clear Enter
    press "TERM=no-such-terminal bash go.sh" Enter
    wait_for 'exit=2'
    grep -q 'this kind of terminal is not known' "$folder/err"
    press clear Enter
    wait_gone 'exit='
    press "TERM=dumb bash go.sh" Enter
    wait_for 'exit=2'
    wait_for 'gone=yes'
    grep -q 'cannot move its cursor' "$folder/err"
}

case_terminated() {
    start 80 24
    started
    kill -TERM "$(cat "$folder/pid")"
    ended_with 143
}

case_interrupted() {
    start 80 24
    started
    press C-c
    ended_with 130
}

case_hung_up() {
    start 80 24
    started
    kill -HUP "$(cat "$folder/pid")"
    ended_with 129
}

case_aborted() {
    start 80 24
    started
    kill -ABRT "$(cat "$folder/pid")"
    wait_for 'gone=yes'
    shows 'a line from before'
    shows_not 'Timeline'
    cmp "$folder/before" "$folder/after" || fail 'the terminal has other settings than before'
}

"case_$name"
