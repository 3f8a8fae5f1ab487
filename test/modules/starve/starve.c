// SPDX-License-Identifier: GPL-2.0
/*
 * Makes each allocation that a module requests, directly or in a callee, fail once.
 * failslab and fail_page_alloc of a debug kernel select by count or by call trace, so
 * they cannot select each allocation once.
 *
 *	modprobe starve module=xenbus_late_init
 *	modprobe xenbus_late_init			# the first one fails
 *	modprobe xenbus_late_init			# the second one fails
 *	cat /sys/module/starve/parameters/points	# how many have failed
 *
 * A process (modprobe) starts over after each failure, so allocations with the same call
 * trace are counted separately. A kernel thread retries only the step that failed, so they
 * count as one.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/jhash.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

static char *target_name;
module_param_named(module, target_name, charp, 0444);
MODULE_PARM_DESC(module, "name of the module, which must be loaded after this one");

static bool threads;
module_param(threads, bool, 0444);
MODULE_PARM_DESC(threads, "fail allocations of kernel threads instead of processes");

#define EXEMPT 8
static char *exempt[EXEMPT];
static unsigned int exempt_n;
module_param_array(exempt, charp, &exempt_n, 0444);
MODULE_PARM_DESC(exempt, "never fail an allocation with one of these functions in its call trace");

/* The allocation sites seen so far, and the progress of the current round. */
struct point {
	u32 trace;
	unsigned int failed, now;
};

static struct point points[1024];
static unsigned int points_n;
static DEFINE_RAW_SPINLOCK(points_lock);

static int rounds_faults;	/* per round */
static int faults_left;
static unsigned int total;
module_param_named(points, total, uint, 0444);
MODULE_PARM_DESC(points, "number of failed allocations");
static unsigned int failed;
module_param(failed, uint, 0444);
MODULE_PARM_DESC(failed, "number of failed allocations since faults was set");

static void begin_round(void)
{
	unsigned long flags;
	unsigned int i;

	raw_spin_lock_irqsave(&points_lock, flags);
	for (i = 0; i < points_n; i++)
		points[i].now = 0;
	faults_left = rounds_faults;
	raw_spin_unlock_irqrestore(&points_lock, flags);
}

static int set_faults(const char *text, const struct kernel_param *kp)
{
	int err = param_set_int(text, kp);

	if (err)
		return err;
	failed = 0;
	begin_round();
	return 0;
}

static const struct kernel_param_ops faults_ops = {
	.set = set_faults,
	.get = param_get_int,
};
module_param_cb(faults, &faults_ops, &rounds_faults, 0644);
MODULE_PARM_DESC(faults, "number of allocations to fail from now on, and again after each load of the module");

static struct point *find_point(u32 trace)
{
	unsigned int i;

	for (i = 0; i < points_n; i++) {
		if (points[i].trace == trace)
			return &points[i];
	}
	if (points_n == ARRAY_SIZE(points))
		return NULL;
	points[points_n].trace = trace;
	return &points[points_n++];
}

static bool must_fail(u32 trace)
{
	struct point *point;
	unsigned long flags;
	bool yes = false;

	raw_spin_lock_irqsave(&points_lock, flags);
	point = find_point(trace);
	if (point) {
		point->now = threads ? 1 : point->now + 1;
		yes = faults_left > 0 && point->now > point->failed;
	}
	if (yes) {
		point->failed = point->now;
		faults_left--;
		failed++;
		total++;
	}
	raw_spin_unlock_irqrestore(&points_lock, flags);
	return yes;
}

static struct module *target;	/* while it is loaded */

/* Return: false if the trace contains an exempt function. */
static bool hash_trace(const unsigned long *trace, unsigned int depth, u32 *hash)
{
	char name[KSYM_SYMBOL_LEN];
	unsigned int i, j;

	*hash = 0;
	for (i = 0; i < depth; i++) {
		sprint_symbol_no_offset(name, trace[i]);
		name[strcspn(name, " ")] = '\0';	/* cut off the module's name */
		for (j = 0; j < exempt_n; j++) {
			if (!strcmp(name, exempt[j]))
				return false;
		}
		/* The module's load address differs between loads. */
		sprint_symbol(name, trace[i]);
		*hash = jhash(name, strlen(name), *hash);
	}
	return true;
}

#define DEPTH 64

static bool is_selected(u32 *hash)
{
	const struct module *module = READ_ONCE(target);
	unsigned long trace[DEPTH];
	unsigned int depth;

	if (!module || !in_task() || threads != !!(current->flags & PF_KTHREAD))
		return false;

	/* Ignore the callers of the module. */
	depth = stack_trace_save(trace, DEPTH, 0);
	while (depth && !within_module(trace[depth - 1], module))
		depth--;
	return depth && hash_trace(trace, depth, hash);
}

/* Allocations that must not fail, and those of the debug checkers themselves. */
#define EXEMPT_GFP (__GFP_NOFAIL | __GFP_NOWARN)

static int on_request(struct pt_regs *regs, gfp_t gfp, long failure)
{
	u32 trace;

	if (!faults_left || gfp & EXEMPT_GFP || !is_selected(&trace) || !must_fail(trace))
		return 0;

	/* Return to the caller, as if the function had run. */
	regs_set_return_value(regs, failure);
	instruction_pointer_set(regs, procedure_link_pointer(regs));
	return 1;
}

static int on_slab(struct kprobe *probe, struct pt_regs *regs)
{
	return on_request(regs, regs->regs[1], -ENOMEM);
}

static int on_page(struct kprobe *probe, struct pt_regs *regs)
{
	return on_request(regs, regs->regs[0], true);
}

static struct kprobe slab = {
	.symbol_name = "should_failslab",
	.pre_handler = on_slab,
};

static struct kprobe page = {
	.symbol_name = "should_fail_alloc_page",
	.pre_handler = on_page,
};

static struct kprobe *probes[] = { &slab, &page };

static int on_module(struct notifier_block *nb, unsigned long state, void *data)
{
	struct module *module = data;

	if (strcmp(module->name, target_name))
		return NOTIFY_DONE;

	if (state == MODULE_STATE_COMING) {
		begin_round();
		WRITE_ONCE(target, module);
	} else if (state == MODULE_STATE_GOING) {
		WRITE_ONCE(target, NULL);
		synchronize_rcu();	/* wait for probes that use it */
	}
	return NOTIFY_DONE;
}

static struct notifier_block module_nb = { .notifier_call = on_module };

static int __init starve_load(void)
{
	int err;

	if (!target_name)
		return -EINVAL;
	err = register_module_notifier(&module_nb);
	if (err)
		return err;
	err = register_kprobes(probes, ARRAY_SIZE(probes));
	if (err)
		unregister_module_notifier(&module_nb);
	return err;
}

static void __exit starve_unload(void)
{
	unregister_kprobes(probes, ARRAY_SIZE(probes));
	unregister_module_notifier(&module_nb);
}

module_init(starve_load);
module_exit(starve_unload);

MODULE_DESCRIPTION("Makes each allocation of a module fail once, for tests");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
