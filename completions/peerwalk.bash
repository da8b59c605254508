# SPDX-License-Identifier: ISC
# bash completion for peerwalk(1)

_peerwalk() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local commands="run lab diagnose compare parse list lint"
    local lab="--topology --ios --seed --wire --wire-on --rtt --rate --flood --drop-after --hang-after"
    local peers="--lab $lab --ssh-config --known-hosts --timeout --legacy-crypto --tunnel --allow --read-only --templates"
    local words=

    case $prev in
    --fault | -f | --lab)
        words=$(peerwalk lab --list 2>/dev/null | sed -n '/^--wire/q; s/^    \([^ ]*\) .*/\1/p')
        ;;
    --wire)
        words=$(peerwalk lab --list 2>/dev/null | sed -n '/^--wire/,$s/^    \([^ ]*\) .*/\1/p')
        ;;
    --wire-on)
        words="a b"
        ;;
    --allow | -A)
        words="traffic debug disruptive config"
        ;;
    --ssh-config | --known-hosts | --template | -t | --a | --b | -a | -b)
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --templates)
        mapfile -t COMPREPLY < <(compgen -d -- "$cur")
        return
        ;;
    run)
        words=$(peerwalk list 2>/dev/null | sed -n 's/^\([a-z][a-z0-9-]*\) .*/\1/p')
        ;;
    esac
    if [ -z "$words" ] && [ "$COMP_CWORD" -eq 1 ] && [[ $cur != -* ]]; then
        words="$commands $(sed -n 's/^[Hh]ost  *//p' ~/.ssh/config 2>/dev/null | tr ' ' '\n' | grep -v '[*?]')"
    elif [ -z "$words" ]; then
        case ${COMP_WORDS[1]} in
        run) words="$peers --json" ;;
        lab) words="--fault $lab --list --serve --json --port-a --port-b --ascii" ;;
        diagnose) words="--a --b --json" ;;
        compare) words="--json" ;;
        parse) words="--command --template --templates --meta" ;;
        list) words="--guide --json" ;;
        lint) ;;
        *) words="$peers --playbook --ascii --step" ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    case ${COMP_WORDS[1]} in
    parse | lint) [ ${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    esac
}
complete -F _peerwalk peerwalk
