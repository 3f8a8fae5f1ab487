/* SPDX-License-Identifier: GPL-2.0 */
/* Symbols: where the built-in's unexported functions are. */
#ifndef XENBUS_LATE_SYMBOLS_H
#define XENBUS_LATE_SYMBOLS_H

#include <linux/notifier.h>

/* Of drivers/xen/xenbus; each with the type that it has there. */
struct symbols {
	int (*xs_init)(void);
	int (*xs_reboot_notify)(struct notifier_block *nb, unsigned long code,
				void *unused);
	int (*xenbus_probe_thread)(void *unused);
	int (*xenbus_resume_cb)(struct notifier_block *nb, unsigned long action,
				void *data);
	int (*xenbus_thread)(void *unused);
	int (*xenwatch_thread)(void *unused);
};

/**
 * symbols_find() - look all of them up
 * @symbols: to be filled
 *
 * Return: 0, or -ENOENT when one is missing; the log then names it.
 */
int symbols_find(struct symbols *symbols);

#endif /* XENBUS_LATE_SYMBOLS_H */
