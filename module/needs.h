/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Needs: options of the kernel without which this module does not link, or finds
 * nothing. The build stops here with the option's name, since modpost and the log
 * would only name symbols. Documentation/supported has the same list.
 */
#ifndef XENBUS_LATE_NEEDS_H
#define XENBUS_LATE_NEEDS_H

#ifndef CONFIG_XEN
#error "xenbus_late_init needs a kernel with CONFIG_XEN=y"
#endif

/* For /sys/hypervisor, where its files are. */
#ifndef CONFIG_XEN_SYS_HYPERVISOR
#error "xenbus_late_init needs a kernel with CONFIG_XEN_SYS_HYPERVISOR=y"
#endif

/* It finds functions of the in-kernel xenbus by their names. */
#ifndef CONFIG_KALLSYMS
#error "xenbus_late_init needs a kernel with CONFIG_KALLSYMS=y"
#endif

#endif /* XENBUS_LATE_NEEDS_H */
