#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# Runs a command on a fresh Debian: makes a root from the mirror that this system's apt uses, copies the sources to the
# same place in it, without what was built from them, and runs the command there. Root and build stay for the next time.
set -eu

if [ $# -lt 3 ]; then
    cat <<'TEXT'
usage: run.sh SUITE ROOT COMMAND [ARGUMENT...]

SUITE is a release of Debian, as trixie; ROOT a directory, which is made if it is missing. This needs mmdebstrap and
the rights of root. BROOK_RUN_JOBS and http_proxy are passed on to the command.
TEXT
    exit 2
fi
suite=$1
mkdir -p "$(dirname "$2")"
root=$(cd "$(dirname "$2")" && pwd -P)/$(basename "$2")
shift 2
sources=$(cd "$(dirname "$0")/../.." && pwd -P)

# --- the system -------------------------------------------------------------------------------------------------------

find_mirror() {
    # shellcheck disable=SC2016 # apt-get puts in the address
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | sed -n 1p
}

if [ ! -d "$root" ]; then
    mirror=$(find_mirror)
    if [ -z "$mirror" ]; then
        apt-get update -qq
        mirror=$(find_mirror)
    fi
    if [ -z "$mirror" ]; then
        echo "chroot: apt-get indextargets names no mirror of Debian" >&2
        exit 1
    fi
    # What was left half made may still have devices of this system mounted.
    rm -rf --one-file-system "$root.new"
    mmdebstrap --variant=apt --include=ca-certificates "$suite" "$root.new" "$mirror"
    mv "$root.new" "$root"
fi

# --- the sources ------------------------------------------------------------------------------------------------------

mkdir -p "$root$sources"
find "$root$sources" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
tar -C "$sources" --exclude=./build --exclude=./.git -cf - . | tar -C "$root$sources" -xf -

# --- the command ------------------------------------------------------------------------------------------------------

cp -L /etc/resolv.conf "$root/etc/resolv.conf"
# In a namespace of its own, so that nothing stays mounted.
# shellcheck disable=SC2016 # the inner shell expands
exec unshare --mount sh -c '
    set -eu
    root=$1
    shift
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    exec chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        ${BROOK_RUN_JOBS:+BROOK_RUN_JOBS="$BROOK_RUN_JOBS"} ${http_proxy:+http_proxy="$http_proxy"} \
        sh -c "cd \"\$0\" && exec \"\$@\"" "$@"
' sh "$root" "$sources" "$@"
