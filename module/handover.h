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
 *
 * Return: 0 if the in-kernel xenbus was started. On failure nothing has changed:
 * -ENOMEM if the page cannot be mapped, -ETIMEDOUT or -EIO from ring_ping(), after
 * which the caller may retry; or -EBUSY from inkernel_start().
 */
int handover_try(u64 frame, evtchn_port_t port);

#endif /* XENBUS_LATE_HANDOVER_H */
