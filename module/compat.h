/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Compat: provide the newest kernel's interfaces on older kernels. Each entry names
 * the version that changed the interface. No other file tests for versions.
 */
#ifndef XENBUS_LATE_COMPAT_H
#define XENBUS_LATE_COMPAT_H

#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sysfs.h>
#include <linux/timekeeping.h>
#include <linux/version.h>
#include <linux/wait.h>
#include <xen/events.h>

/* 6.6, 58f6259b7a08: "is_static" marks a static channel, which must not be closed. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define evtchn_make_refcounted(port, is_static) evtchn_make_refcounted(port)
#endif

/*
 * 6.9.4, a3607581cd49, also in 6.6.33 and 6.1.93: the in-kernel xenbus also waits if
 * it finds an unserved page at boot. From 5.19 until this commit, it waited only if there
 * was no page.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 4) || \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 33) && \
	 LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)) || \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 93) && \
	 LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0))
#define INKERNEL_WAITS_FOR_SERVER true
#else
#define INKERNEL_WAITS_FOR_SERVER false
#endif

/*
 * In an x86 HVM guest without a vector callback, the driver of Xen's PCI device starts xenbus, see
 * xs_hvm_defer_init_for_callback() in xenbus_probe.c. Before 5.10.17, it does so in every x86 HVM
 * guest.
 */
#ifdef CONFIG_XEN_PVHVM
#define HAS_VECTOR_CALLBACK xen_have_vector_callback
#else
#define HAS_VECTOR_CALLBACK true
#endif

/* 5.10 added sysfs_emit(). A macro also works if an older kernel has a backport of it. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#define sysfs_emit(buf, ...) scnprintf(buf, PAGE_SIZE, __VA_ARGS__)
#endif

/* 5.9 added DEVICE_ATTR_ADMIN_RO(). */
#ifndef DEVICE_ATTR_ADMIN_RO
#define DEVICE_ATTR_ADMIN_RO(name) DEVICE_ATTR(name, 0400, name##_show, NULL)
#endif

/* 5.3 renamed ktime_get_boot_ns(). */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 3, 0)
#define ktime_get_boottime_ns() ktime_get_boot_ns()
#endif

/*
 * 4.17 added wait_event_idle() and its variant with a timeout. Only kernel threads use them
 * here, and kernel threads get no signals.
 */
#ifndef wait_event_idle
#define wait_event_idle wait_event_interruptible
#define wait_event_idle_timeout wait_event_interruptible_timeout
#endif

#endif /* XENBUS_LATE_COMPAT_H */
