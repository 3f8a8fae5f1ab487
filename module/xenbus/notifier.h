/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Notifier: this module's two entries on the notifier chain of the in-kernel
 * xenbus, its first and its last. inkernel_watch() registers them.
 */
#ifndef XENBUS_LATE_NOTIFIER_H
#define XENBUS_LATE_NOTIFIER_H

#include <linux/notifier.h>

/* The two entries, for oldest.c, which calls the chain's entries one by one. */
int notifier_chain_begins(struct notifier_block *nb, unsigned long event, void *data);
int notifier_chain_ends(struct notifier_block *nb, unsigned long event, void *data);

/*
 * Under XS_UNKNOWN the chain would fail, and it runs only once. So if something wakes the
 * kernel's own thread too early, the first entry makes the thread sleep until inkernel_start().
 * Return: whether the first entry makes the thread sleep.
 */
bool notifier_holds_chain(void);

/* Let the chain run nevertheless, as it would without this module. */
void notifier_let_chain_go(void);

#endif /* XENBUS_LATE_NOTIFIER_H */
