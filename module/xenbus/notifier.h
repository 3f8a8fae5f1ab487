/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Notifier: this module's two entries on the notifier chain of the in-kernel
 * xenbus, its first and its last. inkernel_watch() registers them.
 */
#ifndef XENBUS_LATE_NOTIFIER_H
#define XENBUS_LATE_NOTIFIER_H

#include <linux/notifier.h>

/* The two entries, for a chain whose entries have to be called one by one. */
int notifier_chain_begins(struct notifier_block *nb, unsigned long event, void *data);
int notifier_chain_ends(struct notifier_block *nb, unsigned long event, void *data);

/*
 * Under XS_UNKNOWN the chain would run in vain, and only once: whoever wakes the kernel's
 * own thread too early brings it here, where it sleeps until inkernel_start().
 */
bool notifier_holds_chain(void);

/* Let it run nevertheless, as it would without this module. */
void notifier_let_chain_go(void);

#endif /* XENBUS_LATE_NOTIFIER_H */
