/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Compat: where the kernel's interfaces have changed, written for the newest.
 * Each entry has the version that changed it; nothing else tests for versions.
 */
#ifndef XENBUS_LATE_COMPAT_H
#define XENBUS_LATE_COMPAT_H

#include <linux/version.h>
#include <xen/events.h>

/* 6.6, 58f6259b7a08: "is_static" keeps Xen's own channels from being closed. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define evtchn_make_refcounted(port, is_static) evtchn_make_refcounted(port)
#endif

#endif /* XENBUS_LATE_COMPAT_H */
