# Completion of fortify for bash.

_fortify() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local commands='check plan run simulate compare calibrate replay proxy tune outages sweep find explore minimise optimise schema help'
    local command='' word
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        if [[ " $commands " == *" $word "* ]]; then
            command=$word
            break
        fi
    done

    case $previous in
        --color)
            mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current")
            return
            ;;
        --fail-on)
            mapfile -t COMPREPLY < <(compgen -W 'worse undecided' -- "$current")
            return
            ;;
        --format)
            if [[ $command == sweep ]]; then
                mapfile -t COMPREPLY < <(compgen -W 'table csv json' -- "$current")
            else
                mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$current")
            fi
            return
            ;;
        --json | --journal | --control-token-file | --vs | --save | --svg)
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
        --set | --set-a | --set-b | --seed | --seeds | --allow | --control | --for | --metric | --level | --band | --repeat | \
            --target | --max-rate | --max-calls | --max-users | --vary | --latin | --threads | --minimise | --maximise | --show | \
            --max | --min | --such-that | --frontier | --confidence | --trials | --add | --load)
            return
            ;;
    esac

    local flags='--color --help'
    case $command in
        '') flags+=' --version' ;;
        check) flags+=' --set --quiet' ;;
        plan) flags+=' --set --seed --json --quiet' ;;
        run) flags+=' --set --seed --json --journal --allow --allow-exec --dry-run --quiet' ;;
        simulate) flags+=' --set --seed --json --journal --check-determinism --quiet' ;;
        compare)
            flags+=' --set --set-a --set-b --seed --seeds --metric --level --band --fail-on --vs --repeat --save'
            flags+=' --allow --allow-exec --json --quiet'
            ;;
        calibrate)
            flags+=' --target --write --max-rate --max-calls --max-users --for --allow --host --set --seed --json --quiet'
            ;;
        replay) flags+=' --quiet' ;;
        proxy)
            flags+=' --control --control-token-file --control-remote --for --allow --set --seed --json --quiet'
            ;;
        tune) flags+=' --set --seed' ;;
        outages) flags+=' --names --force' ;;
        sweep)
            flags+=' --vary --grid --latin --seeds --threads --minimise --maximise --show --format --svg'
            flags+=' --set --seed --quiet'
            ;;
        optimise)
            flags+=' --goal --subject-to --vary --intensity --trials --seeds --write --threads --json'
            flags+=' --set --seed --quiet'
            ;;
        find)
            flags+=' --max --min --such-that --frontier --confidence --trials --real --allow --format --threads'
            flags+=' --set --seed --quiet'
            ;;
        explore) flags+=' --seeds --add --load --write --format --threads --set --quiet' ;;
        minimise) flags+=' --write --seeds --format --threads --set --seed --quiet' ;;
        schema | help) ;;
    esac

    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$current")
        return
    fi
    case $command in
        '' | help) mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current") ;;
        outages)
            case $previous in
                outages) mapfile -t COMPREPLY < <(compgen -W 'show copy' -- "$current") ;;
                show | copy) mapfile -t COMPREPLY < <(compgen -W "$(fortify outages --names 2>/dev/null)" -- "$current") ;;
                *) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
            esac
            ;;
        schema) mapfile -t COMPREPLY < <(compgen -W 'scenario report plan sweep comparison optimisation margin exploration minimisation calibration' -- "$current") ;;
        check | plan | run | simulate | calibrate | proxy | tune | sweep | find | explore | minimise | optimise)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -d -- "$current"; compgen -f -X '!*.toml' -- "$current")
            ;;
        compare)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -d -- "$current"; compgen -f -X '!*.@(toml|json)' -- "$current")
            ;;
        replay)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            ;;
    esac
}

complete -F _fortify fortify
