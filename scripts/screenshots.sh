# shellcheck shell=bash
# Pictures of every page, as `./dev screenshots` makes them: of a recorded gateway, so that they are
# the same each time. Those with data at 1x are part of the documentation; the rest is to be looked at.

SCREENSHOT_PAGES=(dashboard instances)
SCREENSHOT_FOLDER=docs/screenshots
OTHER_SCREENSHOTS=build/screenshots

# take_picture SCALE FILE [options...]
take_picture() {
    local scale=$1 file=$2
    shift 2
    QT_QPA_PLATFORM=offscreen QT_SCALE_FACTOR=$scale TZ=UTC LC_ALL=C.UTF-8 \
        build/dev/bin/penstock "$@" --screenshot "$file"
}

take_pictures() {
    local page theme state scale
    mkdir -p "$SCREENSHOT_FOLDER" "$OTHER_SCREENSHOTS"
    for page in "${SCREENSHOT_PAGES[@]}"; do
        for theme in light dark; do
            take_picture 1 "$SCREENSHOT_FOLDER/$page-$theme.png" --page "$page" --theme "$theme"
            for state in data empty error; do
                for scale in 1 2; do
                    take_picture "$scale" "$OTHER_SCREENSHOTS/$page-$state-$theme-${scale}x.png" \
                        --page "$page" --theme "$theme" --state "$state"
                done
            done
        done
    done
    say "Documentation: $SCREENSHOT_FOLDER. All states and scales: $OTHER_SCREENSHOTS."
}
