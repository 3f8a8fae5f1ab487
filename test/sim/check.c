// SPDX-License-Identifier: GPL-2.0
/* Check: the invariants of each run, and the printed steps of one run. */
#include "sim.h"

extern int xenstored_ready;
extern const struct file_operations *sim_dev_xenbus;

void trace(const char *format, ...)
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
	trace("VIOLATED: %s %s", what, sim.detail);
	stop_run();
}

/* A line about a stall names the device, and is repeated only if the cause changes. */
static void check_stall(const char *line)
{
	const char *on = strstr(line, "the driver of ") ? "the driver" : "the server";

	if (on[4] == 's')
		check_files_stalled("-110", "server");
	else if (sim.stalled_on)
		check_files_stalled("0", "handover");
	if (sim.stalled_on == on)
		violated("a stall is logged again", "%s", line);
	sim.stalled_on = on;
	if (strstr(line, "the driver of ") && !strstr(line, "of vif-0 ") &&
	    !strstr(line, "of a PV device "))
		violated("a stall is blamed on another device", "%s", line);
}

/* An ordinary timer of the module's on the system's queue wakes an idle CPU. */
void check_timer(void)
{
	const u64 lasts = sim.now - sim.handover_at;

	if (!sim.handing_over || lasts < 50 * SEC)
		return;
	/* The stall work runs twice after 1 min, 2 min, 4 min and so on. */
	sim.timer_fires++;
	if (lasts + 2 * SEC < 60 * SEC << (sim.timer_fires - 1) / 2)
		violated("a stalled handover wakes the guest often", "%u times in %.0f s",
			 sim.timer_fires, lasts / 1e9);
}

/* Has the server answered each request? A process may send one at any moment. */
static bool is_ring_idle(void)
{
	return !sim.clients && page.req_prod == page.req_cons && page.rsp_prod == page.rsp_cons;
}

static void check_warning(const char *line)
{
	const char *text = strstr(line, "not ready after ");
	unsigned int after;

	if (!text)
		return;
	if (sscanf(text, "not ready after %u s", &after) != 1 || !after ||
	    after != sim.world.timeout || sim.now + 2 * MSEC < sim.insmod_at + after * SEC)
		violated("the warning does not come after the timeout", "%s", text);
	if (sim.warned)
		violated("the warning is logged again", "");
	sim.warned = true;
	if (!strncmp(sim.announced, "failed", 6) != !!strstr(text, "the last attempt failed"))
		violated("the warning names another cause", "%s", text);
	/* After a pause, the module names what it saw before. */
	if (!strcmp(sim.mode, "observe") && is_ring_idle() && !sim.world.pause_at &&
	    driver_probes() != !!strstr(text, "the driver of vif-0 has not finished its probe"))
		violated("the warning names another cause", "%s", text);
}

/* Attempts to call xs_init() are logged ever less often. */
static void check_attempts(const char *line)
{
	const char *text = strstr(line, "attempt ");
	unsigned int n, lasts;

	if (!text || sscanf(text, "attempt %u;", &n) != 1)
		return;
	if (n & (n - 1))
		violated("each attempt is logged", "%u", n);
	check_start_error(strstr(line, "(-") + 1);
	if (n == 1)
		sim.start_failed_at = sim.now;
	lasts = (sim.now - sim.start_failed_at) / MSEC;
	if (!sim.woken && (lasts < 980 * (n - 1) ||
			   (lasts > 1200 * (n - 1) + 500 && !sim.world.pause_at &&
			    !sim.world.steals)))
		violated("xs_init() is not called again every second", "%u times in %u ms", n,
			 lasts);
}

static void check_cause(const char *line)
{
	if (sim.lacks_memory &&
	    (strstr(line, "server within") || strstr(line, "makes no sense (")))
		violated("a lack of memory is blamed on the server", "");
	/* C xenstored writes no nonsense, and nothing has zeroed the indices. */
	if (strstr(line, "makes no sense (") && world_writes_twice(&sim.world) &&
	    !sim.world.trouble && !sim.world.left_over && !sim.unrecoverable &&
	    sim.now - sim.zeroed_at > 200 * MSEC)
		violated("the log claims that a reply makes no sense", "");
	if (!sim.world.fails && strstr(line, "has no memory to map"))
		violated("the log claims a lack of memory", "");
}

/* The module logs once that it cannot listen, until it can. */
static void check_listening(const char *line)
{
	if (!strstr(line, "cannot listen"))
		return;
	if (sim.deaf || !sim.world.fails)
		violated("a failure to listen is logged again, or without a reason", "");
	sim.deaf = true;
}

/* Does a log line come before the time that it names? */
static void check_patience(const char *line)
{
	const bool gives_up = strstr(line, "no reply from the xenstore server within");

	if (gives_up && sim.asked_at &&
	    sim.now - sim.asked_at < 4900 * MSEC)
		violated("the module gives up on a request too early", "%.3f s",
			 (sim.now - sim.asked_at) / 1e9);
	if (gives_up && !sim.world.pause_at && !sim.world.steals &&
	    sim.now - max(sim.asked_at, sim.handover_at) > 5500 * MSEC)
		violated("the module gives up on a request too late", "%.3f s",
			 (sim.now - max(sim.asked_at, sim.handover_at)) / 1e9);
	if (!strstr(line, "the handover has taken") &&
	    !strstr(line, "has not finished its probe after"))
		return;
	check_stall(line);
	if (sim.now - sim.handover_at < 59 * SEC)
		violated("a stall is logged early", "%.3f s", (sim.now - sim.handover_at) / 1e9);
}

/* Nothing can restart a thread that was woken, so the module has no more to say. */
static void check_lost(const char *line)
{
	if (!strstr(line, "was woken by something else"))
		return;
	if (sim.lost_logged)
		violated("the loss of the kernel's thread is logged again", "");
	sim.lost_logged = true;
}

/* Check each line that the module logs. */
void check_line(const char *line)
{
	check_lost(line);
	check_patience(line);
	check_warning(line);
	check_attempts(line);
	check_listening(line);
	check_cause(line);
	sim.failure_logged |= strstr(line, "no reply from") || strstr(line, "makes no sense") ||
			      strstr(line, "did not start") || strstr(line, "failed to start") ||
			      strstr(line, "was woken by something else");
	if (sim.lines > 40 + sim.now / SEC)
		violated("the log is not bounded", "%u lines", sim.lines);
	if ((strstr(line, "no reply from") || strstr(line, "has had no reply")) &&
	    sim.world.answer_ms < 1000 && sim.fair_since &&
	    sim.now - sim.fair_since > 4500 * MSEC && !sim.unrecoverable && !sim.unanswered)
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

/*
 * Can a whole introduction happen between this point and the next write of req_prod? Then the
 * indices are 0 as before, and no client could notice that its bytes are gone.
 */
static bool publishes(const char *name)
{
	return strstr(name, "-published") ||
	       (sim.world.trouble == TROUBLE_RESTART &&
		(!strcmp(name, "begin") || !strcmp(name, "rest")));
}

/* The uevent for "handover" comes too late to tell when the handover begins. */
void sim_test_point(const char *name)
{
	/* While it is being unloaded, the module starts no handover. */
	if (!strcmp(name, "handover") && !sim_this_module.going) {
		sim.handing_over = true;
		sim.handover_at = sim.now;
		sim.timer_fires = 0;
		sim.wiped_at = 0;
		sim.no_nodes_at = 0;
		sim.failure_logged = false;
		sim.lacks_memory = false;
		sim.stalled_on = NULL;
		sim.attempts++;
		if (!sim.handover_first)
			sim.handover_first = sim.now;
	}
	if (!strcmp(name, "work"))
		sim.round_at = sim.now;
	if (!strcmp(name, "unload")) {
		sim.left_unread = is_left_unread();
		/* Nothing refuses the unload, so no handover is under way. */
		if (sim.announced[0])
			check_unloading();
	}
	point(name);
	/* Pause just here, like a paused guest or a busy CPU. */
	if (current->irq || current->atomic || publishes(name) ||
	    (sim.world.pause_name && strcmp(sim.world.pause_name, name)))
		return;
	if (++sim.test_points == sim.world.pause_at) {
		trace("pauses at %s", name);
		sleep_ns(sim.world.pause_ms * MSEC);
	}
}

/* A handover of this load has succeeded. The stall work runs 60 to 62 s after it has begun. */
static void check_stall_logged(void)
{
	if (sim.now > sim.handover_at + 63 * SEC && !sim.stalled_on &&
	    sim.world.fails <= OFTEN && !sim.world.pause_at)
		violated("a stall is not logged", "%.0f s", (sim.now - sim.handover_at) / 1e9);
}

/* A uevent has announced a new state. */
void check_state(const char *state, const char *mode)
{
	char announced[sizeof(sim.announced)];
	bool first;

	snprintf(announced, sizeof(announced), "%s %s", state, mode);
	first = !sim.announced[0];
	if (!strcmp(announced, sim.announced))
		violated("a state is announced twice", "%s", announced);
	if (sim.handing_over && !strcmp(state, "ready") && strncmp(sim.announced, "handover", 8))
		violated("a handover is not announced", "");
	if (sim.handing_over && !strcmp(state, "ready"))
		check_stall_logged();
	if (sim.early_at && sim.now - sim.early_at > 50 * MSEC && !sim.world.pause_at &&
	    !sim.world.steals)
		violated("a handover is announced when it begins", "");
	sim.early_at = 0;
	if (!strcmp(state, "handover") && sim.now - sim.handover_at < 90 * MSEC)
		sim.early_at = sim.now;
	strcpy(sim.announced, announced);
	sim.announced_at = sim.now;
	sim.wiped_at = 0;
	if (!strcmp(state, "failed") && strcmp(mode, "none") && !sim.failure_logged)
		violated("a failure is not logged", "");
	check_files(state, mode, first);
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
	if (!strcmp(mode, "guard") && !sim.attempts && !sim.woken)
		violated("ready in mode guard, but the module has done nothing", "");
	if (!server_answers())
		violated("ready, but the server has not replied yet", "");
	if (!sim.world.fails && sim.interferes && !has_mount_point())
		violated("ready, but there is no /proc/xen", "");
	if (!sim.world.fails && sim.interferes && sim.resume_notifiers != 1)
		violated("ready, but xenbus is not notified of a resume", "%u notifiers",
			 sim.resume_notifiers);
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

/* A reply that there are no nodes: the module asks again, but not at once. */
void check_no_nodes(void)
{
	if (!sim.handing_over)
		return;
	if (sim.no_nodes_at && sim.now - sim.no_nodes_at < 90 * MSEC && !sim.world.trouble &&
	    !sim.world.reload_ms)
		violated("the module asks for nodes often", "after %.3f s",
			 (sim.now - sim.no_nodes_at) / 1e9);
	sim.no_nodes_at = sim.now;
}

/* The in-kernel xenbus starts to use the ring. */
void check_ring_taken(void)
{
	/*
	 * oxenstored may have overwritten the first byte of the request. It then replies with an
	 * error that says nothing about the nodes.
	 */
	if (sim.handing_over && sim.now < sim.world.nodes_ms * MSEC &&
	    sim.world.server != SERVER_OXENSTORED &&
	    sim.now - sim.handover_at < 4900 * MSEC)
		violated("xenbus is started before there are nodes", "after %.3f s",
			 (sim.now - sim.handover_at) / 1e9);
}

/*
 * Has dom0 given a new page between the bytes of the first request in the ring and its index?
 * No client could notice that its bytes are gone.
 */
static bool lost_its_bytes(u32 unread)
{
	return unread == 1 ? page.req[(page.req_prod - 1) % 1024] != XS_READ :
			     page.req[(page.req_prod - 2) % 1024] != 'd';
}

/* The module has published a request, perhaps one that an introduction had wiped. */
void check_published(u32 unread)
{
	const struct world *w = &sim.world;
	const u64 lasts = sim.now - sim.wiped_at;

	if (sim.wiped_at && lasts > (w->nodes_ms ? 210 : 100) * MSEC && !w->pause_at &&
	    !w->steals && !w->fails)
		violated("a wiped request is published late", "after %.3f s", lasts / 1e9);
	sim.wiped_at = 0;
	if (unread <= sizeof(struct xsd_sockmsg) + 6)
		sim.request_lost = lost_its_bytes(unread);
	else if (unread <= 1024 && !sim.world.left_over && !sim.request_lost &&
		 !sim.stuck_at && !sim.zeroing)
		violated("a second request is published before the first is read", "");
}

/*
 * Upper bound for the time to ready, in ms, once dom0 is fair (the server replies to every
 * request)
 */
static unsigned int bound(u64 since)
{
	const struct world *w = &sim.world;
	u64 nodes = w->nodes_ms * MSEC;

	/* The module waits up to 5 s for nodes. */
	nodes = nodes > since ? min((nodes - since) / MSEC, 5100) : 0;
	/* It asks again after 25 s. An attempt just before that defers the next one by 30 s. */
	if (w->exits_at)
		return 65000 + w->probe_s * 1000;
	if (w->answer_ms || w->half_us > 1000000 || w->fill_ms > 100 || w->fails || w->trouble ||
	    w->steals || w->pause_at || w->probe_s || w->client_ms[0] || w->client_ms[1])
		return 45000 + w->probe_s * 1000;
	if (w->server == SERVER_RECONNECT || w->server == SERVER_ZEPHYR)
		return 8000 + nodes;
	return 1200 + nodes;
}

static bool machine_has_xenstore(void)
{
	return sim.world.machine == MACHINE_PLAIN || sim.world.machine == MACHINE_STATUS_DENIED ||
	       sim.world.machine == MACHINE_PFN_ERROR;
}

/* May the load fail? */
bool may_refuse(void)
{
	return sim.world.off || sim.world.fails || channel.denied ||
	       sim.world.names == NAMES_RENAMED || sim.world.names == NAMES_JUMP_TABLE ||
	       sim.world.machine == MACHINE_NOT_XEN ||
	       sim.world.machine == MACHINE_EVTCHN_DENIED ||
	       sim.world.machine == MACHINE_EVTCHN_ERROR;
}

/* Once ready, the module must do nothing. */
static void check_idle(void)
{
	if (!sim.loaded || !sim.state_ready || sim.unload_at || sim.now < sim.announced_at + SEC)
		return;
	if (sim_this_module.refs)
		violated("ready, but the module cannot be unloaded", "");
	queues_check_idle();
	tasks_check_idle();
	xen_check_idle();
}

/* Must the module have warned by now that xenstore is not ready? */
static bool must_have_warned(void)
{
	return sim.loaded && !sim.loading && !sim.unload_at && sim.world.timeout &&
	       !strncmp(sim.announced, "waiting", 7) && !sim.handing_over &&
	       !has_crashed_or_warned(&sim) &&
	       sim.now > sim.load_at + (sim.world.timeout + 45) * SEC;
}

void check_end(void)
{
	const struct world *w = &sim.world;
	u64 since = max(sim.fair_since, sim.load_at);

	check_idle();
	if (must_have_warned() && !sim.warned)
		violated("nothing warns that xenstore is not ready", "");
	if (sim.loaded && !sim.loading && !sim.unload_at && !strncmp(sim.announced, "waiting", 7))
		check_denied();
	module_check_poison();
	thread("xenbus_probe");
	thread("xenbus");
	thread("xenwatch");
	/* If dom0 resets the ring in use, the chain may hang, and unload waits for it. */
	if (sim.unload_at && sim.now - sim.unload_at > 10 * SEC && !sim.unrecoverable &&
	    !sim.chain_outlasts)
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
	    w->absent || !machine_has_xenstore() || w->server == SERVER_NONE || w->fails > OFTEN)
		return;
	/* Ignore runs in which the guest was already stuck before the module was loaded. */
	if (sim.early_client || (sim.crash_at && sim.crash_at < sim.load_at))
		return;
	/* The kernel began by itself, and an introduction wiped its request before the load. */
	if (!sim.interferes && !sim.chain_runs)
		return;
	if (!sim.ready_at)
		violated("dom0 serves the guest, but the module is not ready", "");
	else if (sim.ready_at > since + bound(since) * MSEC)
		violated("the module became ready too late", "%.3f s",
			 (sim.ready_at - since) / 1e9);
	if (sim.ready_at && !sim.read_at)
		violated("ready, but a read has no reply", "");
}
