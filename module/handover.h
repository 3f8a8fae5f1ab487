/* SPDX-License-Identifier: GPL-2.0 */
/* Handover: the served page goes to the built-in xenbus, step by step. */
#ifndef XENBUS_LATE_HANDOVER_H
#define XENBUS_LATE_HANDOVER_H

#include <linux/types.h>
#include <xen/interface/event_channel.h>

/**
 * handover_try() - one attempt
 * @frame: of the served page
 * @port: the store's event channel, open
 * @late: the built-in's own interrupt for the late event is bound
 *
 * Return: 0 when the built-in's notifier chain is on its way. -ETIMEDOUT or
 * -EIO when the store daemon does not answer properly, other errors when
 * something failed in this guest. Another attempt may follow; the caller has
 * to listen to the channel again.
 */
int handover_try(u64 frame, evtchn_port_t port, bool late);

#endif /* XENBUS_LATE_HANDOVER_H */
