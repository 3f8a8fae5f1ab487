/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Oldest: the initcall order before 5.10.17 (c4295ab0b485). On ARM, these kernels call the
 * notifier chain in an early initcall, even if xenbus fails later. From then on the kernel
 * treats xenbus as up. When an entry is registered, the kernel calls it immediately instead
 * of adding it to the chain, although xenbus does not work.
 */
#ifndef XENBUS_LATE_OLDEST_H
#define XENBUS_LATE_OLDEST_H

/* Call again, one by one, the entries that were called while xenbus did not work. */
void oldest_replay_notifiers(void);

/* Log which entries oldest_replay_notifiers() cannot call. */
void oldest_log_limits(void);

#endif /* XENBUS_LATE_OLDEST_H */
