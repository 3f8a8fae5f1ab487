# SPDX-License-Identifier: GPL-2.0
SUMMARY = "Starts xenbus in dom0less Xen guests when dom0 serves xenstore"
require sources.inc

inherit module

KERNEL_MODULE_AUTOLOAD += "xenbus_late_init"
