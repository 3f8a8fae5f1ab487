# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the proofs share: they run at the top of the tree, in a folder of their own, and
# leave rows for the table of Documentation/assurance.md.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit

assurance=$PWD/test/results/assurance/${0##*/}.tsv
mkdir -p "${assurance%/*}"
: >"$assurance"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2034 # of the tests, for who reads this
n=0

# row PROPERTY TOOL BOUND FIGURE MUTANTS: what a run adds to that table
row() {
	local IFS=$'\t'
	echo "$*" >>"$assurance"
}

failed=0
# report TEXT SAID: a line of TAP, with what was said if that is anything: it failed
report() {
	local said
	n=$((n + 1))
	[[ ! $2 ]] && echo "ok $n - $1" && return
	# shellcheck disable=SC2034 # likewise
	failed=1
	echo "not ok $n - $1"
	while read -r said; do
		echo "# ${said#"# "}"
	done <<<"$2"
}

# found TEXT SAID: what was put in is seen, if something was said
found() {
	report "$1 is found" "$([[ $2 ]] || echo '# not found')"
}

# What the module includes of the kernel's is all in kernel.h: empty files in $work/include
stub_headers() {
	local header
	sed -nE 's/^#include <((linux|asm|xen)\/[^>]*)>.*/\1/p' module/*.[ch] | sort -u |
		while read -r header; do
			[[ ! -e /usr/include/$header ]] || continue
			mkdir -p "$work/include/${header%/*}"
			: >"$work/include/$header"
		done
}
