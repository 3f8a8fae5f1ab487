/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Notifier: this module's two entries on the notifier chain of the in-kernel
 * xenbus, its first and its last. inkernel_watch() registers them.
 */
#ifndef XENBUS_LATE_NOTIFIER_H
#define XENBUS_LATE_NOTIFIER_H

/* What the two entries do, for a chain whose other entries are called one by one. */
void notifier_chain_begins(void);
void notifier_chain_ends(void);

#endif /* XENBUS_LATE_NOTIFIER_H */
