// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/workqueue.h>

#include "channel.h"
#include "domain.h"
#include "handover.h"
#include "page.h"
#include "ring.h"
#include "sentences.h"
#include "stall.h"
#include "status.h"
#include "test_point.h"
#include "wait.h"
#include "waiting.h"
#include "xenbus/inkernel.h"

/* A notification may never come, so also poll when the CPU is awake anyway. */
#define RECHECK		HZ

/*
 * Both work items run on one ordered queue, so work_main() never runs concurrently with
 * itself. Between waiting_begin() and waiting_end(), only work_main() changes @wait.
 * Those two functions change it only while work_main() cannot run.
 */
static struct {
	struct wait wait;
	bool late_irq;			/* the in-kernel xenbus has its own interrupt */
	evtchn_port_t port;
	unsigned int timeout;		/* seconds, for the log */

	struct workqueue_struct *queue;
	struct delayed_work work;	/* at events and when the CPU is awake */
	struct delayed_work due;	/* on time, even if the CPU is idle */
	unsigned long flags;		/* EVENT; WORK_ENABLED while the work may run */
	bool under_way;			/* the in-kernel xenbus's chain is running */
} waiting;

/* WORK_ENABLED is clear during load, when the chain may already call waiting_kick(). */
enum { EVENT, WORK_ENABLED };

static u64 now(void)
{
	return ktime_to_ms(ktime_get());
}

void waiting_kick(void)
{
	if (test_bit(WORK_ENABLED, &waiting.flags))
		mod_delayed_work(waiting.queue, &waiting.work, 0);
}

static void event_seen(void)
{
	status_event();
	/* Set this first: hand_over() relies on it if the event only wakes the ping. */
	set_bit(EVENT, &waiting.flags);
	if (!ring_event())
		waiting_kick();
}

static irqreturn_t on_event(int irq, void *data)
{
	event_seen();
	return IRQ_HANDLED;
}

static void waiting_finish(void)
{
	bool ours = waiting.under_way;

	stall_end();
	/* Work that was queued meanwhile must not finish a second time. */
	clear_bit(WORK_ENABLED, &waiting.flags);
	cancel_delayed_work(&waiting.due);
	inkernel_finish_init();
	inkernel_unprepare();
	channel_close();
	waiting.under_way = false;
	/* Do this first: a script may unload the module as soon as it reads "ready". */
	if (ours)
		module_put(THIS_MODULE);

	waiting.wait.state = STATE_READY;
	status_waiting_for(WAITING_FOR_NONE);
	status_state(STATE_READY);
	test_point("ready");
	sentences_log_ready(ours);
}

static void show(void)
{
	status_waiting_for(waiting.wait.waiting_for);
	status_state(waiting.wait.state);
}

static void fail(int err)
{
	const enum wait_failure failure = wait_failed(&waiting.wait, err);

	if (failure == FAILURE_LOST)
		clear_bit(WORK_ENABLED, &waiting.flags);	/* nothing can restart it */
	status_error(err);
	sentences_log_failure(failure, err);
	show();
}

static void hand_over(void)
{
	int err;

	test_point("handover");
	/* From here on the in-kernel xenbus may run this module's code. */
	if (!try_module_get(THIS_MODULE)) {
		/* Unload has begun. Show no handover, and leave the event to waiting_end(). */
		clear_bit(WORK_ENABLED, &waiting.flags);
		if (waiting.wait.facts.event)
			set_bit(EVENT, &waiting.flags);
		return;
	}

	status_attempt();
	show();
	stall_begin();
	err = handover_try(waiting.wait.facts.frame, waiting.port,
			   waiting.wait.handshake == HANDSHAKE_CONNECTED);
	if (!err) {
		waiting.under_way = true;
		return;
	}

	stall_end();
	module_put(THIS_MODULE);
	fail(err);
	/* An event that only woke the ping has not queued the work, so handle it now. */
	waiting_kick();
}

/* Return: whether a handshake has begun, for the first time or again. */
static bool read_page(bool event)
{
	struct handshake_facts facts;
	bool begun, news;

	domain_look(&facts);
	/* A page that cannot be mapped now still holds what was published. */
	facts.request = facts.no_memory ? waiting.wait.facts.request :
					  ring_request(&facts.ring);
	facts.event = event;
	begun = wait_observe(&waiting.wait, &facts, &news, now());
	status_page(&facts);
	if (facts.denied)
		status_error(-EPERM);
	if (news && waiting.wait.handshake != HANDSHAKE_CONNECTED)
		pr_info_ratelimited("%s\n", handshake_sentence(waiting.wait.handshake));
	return begun;
}

/* Publish @length bytes of the request. */
static void put_request(u32 length)
{
	struct handshake_facts *facts = &waiting.wait.facts;
	struct xenstore_domain_interface *page = page_map(facts->frame);
	enum ring_request request = facts->request;
	int err = -ENOMEM;

	if (page) {
		test_point(length > 1 ? "put-rest" : "put-begin");
		err = ring_put(page, length);
		facts->ring.req_prod = READ_ONCE(page->req_prod);
		request = ring_request(&facts->ring);
		page_unmap(page);
	}
	/* Keep the event: it is still a reason to publish, and unload may have to replay it. */
	if (err == -ENOMEM && facts->event)
		set_bit(EVENT, &waiting.flags);
	wait_put_done(&waiting.wait, request, err, now());
}

static void carry_out(enum wait_action action)
{
	switch (action) {
	case WAIT_NOTHING:
		break;
	case WAIT_PUT_BEGIN:
		put_request(1);
		break;
	case WAIT_PUT_REST:
		put_request(RING_REQUEST_LENGTH);
		break;
	case WAIT_NOTIFY:
		channel_notify();
		wait_notified(&waiting.wait, now());
		break;
	case WAIT_HANDOVER:
		hand_over();
		break;
	}
}

/* Poll when the CPU is awake anyway, and at the latest when something is due. */
static void arm(void)
{
	const u64 at = now(), due = wait_due(&waiting.wait, at);

	queue_delayed_work(waiting.queue, &waiting.work, RECHECK);
	if (due != WAIT_NEVER)
		mod_delayed_work(waiting.queue, &waiting.due,
				 due > at ? msecs_to_jiffies(min_t(u64, due - at, INT_MAX)) : 1);
}

/* Call this before reading the page, or an event in between would be lost. */
static void start_listening(void)
{
	int err;

	if (waiting.wait.mode == MODE_OBSERVE || channel_in_use())
		return;
	err = channel_listen(on_event);
	if (err && waiting.wait.listening)
		pr_warn("cannot listen to the xenstore event channel (%d); retrying in 1 s\n", err);
	wait_listened(&waiting.wait, err, now());
}

/* Has something else woken the kernel's thread? It then runs on its own, and may use the ring. */
static bool thread_was_woken(void)
{
	return waiting.wait.mode == MODE_GUARD && inkernel_prober() != PROBER_ASLEEP;
}

/*
 * One round of the wait: read the page, carry out what wait.c decides, and arm the next
 * round. After a handover the in-kernel xenbus runs its notifier chain, whose entries
 * probe the devices. Do not touch the page or the channel then: both are in use. The last
 * entry queues this work again, which then finds xenbus up.
 */
static void work_main(struct work_struct *work)
{
	bool event, begun;

	if (!test_bit(WORK_ENABLED, &waiting.flags))
		return;
	test_point(waiting.under_way ? "work-under-way" : "work");
	if (inkernel_is_up()) {
		waiting_finish();
		return;
	}
	if (waiting.under_way)
		return;		/* the chain's last entry queues this work */
	if (inkernel_has_crashed() || thread_was_woken()) {
		fail(-EBUSY);
		return;
	}

	start_listening();
	test_point("listen");
	event = test_and_clear_bit(EVENT, &waiting.flags);
	wait_saw_early_start(&waiting.wait, inkernel_started_early(), now());
	begun = read_page(event);
	/* The page could not be mapped. Keep the event for the next round. */
	if (event && wait_cannot_map(&waiting.wait))
		set_bit(EVENT, &waiting.flags);
	test_point("read");

	if (wait_is_served(&waiting.wait))
		status_served();
	carry_out(wait_next(&waiting.wait, begun, now()));
	if (waiting.under_way || !test_bit(WORK_ENABLED, &waiting.flags))
		return;		/* the chain runs, unload has begun, or xenbus is lost */
	show();
	if (wait_warn(&waiting.wait, now()))
		sentences_log_not_ready(&waiting.wait, waiting.timeout, now());
	arm();
}

int waiting_prepare(enum late_mode mode, bool late_irq, evtchn_port_t port, unsigned int timeout)
{
	int err;

	wait_init(&waiting.wait, mode, (u64)timeout * MSEC_PER_SEC, now());
	waiting.late_irq = late_irq && mode != MODE_OBSERVE;
	waiting.port = port;
	waiting.timeout = timeout;
	INIT_DEFERRABLE_WORK(&waiting.work, work_main);
	INIT_DELAYED_WORK(&waiting.due, work_main);
	waiting.queue = alloc_ordered_workqueue(KBUILD_MODNAME, 0);
	if (!waiting.queue)
		return -ENOMEM;

	err = mode == MODE_OBSERVE ? 0 : channel_open(port);
	if (err) {
		destroy_workqueue(waiting.queue);
		waiting.queue = NULL;
		return err;
	}

	test_point("bind");
	/* Read the page now, so that the files are correct from the start. */
	read_page(false);
	if (waiting.wait.handshake == HANDSHAKE_CONNECTED)
		status_served();
	status_waiting_for(handshake_waiting_for(waiting.wait.handshake));
	return 0;
}

void waiting_begin(void)
{
	bool held;

	test_point("hold");
	held = inkernel_hold(waiting.late_irq ? event_seen : NULL);
	test_point("held");
	/*
	 * Block /dev/xen/xenbus if a request through it would wake the kernel's thread or
	 * sleep forever. Hold the thread first: once running, it needs the kernel's variable
	 * for the port, which inkernel_gate() clears.
	 */
	if (waiting.wait.mode == MODE_TAKEOVER || (waiting.wait.mode != MODE_OBSERVE && held))
		inkernel_gate(true);
	/* Check this last: a thread that wakes later binds port 0, and waits there forever. */
	if (thread_was_woken()) {
		inkernel_gate(false);
		inkernel_let_go();
		waiting.wait.mode = MODE_OBSERVE;
		status_mode(waiting.wait.mode);
	}
	set_bit(WORK_ENABLED, &waiting.flags);
	waiting_kick();
}

/* Leave no half of a request or of a reply in the ring: its next user would misread it. */
static void complete_request(void)
{
	unsigned int tries = 6;		/* there may be no memory to map the page */

	do {
		read_page(false);
		/* An introduction may be wiping the ring, so wait as work_main() would. */
		if (waiting.wait.facts.request == REQUEST_BEGUN || wait_cannot_map(&waiting.wait)) {
			msleep(SETTLE_FIRST_BYTE);
			read_page(false);
		}
		if (wait_is_partly_published(&waiting.wait))
			put_request(RING_REQUEST_LENGTH);
		else if (!wait_cannot_map(&waiting.wait))
			break;
	} while (--tries);
	if (wait_expects_reply(&waiting.wait, RING_REQUEST_LENGTH))
		waiting.wait.last_error = handover_finish(waiting.wait.facts.frame);
}

/* This module may have received the event that the in-kernel xenbus waits for. */
static void replay_missed_event(void)
{
	bool event = test_bit(EVENT, &waiting.flags);
	bool begun = read_page(event);

	if (wait_missed_event(&waiting.wait, begun, event))
		inkernel_replay_event(waiting.port);
}

void waiting_end(void)
{
	if (!waiting.queue)
		return;

	/*
	 * The work listens again when it runs, so cancel it before closing the channel.
	 * With WORK_ENABLED cleared, an event in between cannot queue it again.
	 */
	clear_bit(WORK_ENABLED, &waiting.flags);
	cancel_delayed_work_sync(&waiting.work);
	cancel_delayed_work_sync(&waiting.due);
	test_point("unload");
	if (waiting.wait.state != STATE_READY) {
		complete_request();
		inkernel_gate(false);
	}
	test_point("let-go");
	if (inkernel_let_go())
		replay_missed_event();
	channel_close();
	/* A handler on another CPU may already have tested WORK_ENABLED. */
	cancel_delayed_work_sync(&waiting.work);
	destroy_workqueue(waiting.queue);
	waiting.queue = NULL;
}
