/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Oldest: the layout before 5.10.17 (c4295ab0b485). There ARM calls the notifier
 * chain in an early initcall, whatever becomes of xenbus after that: so the kernel
 * says that xenbus is up, and who registered later was called at once, in vain,
 * and is on no chain.
 */
#ifndef XENBUS_LATE_OLDEST_H
#define XENBUS_LATE_OLDEST_H

/* Call again, one by one, the entries that were called in vain. */
void oldest_replay_notifiers(void);

/* Log what that leaves out. */
void oldest_log_limits(void);

#endif /* XENBUS_LATE_OLDEST_H */
