// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/namei.h>
#include <linux/path.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <xen/interface/io/xs_wire.h>

#include "compat.h"
#include "oldest.h"
#include "page.h"
#include "prober.h"
#include "registrations.h"
#include "state.h"

struct inkernel inkernel;

/*
 * If the kernel has no thread of its own, a thread of this module's runs
 * xenbus_probe_thread(), which sleeps once on xb_waitq before it calls the chain. Create the
 * thread at load, and let it sleep on this module's own wait queue: if it slept on xb_waitq,
 * the first process to open /dev/xen/xenbus would wake it. Later, a pending signal ends the
 * sleep on xb_waitq immediately. comms_start() clears the signal.
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

static bool __init path_exists(const char *name)
{
	struct path path;

	if (kern_path(name, 0, &path))
		return false;
	path_put(&path);
	return true;
}

/*
 * Did xenbus_init() fail half-way or not run? In either case there is no late irq.
 * Without 36e8f60f0867 (5.10.83), xenbus_init() runs to completion even if it cannot map
 * the page, and it creates /proc/xen last. Creating /proc/xen twice WARNs, so if /proc is
 * not mounted, assume that /proc/xen exists.
 */
static bool __init is_unfinished(bool late_irq)
{
	if (xen_store_domain_type == XS_UNKNOWN)
		return true;
	return !xen_store_interface && !late_irq &&
	       path_exists("/proc/version") && !path_exists("/proc/xen");
}

int __init inkernel_prepare(bool oldest, bool late_irq)
{
	struct task_struct *task;
	int err;

	inkernel.oldest = oldest;
	inkernel.unfinished = is_unfinished(late_irq);
	inkernel.late_irq = late_irq;

	err = symbols_find(&inkernel.symbols, inkernel.oldest);
	if (err)
		return err;
	err = alloc_registrations();
	if (err)
		return err;
	if (inkernel.oldest || inkernel_prober() == PROBER_NONE) {
		task = kthread_run(probe_main, NULL, "xenbus_late");
		if (IS_ERR(task)) {
			free_registrations();
			return PTR_ERR(task);
		}
		probe_task = task;
	}

	if (inkernel.oldest) {
		WRITE_ONCE(inkernel.state, INKERNEL_DOWN);
		oldest_log_limits();
	}
	registrations_log_limits();
	return 0;
}

void inkernel_unprepare(void)
{
	if (probe_task)
		kthread_stop(probe_task);
	probe_task = NULL;
	free_registrations();
}

unsigned int inkernel_type(void)
{
	return xen_store_domain_type;
}

void inkernel_gate(bool closed)
{
	static int found;	/* the kernel's value; xen_store_evtchn is an int */
	static bool is_closed;

	if (closed == is_closed)
		return;
	is_closed = closed;
	if (closed) {
		found = xen_store_evtchn;
		xen_store_evtchn = 0;
	} else {
		xen_store_evtchn = found;
	}
}

bool inkernel_ring(struct ring_indices *ring)
{
	struct xenstore_domain_interface *page = READ_ONCE(xen_store_interface);

	if (READ_ONCE(inkernel.state) < INKERNEL_COMMS || !page)
		return false;
	*ring = (struct ring_indices) {
		.req_cons = READ_ONCE(page->req_cons),
		.req_prod = READ_ONCE(page->req_prod),
		.rsp_cons = READ_ONCE(page->rsp_cons),
		.rsp_prod = READ_ONCE(page->rsp_prod),
	};
	return true;
}

/*
 * If the kernel has mapped the page itself, unmap @page and return the kernel's mapping.
 * Otherwise return @page. With a late irq, the kernel maps only the frame that Xen returns for
 * STORE_PFN, so its mapping is safe to read. It maps the same page as @page if our request,
 * with its unique id, shows up in it. Call this only if the kernel's thread has not run: woken too
 * early, it maps frame 0.
 */
static struct xenstore_domain_interface *
best_mapping(struct xenstore_domain_interface *page)
{
	struct xenstore_domain_interface *mapped = xen_store_interface;

	if (!inkernel.late_irq || !mapped || mapped == page ||
	    memcmp(mapped->req, page->req, sizeof(page->req)))
		return page;
	page_unmap(page);
	return mapped;
}

int inkernel_start(struct xenstore_domain_interface *page, evtchn_port_t port)
{
	const enum inkernel_prober prober = inkernel_prober();

	if (prober == PROBER_LOST || (!probe_task && prober == PROBER_NONE))
		return -EBUSY;

	/* There is nothing to set for the frame: xenbus only uses the mapping from here on. */
	xen_store_interface = prober == PROBER_ASLEEP ? best_mapping(page) : page;
	xen_store_evtchn = port;
	/*
	 * Under XS_HVM, xenbus_probe() would call xs_init() and ignore its error.
	 * XS_PV avoids that and, unlike XS_UNKNOWN, does not make requests fail.
	 */
	xen_store_domain_type = XS_PV;
	inkernel.state = INKERNEL_COMMS;

	if (!prober_resume()) {
		WRITE_ONCE(probe_started, true);
		wake_up(&probe_waitq);
	}
	return 0;
}
