// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/log2.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/proc_fs.h>
#include <linux/reboot.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <xen/events.h>
#include <xen/xen-ops.h>

#include "builtin.h"
#include "channel.h"
#include "compat.h"
#include "symbols.h"

static struct symbols built_in;
static struct task_struct *prober;

static void see_to_comms(void);
static bool thread_exists(const char *name);

/* The notifier chain: our own two entries, the first and the last of it. */

static void (*tell_up)(void);
static void (*tell_start)(int err);
static bool is_up;
static bool held;			/* this module, while the chain runs */
static struct task_struct *registering;
static bool called_at_once;

static int chain_begins(struct notifier_block *nb, unsigned long event,
			void *data)
{
	if (current == registering)
		return NOTIFY_DONE;
	/* Unload would sleep, uninterruptibly, until the chain has ended. */
	held = try_module_get(THIS_MODULE);
	see_to_comms();
	return NOTIFY_DONE;
}

static int chain_ends(struct notifier_block *nb, unsigned long event,
		      void *data)
{
	if (current == registering)
		called_at_once = true;
	if (held)
		module_put(THIS_MODULE);
	held = false;
	WRITE_ONCE(is_up, true);
	if (tell_up)
		tell_up();
	return NOTIFY_DONE;
}

static struct notifier_block chain_first = {
	.notifier_call = chain_begins,
	.priority = INT_MAX,
};

static struct notifier_block chain_last = {
	.notifier_call = chain_ends,
	.priority = INT_MIN,
};

static struct notifier_block chain_again = { .notifier_call = chain_ends };

/* Whether it is on the chain now, and not just called back. */
static bool join_chain(struct notifier_block *nb)
{
	called_at_once = false;
	registering = current;
	register_xenstore_notifier(nb);
	registering = NULL;
	return !called_at_once;
}

/* The built-in's thread set out for the chain before we were on it. */
static bool set_out;
static bool on_chain;

void builtin_watch(void (*start)(int err), void (*up)(void))
{
	tell_start = start;
	tell_up = up;
	/* Calls back at once if the thread has set out, though it may hang. */
	on_chain = join_chain(&chain_last);
	/* It asked first and registered then: the chain may have run between. */
	if (on_chain && join_chain(&chain_again))
		unregister_xenstore_notifier(&chain_again);
	set_out = is_up && thread_exists("xenbus_probe");
	if (!is_up)
		join_chain(&chain_first);
}

void builtin_unwatch(void)
{
	/* Not in vain: where the chain hangs, this would, too. */
	if (!on_chain)
		return;
	unregister_xenstore_notifier(&chain_first);
	unregister_xenstore_notifier(&chain_last);
}

bool builtin_is_up(void)
{
	if (set_out)
		set_out = thread_exists("xenbus_probe");
	return READ_ONCE(is_up) && !set_out;
}

/*
 * xenbus_probe_thread() sleeps once on xb_waitq before it calls the chain. It
 * runs in a thread of ours, made in time and asleep elsewhere until then: asleep
 * in the built-in's own place, the first process to open /dev/xen/xenbus would
 * wake it. With a signal pending that sleep, and no other on the way, is none.
 */
static DECLARE_WAIT_QUEUE_HEAD(prober_waitq);
static bool prober_may_go;

/*
 * The chain was called before anybody was on it: see builtin_runs(). Who
 * registered later was called at once, in vain, and is on no chain.
 */
static bool called_early;

static void call_one_by_one(void)
{
	const notifier_fn_t called_in_vain[] = {
		built_in.setup_cpu_watcher,
		built_in.shutdown_event,
		built_in.balloon_init_watcher,
		built_in.frontend_probe_and_watch,
	};
	int i;

	chain_begins(NULL, 0, NULL);
	for (i = 0; i < ARRAY_SIZE(called_in_vain); i++) {
		if (called_in_vain[i])
			called_in_vain[i](NULL, 0, NULL);
	}
	chain_ends(NULL, 0, NULL);
}

static int prober_main(void *unused)
{
	wait_event_idle(prober_waitq, READ_ONCE(prober_may_go) ||
			kthread_should_stop());
	if (READ_ONCE(prober_may_go)) {
		if (called_early) {
			call_one_by_one();
		} else {
			set_thread_flag(TIF_SIGPENDING);
			built_in.xenbus_probe_thread(NULL);
		}
	}

	wait_event_idle(prober_waitq, kthread_should_stop());
	return 0;
}

/* Outlive the module once they are registered: nothing in them is ours. */
static struct notifier_block *resume_nb;
static struct miscdevice *store_device;

static void drop_heirs(void)
{
	kfree(resume_nb);
	resume_nb = NULL;
	if (store_device)
		kfree(store_device->name);
	kfree(store_device);
	store_device = NULL;
}

static int __init make_heirs(void)
{
	resume_nb = kzalloc(sizeof(*resume_nb), GFP_KERNEL);
	if (!resume_nb)
		return -ENOMEM;
	resume_nb->notifier_call = built_in.xenbus_resume_cb;

	/* Its initcall has the same name as the one that was forbidden. */
	if (!called_early)
		return 0;

	store_device = kzalloc(sizeof(*store_device), GFP_KERNEL);
	if (!store_device)
		return -ENOMEM;
	store_device->minor = MISC_DYNAMIC_MINOR;
	store_device->name = kstrdup("xen/xenbus", GFP_KERNEL);
	store_device->fops = &xen_xenbus_fops;
	return store_device->name ? 0 : -ENOMEM;
}

/* What called_in_vain[] leaves out. */
static void __init tell_limits(void)
{
	/* Their drivers call through a pointer that only xenbus_init() sets. */
	if (IS_ENABLED(CONFIG_XEN_BACKEND))
		pr_info("this domain will be no backend of PV devices\n");
	/* Its notifier is out of reach. */
	if (IS_MODULE(CONFIG_XEN_XENBUS_FRONTEND))
		pr_info("PV devices need xenbus_probe_frontend to be loaded after xenstore is ready\n");
}

/* As the survey found it: xenbus_init() failed, or was not called. */
static bool uninitialized;

int __init builtin_prepare(bool up)
{
	int err;

	called_early = up;
	uninitialized = xen_store_domain_type == XS_UNKNOWN;

	err = symbols_find(&built_in, called_early);
	if (err)
		return err;

	err = make_heirs();
	if (err)
		goto err_heirs;

	prober = kthread_run(prober_main, NULL, "xenbus_late");
	if (IS_ERR(prober)) {
		err = PTR_ERR(prober);
		goto err_heirs;
	}

	if (called_early) {
		WRITE_ONCE(is_up, false);
		tell_limits();
	}
	return 0;

err_heirs:
	prober = NULL;
	drop_heirs();
	return err;
}

void builtin_release(void)
{
	if (!prober)
		return;

	kthread_stop(prober);
	prober = NULL;
	drop_heirs();
}

/* The built-in's threads: a kernel thread's name is enough to know it. */

static bool is_thread(const struct task_struct *task, const char *name)
{
	return (task->flags & PF_KTHREAD) && !strcmp(task->comm, name);
}

static bool thread_exists(const char *name)
{
	struct task_struct *task;
	bool found = false;

	rcu_read_lock();
	for_each_process(task) {
		if (is_thread(task, name)) {
			found = true;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

bool builtin_runs(void)
{
	/* Its first thread ends, or dies, soon after it says that it is up. */
	return thread_exists("xenbus_probe") ||
	       (thread_exists("xenbus") && thread_exists("xenwatch"));
}

static int ensure_thread(int (*function)(void *unused), const char *name)
{
	struct task_struct *task;

	if (thread_exists(name))
		return 0;
	if (!function)
		return -ENOENT;
	task = kthread_run(function, NULL, "%s", name);
	return PTR_ERR_OR_ZERO(task);
}

/*
 * What xs_init() does after it has bound the interrupt; but for its reset of
 * watches, which matters to nobody but a kernel started by kexec.
 */
static int start_the_rest(void)
{
	int err;

	/* Where a function was not found, its thread can only be there already. */
	err = ensure_thread(built_in.xenbus_thread, "xenbus");
	if (err)
		return err;
	return ensure_thread(built_in.xenwatch_thread, "xenwatch");
}

/*
 * xs_init() registers its reboot notifier first and leaves it there when it
 * fails; registered a second time it makes the kernel WARN. Its place is not
 * known to us, but it is behind an entry of the same priority that was
 * registered just before.
 */
static int pass_by(struct notifier_block *nb, unsigned long code, void *unused)
{
	return NOTIFY_DONE;
}

static struct notifier_block reboot_mark = { .notifier_call = pass_by };

static void take_back_reboot_notifier(void)
{
	struct notifier_block *nb;

	for (nb = rcu_dereference_raw(reboot_mark.next); nb;
	     nb = rcu_dereference_raw(nb->next)) {
		if (nb->notifier_call == built_in.xs_reboot_notify) {
			unregister_reboot_notifier(nb);
			return;
		}
	}
}

static void before_xs_init(void)
{
	register_reboot_notifier(&reboot_mark);
}

static void after_xs_init(void)
{
	if (!channel_taken()) {
		channel_reclaim();
		take_back_reboot_notifier();
	}
	unregister_reboot_notifier(&reboot_mark);
}

static int call_xs_init(void)
{
	int err;

	before_xs_init();
	err = built_in.xs_init();
	after_xs_init();
	return err;
}

static void run_prober(void)
{
	WRITE_ONCE(prober_may_go, true);
	wake_up(&prober_waitq);
}

/* xenbus_probe() runs because of us. */
static bool going_on;

/*
 * The built-in's own wait: the interrupt "xenstore_late_init" wakes xb_waitq,
 * where xenbus_probe_thread() sleeps. But so does every process that uses
 * /dev/xen/xenbus, and the thread does not ask who woke it: before the page is
 * served it would map frame 0, or write into a ring that is about to be wiped.
 * So its entry comes out of the queue, and one of ours goes in. Processes that
 * have not opened the device yet are kept out, too: their requests would sleep
 * uninterruptibly, and their watches be lost.
 */
static irq_handler_t late_handler;
static wait_queue_head_t *late_waitq;
static struct wait_queue_entry *late_entry;
static struct task_struct *late_task;
static void (*tell_rung)(void);

static int bell_rings(struct wait_queue_entry *entry, unsigned int mode,
		      int flags, void *key)
{
	tell_rung();
	return 0;
}

static struct wait_queue_entry bell = {
	.func = bell_rings,
	.entry = LIST_HEAD_INIT(bell.entry),
};

static bool find_late_irq(evtchn_port_t port)
{
	int irq = irq_from_evtchn(port);
	struct irq_data *data = irq < 0 ? NULL : irq_get_irq_data(irq);
	struct irq_desc *desc;
	unsigned long flags;
	bool found;

	if (!data)
		return false;

	desc = irq_data_to_desc(data);
	raw_spin_lock_irqsave(&desc->lock, flags);
	found = desc->action && desc->action->name &&
		!strcmp(desc->action->name, "xenstore_late_init");
	if (found) {
		/* Its own is the thread's where interrupts are threaded. */
		late_handler = desc->action->thread_fn ?:
			       desc->action->handler;
		late_waitq = desc->action->dev_id;
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return found;
}

/* With the queue locked. */
static struct wait_queue_entry *find_sleeper(void)
{
	struct wait_queue_entry *entry;

	list_for_each_entry(entry, &late_waitq->head, entry) {
		if (entry->func == autoremove_wake_function &&
		    is_thread(entry->private, "xenbus_probe"))
			return entry;
	}
	return NULL;
}

bool builtin_can_wait(void)
{
	return BUILTIN_WAITS_FOR_SERVER;
}

bool builtin_waits(evtchn_port_t port, bool *thread)
{
	*thread = thread_exists("xenbus_probe");
	return find_late_irq(port);
}

bool builtin_hold(void (*rung)(void))
{
	unsigned long flags;

	tell_rung = rung;
	spin_lock_irqsave(&late_waitq->lock, flags);
	late_entry = find_sleeper();
	if (late_entry) {
		late_task = late_entry->private;
		get_task_struct(late_task);
		list_del_init(&late_entry->entry);
	}
	__add_wait_queue(late_waitq, &bell);
	spin_unlock_irqrestore(&late_waitq->lock, flags);
	return late_task;
}

static void drop_sleeper(bool wake)
{
	if (wake)
		wake_up_process(late_task);
	put_task_struct(late_task);
	late_task = NULL;
}

bool builtin_let_go(void)
{
	unsigned long flags;

	if (list_empty(&bell.entry))
		return false;

	spin_lock_irqsave(&late_waitq->lock, flags);
	list_del_init(&bell.entry);
	if (late_task)
		__add_wait_queue(late_waitq, late_entry);
	spin_unlock_irqrestore(&late_waitq->lock, flags);

	if (!late_task)
		return false;
	drop_sleeper(false);
	return true;
}

void builtin_make_good(evtchn_port_t port)
{
	late_handler(irq_from_evtchn(port), late_waitq);
}

void builtin_start(struct xenstore_domain_interface *page, evtchn_port_t port)
{
	unsigned long flags;

	/* Its own variable for the frame is set by its interrupt, or never. */
	xen_store_interface = page;
	xen_store_evtchn = port;
	/*
	 * Under XS_HVM xenbus_probe() would call xs_init() and not look at its error.
	 * XS_PV keeps requests going until the chain begins.
	 */
	xen_store_domain_type = XS_PV;
	going_on = true;

	if (!list_empty(&bell.entry)) {
		spin_lock_irqsave(&late_waitq->lock, flags);
		list_del_init(&bell.entry);
		spin_unlock_irqrestore(&late_waitq->lock, flags);
	}

	if (late_task)
		drop_sleeper(true);
	else
		run_prober();
}

/*
 * xenbus_probe() frees its late interrupt. But before a3607581cd49 (6.9.4, 6.1.93)
 * only where it maps the page, and that was us; xs_init() could not bind then.
 */
static void free_late_irq(void)
{
	if (find_late_irq(xen_store_evtchn))
		free_irq(irq_from_evtchn(xen_store_evtchn), late_waitq);
}

static int bring_up(void)
{
	int err;

	/* Once its interrupt is bound, xs_init() cannot be called again. */
	if (channel_taken())
		return start_the_rest();

	err = call_xs_init();
	if (err)
		return err;
	return channel_taken() ? start_the_rest() : -EIO;
}

/*
 * In the first entry of the chain, before any other can ask; unless the built-in
 * got there without us while the module was being loaded. The chain cannot be
 * taken back, and without its threads the next entry would sleep for ever: so
 * what fails for want of memory is tried until there is some.
 */
static void see_to_comms(void)
{
	unsigned int tries = 0;
	int err;

	if (!going_on)
		return;
	xen_store_domain_type = XS_HVM;
	/* See prober_main(); what follows may sleep in earnest. */
	if (current == prober)
		clear_thread_flag(TIF_SIGPENDING);

	free_late_irq();
	while ((err = bring_up())) {
		tell_start(err);
		/* Ever more seldom. */
		if (is_power_of_2(++tries))
			pr_err("the kernel's xenbus did not start (%d), attempt %u; trying again each second\n",
			       err, tries);
		msleep(1000);
	}
	tell_start(0);
}

void builtin_gate(evtchn_port_t port)
{
	/* Under XS_UNKNOWN requests fail at once anyway. */
	if (xen_store_domain_type != XS_UNKNOWN)
		xen_store_evtchn = port;
}

void builtin_mend(void)
{
	if (!uninitialized)
		return;

	if (IS_ENABLED(CONFIG_XEN_COMPAT_XENFS) &&
	    !proc_create_mount_point("xen"))
		pr_warn("no memory for the mount point /proc/xen; xenfs can be mounted elsewhere\n");

	/* The event channel is another one after a resume. */
	xen_resume_notifier_register(resume_nb);
	resume_nb = NULL;

	if (!store_device)
		return;
	if (misc_register(store_device))
		pr_warn("no /dev/xen/xenbus; after mounting xenfs there is /proc/xen/xenbus\n");
	else
		store_device = NULL;
}
