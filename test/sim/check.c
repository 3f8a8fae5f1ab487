// SPDX-License-Identifier: GPL-2.0
/* Check: the invariants of each run, and the printed steps of one run. */
#include "sim.h"

extern int xenstored_ready;
extern const struct file_operations *sim_dev_xenbus;

void story(const char *format, ...)
{
	va_list args;

	if (!verbose)
		return;
	printf("%12.6f  %-14s ", sim.now / 1e9, current ? current->comm : "-");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	puts("");
}

void violated(const char *what, const char *detail, ...)
{
	va_list args;

	if (sim.violation)
		return;
	sim.violation = what;
	va_start(args, detail);
	vsnprintf(sim.detail, sizeof(sim.detail), detail, args);
	va_end(args);
	story("VIOLATED: %s %s", what, sim.detail);
	stop_run();
}

/* Does a log line come before the time that it names? */
static void check_patience(const char *format)
{
	const bool gives_up = strstr(format, "no reply from the xenstore server within");

	if (gives_up && sim.asked_at &&
	    sim.now - sim.asked_at < 4900 * MSEC)
		violated("a request is given up early", "%.3f s", (sim.now - sim.asked_at) / 1e9);
	if (gives_up && !sim.world.pause_at && !sim.world.steals &&
	    sim.now - max(sim.asked_at, sim.handover_at) > 5500 * MSEC)
		violated("a request is given up late", "%.3f s",
			 (sim.now - max(sim.asked_at, sim.handover_at)) / 1e9);
	if (!strstr(format, "the handover has taken") &&
	    !strstr(format, "has not finished its probe"))
		return;
	sim.stalls++;
	if (sim.now - sim.handover_at < 59 * SEC)
		violated("a stall is logged early", "%.3f s", (sim.now - sim.handover_at) / 1e9);
}

/* Check each line that the module logs. */
void check_line(const char *format)
{
	check_patience(format);
	if (sim.lines > 40 + sim.now / SEC)
		violated("the log is not bounded", "%u lines", sim.lines);
	if ((strstr(format, "no reply from") || strstr(format, "has had no reply")) &&
	    sim.world.answer_ms < 1000 && sim.fair_since &&
	    sim.now - sim.fair_since > 4500 * MSEC && !sim.unrecoverable)
		violated("the log blames a server that answers", "since %.3f s",
			 (sim.now - sim.fair_since) / 1e9);
}

static bool thread(const char *name)
{
	unsigned int i, n = 0;

	for (i = 0; i < sim_n_tasks; i++)
		n += !sim_tasks[i].dead && sim_tasks[i].flags & PF_KTHREAD &&
		     !strcmp(sim_tasks[i].comm, name);
	if (n > 1)
		violated("two threads of the in-kernel xenbus run", "%s", name);
	return n;
}

/* The uevent for "handover" comes too late to tell when the handover begins. */
void sim_test_point(const char *name)
{
	if (!strcmp(name, "handover")) {
		sim.handing_over = true;
		sim.handover_at = sim.now;
	}
	point(name);
	/*
	 * Like a guest that is paused, or a CPU with much to do, just here. But not between
	 * the bytes of a request and their index: if a whole introduction comes between them,
	 * the indices are 0 as before, and no client could notice that its bytes are gone.
	 */
	if (current->irq || current->atomic || strstr(name, "-published") ||
	    (sim.world.pause_name && strcmp(sim.world.pause_name, name)))
		return;
	if (++sim.test_points == sim.world.pause_at) {
		story("pauses at %s", name);
		sleep_ns(sim.world.pause_ms * MSEC);
	}
}

/* A uevent has announced a new state. */
void check_state(const char *state, const char *mode)
{
	char announced[sizeof(sim.announced)];

	snprintf(announced, sizeof(announced), "%s %s", state, mode);
	if (!strcmp(announced, sim.announced))
		violated("a state is announced twice", "%s", announced);
	strcpy(sim.announced, announced);
	sim.interferes |= strcmp(mode, "observe") != 0;
	snprintf(sim.mode, sizeof(sim.mode), "%s", mode);
	sim.state_ready = !strcmp(state, "ready");
	sim.handing_over = !strcmp(state, "handover");
	if (!sim.state_ready)
		return;
	if (!sim.ready_at)
		sim.ready_at = sim.now;
	sim.last = sim.decisions;
	if (!xenstored_ready || !thread("xenbus") || !thread("xenwatch"))
		violated("ready, but the in-kernel xenbus is not running", "");
	if (!sim_dev_xenbus && !sim.world.fails)
		violated("ready, but there is no /dev/xen/xenbus", "");
	if (!server_answers())
		violated("ready, but the server has not replied yet", "");
#ifdef SIM_OLDEST
	if (sim.watches != 0xf && !sim.unrecoverable)
		violated("ready, but an entry of the chain was left out", "%#x", sim.watches);
#endif
	guest_ready();
}

void check_unloaded(void)
{
	queues_check();
	locks_check();
	memory_check();
	xen_check();
	sysfs_check();
	if (sim_this_module.refs)
		violated("unload leaves a reference to the module", "%d", sim_this_module.refs);
}

/*
 * Upper bound for the time to ready, in ms, once dom0 is fair (the server replies to every
 * request)
 */
static unsigned int bound(void)
{
	const struct world *w = &sim.world;

	if (w->answer_ms || w->nodes_ms || w->fails || w->trouble || w->steals || w->pause_at ||
	    w->probe_s || w->client_ms[0] || w->client_ms[1])
		return 45000 + w->probe_s * 1000;
	if (w->server == SERVER_RECONNECT)
		return 8000;
	return 1200;
}

void check_end(void)
{
	const struct world *w = &sim.world;
	u64 since = max(sim.fair_since, sim.load_at);

	module_check_forgotten();
	thread("xenbus_probe");
	thread("xenbus");
	thread("xenwatch");
	/* If dom0 resets the ring in use, the chain may hang, and unload waits for it. */
	if (sim.unload_at && sim.now - sim.unload_at > 10 * SEC && !sim.unrecoverable)
		violated("unload does not end", "");
	/* The server would read the next request as the rest of it. */
	if (!sim.loaded && sim.load_at && !sim.ring_taken && !sim.unrecoverable &&
	    has_partial_request())
		violated("unload leaves half a request", "");
	if (sim.chain_runs > 1)
		violated("the notifier chain has run twice", "");
	if (sim.xs_init_runs > 1)
		violated("xs_init() has run twice", "");
	if (!w->module || !sim.loaded || !sim.fair_since || sim.unrecoverable || sim.loading ||
	    w->absent || w->machine || w->server == SERVER_NONE || w->fails > OFTEN)
		return;
	/*
	 * If STORE_PFN is denied, the kernel's late irq handler drops the event, so the module
	 * does not get it either.
	 */
	if (channel.denied && LINUX_VERSION_CODE >= KERNEL_VERSION(5, 19, 0))
		return;
	/* Ignore runs in which the guest was already stuck before the module was loaded. */
	if (sim.early_client || (sim.crash_at && sim.crash_at < sim.load_at))
		return;
	/* The kernel began by itself, and an introduction wiped its request before the load. */
	if (!sim.interferes && !sim.chain_runs)
		return;
	if (!sim.ready_at)
		violated("dom0 serves the guest, but the module is not ready", "");
	else if (sim.ready_at > since + bound() * MSEC)
		violated("the module became ready too late", "%.3f s",
			 (sim.ready_at - since) / 1e9);
	if (sim.ready_at && !sim.read_at)
		violated("ready, but a read has no reply", "");
	/* The stall work runs a minute after the handover has begun, or with the next tick. */
	if (w->probe_s && sim.ready_at && !w->fails && !w->pause_at && sim.handover_at &&
	    sim.ready_at > sim.handover_at + 62 * SEC && !sim.stalls)
		violated("a stall is not logged", "");
}
