#!/bin/sh
# Sets Readlist up on this machine, when that is needed, and starts it.
#
#   packaging/run.sh                    open the window
#   packaging/run.sh --screenshot FILE  save a picture of the window and stop (needs no screen)
#   packaging/run.sh import PAGES...    any other command of `readlist`
#   packaging/run.sh test [ARGS]        set up the test tools as well, and run pytest with ARGS
#   packaging/run.sh test --xvfb [ARGS] the same on a virtual X screen instead of off screen
#
# Needs nothing beforehand on Debian 12, 13 and their relatives: what is missing is installed with
# apt (as root or through sudo; without either the exact command is printed). Elsewhere Python 3.11
# to 3.14 has to be there. The Python packages go into .venv beside this folder, never elsewhere.
# All that set-up has to say goes to standard error, so that `run.sh search --json` stays clean.
set -eu

say() { printf 'readlist: %s\n' "$*" >&2; }

here() { # the folder of this script, also when it is called through a symbolic link
    script=$0
    while [ -L "$script" ]; do
        link=$(readlink "$script")
        case $link in
            /*) script=$link ;;
            *) script=$(dirname "$script")/$link ;;
        esac
    done
    CDPATH='' cd -P "$(dirname "$script")" && pwd
}

# --- Python -----------------------------------------------------------------------------------

# Only running a Python tells what it is: a version manager's shim is found although it cannot run,
# and Debian's python3 has no ensurepip until python3-venv is there.
python_works() {
    "$1" -I -c 'import sys, ensurepip, sqlite3, ssl, venv, zlib
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

find_python() { # sets $python to the newest that works
    for python in python3.14 python3.13 python3.12 python3.11 python3 /usr/bin/python3 python; do
        if python_works "$python"; then return 0; fi
    done
    python=
    return 1
}

# --- System libraries (Linux) -----------------------------------------------------------------

# One line each: when it is needed, the file that Qt loads, Debian's package.
libraries='
always libglib-2.0.so.0 libglib2.0-0
always libGL.so.1 libgl1
always libEGL.so.1 libegl1
always libfontconfig.so.1 libfontconfig1
always libdbus-1.so.3 libdbus-1-3
always libxkbcommon.so.0 libxkbcommon0
always libgssapi_krb5.so.2 libgssapi-krb5-2
x11 libxcb-cursor.so.0 libxcb-cursor0
x11 libxcb-icccm.so.4 libxcb-icccm4
x11 libxcb-keysyms.so.1 libxcb-keysyms1
x11 libxcb-shape.so.0 libxcb-shape0
x11 libxkbcommon-x11.so.0 libxkbcommon-x11-0
wayland libwayland-cursor.so.0 libwayland-cursor0
wayland libwayland-egl.so.1 libwayland-egl1
'

find_missing_libraries() { # sets $missing to the packages of the libraries that are not there
    missing=
    # Not every Linux keeps its libraries where ldconfig knows them; there nothing can be said.
    known=$(ldconfig -p 2>/dev/null) || return 0
    needed=always
    if [ -n "${DISPLAY:-}" ] || [ "$screen" = xvfb ]; then needed="$needed x11"; fi
    if [ -n "${WAYLAND_DISPLAY:-}" ]; then needed="$needed wayland"; fi
    while read -r when file package; do
        case " $needed " in *" $when "*) ;; *) continue ;; esac
        case $known in *"$file "*) ;; *) missing="$missing $package" ;; esac
    done <<LIST
$libraries
LIST
}

# --- Installing with apt ----------------------------------------------------------------------

# Another program may hold apt's lock for minutes (a desktop's updater does): wait for it.
apt='apt-get -o DPkg::Lock::Timeout=300'
options='install -y --no-install-recommends'

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

may_become_root() {
    [ "$(id -u)" -eq 0 ] && return 0
    command -v sudo >/dev/null 2>&1 || return 1
    sudo -n true 2>/dev/null && return 0
    [ -t 0 ] # sudo can ask for the password only on a terminal
}

# apt tells hundreds of lines: they are kept in $output, for when it fails.
# shellcheck disable=SC2086 # the words of $apt and $options are meant to be split
apt_install() { output=$(as_root $apt -qq $options "$@" 2>&1 </dev/null); }

# apt waits for the lock on packages by itself, but not for the lock on their lists.
update_lists() {
    tries=0
    # shellcheck disable=SC2086
    until output=$(as_root $apt -qq update 2>&1 </dev/null); do
        case $output in
            */lists/lock*) ;;
            *) tries=60 ;;
        esac
        if [ "$tries" -ge 60 ]; then
            printf '%s\n' "$output" >&2
            say 'the lists of packages could not be fetched.'
            return 0
        fi
        tries=$((tries + 1))
        sleep 5
    done
}

install_packages() {
    if ! may_become_root; then
        say 'some system packages are missing. Please run this as root, then start again:'
        printf '  apt-get update && apt-get %s %s\n' "$options" "$*" >&2
        exit 1
    fi
    say "installing system packages (a minute or so): $*"
    # The lists of packages are fetched only when apt does not know what is asked for, or when
    # they are so old that their files are gone.
    # shellcheck disable=SC2086
    if $apt install --simulate --no-install-recommends "$@" >/dev/null 2>&1 && apt_install "$@"; then
        return 0
    fi
    update_lists
    if ! apt_install "$@"; then
        printf '%s\n' "$output" >&2
        say 'the system packages could not be installed; what apt said stands above.'
        say "To try by hand: apt-get update && apt-get $options $*"
        exit 1
    fi
}

prepare_system() {
    packages=
    if [ "$(uname -s)" = Linux ]; then
        find_missing_libraries
        packages=$missing
        if [ "$screen" = xvfb ]; then
            for tool in xvfb-run:xvfb xauth:xauth; do
                command -v "${tool%:*}" >/dev/null 2>&1 || packages="$packages ${tool#*:}"
            done
        fi
    fi
    if [ -z "$python" ] && ! find_python; then packages="$packages python3 python3-venv"; fi
    if [ -n "$packages" ]; then
        if command -v apt-get >/dev/null 2>&1; then
            # shellcheck disable=SC2086
            install_packages $packages
        else
            say "this system lacks what Debian calls:$packages"
            say 'Please install the same from your own system if the start fails.'
        fi
    fi
    if [ -z "$python" ] && ! find_python; then
        say 'Readlist needs Python 3.11, 3.12, 3.13 or 3.14 with its venv module, and found none.'
        exit 1
    fi
}

# --- The start --------------------------------------------------------------------------------

# Qt and Python need a UTF-8 locale; a bare system has none configured, and over ssh one may be
# asked for that is not installed here.
choose_locale() {
    charset=$(locale charmap 2>/dev/null) || charset=
    case $charset in
        UTF-8 | utf-8 | utf8) return 0 ;;
    esac
    case $(uname -s) in
        Darwin) LC_ALL=en_US.UTF-8 ;;
        *) LC_ALL=C.UTF-8 ;;
    esac
    export LC_ALL
}

PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}:/usr/sbin:/sbin # ldconfig stands in /sbin
folder=$(here)
bootstrap=$folder/bootstrap.py
choose_locale

purpose=run
screen=
if [ "${1:-}" = test ]; then
    purpose='test'
    if [ "${2:-}" = --xvfb ]; then
        screen=xvfb
        shift 2
        set -- test "$@"
    fi
fi

python=$folder/../.venv/bin/python
"$python" -I "$bootstrap" --is-ready "$purpose" >/dev/null 2>&1 || python=
prepare_system

if [ "$screen" = xvfb ]; then
    QT_QPA_PLATFORM=xcb
    export QT_QPA_PLATFORM
    exec xvfb-run -a -s '-screen 0 1600x1000x24' "$python" -I "$bootstrap" --on-screen "$@"
fi
exec "$python" -I "$bootstrap" "$@"
