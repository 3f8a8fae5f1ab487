/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All that differs between kernels. Each entry is dated, gives old kernels the
 * new name, and goes when its last old kernel goes.
 */
#ifndef XENBUS_LATE_COMPAT_H
#define XENBUS_LATE_COMPAT_H

#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/sysfs.h>
#include <linux/version.h>

/* v5.10, 2020-12: sysfs_emit() */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#define sysfs_emit(buf, ...) scnprintf(buf, PAGE_SIZE, __VA_ARGS__)
#endif

/* v6.11, 2024-09: platform_driver.remove() returns void */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
#define PLATFORM_REMOVE_RETURNS	int
#define PLATFORM_REMOVE_RETURN	return 0
#else
#define PLATFORM_REMOVE_RETURNS	void
#define PLATFORM_REMOVE_RETURN	return
#endif

#endif /* XENBUS_LATE_COMPAT_H */
