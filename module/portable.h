/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The few types that blacklist.c, handshake.c, survey.c and wait.c need. These files
 * make no kernel call, so the unit tests compile them unchanged in user space.
 */
#ifndef XENBUS_LATE_PORTABLE_H
#define XENBUS_LATE_PORTABLE_H

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/stddef.h>
#include <linux/types.h>
#else
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t u32;
typedef uint64_t u64;

#define __init

#ifndef min
#define min(a, b) ({			\
	typeof(a) _a = (a);		\
	typeof(b) _b = (b);		\
	_a < _b ? _a : _b;		\
})
#endif
#endif

#endif /* XENBUS_LATE_PORTABLE_H */
