# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by who reads this
# What every host program of the rig starts with.

# A failure inside $(…) is one outside, too.
shopt -s inherit_errexit

# Names sort, and messages read, the same everywhere.
export LC_ALL=C

rig=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
top=$(readlink -f "$rig/../..")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/xenbus-late-init
host_arch=$(dpkg --print-architecture)
mkdir -p "$cache"

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

# One at a time for whoever makes the same thing: lock NAME [-s], shared with others that say so
lock() {
	mkdir -p "$cache/lock"
	exec {lock_fd}>"$cache/lock/${1//\//_}"
	flock "${2:--x}" "$lock_fd"
}

# recent FILE: it is there, and less than a day old
recent() {
	[[ $(find "$1" -mmin -1440 2>/dev/null) ]]
}

# makes_pages VERSION: that Xen makes a guest's xenstore page before the guest starts
makes_pages() {
	[[ $(printf '%s\n' 4.21 "${1%%-*}" | sort -V | head -n 1) == 4.21 ]]
}

# A short name for contents: … | hash
hash() {
	sha256sum | cut -c 1-16
}
