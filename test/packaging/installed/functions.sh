# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # used or set by the scripts that source this
# Functions for the tests in a chroot made by "test/rig/build/root", in addition to those of tap.sh.

source=/root/xenbus-late-init
# shellcheck source=test/tap.sh
. "$source/test/tap.sh"
name=xenbus-late-init
module=xenbus_late_init
# shellcheck source=dkms.conf
version=$(. "$source/dkms.conf" && echo "$PACKAGE_VERSION")

# says TEXT STATUS PATTERN COMMAND…: test that the command exits with STATUS and that its output
# matches PATTERN. STATUS "+" is any failure
says() {
	local text=$1 want=$2 pattern=$3 said got
	shift 3
	said=$("$@" 2>&1)
	got=$?
	[[ $want != + || $got == 0 ]] || want=$got
	# shellcheck disable=SC2053 # $pattern is a pattern
	if [[ $got == "$want" && $said == $pattern ]]; then
		pass "$text"
	else
		fail "$text" "$(tail -n 30 <<<"$got: $said")"
	fi
}

# state [KERNEL]: print the module's status according to dkms
state() {
	dkms status -m "$name" | grep -F "${1:+, $1,}" | sed 's/.*: *//'
}

# built KERNEL: print the path of the installed module
built() {
	find /lib/modules -path "/lib/modules/$1/*" -name "$module.ko*"
}

install_packages() {
	apt-get -qq --no-install-recommends install "$@"
}
