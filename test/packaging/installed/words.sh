# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # used by, or set by, who reads this
# Words of what runs inside an installed root; each prints a line of TAP.

source=/root/xenbus-late-init
name=xenbus-late-init
module=xenbus_late_init
# shellcheck source=dkms.conf
version=$(. "$source/dkms.conf" && echo "$PACKAGE_VERSION")

# verdict TEXT SAID: for the status of the command before it
verdict() {
	if (($? == 0)); then
		echo "ok - $where: $1"
	else
		echo "not ok - $where: $1"
		tail -n 30 <<<"$2" | sed 's/^/# /'
	fi
}

# ok TEXT COMMAND…: it succeeds
ok() {
	local text=$1 said
	shift
	said=$("$@" 2>&1)
	verdict "$text" "$said"
}

# says TEXT STATUS PATTERN COMMAND…: it ends with STATUS and says so; any
# failure: "+"
says() {
	local text=$1 want=$2 pattern=$3 said got
	shift 3
	said=$("$@" 2>&1)
	got=$?
	[[ $want != + || $got == 0 ]] || want=$got
	# shellcheck disable=SC2053 # it is a pattern
	[[ $got == "$want" && $said == $pattern ]]
	verdict "$text" "$got: $said"
}

# is TEXT GOT WANT: two strings are the same
is() {
	[[ $2 == "$3" ]]
	verdict "$1" "got:  $2"$'\n'"want: $3"
}

# state [KERNEL]: what dkms says of the module
state() {
	dkms status -m "$name" | grep -F "${1:+, $1,}" | sed 's/.*: *//'
}

# built KERNEL: the installed module's file
built() {
	find /lib/modules -path "/lib/modules/$1/*" -name "$module.ko*"
}

install_packages() {
	apt-get -qq --no-install-recommends install "$@"
}
