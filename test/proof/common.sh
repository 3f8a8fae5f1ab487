# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Common functions of the proofs. A proof runs at the top of the tree, has a work directory,
# and writes rows for the table in Documentation/assurance.md.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit
# shellcheck source=test/tap.sh
. test/tap.sh

assurance=$PWD/test/results/assurance/${0##*/}.tsv
# Do not record results of another tree, because the table is about this one.
[[ ! ${TREE-} ]] || assurance=/dev/null
mkdir -p "${assurance%/*}"
: >"$assurance"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# row PROPERTY TOOL BOUND FIGURE MUTANTS: add a row to that table
row() {
	local IFS=$'\t'
	echo "$*" >>"$assurance"
}

# found TEXT OUTPUT: test that a seeded fault was found, that is, there is output about it
found() {
	report "$1 is found" "$([[ $2 ]] || echo 'not found')"
}
