/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Notifier: this module's two entries on the notifier chain of the in-kernel
 * xenbus, its first and its last. inkernel_watch() registers them.
 */
#ifndef XENBUS_LATE_NOTIFIER_H
#define XENBUS_LATE_NOTIFIER_H

#include <linux/notifier.h>

/* The two, of the type that a chain has, for one that has to be called one by one. */
int notifier_chain_begins(struct notifier_block *nb, unsigned long event, void *data);
int notifier_chain_ends(struct notifier_block *nb, unsigned long event, void *data);

#endif /* XENBUS_LATE_NOTIFIER_H */
