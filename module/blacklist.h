/* SPDX-License-Identifier: GPL-2.0 */
/* Blacklist: which xenbus initcalls does initcall_blacklist= name? */
#ifndef XENBUS_LATE_BLACKLIST_H
#define XENBUS_LATE_BLACKLIST_H

#include "portable.h"

struct blacklist {
	bool init;		/* xenbus_init, the name of two initcalls */
	bool probe;		/* xenbus_probe_initcall */
	bool unknown;		/* any other name with "xenbus" in it */
};

/**
 * blacklist_read() - read initcall_blacklist= from a kernel command line
 * @bootargs: the command line, or NULL if there is none
 *
 * The kernel compares whole names (initcall_blacklisted() in init/main.c). With clang
 * LTO, initcalls are called "__initstub__…". Do not report such a name as unknown,
 * because only System.map shows whether it is right.
 */
struct blacklist blacklist_read(const char *bootargs);

#endif /* XENBUS_LATE_BLACKLIST_H */
