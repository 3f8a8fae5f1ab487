// SPDX-License-Identifier: GPL-2.0
#include "sim.h"

static const char * const servers[] = {
	"xenstored", "notify-first", "oxenstored", "reconnect", "zeroed-page", "early", "none",
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
	"none", "twice", "reset", "stall", "restart", "bad-frame", "no-event",
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

void world_make(struct world *w, u64 seed)
{
	static const u64 bad[] = { 0, 0x10, 0x38004, 0x50000, 1ULL << 40, 0x800 };
	u64 r = seed;

	*w = (struct world) { .module = true, .cpus = 1 << from(&r, 0, 2) };
	w->style = from(&r, 0, STYLES - 1);
	w->server = from(&r, 0, SERVER_NONE - 1);
	if (chance(&r, 3))
		w->server = SERVER_NONE;
	w->page_at_boot = w->server == SERVER_EARLY || chance(&r, 40);
	w->page_ms = from(&r, 1, 40);
	w->introduce_ms = w->page_ms + (chance(&r, 50) ? from(&r, 1, 10) : from(&r, 1, 9000));
	w->load_ms = moment(&r, w->introduce_ms);
	w->lazy = chance(&r, 50);
	w->tick_ms = chance(&r, 40) ? from(&r, 4, 2000) : 0;
	w->threadirqs = chance(&r, 20);
	w->no_node = chance(&r, 10);
	w->no_copy = chance(&r, 20);
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
		w->bad_frame = bad[from(&r, 0, 5)];
	}
	/* Without the hypercall, reading a frame without memory aborts, as documented. */
	if (w->trouble == TROUBLE_BAD_FRAME)
		w->no_copy = false;
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
		w->twice_at = from(&r, 1, 2);
	/* Otherwise rare: a reply to the request of a module that has been unloaded since */
	if (chance(&r, 3)) {
		w->server = SERVER_RECONNECT;
		w->trouble = TROUBLE_NONE;
		w->answer_ms = from(&r, 4900, 9000);
		w->load_ms = w->introduce_ms;
		w->unload_ms = w->introduce_ms + from(&r, 1, 3);
		w->reload_ms = from(&r, 1, 50);
	}
	/* After an unload, the kernel would ask again, and not get the frame. */
	if (!w->unload_ms && chance(&r, 5))
		w->denied_ms = moment(&r, w->introduce_ms);
	if (chance(&r, 8))
		w->nodes_ms = w->introduce_ms + from(&r, 1, chance(&r, 50) ? 300 : 6000);
	/* Rare by itself: an introduction while the module reads that there are no nodes */
	if (chance(&r, 3)) {
		w->trouble = TROUBLE_TWICE;
		w->twice_at = from(&r, 1, 2);
		w->nodes_ms = w->introduce_ms + from(&r, 100, 1000);
	}
	if (chance(&r, 2))
		w->woken_ms = moment(&r, chance(&r, 50) ? w->load_ms : w->introduce_ms);
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
		w->no_copy = false;
		break;
	case 10:
		w->cpus = 1;
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
	if (w->trouble == TROUBLE_TWICE && w->twice_at)
		printf(" or answer %u", w->twice_at);
	printf("\n  load at %u ms", w->load_ms);
	if (w->unload_ms)
		printf(", unload at %u ms", w->unload_ms);
	if (w->reload_ms)
		printf(", reload %u ms later", w->reload_ms);
	if (w->client_ms[0] || w->client_ms[1])
		printf(", clients at %u and %u ms", w->client_ms[0], w->client_ms[1]);
	printf("%s%s%s%s%s%s%s%s%s",
	       w->threadirqs ? ", threadirqs" : "", w->lazy ? ", lazy timers" : "",
	       w->no_node ? ", no node" : "", w->no_copy ? ", no grant copy" : "",
	       w->absent ? ", no xenstore" : "", w->no_probe ? ", no xenbus_probe_initcall" : "",
	       w->no_init ? ", no xenbus_init" : "", w->off ? ", enable=0" : "",
	       w->no_guard ? ", guard=0" : "");
	if (w->answer_ms)
		printf(", answers %u ms later", w->answer_ms);
	if (w->denied_ms)
		printf(", denies STORE_PFN at %u ms", w->denied_ms);
	if (w->nodes_ms)
		printf(", no nodes until %u ms", w->nodes_ms);
	if (w->woken_ms)
		printf(", wakes the kernel's thread at %u ms", w->woken_ms);
	if (w->timeout != 60)
		printf(", timeout=%u", w->timeout);
	if (w->tick_ms)
		printf(", a tick every %u ms", w->tick_ms);
	if (w->fails || w->steals)
		printf(", %u failures, %u times without a CPU", w->fails, w->steals);
	puts("");
}
