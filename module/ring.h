/* SPDX-License-Identifier: GPL-2.0 */
/* Ring: one question to the store daemon, to see that it answers. */
#ifndef XENBUS_LATE_RING_H
#define XENBUS_LATE_RING_H

#include <xen/xenbus.h>

/* Seconds that a store daemon has to answer. */
#define RING_PATIENCE 5

/**
 * ring_ask() - does the store daemon answer?
 * @page: the served page, with nobody else on the ring; left idle on success
 *
 * To be asked before xs_init(): once a request of the built-in is out, it
 * sleeps uninterruptibly until the answer comes. Any answer will do.
 *
 * Return: 0; -ETIMEDOUT after RING_PATIENCE; -EIO if the ring's indices or the
 * answer make no sense. The next call still takes a late answer.
 */
int ring_ask(struct xenstore_domain_interface *page);

/* To be called at every event. */
void ring_heard(void);

#endif /* XENBUS_LATE_RING_H */
