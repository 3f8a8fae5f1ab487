/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting: for dom0, from load until ready. */
#ifndef XENBUS_LATE_WAITING_H
#define XENBUS_LATE_WAITING_H

#include <linux/types.h>
#include <xen/interface/event_channel.h>

#include "names.h"

/**
 * waiting_prepare() - get what the wait needs, and take a first look
 * @mode: any but MODE_NONE
 * @late_irq: the in-kernel xenbus's own interrupt for the late event is bound
 * @port: the xenstore event channel
 * @timeout: seconds after which the log says once what is missing; 0: never
 *
 * Return: 0 or a negative errno, with nothing left behind.
 */
int waiting_prepare(enum late_mode mode, bool late_irq, evtchn_port_t port,
		    unsigned int timeout);

/* Listen to the event channel, look again, and go on from there. */
void waiting_begin(void);

/* Undo both; the guest is left as it was found, if it is not ready by now. */
void waiting_end(void);

/* Look as soon as possible, from any context: the chain has run, or an event came. */
void waiting_kick(void);

#endif /* XENBUS_LATE_WAITING_H */
