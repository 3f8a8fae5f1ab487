/* SPDX-License-Identifier: GPL-2.0 */
/* Handover: the served page goes to the in-kernel xenbus, step by step. */
#ifndef XENBUS_LATE_HANDOVER_H
#define XENBUS_LATE_HANDOVER_H

#include <linux/types.h>
#include <xen/interface/event_channel.h>

/**
 * handover_try() - one attempt
 * @frame: of the served page
 * @port: the xenstore event channel, open
 *
 * Return: 0 when the in-kernel xenbus is on its way up. -ETIMEDOUT or -EIO when
 * the xenstore server does not answer properly, -ENOMEM when the page could not be
 * mapped: then nothing has changed, and another attempt may follow.
 */
int handover_try(u64 frame, evtchn_port_t port);

#endif /* XENBUS_LATE_HANDOVER_H */
