# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Lines of TAP, for who reads this; test/tally counts and numbers them.

# How many have failed
failures=0

# pass TEXT; what all tests are of may be in $where
pass() {
	echo "ok - ${where:+$where: }$1"
}

# fail TEXT [SAID]: with what was said
fail() {
	failures=$((failures + 1))
	echo "not ok - ${where:+$where: }$1"
	[[ ! ${2-} ]] || sed -E 's/^(# )?/# /' <<<"$2"
}

# skip TEXT REASON
skip() {
	echo "ok - ${where:+$where: }$1 # SKIP $2"
}

# report TEXT SAID: it failed if anything was said
report() {
	if [[ $2 ]]; then
		fail "$@"
	else
		pass "$1"
	fi
}

# ok TEXT COMMAND…: it succeeds; if not, the end of what it says tells why
ok() {
	local text=$1 said
	shift
	if said=$("$@" 2>&1); then
		pass "$text"
	else
		fail "$text" "$(tail -n 30 <<<"$said")"
	fi
}

# is TEXT GOT WANT: two strings are the same
is() {
	if [[ $2 == "$3" ]]; then
		pass "$1"
	else
		fail "$1" "got:  $2"$'\n'"want: $3"
	fi
}
