/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting: wait for dom0, from load until xenstore is ready. */
#ifndef XENBUS_LATE_WAITING_H
#define XENBUS_LATE_WAITING_H

#include <linux/types.h>
#include <xen/interface/event_channel.h>

#include "names.h"

/**
 * waiting_prepare() - allocate what the wait needs, and read the page once
 * @mode: any but MODE_NONE
 * @late_irq: the in-kernel xenbus's late irq is bound, see xenbus/late_irq.h
 * @port: the xenstore event channel
 * @timeout: seconds after which to log once what is missing; 0: never
 *
 * Return: 0 or a negative errno. On failure the port may stay bound, see channel_open().
 */
int waiting_prepare(enum late_mode mode, bool late_irq, evtchn_port_t port,
		    unsigned int timeout);

/* Hold the in-kernel xenbus's thread, and queue the work. */
void waiting_begin(void);

/*
 * Undo waiting_prepare() and waiting_begin(). If xenstore is not ready by now, leave the
 * guest as it was found.
 */
void waiting_end(void);

/* Queue the work: the chain has run, or an event came. May be called in any context. */
void waiting_kick(void);

#endif /* XENBUS_LATE_WAITING_H */
