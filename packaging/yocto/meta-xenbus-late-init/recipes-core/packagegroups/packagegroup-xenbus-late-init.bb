# SPDX-License-Identifier: GPL-2.0
SUMMARY = "Packages for the image of a dom0less Xen guest"

# The module's package is specific to the machine.
PACKAGE_ARCH = "${MACHINE_ARCH}"
inherit packagegroup

RDEPENDS:${PN} = "xenbus-late-init xenbus-wait"
# If the drivers are built into the kernel, these packages do not exist.
RRECOMMENDS:${PN} = "kernel-module-xen-blkfront kernel-module-xen-netfront"
