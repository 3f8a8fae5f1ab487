/* SPDX-License-Identifier: GPL-2.0 */
/* Ring: send the xenstore server one request, to find out whether it replies. */
#ifndef XENBUS_LATE_RING_H
#define XENBUS_LATE_RING_H

#include <xen/interface/io/xs_wire.h>
#include <xen/xenbus.h>

#include "handshake.h"

/* Seconds within which a server must reply to a request, unless the ring is wiped. */
#define RING_TIMEOUT 5

/*
 * Seconds after the publication of a request, until ring_ping() replaces it if the server has read
 * it and not replied. Less than the 30 s after which wait.c retries. Doubles with each replacement.
 */
#define RING_PATIENCE 25

/* Seconds until ring_ping() returns if introductions keep wiping its request. */
#define RING_TIMEOUT_ALL 30

/* Seconds to wait for this domain's nodes, and milliseconds between two requests. */
#define RING_TIMEOUT_NODES 5
#define RING_NODES_INTERVAL_MS 100

/* Microseconds between two polls of the ring: at first, and at most. */
#define RING_POLL_MIN_US 1000U
#define RING_POLL_MAX_US 10000U

/*
 * Milliseconds for which indices that make no sense are tolerated: an introduction zeroes them
 * one at a time.
 */
#define RING_GRACE 100

/* Bytes: the header, and "domid" with its terminating 0. */
#define RING_REQUEST_LENGTH (sizeof(struct xsd_sockmsg) + sizeof("domid"))

/**
 * ring_request() - how far has the request got?
 * @now: the indices in the page
 */
enum ring_request ring_request(const struct ring_indices *now);

/**
 * ring_put() - publish the request or its first byte, see handshake_step()
 * @page: mapped
 * @length: bytes to be published in total: 1 or RING_REQUEST_LENGTH
 *
 * If the ring still has a whole request that an earlier load of this module published, and
 * the server has not read all of it, use that one. Does not wait for the reply.
 *
 * Return: 0; -EIO if the ring's indices make no sense or were wiped meanwhile;
 * -ETIMEDOUT if there is no room, because earlier requests were left unread.
 */
int ring_put(struct xenstore_domain_interface *page, u32 length);

/**
 * ring_ping() - does the xenstore server reply?
 * @page: the served page, whose ring has no other user; left idle on success
 * @connected: whether the page said XENSTORE_CONNECTED when the caller found it served
 *
 * Call it before xs_init(), because the in-kernel xenbus sleeps uninterruptibly until
 * each of its requests is answered. Any reply proves that the server serves the ring.
 * But if it says that this domain has no nodes yet, keep asking for up to
 * RING_TIMEOUT_NODES. If an introduction wipes the request, publish it again and restart
 * RING_TIMEOUT.
 *
 * Return: 0; -ETIMEDOUT after RING_TIMEOUT without a reply, or without room for
 * the request; -EIO if the ring's indices or the reply make no sense for longer
 * than RING_GRACE. After -ETIMEDOUT, the next call still accepts a late reply, unless the server
 * had read the request then and has written nothing since, and RING_PATIENCE has passed since this
 * module published it.
 */
int ring_ping(struct xenstore_domain_interface *page, bool connected);

/**
 * ring_read() - read the reply to the request, without asking again
 * @page: mapped
 *
 * Return: 1 if the reply was read, or an introduction has wiped the request, so that no reply will
 * come; 0 if more has to come; -EIO if the indices or the reply make no sense, perhaps because an
 * introduction is under way.
 */
int ring_read(struct xenstore_domain_interface *page);

/* Call this at every event. Return: whether it has woken ring_ping(). */
bool ring_event(void);

#endif /* XENBUS_LATE_RING_H */
