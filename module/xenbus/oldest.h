/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Oldest: the initcall order before 5.10.17 (c4295ab0b485). There ARM calls the
 * notifier chain in an early initcall, even if xenbus fails after that. From then on the
 * kernel takes xenbus to be up: it calls an entry as soon as that is registered, without
 * a working xenbus, and does not put it on the chain.
 */
#ifndef XENBUS_LATE_OLDEST_H
#define XENBUS_LATE_OLDEST_H

/* Call these entries again, one by one. */
void oldest_replay_notifiers(void);

/* Log which entries oldest_replay_notifiers() cannot call. */
void oldest_log_limits(void);

#endif /* XENBUS_LATE_OLDEST_H */
