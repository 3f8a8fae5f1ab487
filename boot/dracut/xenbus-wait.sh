#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Waits until dom0 serves xenstore. dracut reads this when udev is done and root
# is still not there; once is enough.
# shellcheck disable=SC2154 # job is dracut's
rm -f -- "$job"

xenbus_late_wait() {
	local seconds said
	# A guest of Xen with a device tree: no other can be dom0less.
	[ "$(cat /sys/hypervisor/type 2>/dev/null)" = xen ] &&
		[ -d /proc/device-tree/hypervisor ] || return 0
	seconds=$(getarg xenbus_wait=) || seconds=60
	[ "$seconds" != 0 ] || return 0

	if ! [ -e /sys/hypervisor/xenbus ]; then
		# The kernel's log has the reason.
		warn "$(xenbus-wait 2>&1)"
		return 0
	fi

	# Onto the console: with systemd in the initramfs, info goes to its journal only.
	echo "Waiting up to $seconds s for dom0 to serve xenstore" >&2
	if said=$(xenbus-wait --timeout "$seconds" 2>&1); then
		info "$said"
	else
		warn "$said"
		warn "No xenstore: going on without PV disks and PV net"
	fi
}
xenbus_late_wait
