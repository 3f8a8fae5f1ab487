/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Oldest: the layout before 5.10.17 (c4295ab0b485). There ARM calls the notifier
 * chain in an early initcall, even if xenbus fails after that. So the kernel reports
 * xenbus up. It calls each entry that is registered later at once, without a working
 * xenbus, and does not put the entry on the chain.
 */
#ifndef XENBUS_LATE_OLDEST_H
#define XENBUS_LATE_OLDEST_H

/* Call these entries again, one by one. */
void oldest_replay_notifiers(void);

/* Log which entries oldest_replay_notifiers() cannot call. */
void oldest_log_limits(void);

#endif /* XENBUS_LATE_OLDEST_H */
