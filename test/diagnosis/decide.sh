# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by the scripts that source this
# Map observations of a kernel to rows of README's support table. Nothing is booted here, so
# "make test-unit" can test it for kernels that the rig does not have.

# The options that a kernel may need. The second also disables /dev/xen/xenbus and backends, so
# use it only if the first does not help.
probe=initcall_blacklist=xenbus_probe_initcall
init=initcall_blacklist=xenbus_init

# The first column of that table.
declare -A rows=(
	[waits]="6.9.4+, 6.6.33+ (6.6.y), 6.1.93+ (6.1.y)"
	[waits-unchecked]="5.19 to 6.9.3, except 6.6.33+ (6.6.y) and 6.1.93+ (6.1.y)"
	[gives-up]="5.16 to 5.18, 5.15.6+ (5.15.y), 5.10.83+ (5.10.y); before 5.10, with 36e8f60f0867 and 08f6c2b09ebd"
	[dies]="5.11 to 5.14, 5.15 to 5.15.5, 5.10.17 to 5.10.82; before 5.10, with c4295ab0b485, but without 36e8f60f0867, 08f6c2b09ebd or both"
	[dies-oldest]="5.10 to 5.10.16; before 5.10, without c4295ab0b485"
)

# For each row: what happens to a kernel without options, with $probe and with $init, then the
# module's mode and the option that the kernel needs. First if dom0 creates the page (Xen up to
# 4.20), then if the page exists at boot (4.21 and newer).
expected() {
	cat <<-END
		waits           waits any     any     guard    -      waits any     any     guard    -
		waits-unchecked waits any     any     guard    -      dies  boots   any     takeover $probe
		gives-up        idle  any     any     revive   -      dies  boots   any     takeover $probe
		dies            dies  boots   any     takeover $probe dies  boots   any     takeover $probe
		dies-oldest     dies  dies    boots   takeover $init  dies  dies    boots   takeover $init
	END
}

# fits SEEN EXPECTED: is the observation compatible with the expectation?
fits() {
	case $2:$1 in
	any:* | *:-) ;;
	boots:waits | boots:idle | boots:up | boots:hides) ;;
	waits:waits | waits:hides) ;;
	idle:idle | idle:hides) ;;
	dies:crash | dies:hang) ;;
	*) return 1 ;;
	esac
}

# add NAME VALUE: add VALUE to the list NAME, unless it is there
add() {
	local -n list=$1
	[[ "|$list|" == *"|$2|"* ]] || list+=${list:+|}$2
}

# decide LATE PROBE INIT FIRST PROBE INIT: set row, and mode and options for both cases. The
# arguments are observations without options, with $probe and with $init, first if dom0 creates
# the page, then if the page exists at boot:
#	waits	user space was reached, and the in-kernel xenbus waits
#	idle	user space was reached, and the in-kernel xenbus does nothing
#	up	user space was reached, and the in-kernel xenbus has its threads
#	no-xen	user space was reached, and the kernel does not know that it runs on Xen
#	hides	the kernel booted, but the state of its xenbus cannot be observed
#	crash, hang
#	silent	the guest printed nothing, and still runs
#	-	not tried
# If several rows fit, the results are lists, separated by "|". If no row fits, they are empty.
decide() {
	local name late late_probe late_init late_mode late_options
	local first first_probe first_init first_mode first_options
	row='' mode_late='' options_late='' mode_first='' options_first=''
	if [[ " $* " == *" no-xen "* ]]; then
		row=no-xen
		return
	fi
	while read -r name late late_probe late_init late_mode late_options \
		first first_probe first_init first_mode first_options; do
		if ! fits "$1" "$late" || ! fits "$2" "$late_probe" || ! fits "$3" "$late_init" ||
			! fits "$4" "$first" || ! fits "$5" "$first_probe" || ! fits "$6" "$first_init"; then
			continue
		fi
		add row "$name"
		add mode_late "$late_mode"
		add options_late "$late_options"
		add mode_first "$first_mode"
		add options_first "$first_options"
	done < <(expected)
}

# console_of NUMBER <LOG: print a guest's lines from Xen's console: those of its PL011, and those
# that it writes with a hypercall
console_of() {
	tr -d '\r' | sed -nE "s/^(\(XEN\) (.*\] )?DOM$1:|(\(XEN\) )?\(d$1\)) ?//p"
}

# stub_of INITCALL <LINES: print the name that clang's link-time optimisation gave to the
# initcall. Traces and initcall_debug show this name, and initcall_blacklist= needs it
stub_of() {
	sed -nE "s/.*\b(__initstub__\w+_$1[0-9]s?)\b.*/\1/p" | sort -u | head -n 1
}

# classify REASON <LINES: determine what happened to a guest, from its console lines and from the
# shutdown reason that Xen reports: 0 power-off, 1 reboot, 3 crash, - still running. Print the
# observation for "decide", a tab, and where the guest stopped or what happened later.
classify() {
	reason=$1 awk '
	/rig: guest[0-9]* [0-9]+ saw / { saw = $NF }
	/rig: guest[0-9]* [0-9]+ later / {
		later = $NF == "up" ? "comes up once dom0 serves it" : "does not come up when dom0 serves it"
	}
	/Unable to mount root fs|Cannot open root device|Waiting for root device/ { end = "looks for its root" }
	/(Failed to execute|Requested init) \/init.*-8/ { end = "cannot run a shell script" }
	/Kernel panic|Unable to handle kernel|Internal error:/ { crash = 1 }
	!at && match($0, /(pc : |PC is at )[^ ]+/) { at = $NF; sub(/\+0x.*/, "", at) }
	crash && !caller && /do_one_initcall/ {
		caller = before
		if (match($0, / from /)) {
			caller = substr($0, 1, RSTART - 1)
			sub(/.*[( ]/, "", caller)
		}
		sub(/\+0x.*|\)$/, "", caller)
	}
	{ before = $NF }
	# Lines of initcall_debug
	match($0, /calling +[^ +]+\+0x/) { calling = substr($0, RSTART, RLENGTH); gsub(/calling +|\+0x$/, "", calling) }
	/initcall .* returned/ { calling = "" }
	END {
		if (saw)
			print saw "\t" later
		else if (end)
			print "hides\t" end
		else if (crash)
			print "crash\t" (at ? "in " at : "") (caller && caller != at ? (at ? ", " : "") "called by " caller : "")
		else if (ENVIRON["reason"] == 0 && ENVIRON["reason"] != "")
			print "hides\t"
		else if (ENVIRON["reason"] ~ /^[13]$/)
			print "crash\t"
		else if (!NR)
			print "silent\t"
		else
			print "hang\t" calling
	}'
}
