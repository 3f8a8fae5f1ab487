// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/log2.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "channel.h"
#include "compat.h"
#include "late_irq.h"
#include "oldest.h"
#include "registrations.h"
#include "start.h"
#include "state.h"
#include "threads.h"

struct inkernel inkernel;

/*
 * xenbus_probe_thread() sleeps once on xb_waitq before it calls the chain. It
 * runs in a thread of ours, made in time and asleep elsewhere until then: asleep
 * in the kernel's own place, the first process to open /dev/xen/xenbus would
 * wake it. With a signal pending that sleep, and no other on the way, is none.
 */
static struct task_struct *probe_task;
static DECLARE_WAIT_QUEUE_HEAD(probe_waitq);
static bool probe_started;

static int probe_main(void *unused)
{
	wait_event_idle(probe_waitq, READ_ONCE(probe_started) ||
			kthread_should_stop());
	if (READ_ONCE(probe_started)) {
		if (inkernel.oldest) {
			oldest_replay_notifiers();
		} else {
			set_thread_flag(TIF_SIGPENDING);
			inkernel.symbols.xenbus_probe_thread(NULL);
		}
	}

	wait_event_idle(probe_waitq, kthread_should_stop());
	return 0;
}

int __init inkernel_prepare(bool up)
{
	struct task_struct *task;
	int err;

	inkernel.oldest = up;
	inkernel.uninitialized = xen_store_domain_type == XS_UNKNOWN;

	err = symbols_find(&inkernel.symbols, inkernel.oldest);
	if (err)
		return err;
	err = alloc_registrations();
	if (err)
		return err;
	task = kthread_run(probe_main, NULL, "xenbus_late");
	if (IS_ERR(task)) {
		free_registrations();
		return PTR_ERR(task);
	}
	probe_task = task;

	if (inkernel.oldest) {
		WRITE_ONCE(inkernel.state, INKERNEL_DOWN);
		oldest_tell_limits();
	}
	return 0;
}

void inkernel_release(void)
{
	if (!probe_task)
		return;

	kthread_stop(probe_task);
	probe_task = NULL;
	free_registrations();
}

unsigned int inkernel_type(void)
{
	return xen_store_domain_type;
}

void inkernel_set_port(evtchn_port_t port)
{
	/* Under XS_UNKNOWN requests fail at once anyway. */
	if (xen_store_domain_type != XS_UNKNOWN)
		xen_store_evtchn = port;
}

int inkernel_start(struct xenstore_domain_interface *page, evtchn_port_t port)
{
	if (late_irq_thread_lost())
		return -EBUSY;

	/* Its own variable for the frame is set by its interrupt, or never. */
	xen_store_interface = page;
	xen_store_evtchn = port;
	/*
	 * Under XS_HVM xenbus_probe() would call xs_init() and not look at its error.
	 * XS_PV keeps requests going until the chain begins.
	 */
	xen_store_domain_type = XS_PV;
	inkernel.state = INKERNEL_COMMS;

	if (!late_irq_resume()) {
		WRITE_ONCE(probe_started, true);
		wake_up(&probe_waitq);
	}
	return 0;
}

/*
 * xs_init() registers its reboot notifier first and leaves it there when it
 * fails; registered a second time it makes the kernel WARN. Its place is not
 * known to us, but it is behind an entry of the same priority that was
 * registered just before.
 */
static int reboot_noop(struct notifier_block *nb, unsigned long code, void *unused)
{
	return NOTIFY_DONE;
}

static struct notifier_block reboot_mark = { .notifier_call = reboot_noop };

static void unregister_xs_reboot_notifier(void)
{
	struct notifier_block *nb;

	for (nb = rcu_dereference_raw(reboot_mark.next); nb;
	     nb = rcu_dereference_raw(nb->next)) {
		if (nb->notifier_call == inkernel.symbols.xs_reboot_notify) {
			unregister_reboot_notifier(nb);
			return;
		}
	}
}

static int call_xs_init(void)
{
	int err;

	register_reboot_notifier(&reboot_mark);
	err = inkernel.symbols.xs_init();
	if (!channel_in_use()) {
		channel_get_ref();
		unregister_xs_reboot_notifier();
	}
	unregister_reboot_notifier(&reboot_mark);
	return err;
}

static int init_comms(void)
{
	int err;

	/* Once its interrupt is bound, xs_init() cannot be called again. */
	if (channel_in_use())
		return threads_start();

	err = call_xs_init();
	if (err)
		return err;
	return channel_in_use() ? threads_start() : -EIO;
}

void start_comms(void)
{
	unsigned int tries = 0;
	int err;

	xen_store_domain_type = XS_HVM;
	/* See probe_main(); what follows may sleep in earnest. */
	if (current == probe_task)
		clear_thread_flag(TIF_SIGPENDING);

	late_irq_free(xen_store_evtchn);
	while ((err = init_comms())) {
		inkernel.on_start(err);
		/* Ever more seldom. */
		if (is_power_of_2(++tries))
			pr_err("the kernel's xenbus did not start (%d), attempt %u; trying again each second\n",
			       err, tries);
		msleep(1000);
	}
	inkernel.on_start(0);
}
