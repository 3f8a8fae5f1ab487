# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # used or set by the scripts that source this
# A scenario's settings, see "run".

scenarios=$(readlink -f "${SCENARIOS:-$top/test/scenarios}")
results=$(readlink -m "${RESULTS:-$top/test/results}")

declare -A default=(
	[GUESTS]=5.10
	[XENS]=4.17
	[LIKE_XEN]=""
	[DOM0]=6.1
	[DOM0_INIT]=""
	[STORES]="xenstored oxenstored"
	[ALSO]=''
	[SHORT]=""
	[ENHANCED]=enabled
	[CPU]=cortex-a57
	[CPUS]=1
	[PARALLEL]=""
	[SEED]=""
	[ENDING]=""
	[ROUNDS]=20
	[MEMORY]=256
	[DOMUS]=1
	[MACHINE]=xen
	[INSTALLED]=""
	[GATE]=""
	[DEVICE_TREE]=""
	[DOMAIN]=""
	[GUEST_FILES]=""
	[GUEST_ARGS]=""
	[ARGS_BY_GUEST]=""
	[XEN_ARGS]=""
	[ALONE]=""
	[SIDES]="guest dom0"
	[DELAY]=""
	[DEFINE]=""
	[EDIT]=""
	[HELPERS]=""
	[DRIVERS]=""
	[TOOLS]=""
	[PROGRAMS]=""
	[EXCUSED]=""
	[CRASH]=""
	[LIMIT]=300
	[REUSE]=""
)
declare -A overrides=()
for name in "${!default[@]}"; do
	[[ ! -v $name ]] || overrides[$name]=${!name}
done
[[ ! ${GUEST_KERNEL-} ]] || overrides[GUESTS]=own
[[ ! ${XEN_IMAGE-}${XEN_TOOLS-} ]] || overrides[XENS]=own

# scenario_files: print the paths of all scenarios' files
scenario_files() {
	find "$scenarios" -mindepth 1 -maxdepth 2 -type f | sort
}

# The index of all scenarios: path and variant of each, and the variants of each file's name. One
# awk reads all files, because starting a program for each of several hundred cases would take a
# minute.
mapfile -t paths < <(scenario_files)
declare -A path_of=() variant_of=() variants_of=()
while IFS=$'\t' read -r path words; do
	variants_of[${path##*/}]=$words
	for variant in $words; do
		scenario=${path##*/}
		[[ $variant == plain ]] || scenario+=-$variant
		[[ ! ${path_of[$scenario]-} ]] || die "two scenarios have the name $scenario"
		path_of[$scenario]=$path
		variant_of[$scenario]=$variant
	done
done < <(awk '
	function print_last() {
		if (path)
			print path "\t" variants
	}
	FNR == 1 { print_last(); path = FILENAME; variants = "plain" }
	sub(/^VARIANTS="?/, "") { sub(/"$/, ""); variants = $0 }
	END { print_last() }' "${paths[@]}" </dev/null)

# scenario_names SCENARIO…: print the names, a file's name once for each of its variants
scenario_names() {
	local name variant
	for name; do
		for variant in ${variants_of[$name]-plain}; do
			[[ $variant != plain ]] || variant=''
			echo "$name${variant:+-$variant}"
		done
	done
}

# edits: print DELAY, DEFINE and EDIT as one sed script for a copy of the module's sources
edits() {
	local each jiffies='' words
	read -ra words <<<"$DELAY"
	for each in "${words[@]}"; do
		grep -rqE "test_point\(.*\"${each%%=*}\"" "$top/module" || die "the module has no test point ${each%%=*}"
		jiffies+="!strcmp(name, \"${each%%=*}\") ? ${each#*=} : "
	done
	[[ ! $jiffies ]] || printf '%s\n' "/^static inline void test_point/,/^}/s|^{|{\n\tlong delay = ${jiffies}0;\n\n\tif (delay)\n\t\tschedule_timeout_uninterruptible(delay);|"
	read -ra words <<<"$DEFINE"
	for each in "${words[@]}"; do
		printf '%s\n' "s|^#define ${each%%=*}\\b.*|#define ${each%%=*} (${each#*=})|"
	done
	[[ ! $EDIT ]] || printf '%s\n' "$EDIT"
}

# load_case SCENARIO[:STORE[:GUEST[:XEN]]]: load the case's settings into variables
load_case() {
	IFS=: read -r scenario store GUEST XEN <<<"$1"
	local name
	file=${path_of[$scenario]-}
	variant=${variant_of[$scenario]-}
	[[ $file ]] || die "no scenario $scenario"
	for name in "${!default[@]}"; do
		printf -v "$name" %s "${default[$name]}"
	done
	# shellcheck source=test/scenarios/basic/early
	. "$file"
	for name in "${!overrides[@]}"; do
		printf -v "$name" %s "${overrides[$name]}"
	done
	GUEST=${GUEST:-${GUESTS%% *}}
	XEN=${XEN:-${XENS%% *}}
	SHORT=${SHORT:-${STORES%% *}:${GUESTS%% *}:${XENS%% *}}
	# cortex-a57 supports neither 16 KiB pages nor BTI.
	[[ $GUEST != *-@(16k|clang) || ${overrides[CPU]-} ]] || CPU=max
}

# seed_of CASE: print its seed. The case must be loaded
seed_of() {
	echo "${SEED:-$(cksum <<<"$1" | cut -d ' ' -f 1)}"
}

# unfit VERSION: if the case cannot run on that Xen, print why
unfit() {
	local programs
	if [[ $DOMAIN == *static-mem* ]] && { [[ $XEN != own ]] || ! makes_pages "$1"; }; then
		echo "static memory needs Xen 4.21 or newer with CONFIG_STATIC_MEMORY, as XEN_IMAGE= and XEN_TOOLS="
		return
	fi
	if [[ $XEN_ARGS == *flask=enforcing* && $XEN != own ]]; then
		echo "Debian's Xen has no Flask policy, and so does not boot; use one with a policy, as XEN_IMAGE= and XEN_TOOLS="
		return
	fi
	[[ $XEN == own ]] || return 0
	programs=$("$rig/fetch/xen" own programs)
	if [[ $store == oxenstored && $programs != */oxenstored* ]]; then
		echo "XEN_TOOLS= has no oxenstored; $scenario:xenstored is the same with xenstored"
	elif makes_pages "$1" && [[ ! $LIKE_XEN ]]; then
		if grep -qE 'handshake [0-9]+ page|waiting_for\)" page|store_frame\)" none' "$file"; then
			echo "its dom0 creates the guest's page, but Xen $1 has created it at boot"
		elif [[ $GUEST == @(5.10*|*-unpatched) && $GUEST_ARGS != *initcall_blacklist=* ]]; then
			echo "Linux ${GUEST%-unpatched} hangs on Xen $1; with GUEST_ARGS=initcall_blacklist=xenbus_probe_initcall the module would run in another mode"
		fi
	fi
}

# Pattern of the lines that must not appear in any log.
bad='BUG:|WARNING:|Oops|[Cc]all [Tt]race|Kernel panic|Unable to handle|double register'
bad+='|KASAN:|UBSAN:|ODEBUG:|INFO: |suspicious RCU|possible .*(deadlock|locking|dependency)'
bad+='|kmemleak: .*(suspected|disabl|[Cc]annot)|blocked for more than'
bad+='|\(XEN\) (Assertion|Xen BUG|FATAL|Panic)'
# Expected only by scenarios whose page is there
bad+='|xenbus_late_init: the xenstore page is in an extended region'
