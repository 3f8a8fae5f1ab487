// SPDX-License-Identifier: GPL-2.0
#include "sim.h"

static const char * const servers[] = {
	"xenstored", "notify-first", "oxenstored", "reconnect", "zeroed-page", "early",
	"zephyr", "none",
};

#if defined(SIM_CRASHES_WITH_XENBUS_INIT)
const enum crashes crashes = CRASHES_WITH_INIT;
#elif defined(SIM_CRASHES_WITH_XENBUS_PROBE_INITCALL)
const enum crashes crashes = CRASHES_WITH_PROBE;
#else
const enum crashes crashes = CRASHES_NEVER;
#endif

const char *server_name(enum server server)
{
	return servers[server];
}

static const char * const troubles[] = {
	"none", "twice", "reset", "stall", "restart", "bad-frame", "no-event", "strange",
};

static unsigned int from(u64 *state, unsigned int low, unsigned int high)
{
	return low + sim_random(state) % (high - low + 1);
}

static bool chance(u64 *state, unsigned int percent)
{
	return sim_random(state) % 100 < percent;
}

/* Choose a time, often close to another one, so that things happen together. */
static unsigned int moment(u64 *state, unsigned int near)
{
	switch (sim_random(state) % 4) {
	case 0:
		return from(state, 1, 20);
	case 1:
		return from(state, 1, 12000);
	default:
		return near + from(state, 0, 3) + (chance(state, 20) ? from(state, 0, 60) : 0);
	}
}

/*
 * Worlds that random choices would hardly ever produce, because several of them must coincide.
 * Each comment names the case that is reached.
 */
static void make_rare(struct world *w, u64 *r)
{
	switch (from(r, 0, 15)) {
	case 0:
		/* A reply to the request of a module that has been unloaded since */
		w->server = SERVER_RECONNECT;
		w->trouble = TROUBLE_NONE;
		w->answer_ms = from(r, 4900, 9000);
		w->load_ms = w->introduce_ms;
		w->unload_ms = w->introduce_ms + from(r, 1, 3);
		w->reload_ms = from(r, 1, 50);
		break;
	case 1:
		/* An introduction while the module reads that there are no nodes */
		w->trouble = TROUBLE_TWICE;
		w->at_answer = from(r, 1, 2);
		w->nodes_ms = w->introduce_ms + from(r, 100, 1000);
		break;
	case 2:
		/* The kernel's thread has the page and is woken during the module's request. */
		w->trouble = TROUBLE_NONE;
		w->page_at_boot = true;
		w->unload_ms = 0;
		w->load_ms = from(r, 1, w->introduce_ms);
		w->answer_ms = from(r, 10, 200);
		w->woken_ms = w->introduce_ms + from(r, 0, w->answer_ms);
		break;
	case 3:
		/* STORE_PFN is denied just after the module has read it for the first time. */
		w->trouble = TROUBLE_NONE;
		w->page_at_boot = true;
		w->unload_ms = 0;
		w->load_ms = w->introduce_ms + from(r, 1, 3);
		w->denied_ms = w->load_ms;
		break;
	case 4:
		/* Requests of the chain or a driver take longer than the stall work waits. */
		w->trouble = chance(r, 50) ? TROUBLE_STALL : TROUBLE_NONE;
		w->at_answer = from(r, 2, 3);
		w->stall_ms = from(r, 61000, 70000);
		w->probe_s = from(r, 61, 200);
		w->probe_polls = chance(r, 50);
		w->tick_ms = 0;
		w->readers_ms = 0;
		break;
	case 5:
		/* Many failures, often more than the module retries */
		w->fails = from(r, 20, 200);
		break;
	case 6:
		/* A new oxenstored fills the rings while the module wants to ask again. */
		w->server = SERVER_OXENSTORED;
		w->trouble = TROUBLE_RESTART;
		w->stall_ms = from(r, 1, 20);
		w->at_answer = 0;
		w->fill_ms = from(r, 1, 10);
		w->answer_ms = from(r, 20, 100);
		w->trouble_ms = w->introduce_ms + w->fill_ms + from(r, 1, 10);
		if (chance(r, 50)) {
			/* or before the module asks for the first time */
			w->answer_ms = 0;
			w->pause_name = "handover";
			w->pause_at = 1;
			w->pause_ms = w->trouble_ms - w->introduce_ms + from(r, 0, 30);
		}
		w->load_ms = from(r, 1, w->introduce_ms);
		w->unload_ms = 0;
		break;
	case 7:
		/*
		 * The indices are zeroed while the module publishes, perhaps behind other
		 * requests, or while its CPU is away.
		 */
		w->server = SERVER_NOTIFY_FIRST;
		w->trouble = TROUBLE_NONE;
		w->left_over = chance(r, 70) ? from(r, 1, 100) : 0;
		w->pause_name = "rest";
		w->pause_at = 1;
		w->pause_ms = w->left_over ? from(r, 1, 3) : from(r, 100, 1000);
		w->load_ms = from(r, 1, w->introduce_ms);
		w->unload_ms = 0;
		break;
	case 8:
		/* oxenstored wipes the first byte just when the rest of the request follows. */
		w->server = SERVER_OXENSTORED;
		w->trouble = TROUBLE_NONE;
		w->load_ms = w->page_ms + from(r, 0, 1);
		w->introduce_ms = w->load_ms + from(r, 5950, 6150);
		w->fill_ms = from(r, 5, 30);
		w->pause_name = "put-rest";
		w->pause_at = 1;
		w->pause_ms = from(r, 10, 200);
		w->unload_ms = 0;
		break;
	case 9:
		/*
		 * The chain runs after the kernel has tested xenstored_ready and before it adds
		 * the module's entry.
		 */
		w->trouble = TROUBLE_NONE;
		w->load_ms = w->introduce_ms + from(r, 0, 1);
		w->pause_name = "register";
		w->pause_at = from(r, 1, 3);
		w->pause_ms = from(r, 1, 50);
		break;
	case 10:
		/* A chain that began before the load hangs, and still hangs during unload. */
		w->trouble = TROUBLE_STALL;
		w->at_answer = 1;
		w->stall_ms = from(r, 15000, 40000);
		w->load_ms = w->introduce_ms + from(r, 0, 2);
		w->unload_ms = w->load_ms + from(r, 1, 3000);
		w->no_probe = false;
		break;
	case 11:
		/* Something wakes the thread that the module holds, just at unload. */
		w->no_init = true;
		w->no_probe = false;
		w->trouble = TROUBLE_NONE;
		w->unload_ms = w->load_ms + from(r, 1, 10);
		w->woken_ms = w->unload_ms;
		break;
	case 12:
		/* A server that was silent replies while the work and an unload run. */
		w->trouble = TROUBLE_STALL;
		w->at_answer = 1;
		w->nodes_ms = w->introduce_ms + 100;
		w->stall_ms = from(r, 5300, 8000);
		w->page_at_boot = true;
		w->no_init = false;
		w->no_probe = false;
		w->load_ms = from(r, 1, w->introduce_ms);
		w->unload_ms = w->introduce_ms + from(r, 5300, w->stall_ms);
		w->pause_name = "listen";
		w->pause_at = from(r, 3, 5);
		w->pause_ms = 3000;
		break;
	case 13:
		/* Something wakes it just when the module has held it. */
		w->no_probe = false;
		w->page_at_boot = true;
		w->trouble = TROUBLE_NONE;
		w->unload_ms = 0;
		w->load_ms = w->introduce_ms - from(r, 0, 1);
		w->woken_ms = w->load_ms + from(r, 0, 1);
		w->pause_name = "held";
		w->pause_at = 1;
		w->pause_ms = from(r, 1, 3);
		break;
	case 14:
		/* Unload after the reply, when the handover has failed for lack of memory */
		w->server = SERVER_RECONNECT;
		w->trouble = TROUBLE_NONE;
		w->no_probe = false;
		w->page_at_boot = true;
		w->fails = from(r, 1, 3);
		w->load_ms = from(r, 1, w->introduce_ms);
		w->unload_ms = w->introduce_ms + from(r, 1, 900);
		break;
	case 15:
		/* A process crashes the kernel's thread while the module adds its entries. */
		w->no_init = false;
		w->no_probe = false;
		w->page_at_boot = false;
		w->trouble = TROUBLE_NONE;
		w->unload_ms = 0;
		w->load_ms = from(r, 1, w->introduce_ms);
		w->client_ms[0] = 0;
		w->client_ms[1] = w->load_ms + from(r, 0, 2);
		w->pause_name = "register";
		w->pause_at = from(r, 1, 3);
		w->pause_ms = from(r, 1, 50);
		break;
	}
}

/* Does the server write the header of a reply before its body, as C xenstored does? */
bool world_writes_twice(const struct world *w)
{
	return w->server != SERVER_OXENSTORED && w->server != SERVER_ZEPHYR;
}

static unsigned int half_us(u64 *r)
{
	if (chance(r, 70))
		return from(r, 1, 5000);
	if (chance(r, 80))
		return from(r, 5000, 60000);
	return chance(r, 80) ? from(r, 60000, 1000000) : from(r, 1000000, 7000000);
}

/* Rare worlds in which dom0's CPU or the server stops halfway */
static void make_rare_halfway(struct world *w, u64 *r)
{
	static const enum server c[] = { SERVER_XENSTORED, SERVER_NOTIFY_FIRST, SERVER_RECONNECT,
					 SERVER_ZEROED_PAGE, SERVER_EARLY };
	const unsigned int kind = from(r, 0, 3);

	w->load_ms = from(r, 1, w->introduce_ms);
	w->unload_ms = 0;
	w->reload_ms = 0;
	w->left_over = 0;
	w->machine = MACHINE_PLAIN;
	w->absent = false;
	w->off = false;
	w->server = c[from(r, 0, ARRAY_SIZE(c) - 1)];
	w->page_at_boot |= w->server == SERVER_EARLY;
	w->exits_at = 0;
	w->half_at = 0;
	switch (kind) {
	case 0:
		/* Half a reply while the module is unloaded, and perhaps loaded again */
		w->trouble = TROUBLE_NONE;
		w->half_at = 1;
		w->half_us = half_us(r);
		w->answer_ms = chance(r, 50) ? from(r, 1, 30) : 0;
		w->unload_ms = w->introduce_ms + from(r, 0, w->answer_ms + w->half_us / 1000 + 2);
		w->reload_ms = chance(r, 60) ? from(r, 1, 20) : 0;
		break;
	case 1:
		/* The module stops waiting for the reply between its header and its body. */
		w->trouble = TROUBLE_NONE;
		w->half_at = 1;
		w->half_us = chance(r, 20) ? half_us(r) : from(r, 5000, 120000);
		w->answer_ms = from(r, 4960, 5040);
		/* While it waits for the reply, it cannot be unloaded. */
		w->unload_ms = w->introduce_ms + from(r, 5000, 5060);
		/* Perhaps there is no memory to map the page either. */
		if (chance(r, 25)) {
			w->copy = COPY_DENIED;
			w->fails = from(r, 1, 4);
			w->fails_ms = w->introduce_ms + 4990;
		}
		w->reload_ms = chance(r, 60) ? from(r, 1, 20) : 0;
		w->fill_ms = 0;
		w->pause_at = 0;
		w->pause_name = NULL;
		break;
	case 2:
		/* A request that was read and is never answered */
		w->trouble = chance(r, 30) ? TROUBLE_STRANGE : TROUBLE_NONE;
		w->trouble_ms = 0;
		w->answer_ms = 0;
		w->exits_at = from(r, 1, 3);
		w->exits_after = FIRST_REQUEST;
		w->gone_ms = from(r, 1, 300);
		break;
	case 3:
		/* An introduction zeroes the indices while the module reads a reply. */
		w->trouble = TROUBLE_TWICE;
		w->at_answer = from(r, 1, 2);
		w->nodes_ms = w->introduce_ms + from(r, 100, 1000);
		w->zero_order = from(r, 0, 23);
		w->zero_pause_at = from(r, 1, 3);
		w->zero_pause_us = from(r, 1, 5000);
		if (chance(r, 50)) {
			w->half_at = w->at_answer;
			w->half_us = from(r, 1, 5000);
		}
		break;
	}
}

void world_make(struct world *w, u64 seed)
{
	static const u64 bad[] = { 0, 0x10, 0x38004, 0x50000, 1ULL << 40, 0x800, 0x7ff, 0x80f,
				   0x810, 0x38000, 0x38fff, 0x39000 };
	u64 r = seed;

	*w = (struct world) { .module = true, .cpus = 1 << from(&r, 0, 2) };
	w->style = from(&r, 0, STYLES - 1);
	w->server = from(&r, 0, SERVER_EARLY);
	if (chance(&r, 3))
		w->server = SERVER_NONE;
	w->page_at_boot = w->server == SERVER_EARLY || chance(&r, 40);
	w->page_ms = from(&r, 1, 40);
	/* Both ends of the reserved memory */
	if (chance(&r, 5))
		w->frame = chance(&r, 50) ? 0x800 : 0x80f;
	w->introduce_ms = w->page_ms + (chance(&r, 50) ? from(&r, 1, 10) : from(&r, 1, 9000));
	w->load_ms = moment(&r, w->introduce_ms);
	w->lazy = chance(&r, 50);
	w->tick_ms = chance(&r, 40) ? from(&r, 4, 2000) : 0;
	w->threadirqs = chance(&r, 20);
	w->no_node = chance(&r, 10);
	w->copy = chance(&r, 20) ? from(&r, COPY_MISSING, COPY_DENIED) : COPY_WORKS;
	w->absent = chance(&r, 1);
	w->no_probe = chance(&r, 30);
	if (chance(&r, 5))
		w->no_init = true;
	/*
	 * If this kernel crashes at boot without initcall_blacklist=, give it that option in all
	 * but one of 16 runs, because a run that crashes at boot tests nothing.
	 */
	w->no_probe |= crashes == CRASHES_WITH_PROBE && seed % 16;
	w->no_init |= crashes == CRASHES_WITH_INIT && seed % 16;
	if (chance(&r, 50)) {
		w->trouble = from(&r, 1, TROUBLES - 1);
		w->trouble_ms = w->introduce_ms + moment(&r, 1);
		w->stall_ms = chance(&r, 50) ? from(&r, 1, 300) : from(&r, 300, 40000);
		w->bad_frame = bad[from(&r, 0, ARRAY_SIZE(bad) - 1)];
	}
	/* Without the hypercall, reading a frame without memory aborts, as documented. */
	if (w->trouble == TROUBLE_BAD_FRAME && (w->no_node || !frame_is_taken(w->bad_frame)))
		w->copy = COPY_WORKS;
	if (w->trouble == TROUBLE_NO_EVENT && !w->tick_ms)
		w->tick_ms = 1000;
	if (chance(&r, 40)) {
		w->unload_ms = moment(&r, max(w->introduce_ms, w->load_ms));
		w->reload_ms = chance(&r, 60) ? from(&r, 1, 50) : 0;
	}
	if (chance(&r, 25))
		w->client_ms[0] = w->load_ms + moment(&r, w->introduce_ms);
	if (chance(&r, 10))
		w->client_ms[1] = moment(&r, w->introduce_ms);
	w->readers_ms = chance(&r, 15) ? from(&r, 1, 3000) : 0;
	w->fails = chance(&r, 25) ? from(&r, 1, 5) : 0;
	w->steals = chance(&r, 20) ? from(&r, 1, 3) : 0;
	w->off = chance(&r, 1);
	w->no_guard = chance(&r, 5);
	w->timeout = chance(&r, 90) ? 60 : from(&r, 0, 20);
	/* If the page is replaced, a delayed reply would never come. */
	if (chance(&r, 8) && w->trouble != TROUBLE_RESET && w->trouble != TROUBLE_RESTART)
		w->answer_ms = chance(&r, 50) ? from(&r, 1, 50) : from(&r, 50, 12000);
	if (w->trouble == TROUBLE_TWICE && chance(&r, 50))
		w->at_answer = from(&r, 1, 2);
	if (!w->unload_ms && chance(&r, 5))
		w->denied_ms = moment(&r, w->introduce_ms);
	if (chance(&r, 8)) {
		w->nodes_ms = w->introduce_ms + from(&r, 1, chance(&r, 50) ? 300 : 6000);
		if (chance(&r, 15))
			w->nodes_ms += 14000;	/* longer than the module waits */
	}
	if (chance(&r, 2))
		w->woken_ms = moment(&r, chance(&r, 50) ? w->load_ms : w->introduce_ms);
	if (chance(&r, 15)) {
		w->pause_at = from(&r, 1, 30);
		w->pause_ms = chance(&r, 50) ? from(&r, 1, 100) : from(&r, 100, 3000);
	}
	if (chance(&r, 2))
		w->machine = from(&r, MACHINE_NOT_XEN, MACHINES - 1);
	/*
	 * Only an introduction that zeroes the indices removes old requests from the ring.
	 * SERVER_EARLY's does not.
	 */
	if (chance(&r, 3) && w->server != SERVER_EARLY)
		w->left_over = chance(&r, 50) ? from(&r, 1, 30) : from(&r, 1000, 1024);
	if (chance(&r, 2))
		w->names = from(&r, NAMES_RENAMED, NAMES_ALIKE);
	if (chance(&r, 20))
		w->words = from(&r, 0, WORDS - 1);
	if (chance(&r, 10))
		w->server = SERVER_ZEPHYR;
	if (chance(&r, 20) && (w->server == SERVER_NOTIFY_FIRST || w->server == SERVER_ZEROED_PAGE))
		w->fill_ms = chance(&r, 80) ? from(&r, 1, 50) : from(&r, 50, 6000);
	if (chance(&r, 10))
		make_rare(w, &r);
	/* Linux spreads event channels over the CPUs (5.10: irqbalance does). */
	w->irq = chance(&r, 30) ? from(&r, 1, 20) : 0;
	w->irq_cpu = from(&r, 0, w->cpus - 1);
	w->load_cpu = from(&r, 0, w->cpus - 1);
	w->zero_order = chance(&r, 30) ? from(&r, 0, 23) : 0;
	if (chance(&r, 10)) {
		w->zero_pause_at = from(&r, 1, 3);
		w->zero_pause_us = chance(&r, 50) ? from(&r, 1, 100) : from(&r, 100, 5000);
	}
	if (chance(&r, 10)) {
		w->half_at = from(&r, 1, 3);
		w->half_us = half_us(&r);
	}
	if (chance(&r, 3)) {
		w->exits_at = from(&r, 1, 2);
		w->exits_after = chance(&r, 80) ? FIRST_REQUEST :
				 chance(&r, 50) ? sizeof(struct xsd_sockmsg) : 1;
		w->gone_ms = chance(&r, 80) ? from(&r, 1, 300) : from(&r, 300, 10000);
	}
	if (chance(&r, 3))
		make_rare_halfway(w, &r);
	/* Its replies do not come later, and no other server follows. */
	if (w->trouble == TROUBLE_RESET || w->trouble == TROUBLE_RESTART || w->answer_ms)
		w->exits_at = 0;
	if (w->server == SERVER_ZEPHYR) {
		/* Dom0 itself would have to restart, and nothing removes old requests. */
		if (w->trouble == TROUBLE_RESET || w->trouble == TROUBLE_RESTART)
			w->trouble = TROUBLE_NONE;
		w->exits_at = 0;
		w->left_over = 0;
		w->nodes_ms = max(w->nodes_ms, w->introduce_ms);
	}
	/* After an unload, the kernel would ask again, and not get the frame. */
	if (w->unload_ms)
		w->denied_ms = 0;
	/* From then on, the kernel's late irq handler drops each event, also for the module. */
	if (w->denied_ms && !w->tick_ms)
		w->tick_ms = 1000;
}

bool world_simplify(struct world *w, unsigned int i)
{
	switch (i) {
	case 0:
		w->reload_ms = 0;
		break;
	case 1:
		w->unload_ms = 0;
		w->reload_ms = 0;
		break;
	case 2:
		w->client_ms[1] = 0;
		break;
	case 3:
		w->client_ms[0] = 0;
		w->client_ms[1] = 0;
		break;
	case 4:
		w->readers_ms = 0;
		break;
	case 5:
		w->fails = 0;
		break;
	case 6:
		w->steals = 0;
		break;
	case 7:
		w->trouble = TROUBLE_NONE;
		break;
	case 8:
		w->threadirqs = false;
		break;
	case 9:
		w->no_node = false;
		w->copy = COPY_WORKS;
		break;
	case 10:
		w->cpus = 1;
		w->irq_cpu = 0;
		w->load_cpu = 0;
		break;
	case 11:
		w->lazy = false;
		break;
	case 12:
		w->tick_ms = 0;
		break;
	case 13:
		w->server = SERVER_XENSTORED;
		break;
	case 14:
		w->page_at_boot = false;
		break;
	case 15:
		w->no_probe = false;
		w->no_init = false;
		break;
	case 16:
		w->off = false;
		w->no_guard = false;
		break;
	case 17:
		w->timeout = 60;
		break;
	case 18:
		w->answer_ms = 0;
		break;
	case 19:
		w->nodes_ms = 0;
		break;
	case 20:
		w->denied_ms = 0;
		w->woken_ms = 0;
		break;
	case 21:
		w->pause_at = 0;
		w->pause_ms = 0;
		w->pause_name = NULL;
		break;
	case 22:
		w->probe_s = 0;
		w->probe_polls = false;
		break;
	case 23:
		w->zero_order = 0;
		break;
	case 24:
		w->zero_pause_at = 0;
		w->zero_pause_us = 0;
		break;
	case 25:
		w->half_at = 0;
		w->half_us = 0;
		break;
	case 26:
		w->exits_at = 0;
		w->exits_after = 0;
		w->gone_ms = 0;
		break;
	case 27:
		w->machine = MACHINE_PLAIN;
		w->irq = 0;
		w->frame = 0;
		w->left_over = 0;
		w->fill_ms = 0;
		w->names = NAMES_PLAIN;
		w->words = WORDS_PLAIN;
		break;
	default:
		return false;
	}
	return true;
}

void world_name(const struct world *w, char *buf, unsigned int size)
{
	snprintf(buf, size, "%s%s, %s%s%s", w->fails ? "failing allocations, " : "",
		 servers[w->server], troubles[w->trouble],
		 w->no_init ? ", no xenbus_init" : "", w->no_probe ? ", no probe" : "");
}

void world_print(const struct world *w)
{
	printf("  %u CPU%s, page %s, server %s", w->cpus, w->cpus > 1 ? "s" : "",
	       w->page_at_boot ? "at boot" : "late", servers[w->server]);
	printf(", introduces at %u ms", w->introduce_ms);
	if (w->trouble)
		printf(", %s at %u ms (%u ms)", troubles[w->trouble], w->trouble_ms, w->stall_ms);
	if (w->trouble && w->at_answer)
		printf(" or answer %u", w->at_answer);
	printf("\n  load at %u ms", w->load_ms);
	if (w->unload_ms)
		printf(", unload at %u ms", w->unload_ms);
	if (w->reload_ms)
		printf(", reload %u ms later", w->reload_ms);
	if (w->client_ms[0] || w->client_ms[1])
		printf(", clients at %u and %u ms", w->client_ms[0], w->client_ms[1]);
	printf("%s%s%s%s%s%s%s%s%s%s",
	       w->threadirqs ? ", threadirqs" : "", w->lazy ? ", lazy timers" : "",
	       w->no_node ? ", no node" : "", w->copy ? ", no grant copy" : "",
	       w->absent ? ", no xenstore" : "", w->no_probe ? ", no xenbus_probe_initcall" : "",
	       w->no_init ? ", no xenbus_init" : "", w->off ? ", enable=0" : "",
	       w->no_guard ? ", guard=0" : "", w->machine ? ", an unusual machine" : "");
	if (w->irq)
		printf(", irq %u", w->irq);
	if (w->irq_cpu || w->load_cpu)
		printf(", events on CPU %u, loads on CPU %u", w->irq_cpu, w->load_cpu);
	if (w->answer_ms)
		printf(", answers %u ms later", w->answer_ms);
	if (w->denied_ms)
		printf(", denies STORE_PFN at %u ms", w->denied_ms);
	if (w->nodes_ms)
		printf(", no nodes until %u ms", w->nodes_ms);
	if (w->woken_ms)
		printf(", wakes the kernel's thread at %u ms", w->woken_ms);
	if (w->pause_at)
		printf(", pauses %u ms at test point %u%s%s", w->pause_ms, w->pause_at,
		       w->pause_name ? " named " : "", w->pause_name ?: "");
	if (w->probe_s)
		printf(", a driver probes for %u s%s", w->probe_s,
		       w->probe_polls ? " and polls" : "");
	if (w->left_over)
		printf(", %u bytes in the ring", w->left_over);
	if (w->fill_ms)
		printf(", fills or zeroes %u ms later", w->fill_ms);
	if (w->zero_order)
		printf(", zeroes in order %u", w->zero_order);
	if (w->zero_pause_at)
		printf(", pauses %u us before zeroing index %u", w->zero_pause_us,
		       w->zero_pause_at);
	if (w->half_at)
		printf(", pauses %u us in answer %u", w->half_us, w->half_at);
	if (w->exits_at)
		printf(", the server exits for %u ms at byte %u of request %u", w->gone_ms,
		       w->exits_after, w->exits_at);
	if (w->names)
		printf(", functions with other names (%u)", w->names);
	if (w->timeout != 60)
		printf(", timeout=%u", w->timeout);
	if (w->tick_ms)
		printf(", a tick every %u ms", w->tick_ms);
	if (w->fails || w->steals)
		printf(", %u failures from %u ms on, %u times without a CPU", w->fails, w->fails_ms,
		       w->steals);
	puts("");
}
