/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Late irq: the in-kernel xenbus's interrupt for late xenstore initialisation,
 * "xenstore_late_init", since 5.19 (5b3353949e89). Its handler wakes xb_waitq, where
 * xenbus_probe_thread() sleeps.
 */
#ifndef XENBUS_LATE_LATE_IRQ_H
#define XENBUS_LATE_LATE_IRQ_H

#include <linux/types.h>
#include <linux/wait.h>
#include <xen/interface/event_channel.h>

/* xb_waitq, after inkernel_late_irq_bound() has found the interrupt. */
wait_queue_head_t *late_irq_waitq(void);

/**
 * late_irq_free() - free the interrupt, if it is still bound
 * @port: the xenstore event channel
 */
void late_irq_free(evtchn_port_t port);

#endif /* XENBUS_LATE_LATE_IRQ_H */
