/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Late irq: the in-kernel xenbus's own wait, since 5.19 (5b3353949e89). Its
 * interrupt "xenstore_late_init" wakes xb_waitq, where xenbus_probe_thread() sleeps;
 * inkernel_park() keeps that thread asleep.
 */
#ifndef XENBUS_LATE_LATE_IRQ_H
#define XENBUS_LATE_LATE_IRQ_H

#include <linux/types.h>
#include <xen/interface/event_channel.h>

/**
 * late_irq_thread_lost() - was the parked thread woken by somebody else?
 *
 * Whoever wakes a thread without its wait queue, as livepatch does, takes it away
 * from there: it goes on to xenbus_probe(), and its entry, on its stack, is no more.
 */
bool late_irq_thread_lost(void);

/**
 * late_irq_resume() - let the parked thread go on to xenbus_probe()
 *
 * Return: whether there was one.
 */
bool late_irq_resume(void);

/**
 * late_irq_free() - free the interrupt, where it is still bound
 * @port: the xenstore event channel
 */
void late_irq_free(evtchn_port_t port);

#endif /* XENBUS_LATE_LATE_IRQ_H */
