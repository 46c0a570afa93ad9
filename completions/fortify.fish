# Completion of fortify for fish.

set -l commands check plan run simulate replay proxy outages schema help
set -l executing '__fish_seen_subcommand_from run simulate'
set -l drawing '__fish_seen_subcommand_from plan run simulate proxy'
set -l reading '__fish_seen_subcommand_from check plan run simulate proxy'
set -l quiet '__fish_seen_subcommand_from check plan run simulate replay proxy'

complete -c fortify -f
complete -c fortify -l color -x -a 'auto always never' -d 'When to use colour'
complete -c fortify -s h -l help -d 'Show help'
complete -c fortify -n "not __fish_seen_subcommand_from $commands" -s V -l version -d 'Show the version'

complete -c fortify -n "not __fish_seen_subcommand_from $commands" -a check -d 'Read scenarios and show every mistake'
complete -c fortify -n "not __fish_seen_subcommand_from $commands" -a plan -d 'Compute what a run would do'
complete -c fortify -n "not __fish_seen_subcommand_from $commands" -a run -d 'Run scenarios against real endpoints'
complete -c fortify -n "not __fish_seen_subcommand_from $commands" -a simulate -d 'Run scenarios in virtual time'
complete -c fortify -n "not __fish_seen_subcommand_from $commands" -a replay -d 'Decide a recorded run again and compare'
complete -c fortify -n "not __fish_seen_subcommand_from $commands" -a proxy -d 'Pass connections of other clients on, with faults'
complete -c fortify -n "not __fish_seen_subcommand_from $commands" -a outages -d 'Famous outages as scenarios'
complete -c fortify -n "not __fish_seen_subcommand_from $commands" -a schema -d 'Print a JSON Schema'
complete -c fortify -n "not __fish_seen_subcommand_from $commands" -a help -d 'Explain a command'

complete -c fortify -n $reading -l set -x -d 'Override a key of the scenario'
complete -c fortify -n $drawing -l seed -x -d 'Draw everything random from this seed'
complete -c fortify -n $drawing -l json -r -F -d 'Write the report as JSON'
complete -c fortify -n $executing -l journal -r -F -d 'Write down every event and decision'
complete -c fortify -n '__fish_seen_subcommand_from run proxy' -l allow -x -d 'Allow an address beyond loopback'
complete -c fortify -n '__fish_seen_subcommand_from run' -l allow-exec -d 'Run the commands of probes and actions'
complete -c fortify -n '__fish_seen_subcommand_from run' -l dry-run -d 'Print what would be touched, send nothing'
complete -c fortify -n '__fish_seen_subcommand_from simulate' -l check-determinism -d 'Simulate twice and compare'
complete -c fortify -n '__fish_seen_subcommand_from proxy' -l control -x -d 'Serve the control interface there'
complete -c fortify -n '__fish_seen_subcommand_from proxy' -l control-token-file -r -F -d 'Ask its requests for this token'
complete -c fortify -n '__fish_seen_subcommand_from proxy' -l control-remote -d 'Allow other addresses than loopback'
complete -c fortify -n '__fish_seen_subcommand_from proxy' -l for -x -d 'End by itself after this time'
complete -c fortify -n $quiet -s q -l quiet -d 'Print nothing but problems'

complete -c fortify -n $reading -k -a '(__fish_complete_suffix .toml)'
complete -c fortify -n '__fish_seen_subcommand_from replay' -F
complete -c fortify -n '__fish_seen_subcommand_from outages' -l names -d 'Print the names alone'
complete -c fortify -n '__fish_seen_subcommand_from outages' -l force -d 'Copy over a file'
complete -c fortify -n '__fish_seen_subcommand_from outages; and not __fish_seen_subcommand_from show copy' -a 'show copy'
complete -c fortify -n '__fish_seen_subcommand_from outages; and __fish_seen_subcommand_from show copy' -a '(fortify outages --names 2>/dev/null)'
complete -c fortify -n '__fish_seen_subcommand_from schema' -a 'scenario report plan'
complete -c fortify -n '__fish_seen_subcommand_from help' -a "$commands"
