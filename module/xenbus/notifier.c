// SPDX-License-Identifier: GPL-2.0
#include <linux/atomic.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "comms.h"
#include "notifier.h"
#include "state.h"
#include "test_point.h"
#include "threads.h"

/*
 * The task inside register_xenstore_notifier(). NULL if its entry was called immediately,
 * which means that xenbus is up already.
 */
static struct task_struct *registering;
static bool registered;
static int module_held;			/* a reference, while the chain runs */
static bool chain_ended;

static DECLARE_WAIT_QUEUE_HEAD(chain_waitq);
static bool chain_needs_start;		/* xenbus_init() failed or did not run */
static bool chain_held;
static bool chain_without_start;

bool notifier_holds_chain(void)
{
	return chain_held;
}

void notifier_let_chain_go(void)
{
	WRITE_ONCE(chain_held, false);
	wake_up(&chain_waitq);
}

/*
 * Sleep until inkernel_start(), if the chain is held. Do not hold a reference here, so that the
 * module can be unloaded meanwhile.
 *
 * Return: false if the chain runs although inkernel_start() was not called, for example because
 * unload has released it. Its other entries then fail, so do not report that xenbus is up.
 */
static bool wait_for_start(void)
{
	if (!chain_needs_start)
		return true;
	/* Interruptible, because inkernel_prober() looks for that state. */
	wait_event_interruptible(chain_waitq,
				 READ_ONCE(inkernel.state) == INKERNEL_COMMS ||
				 !READ_ONCE(chain_held));
	return READ_ONCE(inkernel.state) == INKERNEL_COMMS;
}

static void put_module(void)
{
	if (xchg(&module_held, 0))
		module_put(THIS_MODULE);
}

int notifier_chain_begins(struct notifier_block *nb, unsigned long event, void *data)
{
	if (current == registering) {
		registering = NULL;
		return NOTIFY_DONE;
	}
	chain_without_start = !wait_for_start();
	if (chain_without_start)
		return NOTIFY_DONE;
	/* Without a reference, unload would sleep uninterruptibly until the chain has run. */
	module_held = try_module_get(THIS_MODULE);
	if (inkernel.state == INKERNEL_COMMS)
		comms_start();
	WRITE_ONCE(inkernel.state, INKERNEL_CHAIN);
	return NOTIFY_DONE;
}

int notifier_chain_ends(struct notifier_block *nb, unsigned long event, void *data)
{
	const bool at_once = current == registering;

	if (at_once)
		registering = NULL;
	if (chain_without_start)
		return NOTIFY_DONE;
	if (!at_once)
		WRITE_ONCE(chain_ended, true);
	put_module();
	WRITE_ONCE(inkernel.state, INKERNEL_UP);
	test_point("up");
	if (inkernel.on_up)
		inkernel.on_up();
	return NOTIFY_DONE;
}

static struct notifier_block first = {
	.notifier_call = notifier_chain_begins,
	.priority = INT_MAX,
};

static struct notifier_block last = {
	.notifier_call = notifier_chain_ends,
	.priority = INT_MIN,
};

static struct notifier_block last_again = { .notifier_call = notifier_chain_ends };

/* Return: whether @nb is on the chain. If xenbus is up, it was called immediately instead. */
static bool notifier_register(struct notifier_block *nb)
{
	bool queued;

	registering = current;
	register_xenstore_notifier(nb);
	queued = registering;
	registering = NULL;
	return queued;
}

void inkernel_look_again(void)
{
	if (inkernel.state == INKERNEL_UP || inkernel.state == INKERNEL_EARLY)
		return;
	/*
	 * The kernel tests xenstored_ready before it adds an entry, so the chain may have run
	 * in between. Once the chain has begun, the kernel calls this entry, which sets
	 * INKERNEL_UP.
	 */
	if (notifier_register(&last_again))
		unregister_xenstore_notifier(&last_again);
}

void inkernel_watch(void (*on_start)(int err), void (*on_up)(void))
{
	inkernel.on_start = on_start;
	inkernel.on_up = on_up;
	chain_needs_start = xen_store_domain_type == XS_UNKNOWN;
	chain_held = chain_needs_start;
	/*
	 * Once the chain has begun, even if it hangs, the kernel calls a new entry
	 * immediately.
	 */
	registered = notifier_register(&last);
	if ((inkernel.state == INKERNEL_UP || !notifier_register(&first)) &&
	    thread_exists("xenbus_probe"))
		inkernel.state = INKERNEL_EARLY;
	/*
	 * Our last entry is on a chain that is already running and may hang. Hold a
	 * reference, or unload would hang with it.
	 */
	if (registered && inkernel.state == INKERNEL_EARLY) {
		xchg(&module_held, try_module_get(THIS_MODULE));
		if (READ_ONCE(chain_ended))
			put_module();
	}
}

void inkernel_unwatch(void)
{
	/* Release a held chain first, or unregistering would wait for it. */
	notifier_let_chain_go();
	/* Do not unregister what is not registered: a hung chain would block us. */
	if (!registered)
		return;
	/* The last entry first: without the other one, it would report that xenbus is up. */
	unregister_xenstore_notifier(&last);
	unregister_xenstore_notifier(&first);
	put_module();		/* if the load fails while the chain runs */
}

/* c4295ab0b485 (5.10.17) removed the early initcall and the export of xenbus_probe(). */
bool inkernel_calls_chain_early(void)
{
	if (!__symbol_get("xenbus_probe"))
		return false;
	__symbol_put("xenbus_probe");
	return true;
}

bool inkernel_started_early(void)
{
	return inkernel.state == INKERNEL_EARLY;
}

/* A thread that has oopsed is missing, like one that has exited. */
bool inkernel_has_crashed(void)
{
	return inkernel.state == INKERNEL_EARLY && !inkernel_has_threads();
}

bool inkernel_is_up(void)
{
	if (inkernel.state == INKERNEL_EARLY && !thread_exists("xenbus_probe") &&
	    inkernel_has_threads()) {
		/* The chain may have run before our last entry was on it. */
		put_module();
		inkernel.state = INKERNEL_UP;
	}
	return READ_ONCE(inkernel.state) == INKERNEL_UP;
}
