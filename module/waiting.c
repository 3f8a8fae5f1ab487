// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "channel.h"
#include "domain.h"
#include "handover.h"
#include "page.h"
#include "ring.h"
#include "status.h"
#include "test_point.h"
#include "waiting.h"
#include "xenbus/inkernel.h"

/* A notification may never come: look again, when the CPU is awake anyway. */
#define RECHECK		HZ

/* What failed for a reason in this guest is tried again then. */
#define RETRY		HZ

/* Nothing has changed in an unserved page for so long: no notification comes. */
#define SETTLE		(5 * HZ)

/* Likewise where the first byte of the request is out. */
#define SETTLE_BEGUN	1000	/* ms */

/* A server that sleeps on a notification it missed gets another one. */
#define NOTIFY_AGAIN	HZ

/* A xenstore server that did not answer is asked again without an event. */
#define ASK_AGAIN	(30 * HZ)

/* A handover that takes longer is logged as stalled. */
#define STALL_TIMEOUT	(60 * HZ)

/* Attempts in one handshake that may fail for a reason in this guest. */
#define TRIES		32

static struct {
	enum late_mode mode;
	bool late;			/* its own interrupt is bound */
	evtchn_port_t port;
	unsigned long warn_at;		/* jiffies; 0 if never, or no more */
	unsigned int timeout;

	struct workqueue_struct *queue;
	struct delayed_work work;	/* at events and when the CPU is awake */
	struct delayed_work due;	/* in time, on an idle CPU as well */
	unsigned long flags;		/* EVENT, OPEN */

	enum handshake seen;		/* as the log has it */
	struct handshake_facts facts;	/* of that */
	unsigned long changed;		/* jiffies, when the page did last */
	bool refused;			/* the ring, as it is, takes no request */
	bool under_way;			/* the in-kernel xenbus's chain is running */
	struct delayed_work stall_work;
	int start_error;		/* of the chain's first entry */
	unsigned int tries_left;
	int last_error;
	unsigned long last_try;
} w;

/*
 * OPEN is the time in which the work may run: from the end of load, since an
 * in-kernel xenbus that waits by itself may be up at any time, until unload or ready.
 */
enum { EVENT, OPEN };

void waiting_look(void)
{
	if (test_bit(OPEN, &w.flags))
		mod_delayed_work(w.queue, &w.work, 0);
}

static void event_seen(void)
{
	status_event();
	ring_event();
	set_bit(EVENT, &w.flags);
	waiting_look();
}

static irqreturn_t on_event(int irq, void *data)
{
	event_seen();
	return IRQ_HANDLED;
}

void waiting_start_seen(int err)
{
	WRITE_ONCE(w.start_error, err);
	if (err)
		status_error(err);
}

/*
 * The in-kernel xenbus waits for each answer uninterruptibly and without end, and no
 * request that was lost can be taken back. Detect the stall from separate work: the
 * main work may be blocked.
 */
static void on_stall(struct work_struct *work)
{
	/* Then it has not asked anybody yet. */
	if (READ_ONCE(w.start_error))
		return;
	status_error(-ETIMEDOUT);
	status_waiting_for(WAITING_FOR_SERVER);
	pr_warn("the xenstore server stopped answering during the handover; if it was restarted, only a restart of the machine helps\n");
}

static void finish(void)
{
	bool ours = w.under_way;

	cancel_delayed_work_sync(&w.stall_work);
	/* Once: a look that was asked for meanwhile finds nothing left to do. */
	clear_bit(OPEN, &w.flags);
	cancel_delayed_work(&w.due);
	inkernel_finish_init();
	inkernel_release();
	channel_close();
	w.under_way = false;
	/* Before the state is shown: whoever waits for it may unload at once. */
	if (ours)
		module_put(THIS_MODULE);

	status_waiting_for(WAITING_FOR_NONE);
	status_state(STATE_READY);
	test_point("ready");
	if (ours)
		pr_info("xenstore is ready, %llu us after dom0 was seen to serve it\n",
			div_u64(status_since_served(), NSEC_PER_USEC));
	else
		pr_info("xenstore is ready, the kernel's xenbus came up by itself\n");
}

static bool server_is_to_blame(int err)
{
	return err == -ETIMEDOUT || err == -EIO;
}

static void try_handover(void)
{
	int err;

	test_point("handover");
	/* From here on the module's code is on the in-kernel xenbus's paths. */
	if (!try_module_get(THIS_MODULE))
		return;

	status_attempt();
	status_waiting_for(WAITING_FOR_HANDOVER);
	status_state(STATE_HANDOVER);
	w.last_try = jiffies;

	schedule_delayed_work(&w.stall_work, STALL_TIMEOUT);
	err = handover_try(w.facts.frame, w.port);
	if (!err) {
		w.under_way = true;
		return;
	}

	cancel_delayed_work_sync(&w.stall_work);
	module_put(THIS_MODULE);
	status_error(err);
	w.last_error = err;
	if (server_is_to_blame(err)) {
		status_waiting_for(WAITING_FOR_SERVER);
		pr_warn_ratelimited("the xenstore server does not answer properly (%d); the next event tries again\n",
				    err);
	} else if (err == -EBUSY) {
		w.tries_left = 0;
		pr_err("the kernel's xenbus was woken by something else before dom0 served xenstore; only a restart of the machine helps\n");
	} else if (--w.tries_left) {
		pr_err_ratelimited("the kernel's xenbus did not start (%d); trying again\n",
				   err);
	} else {
		pr_err("the kernel's xenbus did not start (%d) in %d attempts; giving up until dom0 begins anew\n",
		       err, TRIES);
	}
	status_state(STATE_FAILED);
}

/* Is it worth a try, with the page being served? */
static bool may_try(bool news)
{
	if (!w.tries_left)
		return false;
	if (status_now() != STATE_FAILED || news)
		return true;
	if (server_is_to_blame(w.last_error))
		return w.facts.event ||
		       time_after_eq(jiffies, w.last_try + ASK_AGAIN);
	/* Memory does not come with an event. */
	return time_after_eq(jiffies, w.last_try + RETRY);
}

/* Is there a page that does not say connected? */
static bool unserved(void)
{
	return handshake_waiting_for(w.seen) == WAITING_FOR_SERVER;
}

/* Jiffies, if nothing changes until then. */
static unsigned long settled_at(void)
{
	return w.changed + (w.facts.request == REQUEST_BEGUN ?
			    msecs_to_jiffies(SETTLE_BEGUN) : SETTLE);
}

static bool same(const struct ring_indices *a, const struct ring_indices *b)
{
	return a->req_cons == b->req_cons && a->req_prod == b->req_prod &&
	       a->rsp_cons == b->rsp_cons && a->rsp_prod == b->rsp_prod;
}

/* Return: whether it is another handshake than before, or begins again. */
static bool look(void)
{
	const struct ring_indices ring = w.facts.ring;
	enum ring_request request = w.facts.request;
	u32 connection = w.facts.connection;
	u64 frame = w.facts.frame;
	enum handshake seen = w.seen;
	bool news;

	domain_look(&w.facts);
	w.seen = handshake_decide(&w.facts);
	w.facts.request = ring_request(&w.facts.ring);

	news = w.seen != seen || w.facts.frame != frame;
	if (news || w.facts.connection != connection ||
	    !same(&w.facts.ring, &ring)) {
		w.changed = jiffies;
		w.refused = false;
	}
	w.facts.settled = time_after_eq(jiffies, settled_at());
	/* Wiped by an introduction. */
	news = news || (request != REQUEST_NONE &&
			w.facts.request == REQUEST_NONE);
	status_page(&w.facts);
	if (w.facts.denied)
		status_error(-EPERM);

	/* Another handshake is another chance. */
	if (news) {
		w.tries_left = TRIES;
		w.last_error = 0;
	}
	if (news && w.seen != HANDSHAKE_CONNECTED)
		pr_info_ratelimited("%s\n", handshake_sentence(w.seen));
	return news;
}

/* Put so much of the request, and take that for no change of the page. */
static void ask(u32 length)
{
	struct xenstore_domain_interface *page = page_map(w.facts.frame);

	/* Without memory as well, or it would be tried in each jiffy. */
	w.changed = jiffies;
	if (!page)
		return;
	test_point(length > 1 ? "put-rest" : "put-begin");
	w.refused = ring_put(page, length);
	w.facts.ring.req_prod = READ_ONCE(page->req_prod);
	w.facts.request = ring_request(&w.facts.ring);
	page_unmap(page);
}

/*
 * Linux's own late initialisation goes by the notification alone, and there are
 * servers that never say connected: whoever answers, serves.
 */
static bool is_served(void)
{
	if (w.seen == HANDSHAKE_CONNECTED)
		return true;
	if (!unserved() || w.mode == MODE_OBSERVE)
		return false;

	switch (handshake_step(&w.facts)) {
	case STEP_BEGIN:
		ask(1);
		break;
	case STEP_PUT:
		ask(RING_REQUEST_LENGTH);
		break;
	case STEP_NOTIFY:
		if (time_after_eq(jiffies, w.changed + NOTIFY_AGAIN)) {
			channel_notify();
			w.changed = jiffies;
		}
		break;
	case STEP_READ:
		return true;
	case STEP_WAIT:
		break;
	}
	return false;
}

static void warn_once(void)
{
	if (!w.warn_at || time_before(jiffies, w.warn_at))
		return;
	w.warn_at = 0;
	if (status_now() == STATE_FAILED)
		pr_warn("not ready after %u s: the last attempt failed (%d)\n",
			w.timeout, w.last_error);
	else if (w.mode == MODE_OBSERVE && w.seen == HANDSHAKE_CONNECTED)
		pr_warn("not ready after %u s: dom0 serves the xenstore page, but the kernel's xenbus does not come up (was it used too early?); only a restart of the machine helps\n",
			w.timeout);
	else
		pr_warn("not ready after %u s: %s\n", w.timeout,
			handshake_sentence(w.seen));
}

static unsigned long earlier(unsigned long a, unsigned long b)
{
	return time_before(a, b) ? a : b;
}

/*
 * When the work has to run at the latest, as opposed to when the CPU is awake
 * anyway: where something failed, a request is due, or a warning.
 */
static void plan(void)
{
	const unsigned long now = jiffies, never = now + MAX_JIFFY_OFFSET;
	unsigned long due = never;

	if (w.warn_at)
		due = w.warn_at;
	if (status_now() == STATE_FAILED && w.tries_left)
		due = earlier(due, w.last_try +
			      (server_is_to_blame(w.last_error) ? ASK_AGAIN : RETRY));
	if (w.mode != MODE_OBSERVE && unserved() && !w.refused &&
	    (w.facts.request == REQUEST_NONE || w.facts.request == REQUEST_BEGUN))
		due = earlier(due, settled_at());

	queue_delayed_work(w.queue, &w.work, RECHECK);
	if (due != never)
		mod_delayed_work(w.queue, &w.due,
				 time_after(due, now) ? due - now : 1);
}

static void work_main(struct work_struct *work)
{
	bool event, news;

	if (!test_bit(OPEN, &w.flags))
		return;
	test_point(w.under_way ? "look-under-way" : "look-again");
	if (inkernel_is_up()) {
		finish();
		return;
	}
	if (w.under_way)
		return;		/* the end of the chain brings us back */

	/* Listen, then look: an event that comes between is not lost. */
	if (w.mode != MODE_OBSERVE && !channel_in_use())
		channel_listen(on_event);
	test_point("listen");
	event = test_and_clear_bit(EVENT, &w.flags);

	news = look();
	w.facts.event = event;
	test_point("look");
	if (is_served()) {
		status_served();
		if (w.mode == MODE_OBSERVE)
			status_waiting_for(WAITING_FOR_HANDOVER);
		else if (may_try(news))
			try_handover();
		if (w.under_way)
			return;
	} else {
		status_waiting_for(handshake_waiting_for(w.seen));
		status_state(STATE_WAITING);
	}

	warn_once();
	plan();
}

int waiting_prepare(enum late_mode mode, bool late, evtchn_port_t port,
		    unsigned int timeout)
{
	int err;

	w.mode = mode;
	w.late = late && mode != MODE_OBSERVE;
	w.port = port;
	/* Within what jiffies can compare, on 32 bits, too. */
	w.timeout = min(timeout, 1000000U);
	w.warn_at = timeout ? (jiffies + w.timeout * HZ) ?: 1 : 0;
	w.tries_left = TRIES;
	w.seen = HANDSHAKE_CONNECTED;	/* so that anything else is news */

	INIT_DEFERRABLE_WORK(&w.work, work_main);
	INIT_DELAYED_WORK(&w.due, work_main);
	INIT_DELAYED_WORK(&w.stall_work, on_stall);
	w.queue = alloc_ordered_workqueue(KBUILD_MODNAME, 0);
	if (!w.queue)
		return -ENOMEM;

	if (mode != MODE_OBSERVE) {
		err = channel_open(port);
		if (err)
			goto err_queue;
	}

	test_point("bind");
	/* So that the files are true as soon as there are any. */
	look();
	if (w.seen == HANDSHAKE_CONNECTED)
		status_served();
	status_waiting_for(handshake_waiting_for(w.seen));
	return 0;

err_queue:
	destroy_workqueue(w.queue);
	w.queue = NULL;
	return err;
}

/* Where the in-kernel xenbus takes itself for up, keep its users out. */
static bool gated(void)
{
	return w.mode == MODE_GUARD || w.mode == MODE_TAKEOVER;
}

void waiting_begin(void)
{
	test_point("park");
	if (w.late && !inkernel_park(event_seen) && w.mode == MODE_GUARD) {
		/* Woken since the survey: it is on its way. */
		inkernel_unpark();
		w.late = false;
		w.mode = MODE_OBSERVE;
		status_mode(w.mode);
	}
	/* Held first: on its way it needs the port that the gate takes away. */
	if (gated())
		inkernel_set_port(0);
	set_bit(OPEN, &w.flags);
	waiting_look();
}

/* Before the port is given back: half a request garbles whatever follows it. */
static void finish_request(void)
{
	unsigned int tries = 3;		/* there may be no memory to map the page */

	do {
		look();
		/* Half an introduction may have wiped the ring: wait for what work_main() would. */
		if (w.facts.request == REQUEST_BEGUN) {
			msleep(SETTLE_BEGUN);
			look();
		}
		if (w.facts.request != REQUEST_BEGUN &&
		    w.facts.request != REQUEST_TAKEN)
			return;
		ask(RING_REQUEST_LENGTH);
	} while (--tries);
}

/* The event that the in-kernel xenbus waits for may have come to this module. */
static void make_good(void)
{
	bool event = test_bit(EVENT, &w.flags);
	bool news = look();
	bool due;

	if (w.seen == HANDSHAKE_CONNECTED)
		/* To a server that does not answer, its thread could only hang. */
		due = news || event || !server_is_to_blame(w.last_error);
	else
		/*
		 * Where no request is out, it is as right as it would be alone. The
		 * event of an answer may be one that the work has seen; over one that
		 * made no sense, its thread could only hang.
		 */
		due = unserved() &&
		      ((w.facts.request == REQUEST_ANSWERED &&
			w.last_error != -EIO) ||
		       (event && w.facts.request == REQUEST_NONE));
	if (due)
		inkernel_replay_event(w.port);
}

void waiting_end(void)
{
	if (!w.queue)
		return;

	/*
	 * The work listens anew while it runs, so it goes before the channel;
	 * an event that comes between must not bring it back.
	 */
	clear_bit(OPEN, &w.flags);
	cancel_delayed_work_sync(&w.work);
	cancel_delayed_work_sync(&w.due);
	test_point("leave");
	if (status_now() != STATE_READY) {
		finish_request();
		if (gated())
			inkernel_set_port(w.port);
	}
	test_point("unpark");
	if (inkernel_unpark())
		make_good();
	channel_close();
	/* A handler on another CPU may have been past that bit. */
	cancel_delayed_work_sync(&w.work);
	destroy_workqueue(w.queue);
	w.queue = NULL;
}
