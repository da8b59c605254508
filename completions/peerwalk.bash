# SPDX-License-Identifier: ISC
# bash completion for peerwalk(1)

# The faults of the topology that stands on the line.
_peerwalk_faults() {
    local i topology=ce-pair
    for ((i = 1; i + 1 < ${#COMP_WORDS[@]}; i++)); do
        [ "${COMP_WORDS[i]}" = --topology ] && topology=${COMP_WORDS[i + 1]}
    done
    peerwalk lab --list --topology "$topology" 2>/dev/null | sed -n 's/^    \([^ ]*\) .*/\1/p'
}

# _peerwalk_list_of WORDS CURRENT: complete the last of names that commas join
_peerwalk_list_of() {
    local before=
    [[ $2 == *,* ]] && before=${2%,*},
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$1" -- "${2##*,}")
}

_peerwalk() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local commands="run undo lab diagnose compare parse report replay list lint"
    local lab="--topology --ios --seed --wire --wire-on --rtt --rate --flood --drop-after --hang-after --cut-first"
    local peers="--lab --only $lab --ssh-config --known-hosts --timeout --reconnect --legacy-crypto --tunnel --allow --read-only --journal --no-journal --debug-cpu --debug-time --debug-lines --templates"
    local words=

    case $prev in
    --fault | -f | --lab)
        _peerwalk_list_of "none random $(_peerwalk_faults)" "$cur"
        return
        ;;
    --topology)
        words=$(peerwalk lab --list 2>/dev/null | sed -n 's/^--topology \([^ ]*\) .*/\1/p')
        ;;
    --ios)
        words=$(peerwalk lab --list 2>/dev/null | sed -n 's/.*--ios takes the releases \(.*\)\./\1/p' | tr -d ,)
        ;;
    --wire)
        _peerwalk_list_of "$(peerwalk lab --list 2>/dev/null | sed -n '/^--wire/,$s/^    \([^ ]*\) .*/\1/p')" "$cur"
        return
        ;;
    --wire-on | --only)
        words="a b"
        ;;
    --allow | -A)
        words="traffic debug disruptive config"
        ;;
    --ssh-config | --known-hosts | --journal | --template | -t | --a | --b | -a | -b)
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --templates)
        mapfile -t COMPREPLY < <(compgen -d -- "$cur")
        return
        ;;
    --speed)
        words="1 2 4 max"
        ;;
    --format)
        words="text markdown html json junit"
        ;;
    run)
        words=$(peerwalk list 2>/dev/null | sed -n 's/^\([a-z][a-z0-9-]*\) .*/\1/p')
        ;;
    esac
    if [ -z "$words" ] && [ "$COMP_CWORD" -eq 1 ] && [[ $cur != -* ]]; then
        words="$commands $(sed -n 's/^[Hh]ost  *//p' ~/.ssh/config 2>/dev/null | tr ' ' '\n' | grep -v '[*?]')"
    elif [ -z "$words" ]; then
        case ${COMP_WORDS[1]} in
        run) words="$peers --json --format --dry-run" ;;
        lab) words="--fault $lab --list --serve --json --port-a --port-b --ascii" ;;
        undo) words="--yes --json --ssh-config --known-hosts --timeout --legacy-crypto" ;;
        diagnose) words="--a --b --json" ;;
        compare) words="--json" ;;
        parse) words="--command --template --templates --meta" ;;
        report) words="--format" ;;
        replay) words="--speed --ascii" ;;
        list) words="--guide --json" ;;
        lint) ;;
        *) words="$peers --playbook --ascii --step" ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    case ${COMP_WORDS[1]} in
    parse | lint | undo | report | replay) [ ${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    esac
}
complete -F _peerwalk peerwalk
