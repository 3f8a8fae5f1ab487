# SPDX-License-Identifier: GPL-2.0
SUMMARY = "What a dom0less Xen guest wants in its image"

# The module's package is the machine's own.
PACKAGE_ARCH = "${MACHINE_ARCH}"
inherit packagegroup

RDEPENDS:${PN} = "xenbus-late-init xenbus-wait"
# Where the kernel has them built in, there are no such packages.
RRECOMMENDS:${PN} = "kernel-module-xen-blkfront kernel-module-xen-netfront"
