#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Puts into dracut's initramfs what a root behind xenstore takes.
# shellcheck disable=SC2154 # moddir is dracut's

check() {
	require_binaries xenbus-wait
}

installkernel() {
	# Whatever this machine has now: it may be the one where xenstore is late.
	hostonly='' instmods -s xenbus_late_init xen-blkfront xen-netfront
}

install() {
	inst_multiple cat xenbus-wait
	inst_hook initqueue/settled 50 "$moddir/xenbus-wait.sh"
	# Has udev load the frontends before their devices. By its path: where /usr is not
	# merged, dracut looks for a name in /lib alone.
	inst_rules /usr/lib/udev/rules.d/60-xenbus-late-init.rules
	# With systemd in the initramfs there is none otherwise: it waits for root.
	dracut_need_initqueue
}
