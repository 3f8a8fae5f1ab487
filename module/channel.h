/* SPDX-License-Identifier: GPL-2.0 */
/* Channel: the xenstore event channel, bound without ever closing it. */
#ifndef XENBUS_LATE_CHANNEL_H
#define XENBUS_LATE_CHANNEL_H

#include <linux/interrupt.h>
#include <xen/interface/event_channel.h>

/**
 * channel_open() - give the port an irq that no failure can take away
 * @port: checked by survey
 *
 * Return: 0 or a negative errno; the port stays open and may keep an irq.
 */
int channel_open(evtchn_port_t port);

/* Leaves the port open and the irq allocated: dom0 may not have notified yet. */
void channel_close(void);

/* Call @handler for every event. Return: 0 or a negative errno. */
int channel_listen(irq_handler_t handler);

/* Stop calling it; an event that comes from now on stays pending. */
void channel_unlisten(void);

/* Does somebody else listen? That can only be the in-kernel xenbus. */
bool channel_in_use(void);

/* After somebody else failed to bind, and so dropped our reference. */
void channel_get_ref(void);

/* Notify dom0's side. */
void channel_notify(void);

#endif /* XENBUS_LATE_CHANNEL_H */
