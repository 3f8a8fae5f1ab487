// SPDX-License-Identifier: GPL-2.0
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/string.h>
#include <xen/events.h>

#include "inkernel.h"
#include "late_irq.h"

static irq_handler_t late_handler;
static wait_queue_head_t *late_waitq;		/* xb_waitq */

bool inkernel_late_irq_bound(evtchn_port_t port)
{
	int irq = irq_from_evtchn(port);
	struct irq_data *data = irq < 0 ? NULL : irq_get_irq_data(irq);
	struct irq_desc *desc;
	bool found;

	if (!data)
		return false;

	desc = irq_data_to_desc(data);
	raw_spin_lock_irq(&desc->lock);
	found = desc->action && desc->action->name &&
		!strcmp(desc->action->name, "xenstore_late_init");
	if (found) {
		/* With threaded interrupts the real handler is thread_fn. */
		late_handler = desc->action->thread_fn ?: desc->action->handler;
		late_waitq = desc->action->dev_id;
	}
	raw_spin_unlock_irq(&desc->lock);
	return found;
}

wait_queue_head_t *late_irq_waitq(void)
{
	return late_waitq;
}

void inkernel_replay_event(evtchn_port_t port)
{
	late_handler(irq_from_evtchn(port), late_waitq);
}

/*
 * xenbus_probe() frees the late irq, but before a3607581cd49 (6.9.4, 6.6.33, 6.1.93) only if it
 * also maps the page. This module has mapped the page already, so free the late irq here, or
 * xs_init() could not bind its own interrupt.
 */
void late_irq_free(evtchn_port_t port)
{
	if (inkernel_late_irq_bound(port))
		free_irq(irq_from_evtchn(port), late_waitq);
}
