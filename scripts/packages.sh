# shellcheck shell=bash
# What the system must have, and installing what is missing after asking.
# The lists themselves are data: scripts/packages/SYSTEM.txt.

# The name of the list for this machine, or nothing where we have none.
package_system() {
    if [[ $(uname -s) == Darwin ]]; then
        say macos
        return
    fi
    [[ -r /etc/os-release ]] || return 0
    local id
    # shellcheck source=/dev/null
    id=$(. /etc/os-release && printf '%s %s' "${ID:-}" "${ID_LIKE:-}")
    case " $id " in
    *' ubuntu '*) say ubuntu ;;
    *' debian '*) say debian ;;
    *' fedora '*) say fedora ;;
    esac
}

# wanted_packages SYSTEM GROUP...: one name a line.
wanted_packages() {
    local list=scripts/packages/$1.txt group
    shift
    for group in "$@"; do
        sed -n "s/^$group: *//p" "$list" | tr -s ' ' '\n'
    done | sort -u
}

installed_packages() {
    case $1 in
    debian | ubuntu)
        # What a package provides counts too: Debian 13 has libqt6opengl6-dev only in that way.
        # shellcheck disable=SC2016 # dpkg-query expands these itself
        dpkg-query --show --showformat '${db:Status-Status} ${Package} ${Provides}\n' |
            sed -n 's/^installed //p' | sed 's/([^)]*)//g' | tr -s ' ,' '\n'
        ;;
    fedora) rpm --query --all --queryformat '%{NAME}\n' ;;
    macos) brew list --formula -1 --full-name ;;
    esac | sort -u
}

missing_packages() {
    local installed name
    installed=$(installed_packages "$1")
    wanted_packages "$@" | while read -r name; do
        grep -qxF -- "$name" <<<"$installed" || say "$name"
    done
}

# install_command SYSTEM PACKAGE...: the exact line that a person can also run alone.
install_command() {
    local system=$1 sudo=''
    shift
    is_root || sudo='sudo '
    case $system in
    debian | ubuntu)
        say "${sudo}apt-get -o Acquire::Retries=3 update &&" \
            "${sudo}apt-get -o Acquire::Retries=3 install -y --no-install-recommends $*"
        ;;
    fedora) say "${sudo}dnf install -y --setopt=install_weak_deps=False $*" ;;
    macos) say "brew install $*" ;;
    esac
}

may_install() {
    [[ ${ASSUME_YES:-no} == yes ]] && return
    is_root && [[ ${CI:-} == true ]] && return
    is_interactive || return
    local answer
    read -r -p 'Run it now? [y/N] ' answer
    [[ $answer == [yY]* ]]
}

# ensure_packages GROUP...: returns at once, without touching the package manager, when all is there.
ensure_packages() {
    local system
    system=$(package_system)
    if [[ -z $system ]]; then
        say 'There is no package list for this system; scripts/packages/debian.txt says what is needed.'
        return
    fi
    local missing
    missing=$(missing_packages "$system" "$@" | paste -s -d ' ' -)
    if [[ -z $missing ]]; then
        return
    fi

    local command
    # shellcheck disable=SC2086 # one word a package
    command=$(install_command "$system" $missing)
    say "Missing packages: $missing"
    say "Command: $command"
    if ! may_install; then
        fail 3 'Nothing was installed. Run the command above, or this again with --yes.'
    fi
    if [[ $command == sudo* ]] && ! has sudo; then
        fail 3 'Installing needs root and there is no sudo here. Run the command above as root.'
    fi
    DEBIAN_FRONTEND=noninteractive bash -c "$command"
}
