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
	modprobe xenbus_late_init "$@" && report mode "$(show mode)"
}

unload_module() {
	rmmod xenbus_late_init
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

# peek NAME: what the kernel's xenbus has, see test/peek
peek() {
	modprobe peek && cat "/sys/module/peek/parameters/$1"
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
	touch /run/rig/shutdown
	report say ready-for-shutdown
	sleep 1000000
}
