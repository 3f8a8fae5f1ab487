// SPDX-License-Identifier: GPL-2.0
/*
 * Xen: xenstore's event channel with its interrupt, and the hypercalls. References are
 * counted as in drivers/xen/events/events_base.c.
 */
#include "sim.h"

#define PORT	1
#define IRQ	sim.world.irq	/* 0 is valid, and usually xenstore's */
#define IRQ_OF_PORT_0 (IRQ + 1)	/* Linux binds a handler to port 0, which Xen never notifies */

bool sim_xen = true, sim_pv, sim_dom0;
struct sim_start_info *xen_start_info;
struct channel channel;

static struct irq_desc desc;
static struct irqaction action, running;
static int refcnt;
static bool has_irq, in_handler;
static bool binding;		/* xs_init() has bound the port, but not requested the irq yet */

static bool connected(void)
{
	return !channel.closed;
}

static void deliver(void);

static irqreturn_t primary_handler(int irq, void *data)
{
	return IRQ_HANDLED;		/* handle() runs thread_fn as a task */
}

/* A thread runs the action for which it was woken, even while free_irq() waits for it. */
static int handle(void *unused)
{
	struct irqaction now = running;

	sim.events += !(current->irq && !desc.action) && in_module(now.thread_fn ?: now.handler);

	if (current->irq && !desc.action)
		channel.pending = true;
	else if (current->irq)
		action.handler(IRQ, action.dev_id);
	else
		now.thread_fn(IRQ, now.dev_id);
	in_handler = false;
	deliver();
	return 0;
}

/* Deliver a pending event if there is a handler and the last event has been handled. */
static void deliver(void)
{
	struct task_struct *task;

	if (!channel.pending || !desc.action || in_handler)
		return;
	channel.pending = false;
	in_handler = true;
	running = action;
	task = spawn_on(sim.world.irq_cpu, "irq", handle, NULL);
	if (!sim.world.threadirqs)
		task_interrupts(task);
	task->prio += 1000;
}

/* dom0 notifies the guest. */
void event_send(void)
{
	trace("event to the guest%s", desc.action ? "" : " (nobody listens)");
	if (!connected())
		return;
	sim.has_event = true;
	channel.pending = true;
	deliver();
}

/* As EVTCHN_FIFO_NR_CHANNELS. The kernel's tables end there. */
static void check_port(evtchn_port_t port)
{
	if (port >= 131072)
		violated("the module uses an impossible port", "%u", port);
}

void notify_remote_via_evtchn(evtchn_port_t port)
{
	point("notify");
	if (port == PORT && channel.bound && connected()) {
		channel.to_dom0 = true;
		notify_dom0();
	}
	if (port && port != PORT)
		sim_warn("notification on an invalid port");
}

int irq_from_evtchn(evtchn_port_t port)
{
	check_port(port);
	return port == PORT && has_irq ? IRQ : -1;
}

int sim_bind_irq(enum owner owner, evtchn_port_t port)
{
	might_sleep();
	point("bind_evtchn_to_irq");
	if (fails(owner, "bind_evtchn_to_irq"))
		return -ENOSPC;
	if (!port)
		return IRQ_OF_PORT_0;
	/* Linux does not ask Xen whether the port is open. */
	if (port != PORT)
		return -ENOMEM;
	if (!has_irq) {
		has_irq = true;
		refcnt = -1;
	}
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0) && LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
	else if (refcnt > 0)
		refcnt++;
#endif
	return IRQ;
}

static void unbind(void)
{
	if (refcnt > 0 && --refcnt)
		return;
	trace("the port is closed");
	channel.closed = true;
	has_irq = false;
}

int sim_request_irq(enum owner owner, unsigned int irq, irq_handler_t handler,
		    const char *name, void *dev_id)
{
	might_sleep();
	point("request_irq");
	if (fails(owner, "request_irq"))
		return -ENOMEM;
	if (irq == IRQ_OF_PORT_0 && owner == OWNER_KERNEL) {
		trace("irq of port 0 is requested by \"%s\"", name);
		sim.ring_taken = true;
		/* design.md accepts this: the module cannot keep a thread from being woken. */
		sim.stuck_at = sim.now;
		sim.unrecoverable = true;
		return 0;
	}
	if (irq != IRQ)
		violated("the wrong irq is requested", "%d", (int)irq);
	if (!has_irq)
		return -EINVAL;
	if (desc.action)
		return -EBUSY;
	if (owner == OWNER_MODULE)
		sim.deaf = false;
	action = (struct irqaction) { .handler = handler, .name = name, .dev_id = dev_id };
	if (sim.world.threadirqs) {
		action.thread_fn = handler;
		action.handler = primary_handler;
	}
	desc.action = &action;
	trace("irq is requested by \"%s\"", name);
	if (!strcmp(name, "xenbus")) {
		sim.ring_taken = true;
		sim.unasked = sim.load_at && !sim.has_event && !sim.handing_over && !sim.woken;
		sim.xs_init_runs++;
		check_ring_taken();
		/* As in zero_indices(): xs_init() was reading the indices. */
		if (sim.introducing || (sim.reset_at && sim.now - sim.reset_at < MSEC) ||
		    is_half_unavoidable())
			sim.unrecoverable = true;
		else if (sim.handing_over && sim_this_module.refs &&
			 (page.req_prod != page.req_cons || page.rsp_prod != page.rsp_cons))
			violated("the ring is handed over with something in it", "");
	}
	deliver();
	point("request_irq done");
	return 0;
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	might_sleep();
	point("free_irq");
	if (irq != IRQ || !desc.action || action.dev_id != dev_id) {
		sim_warn("Trying to free already-free IRQ");
		return NULL;
	}
	desc.action = NULL;
	trace("irq is freed by \"%s\"", action.name);
	synchronize_irq(irq);
	return action.name;
}

void synchronize_irq(unsigned int irq)
{
	while (in_handler && !current->irq)
		block(sim.now + 1000, TASK_UNINTERRUPTIBLE);
}

void disable_irq(unsigned int irq)
{
	synchronize_irq(irq);
}

void enable_irq(unsigned int irq)
{
	deliver();
}

struct irq_data *irq_get_irq_data(unsigned int irq)
{
	point("irq_get_irq_data");
	return has_irq && irq == IRQ ? &desc.irq_data : NULL;
}

int sim_bind_evtchn(enum owner owner, evtchn_port_t port, irq_handler_t handler,
		    const char *name, void *dev_id)
{
	int irq = sim_bind_irq(OWNER_KERNEL, port), err;

	if (irq < 0)
		return irq;
	binding = true;
	/* Allocations of xs_init() during the handover may also fail. It has the port then. */
	if (port && sim.handing_over && sim_this_module.refs && fails(OWNER_MODULE, "request_irq"))
		err = -ENOMEM;
	else
		err = sim_request_irq(owner, irq, handler, name, dev_id);
	binding = false;
	if (err) {
		unbind();
		return err;
	}
	return irq;
}

void unbind_from_irqhandler(unsigned int irq, void *dev_id)
{
	free_irq(irq, dev_id);
	unbind();
}

void rebind_evtchn_irq(evtchn_port_t port, int irq)
{
	violated("xb_init_comms() is called twice", "");
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
int evtchn_make_refcounted(evtchn_port_t port)
#else
int evtchn_make_refcounted(evtchn_port_t port, bool is_static)
#endif
{
	might_sleep();
	point("evtchn_make_refcounted");
	if (!has_irq || port != PORT)
		return -ENOENT;
	WARN_ON(refcnt != -1);
	refcnt = 1;
	return 0;
}

int evtchn_get(evtchn_port_t port)
{
	might_sleep();
	point("evtchn_get");
	if (!has_irq || port != PORT)
		return -ENOENT;
	if (refcnt <= 0)
		return -EINVAL;
	refcnt++;
	return 0;
}

void evtchn_put(evtchn_port_t port)
{
	might_sleep();
	point("evtchn_put");
	if (WARN_ON(!has_irq || port != PORT))
		return;
	unbind();
}

/* Hypercalls */

/* Record what the module's files have to show: the frame that it has read, and then the page. */
static void saw_frame(u64 frame)
{
	sim.seen_frame = frame;
	sim.seen_connection = -1;
}

int sim_hvm_op(enum owner owner, int op, void *arg)
{
	struct xen_hvm_param *p = arg;

	point("hvm_op");
	switch (p->index) {
	case HVM_PARAM_STORE_EVTCHN:
		if (sim.world.machine == MACHINE_EVTCHN_DENIED)
			return -EPERM;
		if (sim.world.machine == MACHINE_EVTCHN_ERROR)
			return -ENOSYS;
		p->value = sim.world.absent ? 0 :
			   sim.world.machine == MACHINE_EVTCHN_HUGE ? 1 << 20 : PORT;
		return 0;
	case HVM_PARAM_STORE_PFN:
		/* by an XSM policy, or no page yet */
		if (channel.denied)
			return -EACCES;
		if (sim.world.machine == MACHINE_PFN_ERROR && channel.frame == ~0ULL)
			return -ENOSYS;
		p->value = sim.world.absent ? 0 : channel.frame;
		if (owner == OWNER_MODULE)
			saw_frame(p->value);
		return 0;
	}
	return -EINVAL;
}

int HYPERVISOR_event_channel_op(int op, void *arg)
{
	struct evtchn_status *s = arg;

	check_port(s->port);
	point("event_channel_op");
	if (sim.world.machine == MACHINE_STATUS_DENIED)
		return -EACCES;
	s->status = channel.closed ? EVTCHNSTAT_closed :
		    channel.bound ? EVTCHNSTAT_interdomain : EVTCHNSTAT_unbound;
	return 0;
}

int HYPERVISOR_grant_table_op(unsigned int op, void *arg, unsigned int count)
{
	struct gnttab_copy *c = arg;

	point("grant_table_op");
	sim.seen_connection = -1;
	sim.look_maps = sim.world.copy != COPY_WORKS;
	if (sim.world.copy == COPY_MISSING)
		return -ENOSYS;
	if (sim.world.copy == COPY_DENIED) {
		c->status = GNTST_permission_denied;
		return 0;
	}
	if (channel.frame < 0x1000 && frame_is_taken(channel.frame)) {
		/* the guest's own memory, which can be read */
		memset((char *)c->dest.u.gmfn + c->dest.offset, 0, c->len);
		sim.seen_connection = 0;
		c->status = 0;
		return 0;
	}
	if (!channel.has_memory || c->source.u.gmfn != channel.frame) {
		c->status = -9;		/* GNTST_bad_page */
		return 0;
	}
	memcpy((char *)c->dest.u.gmfn + c->dest.offset, (char *)&page + c->source.offset, c->len);
	sim.seen_connection = page.connection;
	c->status = 0;
	return 0;
}

int xen_resume_notifier_register(struct notifier_block *nb)
{
	might_sleep();
	point("xen_resume_notifier_register");
	sim.resume_notifiers++;
	if (!nb->notifier_call)
		violated("a resume notifier has no function", "");
	memory_adopt(nb);
	return 0;
}

/* Does the module hold a reference to the port, beside the in-kernel xenbus? */
static bool has_reference(void)
{
	return refcnt > 1 + ((sim.xs_init_runs || binding) &&
			     LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0) &&
			     LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0));
}

/* After unload, no handler of the module may be left. */
void xen_check(void)
{
	if (desc.action && in_module(action.thread_fn ?: action.handler))
		violated("unload leaves an interrupt handler", "");
	if (in_handler && in_module(running.thread_fn ?: running.handler))
		violated("unload leaves an interrupt handler running", "");
	if (channel.closed && sim.world.machine != MACHINE_CLOSED)
		violated("the module closed the port", "");
	if (has_reference())
		violated("unload leaves a reference to the port", "%d", refcnt);
}

void xen_check_idle(void)
{
	/* A failed xs_init() leaves one on some kernels, see "known". */
	if (has_reference() && !sim.world.fails)
		violated("ready, but the module keeps a reference to the port", "%d", refcnt);
}

/* Does the in-kernel xenbus wait with its late irq? */
bool irq_is_late(void)
{
	return desc.action && !strcmp(action.name, "xenstore_late_init");
}

void xen_reset(void)
{
	desc = (struct irq_desc) { .action = NULL };
	channel = (struct channel) { .frame = ~0ULL };
	channel.closed = sim.world.machine == MACHINE_CLOSED;
	sim_xen = sim.world.machine != MACHINE_NOT_XEN;
	memset(&page, 0, sizeof(page));
	has_irq = false;
	in_handler = false;
	refcnt = 0;
	binding = false;
}
