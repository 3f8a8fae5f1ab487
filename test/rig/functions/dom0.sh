# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Functions for a scenario's dom0().

# shellcheck disable=SC2034 # used by report
width=300

# Use a separate port, because lines on the hypervisor's console can be torn.
send() {
	cat >&9
}

leave() {
	poweroff -f
}

# await WORD [SECONDS [NUMBER]]: wait until the guest has said this word. NUMBER selects
# a guest other than the first. dom0 skips the scenario if the guest does.
await() {
	await_status=0
	conring "say $1" "${2:-60}" "${3-}" || await_status=$?
	[ $await_status != 3 ] || skip "the guest has skipped it"
	return $await_status
}

# said WORD: has the guest already said this word?
said() {
	conring "say $1"
}

# store_up: start the case's xenstore server and introduce dom0 to it. "reconnect",
# "untouched", "notify-first" and "zeroed-page" are xenstored made to treat the page
# differently, see test/rig/dom0/server.c. The last two zero the indices WIPE_AFTER microseconds
# after the notification.
store_up() {
	start_store >/run/rig/store 2>&1 ||
		broken "$STORE did not start: $(tail -n 1 /run/rig/store)"
}

start_store() {
	case $STORE in
	reconnect | untouched | notify-first | zeroed-page)
		start_preload=/usr/lib/server.so start_program=xenstored
		;;
	*) start_preload='' start_program=$STORE ;;
	esac
	SERVER=$STORE WIPE_AFTER=${WIPE_AFTER-0} LD_PRELOAD=$start_preload "/usr/lib/xen-$XEN/bin/$start_program" --pid-file /run/store.pid &&
		within 30 xenstore-exists / &&
		xen-init-dom0
}

store_down() {
	kill "$(cat /run/store.pid)" && within 10 not test -d "/proc/$(cat /run/store.pid)"
}

# console TEXT: has the guest printed it on its console?
console() {
	xl dmesg | grep "DOM1: .*$1"
}

# introduce: run init-dom0less for all guests, as the systemd unit for dom0 does
introduce() {
	permit_nodes && LD_PRELOAD=/usr/lib/xenbus-late-init/init-dom0less-vcpus.so init-dom0less
}

# permit_nodes: create each guest's nodes with the permissions that later versions set.
# init-dom0less of AMD's 4.16 sets no permissions, but keeps those of existing nodes.
permit_nodes() {
	xen_is 4.16 || return 0
	for permit_domid in $(xl list | awk 'NR > 1 && $2 > 0 { print $2 }'); do
		xenstore-exists "/local/domain/$permit_domid/domid" || write_basic_nodes "$permit_domid" || return
	done
}

# serve: do everything that dom0 usually has to do
serve() {
	store_up
	ok "introduce" introduce
}

# makes_pages: does Xen itself create the page before a guest starts, as 4.21 and newer do?
makes_pages() {
	echo "$XEN_VERSION" | awk -F '[.-]' '{ exit !($1 > 4 || ($1 == 4 && $2 >= 21)) }'
}

# page_up: provide an unserved page, as Xen 4.21 and newer do before the guest starts
page_up() {
	makes_pages || handshake 1 page 0x39001 connection 1 pfn 0x39001
}

# introduce_by_hand: after page_up, do the rest of init-dom0less's work: write the nodes and
# introduce the domain
introduce_by_hand() {
	write_nodes 1 && handshake 1 at 0x39001 introduce
}

# write_nodes [DOMID]: write the nodes and the file that the guest and xl need
write_nodes() {
	write_basic_nodes "${1:-1}" || return
	# The domain has no UUID, and xl has no configuration for it.
	printf '{}\0' >"/var/lib/xen/userdata-d.$nodes_domid.00000000-0000-0000-0000-000000000000.libxl-json"
}

# write_basic_nodes DOMID: write the guest's nodes with their permissions
write_basic_nodes() {
	nodes_domid=$1
	nodes_home=/local/domain/$nodes_domid
	xenstore-write "$nodes_home/domid" "$nodes_domid" "$nodes_home/name" "dom0less-$nodes_domid" \
		"$nodes_home/control/shutdown" '' "$nodes_home/data" '' "$nodes_home/device" '' || return
	for nodes_of in domid name control data device; do
		xenstore-chmod -r "$nodes_home/$nodes_of" "n$nodes_domid" r0 || return
	done
}

# guest_gone [SECONDS]: wait until the guest has shut down
guest_gone() {
	within "${1:-60}" guest_is_gone
}

guest_is_gone() {
	! xl list 1 >/run/rig/list 2>&1 || awk 'END { exit $5 !~ /s/ }' /run/rig/list
}

# hotplug COMMAND…: run the command, and print the logs of Xen's scripts if it fails
hotplug() {
	"$@" >/run/rig/hotplug 2>&1 && return
	cat /run/rig/hotplug
	if grep -q libxl_defbool_val /run/rig/hotplug && define_tpm; then
		"$@" && return
	fi
	tail -n 5 /var/log/xen/xen-hotplug.log
	return 1
}

# define_tpm: set tpm=False in the guests' configurations. libxl of AMD's 4.16 and 4.17 aborts
# if tpm is not set, and init-dom0less does not set it.
define_tpm() {
	tpm_defined=1
	for tpm_file in /var/lib/xen/userdata-d.*.libxl-json; do
		if ! grep -q '"b_info": {' "$tpm_file" || grep -q '"tpm"' "$tpm_file"; then
			continue
		fi
		tr -d '\000' <"$tpm_file" | sed 's/"b_info": {/& "tpm": "False",/' >/run/rig/tpm &&
			printf '\0' >>/run/rig/tpm && cp /run/rig/tpm "$tpm_file" && tpm_defined=0
	done
	[ "$tpm_defined" = 1 ] || note "xl aborted; running it again with tpm=False in the guests' configuration"
	return "$tpm_defined"
}

# make_disk: make a disk image of 8 MiB with ext4, /run/disk
make_disk() {
	truncate -s 8M /run/disk &&
		/sbin/mke2fs -q -F -t ext4 -O ^has_journal /run/disk
}

# loop_disk FILE: set up /dev/loop0 with this file, for a PV disk
loop_disk() {
	modprobe -a xen-blkback loop && losetup /dev/loop0 "$1"
}

# slow_block_script SECONDS: make a script for a PV disk, "block-slow", that takes this long to
# attach it
slow_block_script() {
	printf '%s\n' '#!/bin/bash' "[ \"\$1\" != add ] || sleep $1" 'exec /etc/xen/scripts/block "$@"' \
		>/etc/xen/scripts/block-slow &&
		chmod +x /etc/xen/scripts/block-slow
}

# attach_disk: attach that disk to the guest as xvda
attach_disk() {
	loop_disk /run/disk &&
		hotplug xl block-attach 1 phy:/dev/loop0 xvda w
}

# give_disk: make and attach a disk
give_disk() {
	make_disk && attach_disk
}

# attach_root: attach the machine's disk with the guest's root as xvda
attach_root() {
	modprobe virtio_blk &&
		within 10 test -b /dev/vda &&
		loop_disk /dev/vda &&
		hotplug xl block-attach 1 phy:/dev/loop0 xvda w
}

# attach_unanswered: attach, as xvdb, a disk whose backend never connects because
# Xen's script for it has not run
attach_unanswered() {
	unanswered_back=/local/domain/0/backend/vbd/1/51728
	unanswered_front=/local/domain/1/device/vbd/51728
	xenstore-write "$unanswered_back/frontend" "$unanswered_front" "$unanswered_back/frontend-id" 1 \
		"$unanswered_back/online" 1 "$unanswered_back/state" 1 &&
		xenstore-chmod -r "$unanswered_back" n0 r1 &&
		xenstore-write "$unanswered_front/backend" "$unanswered_back" "$unanswered_front/backend-id" 0 \
			"$unanswered_front/virtual-device" 51728 "$unanswered_front/device-type" disk &&
		xenstore-chmod -r "$unanswered_front" n1 r0 &&
		xenstore-write "$unanswered_front/state" 1
}

detach_disk() {
	xl block-detach 1 xvda && losetup -d /dev/loop0
}

# bridge_up MASK: set up the bridge xenbr0, for a PV interface
bridge_up() {
	modprobe -a xen-netback bridge
	ip link add xenbr0 type bridge &&
		ip addr add "$DOM0_IP/$1" dev xenbr0 &&
		ip link set xenbr0 up
}

# attach_net [bridge|route]: attach an interface that Xen's own script sets up
attach_net() {
	net_mask=24
	[ "${1:-bridge}" = bridge ] || net_mask=32
	bridge_up $net_mask || return
	case ${1:-bridge} in
	bridge)
		hotplug xl network-attach 1 bridge=xenbr0 script=vif-bridge
		;;
	route)
		hotplug xl network-attach 1 ip="$GUEST_IP" gatewaydev=xenbr0 script=vif-route
		;;
	esac
}

detach_net() {
	xl network-detach 1 0
}
