# SPDX-License-Identifier: GPL-2.0
require recipes-kernel/linux/xenbus-late-init.inc
