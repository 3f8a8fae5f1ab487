/* SPDX-License-Identifier: GPL-2.0 */
/* Ring: one request to the xenstore server, to see that it answers. */
#ifndef XENBUS_LATE_RING_H
#define XENBUS_LATE_RING_H

#include <xen/interface/io/xs_wire.h>
#include <xen/xenbus.h>

#include "handshake.h"

/* Seconds that a xenstore server has to answer a request that stays in the ring. */
#define RING_TIMEOUT 5

/* Seconds until ring_ping() returns if introductions wipe its request again and again. */
#define RING_TIMEOUT_ALL 30

/* Seconds for which this domain's nodes may be missing, and milliseconds between looks. */
#define RING_TIMEOUT_NODES 5
#define RING_LOOK_NODES 100

/* Microseconds between two looks at the ring: at first, and at most. */
#define RING_LOOK_FIRST 200U
#define RING_LOOK_LAST 10000U

/* Milliseconds for which the indices may make no sense, as while they are zeroed. */
#define RING_GRACE 100

/* Bytes: the header, and "domid" with its 0. */
#define RING_REQUEST_LENGTH (sizeof(struct xsd_sockmsg) + sizeof("domid"))

/**
 * ring_request() - what has become of the request?
 * @now: the indices as the page has them
 */
enum ring_request ring_request(const struct ring_indices *now);

/**
 * ring_put() - put the request, or its beginning, see handshake_step()
 * @page: mapped
 * @length: how much of it shall be out then: 1 or RING_REQUEST_LENGTH
 *
 * Where the whole request is out already, put by this module before it was
 * unloaded, that is taken for it. Nobody waits for the answer.
 *
 * Return: 0; -EIO if the ring's indices make no sense or were wiped meanwhile;
 * -ETIMEDOUT if there is no room, since earlier requests were left unread.
 */
int ring_put(struct xenstore_domain_interface *page, u32 length);

/**
 * ring_ping() - does the xenstore server answer?
 * @page: the served page, with nobody else on the ring; left idle on success
 *
 * Call it before xs_init(): once a request of the in-kernel xenbus is out, that
 * sleeps uninterruptibly until the answer comes. Any answer will do; one that says that
 * this domain has no nodes yet, only after RING_TIMEOUT_NODES. A request that an
 * introduction wipes is put again, and has RING_TIMEOUT again.
 *
 * Return: 0; -ETIMEDOUT after RING_TIMEOUT without an answer, or without room for
 * the request; -EIO if the ring's indices or the answer make no sense for longer
 * than RING_GRACE. The next call still accepts a late answer.
 */
int ring_ping(struct xenstore_domain_interface *page);

/* To be called at every event. */
void ring_event(void);

#endif /* XENBUS_LATE_RING_H */
