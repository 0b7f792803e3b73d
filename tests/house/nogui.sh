#!/usr/bin/env bash
# nogui.sh FOLDER: fails when a program in the folder needs Qt Gui, Widgets or Charts, itself or
# through any library that it loads, and names the way there. This is what proves that the gateway
# can live on a machine without a display.
set -euo pipefail
export LC_ALL=C

FORBIDDEN='^libQt6(Gui|Widgets|Charts)\.so'

declare -A VIA=()    # library path: who loads it
declare -A WHERE=()  # library name: path
QUEUE=()
FOUND=0

# The loader's own answer for all libraries of a program, direct or not.
locate_libraries() {
    local listing name arrow path _
    listing=$(ldd "$1")
    while read -r name arrow path _; do
        [[ $arrow != '=>' || $path != /* ]] || WHERE[$name]=$path
    done <<<"$listing"
}

way_to() {
    local at=$1 way=$2
    while [[ -n $at ]]; do
        way="${at##*/} > $way"
        at=${VIA[$at]}
    done
    printf '%s\n' "$way"
}

visit() {
    local file=$1 listing name path
    listing=$(readelf -d "$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p')
    for name in $listing; do
        if [[ $name =~ $FORBIDDEN ]]; then
            printf 'Qt GUI library needed: %s\n' "$(way_to "$file" "$name")"
            FOUND=$((FOUND + 1))
            continue
        fi
        path=${WHERE[$name]:-}
        if [[ -z $path && $name != ld-linux* ]]; then
            printf 'Not found, so that nothing is proven: %s\n' "$(way_to "$file" "$name")"
            FOUND=$((FOUND + 1))
        elif [[ -n $path && -z ${VIA[$path]+seen} ]]; then
            VIA[$path]=$file
            QUEUE+=("$path")
        fi
    done
}

check_program() {
    VIA=([$1]='')
    WHERE=()
    QUEUE=("$1")
    locate_libraries "$1"
    local i
    for ((i = 0; i < ${#QUEUE[@]}; i++)); do
        visit "${QUEUE[i]}"
    done
}

main() {
    local folder=$1 program programs=0
    for program in "$folder"/*; do
        [[ -f $program && -x $program ]] || continue
        programs=$((programs + 1))
        check_program "$program"
    done
    if [[ $programs -eq 0 ]]; then
        printf 'There is no program in %s, so that nothing is proven.\n' "$folder"
        exit 1
    fi
    printf '%d programs checked, %d complaints.\n' "$programs" "$FOUND"
    [[ $FOUND -eq 0 ]]
}

main "$@"
