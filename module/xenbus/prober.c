// SPDX-License-Identifier: GPL-2.0
/*
 * Every process that uses /dev/xen/xenbus also wakes xb_waitq. The thread that sleeps there
 * does not check why it was woken. Before the page is served, it would map frame 0 or write
 * into a ring that is about to be wiped. So replace its entry in the queue with one of
 * this module's.
 *
 * If xenbus_init() failed or did not run, there is no late irq from which to get that queue.
 * If the thread is then woken early, it may map frame 0 and free an irq that it has not
 * requested, but it does not use the ring. It calls the notifier chain, where
 * notifier_chain_begins() holds it.
 */
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/wait.h>

#include "late_irq.h"
#include "prober.h"
#include "notifier.h"
#include "state.h"
#include "threads.h"

static struct wait_queue_entry *held;	/* the thread's entry, removed from its queue */
static struct task_struct *held_task;	/* the thread, if @held */
static void (*wake_seen)(void);		/* NULL unless wake_entry is in the queue */

static int waitq_woken(struct wait_queue_entry *entry, unsigned int mode,
		       int flags, void *key)
{
	wake_seen();
	return 0;
}

static struct wait_queue_entry wake_entry = { .func = waitq_woken };

static struct task_struct *prober_get(void)
{
	/* The guest's boot waits for the handover, so do not search all tasks. */
	if (!held_task)
		return thread_get("xenbus_probe");
	get_task_struct(held_task);
	return held_task;
}

enum inkernel_prober inkernel_prober(void)
{
	struct task_struct *task = prober_get();
	enum inkernel_prober prober;

	if (!task)
		return held ? PROBER_LOST : PROBER_NONE;
	if (task_state_to_char(task) == 'S')
		prober = PROBER_ASLEEP;
	else
		prober = held ? PROBER_LOST : PROBER_RUNNING;
	put_task_struct(task);
	return prober;
}

/* The caller holds the queue's lock. */
static struct wait_queue_entry *find_sleeper(wait_queue_head_t *waitq)
{
	struct wait_queue_entry *entry;

	list_for_each_entry(entry, &waitq->head, entry) {
		if (entry->func == autoremove_wake_function &&
		    is_thread(entry->private, "xenbus_probe"))
			return entry;
	}
	return NULL;
}

bool inkernel_hold(void (*on_wake)(void))
{
	wait_queue_head_t *waitq = late_irq_waitq();

	if (!on_wake)
		return notifier_holds_chain() && inkernel_prober() != PROBER_NONE;

	wake_seen = on_wake;
	/* Add our entry before removing the thread's, or an event could find neither. */
	add_wait_queue(waitq, &wake_entry);

	spin_lock_irq(&waitq->lock);
	held = find_sleeper(waitq);
	if (held) {
		list_del_init(&held->entry);
		held_task = held->private;
		get_task_struct(held_task);
	}
	spin_unlock_irq(&waitq->lock);
	return held;
}

static void remove_wake_entry(void)
{
	held = NULL;
	if (held_task)
		put_task_struct(held_task);
	held_task = NULL;
	if (wake_seen)
		remove_wait_queue(late_irq_waitq(), &wake_entry);
	wake_seen = NULL;
}

bool inkernel_let_go(void)
{
	const bool asleep = held && inkernel_prober() == PROBER_ASLEEP;

	/* The held entry is on the thread's stack: touch it only while the thread sleeps. */
	if (asleep)
		add_wait_queue(late_irq_waitq(), held);
	remove_wake_entry();
	notifier_let_chain_go();
	return asleep;
}

bool prober_resume(void)
{
	struct task_struct *task = prober_get();

	remove_wake_entry();
	if (!task)
		return false;
	/* Wake it directly: its entry is in no queue, or in one that nothing else wakes. */
	wake_up_process(task);
	put_task_struct(task);
	return true;
}
