# SPDX-License-Identifier: GPL-2.0
SUMMARY = "Brings xenbus to life in dom0less Xen guests once dom0 serves xenstore"
require sources.inc

inherit module

KERNEL_MODULE_AUTOLOAD += "xenbus_late_init"
