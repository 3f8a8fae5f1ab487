# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by the scripts that source this
# Every program of the rig that runs on the host sources this first.

# A failure inside $(…) must also end the script.
shopt -s inherit_errexit

# Sort and print messages in the same way on every host.
export LC_ALL=C

rig=$(readlink -f "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/..")
top=$(readlink -f "$rig/../..")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/xenbus-late-init
host_arch=$(dpkg --print-architecture)
mkdir -p "$cache"

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

# lock NAME [-s]: let only one process at a time make the same thing; -s: a shared lock
lock() {
	mkdir -p "$cache/lock"
	exec {lock_fd}>"$cache/lock/${1//\//_}"
	flock "${2:--x}" "$lock_fd"
}

# recent FILE: does it exist, and is it less than a day old?
recent() {
	[[ $(find "$1" -mmin -1440 2>/dev/null) ]]
}

# makes_pages VERSION: does that Xen allocate a guest's xenstore page before the guest starts?
makes_pages() {
	[[ $(printf '%s\n' 4.21 "${1%%-*}" | sort -V | head -n 1) == 4.21 ]]
}

# hash: print a short name for the contents on standard input
hash() {
	sha256sum | cut -c 1-16
}
