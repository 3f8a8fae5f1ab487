/* SPDX-License-Identifier: GPL-2.0 */
/* Handover: pass the served page to the in-kernel xenbus, and start it. */
#ifndef XENBUS_LATE_HANDOVER_H
#define XENBUS_LATE_HANDOVER_H

#include <linux/types.h>
#include <xen/interface/event_channel.h>

/**
 * handover_try() - make one attempt
 * @frame: frame of the served page
 * @port: the xenstore event channel, open
 * @connected: whether that page said XENSTORE_CONNECTED
 *
 * Return: 0 if the in-kernel xenbus was started, or a negative errno if it was not. The
 * caller may retry after -ENOMEM (the page could not be mapped) and after -ETIMEDOUT or -EIO
 * from ring_ping(); in the latter two cases the request may still be in the ring. After
 * -EBUSY from inkernel_start() a retry cannot succeed, and this module no longer listens to
 * @port.
 */
int handover_try(u64 frame, evtchn_port_t port, bool connected);

/**
 * handover_finish() - before unload: read the reply that is on its way
 * @frame: frame of the page
 *
 * Return: 0 if no reply is outstanding. After RING_TIMEOUT: -ETIMEDOUT if it has not come, -EIO if
 * it or the indices make no sense, -ENOMEM if the page could not be mapped.
 */
int handover_finish(u64 frame);

#endif /* XENBUS_LATE_HANDOVER_H */
