# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Functions that report in TAP, for the scripts that source this. test/tally counts and numbers
# the lines.

# The number of failed tests
failures=0

# pass TEXT. If $where is set, it is a prefix for the texts of all tests
pass() {
	echo "ok - ${where:+$where: }$1"
}

# fail TEXT [OUTPUT]: also print the output, as diagnostics
fail() {
	failures=$((failures + 1))
	echo "not ok - ${where:+$where: }$1"
	[[ ! ${2-} ]] || sed -E 's/^(# )?/# /' <<<"$2"
}

# skip TEXT REASON
skip() {
	echo "ok - ${where:+$where: }$1 # SKIP $2"
}

# report TEXT OUTPUT: fail if there is any output
report() {
	if [[ $2 ]]; then
		fail "$@"
	else
		pass "$1"
	fi
}

# ok TEXT COMMAND…: test that the command succeeds. If not, print the end of its output
ok() {
	local text=$1 output
	shift
	if output=$("$@" 2>&1); then
		pass "$text"
	else
		fail "$text" "$(tail -n 30 <<<"$output")"
	fi
}

# is TEXT GOT WANT: test that two strings are equal
is() {
	if [[ $2 == "$3" ]]; then
		pass "$1"
	else
		fail "$1" "got:  $2"$'\n'"want: $3"
	fi
}
