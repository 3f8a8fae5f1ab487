# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Functions for a scenario's guest().

# Xen cuts a guest's lines after 128 characters, including the time stamp.
# shellcheck disable=SC2034 # used by report
width=80

# Write to the kernel's log, which is printed line by line. Writes to a tty can be torn.
send() {
	read -r line
	echo "<5>$line" >/dev/kmsg
}

leave() {
	[ "$MACHINE" = xen ] && sleep 1000000
	poweroff -f
}

# say WORD: report a word that dom0 can await
say() {
	report say "$1"
}

# load_module [PARAMETER=VALUE…]
load_module() {
	wait_for_driver_name
	modprobe xenbus_late_init "$@" && report mode "$(show mode)"
}

# mode_of_old: print the mode that is expected on a kernel that does not wait on its own. On
# Xen 4.21 and newer, such a kernel boots only with an option.
mode_of_old() {
	if grep -q initcall_blacklist= /proc/cmdline; then
		echo takeover
	else
		echo revive
	fi
}

# wait_for_driver_name: wait until the name of the unloaded module's driver is free. A debug kernel
# removes the driver's directory only after some seconds, and the name becomes free a moment later.
wait_for_driver_name() {
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

# clean: is the kernel's log free of bad lines, including those not printed on the console?
clean() {
	! dmesg | grep -E "$BAD" | grep -vE "$EXCUSED"
}

# logged TEXT: has the module logged it?
logged() {
	dmesg | grep "xenbus_late_init: .*$1"
}

# show FILE: print one of the module's files in sysfs
show() {
	cat "/sys/hypervisor/xenbus/$1"
}

# shows FILE VALUE: does that file contain this value?
shows() {
	[ "$(show "$1")" = "$2" ]
}

# events_above COUNT: have there been more events?
events_above() {
	[ "$(show events)" -gt "$1" ]
}

# busy: print the number of 10 ms ticks for which a CPU has been busy since boot
busy() {
	awk '$1 == "cpu" { print $2 + $3 + $4 + $7 + $8 }' /proc/stat
}

# threads_once: test that the in-kernel xenbus was started exactly once
threads_once() {
	is "one ring thread" "$(pidof xenbus | wc -w)" 1
	is "one watch thread" "$(pidof xenwatch | wc -w)" 1
}

# probe_crashed: has the thread crashed in which the kernel's xenbus starts?
probe_crashed() {
	dmesg | grep "end trace" && not pidof xenbus_probe
}

# peek NAME: print a variable of the kernel's xenbus, see test/modules/peek
peek() {
	modprobe peek && cat "/sys/module/peek/parameters/$1"
}

# shared_word_is WORD: has dom0 written this word? See test/modules/shared_word
shared_word_is() {
	read -r shared_now </sys/module/shared_word/parameters/word && [ "$shared_now" = "$1" ]
}

# keep_on CPU COMMAND: repeat the command until /run/stop exists, and count its successes
keep_on() {
	taskset -c "$1" sh -c "until [ -e /run/stop ]; do
		$2 && printf . >>/run/on-$1
		usleep 10000
	done" 2>/run/rig/on
}

# read_all CPU: keep reading all of the module's files
read_all() {
	keep_on "$1" '(cd /sys/hypervisor/xenbus/ && exec cat state mode waiting_for error \
		event_channel store_frame connection events attempts load_time served_time \
		ready_time >/run/read)'
}

# run_xenbus_wait CPU: keep running xenbus-wait while the module is loaded and unloaded
run_xenbus_wait() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	keep_on "$1" '[ -e /sys/hypervisor/xenbus/state ] && { xenbus-wait --quiet --timeout 1; [ $? -lt 5 ]; }'
}

# tried CPU: print how often keep_on's command has succeeded
tried() {
	wc -c <"/run/on-$1"
}

# disk: wait for the disk that dom0 attaches, /dev/xvda
disk() {
	modprobe xen-blkfront && within "${1:-30}" test -b /dev/xvda
}

# net: wait for the interface that dom0 attaches, and bring it up
net() {
	modprobe xen-netfront && within "${1:-30}" test -e /sys/class/net/eth0 &&
		ifconfig eth0 "$GUEST_IP" netmask 255.255.255.0 up &&
		within "${1:-30}" grep -q 1 /sys/class/net/eth0/carrier
}

# until_shutdown: run until dom0 shuts the guest down
until_shutdown() {
	final_checks
	touch /run/rig/shutdown
	report say ready-for-shutdown
	sleep 1000000
}

# final_checks: run the checks that a debug kernel allows only at the end
final_checks() {
	if [ -e /proc/lockdep_stats ]; then
		ok "lockdep stayed on throughout" grep 'debug_locks: *1$' /proc/lockdep_stats
	fi
	mount -t debugfs debugfs /sys/kernel/debug 2>/run/rig/error
	# Under lockdown, the file cannot be read.
	if [ -e /sys/kernel/debug/kmemleak ] && ! grep -q lockdown= /proc/cmdline; then
		no_leaks
	fi
}

# no_leaks: unload the modules if possible, and test that no memory has leaked
no_leaks() {
	for leaks_module in xenbus_late_init peek shared_word fault starve; do
		rmmod $leaks_module 2>/run/rig/error
	done
	# kmemleak ignores objects younger than 5 s, and those that changed since the last scan.
	sleep 6
	for leaks_scan in 1 2; do
		echo scan >/sys/kernel/debug/kmemleak || report FAIL "kmemleak does not work, $leaks_scan"
	done
	cat /sys/kernel/debug/kmemleak >/run/leaks
	is "no memory leaked" "$(grep -c '^unreferenced' /run/leaks)" 0 && return
	head -n 60 /run/leaks >/run/rig/tail
	while read -r leaks_line; do
		note "$leaks_line"
	done </run/rig/tail
}
