// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/log2.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/sched.h>

#include "channel.h"
#include "comms.h"
#include "late_irq.h"
#include "state.h"
#include "threads.h"

/*
 * xs_init() registers its reboot notifier first and leaves it registered when it fails. A
 * second call would register it again and WARN. We know only its callback, so register a
 * marker of the same priority before the call: on the chain, xs_init()'s notifier then comes
 * after the marker.
 */
static int reboot_noop(struct notifier_block *nb, unsigned long code, void *unused)
{
	return NOTIFY_DONE;
}

static struct notifier_block reboot_mark = { .notifier_call = reboot_noop };

/*
 * The reboot chain's lock is not exported, so walk the chain without it. This is unsafe
 * only if a module with an entry after the marker is unloaded just as xs_init() fails for
 * lack of memory.
 */
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

	/*
	 * If xs_init() has bound its interrupt, calling it again would fail. Only start the
	 * threads that are missing.
	 */
	if (channel_in_use())
		return threads_start();

	err = call_xs_init();
	if (err)
		return err;
	return channel_in_use() ? 0 : -EIO;
}

void comms_start(void)
{
	unsigned int tries = 0;
	int err;

	xen_store_domain_type = XS_HVM;
	/*
	 * probe_main() has set TIF_SIGPENDING. Clear it, or the calls below could not sleep
	 * interruptibly.
	 */
	clear_thread_flag(TIF_SIGPENDING);
	late_irq_free(xen_store_evtchn);
	while ((err = init_comms())) {
		inkernel.on_start(err);
		if (is_power_of_2(++tries))
			pr_err("the kernel's xenbus did not start (%d), attempt %u; retrying every second\n",
			       err, tries);
		msleep(1000);
	}
	inkernel.on_start(0);
}
