# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Words of a scenario's guest().

# Xen cuts a guest's lines at 128 characters, time stamp and all.
# shellcheck disable=SC2034 # for report
width=80

# The kernel prints a record of its log whole, unlike what is written to a tty.
send() {
	read -r line
	echo "<5>$line" >/dev/kmsg
}

leave() {
	[ "$MACHINE" = xen ] && sleep 1000000
	poweroff -f
}

# say WORD: a mark that dom0 can await
say() {
	report say "$1"
}

# load_module [PARAMETER=VALUE…]
load_module() {
	let_go
	modprobe xenbus_late_init "$@" && report mode "$(show mode)"
}

# mode_of_old: the mode on a kernel that does not wait by itself. On Xen 4.21 and newer
# such a kernel boots with an option only.
mode_of_old() {
	if grep -q initcall_blacklist= /proc/cmdline; then
		echo takeover
	else
		echo revive
	fi
}

# let_go: a debug kernel keeps the driver's folder for some seconds, on purpose. It
# cannot be seen any more a moment before its name is free.
let_go() {
	case $GUEST in
	*-debug)
		within 30 not test -e /sys/bus/platform/drivers/xenbus_late_init
		usleep 200000
		;;
	esac
}

unload_module() {
	rmmod xenbus_late_init
}

# clean: nothing bad is in the log, also while the console did not show it
clean() {
	! dmesg | grep -E "$BAD" | grep -vE "$EXCUSED"
}

# logged TEXT: the module has said it
logged() {
	dmesg | grep "xenbus_late_init: .*$1"
}

# show FILE: what the module tells in sysfs
show() {
	cat "/sys/hypervisor/xenbus/$1"
}

# shows FILE WORD: is it that?
shows() {
	[ "$(show "$1")" = "$2" ]
}

# events_above COUNT: were there more by now?
events_above() {
	[ "$(show events)" -gt "$1" ]
}

# busy: ticks of 10 ms in which a CPU did not sleep, since boot
busy() {
	awk '$1 == "cpu" { print $2 + $3 + $4 + $7 + $8 }' /proc/stat
}

# threads_once: the in-kernel xenbus was started, and no second time
threads_once() {
	is "one ring thread" "$(pidof xenbus | wc -w)" 1
	is "one watch thread" "$(pidof xenwatch | wc -w)" 1
}

# peek NAME: what the kernel's xenbus has, see test/modules/peek
peek() {
	modprobe peek && cat "/sys/module/peek/parameters/$1"
}

# meets WORD: dom0 has written it, see test/modules/meet
meets() {
	read -r meets_word </sys/module/meet/parameters/word && [ "$meets_word" = "$1" ]
}

# keep_on CPU COMMAND: again and again, until there is /run/stop; each success counts
keep_on() {
	taskset -c "$1" sh -c "until [ -e /run/stop ]; do
		$2 && printf . >>/run/on-$1
		usleep 10000
	done" 2>/run/rig/on
}

# read_all CPU: the module's files
read_all() {
	keep_on "$1" '(cd /sys/hypervisor/xenbus/ && exec cat state mode waiting_for error \
		event_channel store_frame connection events attempts load_time served_time \
		ready_time >/run/read)'
}

# wait_for_it CPU: it stays asleep while the module goes, and says so
wait_for_it() {
	# shellcheck disable=SC2016 # the other shell's
	keep_on "$1" '[ -e /sys/hypervisor/xenbus/state ] && { xenbus-wait --quiet --timeout 1; [ $? -lt 5 ]; }'
}

# tried CPU: so often
tried() {
	wc -c <"/run/on-$1"
}

# disk: wait for the disk that dom0 attaches, leave it in /dev/xvda
disk() {
	modprobe xen-blkfront && within "${1:-30}" test -b /dev/xvda
}

# net: wait for the interface that dom0 attaches, and bring it up
net() {
	modprobe xen-netfront && within "${1:-30}" test -e /sys/class/net/eth0 &&
		ifconfig eth0 "$GUEST_IP" netmask 255.255.255.0 up &&
		within "${1:-30}" grep -q 1 /sys/class/net/eth0/carrier
}

# until_shutdown: stay, for dom0 to shut the guest down
until_shutdown() {
	final_checks
	touch /run/rig/shutdown
	report say ready-for-shutdown
	sleep 1000000
}

# final_checks: what a debug kernel knows only at the end
final_checks() {
	if [ -e /proc/lockdep_stats ]; then
		ok "lockdep was on all the while" grep 'debug_locks: *1$' /proc/lockdep_stats
	fi
	mount -t debugfs debugfs /sys/kernel/debug 2>/run/rig/error
	# Under lockdown nobody may read it.
	if [ -e /sys/kernel/debug/kmemleak ] && ! grep -q lockdown= /proc/cmdline; then
		no_leaks
	fi
}

# no_leaks: with the module gone, if it may go, no memory is lost
no_leaks() {
	for leaks_module in xenbus_late_init peek meet fault starve; do
		rmmod $leaks_module 2>/run/rig/error
	done
	# Passed over are what is younger than 5 s, and what changed since the last scan.
	sleep 6
	for leaks_scan in 1 2; do
		echo scan >/sys/kernel/debug/kmemleak || report FAIL "kmemleak does not work, $leaks_scan"
	done
	cat /sys/kernel/debug/kmemleak >/run/leaks
	is "no memory was lost" "$(grep -c '^unreferenced' /run/leaks)" 0 && return
	head -n 60 /run/leaks >/run/rig/tail
	while read -r leaks_line; do
		note "$leaks_line"
	done </run/rig/tail
}
