/* SPDX-License-Identifier: GPL-2.0 */
/* Channel: the xenstore event channel, which this module binds and never closes. */
#ifndef XENBUS_LATE_CHANNEL_H
#define XENBUS_LATE_CHANNEL_H

#include <linux/interrupt.h>
#include <xen/interface/event_channel.h>

/**
 * channel_open() - bind the port to an irq, and hold a reference to the port
 * @port: validated by the survey
 *
 * The reference keeps the port open if xs_init() fails.
 *
 * Return: 0 or a negative errno. On failure, the port stays open and may keep an irq.
 */
int channel_open(evtchn_port_t port);

/* Drop the reference. Port and irq stay allocated, because dom0 may still notify. */
void channel_close(void);

/* Call @handler for every event. Return: 0 or a negative errno. */
int channel_listen(irq_handler_t handler);

/* Stop calling the handler. Later events stay pending. */
void channel_unlisten(void);

/* Is another handler installed? Only the in-kernel xenbus can have installed one. */
bool channel_in_use(void);

/* Take our reference again after a failed xs_init() has dropped it. */
void channel_get_ref(void);

/* Notify dom0's side. */
void channel_notify(void);

#endif /* XENBUS_LATE_CHANNEL_H */
