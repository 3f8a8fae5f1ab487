/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Needs: kernel options without which this module does not link or does not find the
 * functions of xenbus. Stop the build here with the option's name, because modpost and
 * the log would only name symbols. Documentation/supported has the same list.
 */
#ifndef XENBUS_LATE_NEEDS_H
#define XENBUS_LATE_NEEDS_H

#ifndef CONFIG_XEN
#error "xenbus_late_init needs a kernel with CONFIG_XEN=y"
#endif

/* The module creates its files in /sys/hypervisor. */
#ifndef CONFIG_XEN_SYS_HYPERVISOR
#error "xenbus_late_init needs a kernel with CONFIG_XEN_SYS_HYPERVISOR=y"
#endif

/* The module finds functions of the in-kernel xenbus by name. */
#ifndef CONFIG_KALLSYMS
#error "xenbus_late_init needs a kernel with CONFIG_KALLSYMS=y"
#endif

#endif /* XENBUS_LATE_NEEDS_H */
