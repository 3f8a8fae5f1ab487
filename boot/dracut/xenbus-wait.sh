#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Wait until dom0 serves xenstore. dracut sources this file each time udev is done and root
# is still missing, so LVM, LUKS and others can set up the root device in the meantime.
# shellcheck disable=SC2154 # job, main_loop and netroot are dracut's

# Return: 0 to be called again.
xenbus_late_wait() {
	local seconds now said
	# A root on the network needs no PV disk.
	[ -z "$netroot" ] || return 1
	# Only a Xen guest that has a device tree can be dom0less.
	[ "$(cat /sys/hypervisor/type 2>/dev/null)" = xen ] &&
		[ -d /proc/device-tree/hypervisor ] || return 1
	seconds=$(getarg xenbus_wait=) || seconds=60
	[ "$seconds" != 0 ] || return 1
	# Leave the first round to LVM, RAID and LUKS.
	[ "$main_loop" -gt 0 ] || return 0

	if ! [ -e /sys/hypervisor/xenbus ]; then
		# The kernel's log says why the module is not there.
		warn "$(xenbus-wait 2>&1)"
		return 1
	fi
	if said=$(xenbus-wait --timeout 0 2>&1); then
		info "$said"
		return 1
	fi
	read -r now _ </proc/uptime
	now=${now%.*}
	if [ -z "$xenbus_late_end" ]; then
		case $seconds in
		'' | 0* | *[!0-9]* | ??????*)
			warn "xenbus_wait=$seconds is not a number of seconds, using 60"
			seconds=60
			;;
		esac
		xenbus_late_end=$((now + seconds))
		# Write to the console: with systemd in the initramfs, info goes only to its journal.
		echo "Waiting up to $seconds s for dom0 to serve xenstore" >&2
	fi
	if [ "$now" -lt "$xenbus_late_end" ] && [ "$(cat /sys/hypervisor/xenbus/mode)" != none ]; then
		# dracut gives up after a number of rounds. Do not let ours count.
		main_loop=1
		return 0
	fi
	warn "$said"
	warn "No xenstore: continuing without PV disks and network"
	return 1
}
xenbus_late_wait || rm -f -- "$job"
