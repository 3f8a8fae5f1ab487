// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/sched.h>

#include "notifier.h"
#include "start.h"
#include "state.h"
#include "test_point.h"
#include "threads.h"

static struct task_struct *registering;	/* until it is called at once */
static bool registered;
static bool module_held;		/* while the chain runs */

int notifier_chain_begins(struct notifier_block *nb, unsigned long event, void *data)
{
	if (current == registering)
		return NOTIFY_DONE;
	/* Unload would sleep, uninterruptibly, until the chain has ended. */
	module_held = try_module_get(THIS_MODULE);
	if (inkernel.state == INKERNEL_COMMS)
		start_comms();
	WRITE_ONCE(inkernel.state, INKERNEL_CHAIN);
	return NOTIFY_DONE;
}

int notifier_chain_ends(struct notifier_block *nb, unsigned long event, void *data)
{
	if (current == registering)
		registering = NULL;
	if (module_held)
		module_put(THIS_MODULE);
	module_held = false;
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

/* Return: whether @nb was only registered, and not called at once. */
static bool register_notifier_deferred(struct notifier_block *nb)
{
	bool deferred;

	registering = current;
	register_xenstore_notifier(nb);
	deferred = registering;
	registering = NULL;
	return deferred;
}

void inkernel_watch(void (*on_start)(int err), void (*on_up)(void))
{
	inkernel.on_start = on_start;
	inkernel.on_up = on_up;
	/* Called at once where the chain has begun, though it may hang. */
	registered = register_notifier_deferred(&last);
	/* The kernel tests, then registers: the chain may have run between. */
	if (registered && register_notifier_deferred(&last_again))
		unregister_xenstore_notifier(&last_again);
	if (inkernel.state != INKERNEL_UP)
		register_notifier_deferred(&first);
	else if (thread_exists("xenbus_probe"))
		inkernel.state = INKERNEL_AHEAD;
}

void inkernel_unwatch(void)
{
	/* Not registered: unregistering could only block on a hung chain. */
	if (!registered)
		return;
	unregister_xenstore_notifier(&first);
	unregister_xenstore_notifier(&last);
}

bool inkernel_is_up(void)
{
	if (inkernel.state == INKERNEL_AHEAD && !thread_exists("xenbus_probe"))
		inkernel.state = INKERNEL_UP;
	return READ_ONCE(inkernel.state) == INKERNEL_UP;
}
