/* SPDX-License-Identifier: GPL-2.0 */
/* Blacklist: which initcalls of xenbus does initcall_blacklist= name? */
#ifndef XENBUS_LATE_BLACKLIST_H
#define XENBUS_LATE_BLACKLIST_H

#include "portable.h"

struct blacklist {
	bool init;		/* xenbus_init: two initcalls have that name */
	bool probe;		/* xenbus_probe_initcall */
	bool unknown;		/* something like these that is neither */
};

/**
 * blacklist_read() - find the words in a kernel command line
 * @bootargs: the command line; NULL: there is none
 *
 * The kernel compares whole names (initcall_blacklisted() in init/main.c). A name that
 * link-time optimization gives an initcall, "__initstub__…", is taken for right.
 */
struct blacklist blacklist_read(const char *bootargs);

#endif /* XENBUS_LATE_BLACKLIST_H */
