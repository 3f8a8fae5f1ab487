/* SPDX-License-Identifier: GPL-2.0 */
/* Symbols: where the in-kernel xenbus's unexported functions are. */
#ifndef XENBUS_LATE_SYMBOLS_H
#define XENBUS_LATE_SYMBOLS_H

#include <linux/notifier.h>
#include <linux/types.h>

/* Functions of drivers/xen/xenbus, with the same types as there. */
struct symbols {
	int (*xs_init)(void);
	int (*xs_reboot_notify)(struct notifier_block *nb, unsigned long code,
				void *unused);
	int (*xenbus_probe_thread)(void *unused);
	int (*xenbus_resume_cb)(struct notifier_block *nb, unsigned long action,
				void *data);
	int (*xenbus_thread)(void *unused);
	int (*xenwatch_thread)(void *unused);
	/* Entries on the notifier chain; they are in drivers/xen. */
	notifier_fn_t frontend_probe_and_watch;
	notifier_fn_t shutdown_event;
	notifier_fn_t setup_cpu_watcher;
	notifier_fn_t balloon_init_watcher;
};

/**
 * symbols_find() - find the functions
 * @symbols: zeroed by the caller, filled in here
 * @one_by_one: the chain's entries have to be called one by one, so find those that
 * this kernel has, and not xenbus_probe_thread()
 *
 * Return: 0, or -ENOENT if a function is missing, whose name is then logged.
 */
int symbols_find(struct symbols *symbols, bool one_by_one);

#endif /* XENBUS_LATE_SYMBOLS_H */
