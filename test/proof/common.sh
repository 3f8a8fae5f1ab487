# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the proofs share: they run at the top of the tree, in a folder of their own, and
# leave rows for the table of Documentation/assurance.md.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit
# shellcheck source=test/tap.sh
. test/tap.sh

assurance=$PWD/test/results/assurance/${0##*/}.tsv
mkdir -p "${assurance%/*}"
: >"$assurance"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# row PROPERTY TOOL BOUND FIGURE MUTANTS: what a run adds to that table
row() {
	local IFS=$'\t'
	echo "$*" >>"$assurance"
}

# found TEXT SAID: what was put in is seen, if something was said
found() {
	report "$1 is found" "$([[ $2 ]] || echo 'not found')"
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
