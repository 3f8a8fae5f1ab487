#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Add to dracut's initramfs what a root on a PV disk needs.
# shellcheck disable=SC2154 # moddir is dracut's

check() {
	require_binaries xenbus-wait
}

installkernel() {
	# Always add them: the machine that makes the initramfs need not be the guest that boots it.
	hostonly='' instmods -s xenbus_late_init xen-blkfront xen-netfront
}

install() {
	inst_multiple cat xenbus-wait
	inst_hook initqueue/settled 50 "$moddir/xenbus-wait.sh"
	# This rule loads the frontend drivers before their devices appear. Give its full path:
	# if /usr is not merged, dracut searches only /lib for a bare name.
	inst_rules /usr/lib/udev/rules.d/60-xenbus-late-init.rules
	# systemd in the initramfs waits for root on its own and skips the initqueue, where our
	# hook runs.
	dracut_need_initqueue
}
