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

# _peerwalk_files f|d CURRENT
_peerwalk_files() {
    mapfile -t COMPREPLY < <(compgen "-$1" -- "$2")
    compopt -o filenames 2>/dev/null
}

_peerwalk_playbooks() {
    peerwalk list 2>/dev/null | sed -n 's/^\([a-z][a-z0-9-]*\) .*/\1/p'
}

_peerwalk_hosts() {
    sed -n 's/^[Hh]ost  *//p' ~/.ssh/config 2>/dev/null | tr ' ' '\n' | grep -v '[*?!]'
}

_peerwalk() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local commands="run undo lab diagnose compare parse report replay list lint help"
    local lab="--topology --ios --seed --wire --wire-on --rtt --rate --flood --drop-after --hang-after --cut-first"
    local peers="--lab --only $lab --ssh-config --known-hosts --timeout --reconnect --legacy-crypto --tunnel --allow --read-only --journal --no-journal --debug-cpu --debug-time --debug-lines --templates"
    local words=

    # Short options that mean different things.
    case ${COMP_WORDS[1]}:$prev in
    run:-f | report:-f) prev=--format ;;
    lab:-f) prev=--fault ;;
    parse:-t) prev=--template ;;
    replay:-s) prev=--speed ;;
    diagnose:-a | diagnose:-b) prev=--a ;;
    esac
    case $prev in
    --fault | --lab)
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
    --ssh-config | --known-hosts | --journal | --template | --a | --b)
        _peerwalk_files f "$cur"
        return
        ;;
    --templates | -T)
        _peerwalk_files d "$cur"
        return
        ;;
    --playbook | -p | run)
        words=$(_peerwalk_playbooks)
        ;;
    --speed)
        words="1 2 4 max"
        ;;
    --format)
        words="text markdown html json junit"
        ;;
    help)
        words=$commands
        ;;
    esac
    if [ -z "$words" ] && [ "$COMP_CWORD" -eq 1 ] && [[ $cur != -* ]]; then
        words="$commands $(_peerwalk_hosts)"
    elif [ -z "$words" ]; then
        case ${COMP_WORDS[1]} in
        run) words="$peers --json --format --dry-run $(_peerwalk_hosts)" ;;
        lab) words="--fault $lab --list --serve --json --port-a --port-b --ascii" ;;
        undo) words="--yes --json --ssh-config --known-hosts --timeout --legacy-crypto" ;;
        diagnose) words="--a --b --json" ;;
        compare) words="--json" ;;
        parse) words="--command --template --templates --meta" ;;
        report) words="--format" ;;
        replay) words="--speed --ascii" ;;
        list) words="--guide --json" ;;
        lint | help) ;;
        *) words="$peers --playbook --ascii --step $(_peerwalk_hosts)" ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    case ${COMP_WORDS[1]} in
    parse | lint | undo | report | replay | compare | run) [ ${#COMPREPLY[@]} -gt 0 ] || _peerwalk_files f "$cur" ;;
    esac
}
complete -F _peerwalk peerwalk
