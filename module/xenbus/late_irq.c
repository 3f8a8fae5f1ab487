// SPDX-License-Identifier: GPL-2.0
/*
 * Every process that uses /dev/xen/xenbus wakes xb_waitq, too, and the thread there
 * does not ask who woke it: before the page is served it would map frame 0, or
 * write into a ring that is about to be wiped. So its entry comes out of the queue,
 * and one of this module's goes in.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <xen/events.h>

#include "late_irq.h"
#include "state.h"
#include "threads.h"

static struct {
	irq_handler_t handler;
	wait_queue_head_t *waitq;		/* xb_waitq */
	struct wait_queue_entry *parked;	/* of the thread */
	void (*on_event)(void);			/* NULL while this module is not there */
} late;

static int waitq_woken(struct wait_queue_entry *entry, unsigned int mode,
		       int flags, void *key)
{
	late.on_event();
	return 0;
}

static struct wait_queue_entry wake_entry = { .func = waitq_woken };

static bool find_late_irq(evtchn_port_t port)
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
		/* Its own is the thread's where interrupts are threaded. */
		late.handler = desc->action->thread_fn ?:
			       desc->action->handler;
		late.waitq = desc->action->dev_id;
	}
	raw_spin_unlock_irq(&desc->lock);
	return found;
}

/* With the queue locked. */
static struct wait_queue_entry *find_sleeper(void)
{
	struct wait_queue_entry *entry;

	list_for_each_entry(entry, &late.waitq->head, entry) {
		if (entry->func == autoremove_wake_function &&
		    is_thread(entry->private, "xenbus_probe"))
			return entry;
	}
	return NULL;
}

bool inkernel_waits(evtchn_port_t port, bool *thread)
{
	*thread = thread_exists("xenbus_probe");
	return find_late_irq(port);
}

bool inkernel_park(void (*on_event)(void))
{
	late.on_event = on_event;
	/* Before the thread is out of it: no event may find the queue empty. */
	add_wait_queue(late.waitq, &wake_entry);

	spin_lock_irq(&late.waitq->lock);
	late.parked = find_sleeper();
	if (late.parked)
		list_del_init(&late.parked->entry);
	spin_unlock_irq(&late.waitq->lock);
	return late.parked;
}

bool inkernel_unpark(void)
{
	bool sleeps = late.parked && !late_irq_thread_lost();

	if (sleeps)
		add_wait_queue(late.waitq, late.parked);
	late.parked = NULL;
	if (late.on_event)
		remove_wait_queue(late.waitq, &wake_entry);
	late.on_event = NULL;
	return sleeps;
}

void inkernel_replay_event(evtchn_port_t port)
{
	late.handler(irq_from_evtchn(port), late.waitq);
}

bool late_irq_thread_lost(void)
{
	return late.parked && !thread_sleeps("xenbus_probe");
}

bool late_irq_resume(void)
{
	bool parked = late.parked;

	if (inkernel_unpark())
		wake_up(late.waitq);
	return parked;
}

/*
 * xenbus_probe() frees it. But before a3607581cd49 (6.9.4, 6.1.93) only where it
 * maps the page, which this module has done; xs_init() could not bind then.
 */
void late_irq_free(evtchn_port_t port)
{
	if (find_late_irq(port))
		free_irq(irq_from_evtchn(port), late.waitq);
}
