// SPDX-License-Identifier: GPL-2.0
/*
 * Measures the time from the store channel's first interrupt to the end of the notifier
 * chain, no matter what starts the chain. The same few instructions run with the module
 * and without it: those of a tracepoint and of two notifiers. It also times the init
 * function of the module loaded last.
 *
 * Each moment is two numbers, both in nanoseconds: the clock, and how long this domain
 * has run so far, which excludes dom0 and the hypervisor's idle time.
 */
#include <linux/completion.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>
#include <xen/interface/xen.h>	/* older vcpu.h needs it */
#include <xen/interface/vcpu.h>
#include <xen/xenbus.h>
#include <asm/xen/hypercall.h>

struct moment {
	u64 clock, own;
};

/* Xen updates it when this vCPU is scheduled in or out. It must not cross a page. */
static struct vcpu_runstate_info runstate __aligned(64);

static struct moment now(void)
{
	struct moment m;
	u64 since;

	do {
		since = READ_ONCE(runstate.state_entry_time);
		barrier();
		m.own = READ_ONCE(runstate.time[RUNSTATE_running]) - since;
		m.clock = ktime_get_raw_ns();
		barrier();
	} while (since != READ_ONCE(runstate.state_entry_time));

	/* Xen's clock and ours differ by a constant. */
	m.own += m.clock;
	return m;
}

static struct moment first_irq, begun, ended;
static unsigned int irqs;
static DECLARE_COMPLETION(chain_ended);

static void on_interrupt(void *unused, int irq, struct irqaction *action)
{
	/* Before xenstore is up there are no PV devices, so only xenstore's matches "xen". */
	if (ended.clock || !action->name || strncmp(action->name, "xen", 3))
		return;
	if (!irqs++)
		first_irq = now();
}

static int chain_begins(struct notifier_block *nb, unsigned long event,
			void *data)
{
	begun = now();
	return NOTIFY_DONE;
}

static int chain_ends(struct notifier_block *nb, unsigned long event,
		      void *data)
{
	ended = now();
	complete_all(&chain_ended);
	return NOTIFY_DONE;
}

static struct notifier_block first = {
	.notifier_call = chain_begins,
	.priority = INT_MAX,
};

static struct notifier_block last = {
	.notifier_call = chain_ends,
	.priority = INT_MIN,
};

static int get_now(char *buffer, const struct kernel_param *kp)
{
	struct moment m = now();

	return sprintf(buffer, "%llu %llu\n", m.clock, m.own);
}

static const struct kernel_param_ops now_ops = {
	.get = get_now,
};
module_param_cb(now, &now_ops, NULL, 0400);
MODULE_PARM_DESC(now, "the clock, and how long this domain has run");

static int get_times(char *buffer, const struct kernel_param *kp)
{
	if (wait_for_completion_interruptible(&chain_ended))
		return -EINTR;
	return sprintf(buffer, "%llu %llu %llu %llu %llu %llu %u\n",
		       first_irq.clock, first_irq.own, begun.clock, begun.own,
		       ended.clock, ended.own, irqs);
}

static const struct kernel_param_ops times_ops = {
	.get = get_times,
};
module_param_cb(times, &times_ops, NULL, 0400);
MODULE_PARM_DESC(times, "waits for the chain, then shows the first interrupt, the start and end of the chain (each in the format of the parameter now) and the number of interrupts");

static struct moment init_begun, init_ended;

static void on_init(void *unused, initcall_t function)
{
	init_begun = now();
}

static void on_init_done(void *unused, initcall_t function, int result)
{
	init_ended = now();
}

static int get_init(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%llu %llu %llu %llu\n", init_begun.clock,
		       init_begun.own, init_ended.clock, init_ended.own);
}

static const struct kernel_param_ops init_ops = {
	.get = get_init,
};
module_param_cb(init, &init_ops, NULL, 0400);
MODULE_PARM_DESC(init, "start and end of the last loaded module's init function, each in the format of the parameter now");

static struct {
	const char *name;
	void *probe;
	bool found;
} points[] = {
	{ "irq_handler_entry", on_interrupt },
	{ "initcall_start", on_init },
	{ "initcall_finish", on_init_done },
};

static void listen(struct tracepoint *point, void *unused)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(points); i++) {
		if (!strcmp(point->name, points[i].name))
			points[i].found = !tracepoint_probe_register(point, points[i].probe, NULL);
	}
}

static int __init stopwatch_load(void)
{
	struct vcpu_register_runstate_memory_area area = {
		.addr.v = &runstate,
	};
	int i, err;

	/* This replaces the kernel's own area, which it uses only to count stolen time. */
	err = HYPERVISOR_vcpu_op(VCPUOP_register_runstate_memory_area, 0, &area);
	if (err)
		return err;

	/* Xen cannot unregister the area, so do not fail from here on. */
	for_each_kernel_tracepoint(listen, NULL);
	for (i = 0; i < ARRAY_SIZE(points); i++) {
		if (!points[i].found)
			pr_err("no tracepoint %s\n", points[i].name);
	}

	register_xenstore_notifier(&first);
	register_xenstore_notifier(&last);
	return 0;
}

/* No module_exit(): Xen keeps writing into this module's memory. */
module_init(stopwatch_load);

MODULE_DESCRIPTION("Times the start of xenbus, for benchmarks");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
