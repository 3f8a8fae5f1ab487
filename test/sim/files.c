// SPDX-License-Identifier: GPL-2.0
/*
 * Files: when a uevent announces a state, the module's files have to show what the simulation
 * knows.
 */
#include <stdlib.h>

#include "sim.h"

static void differs(const char *name, const char *shown, const char *want)
{
	violated("a file shows something else", "%s: %s, not %s", name, shown, want);
}

static const char *word(const char *name)
{
	static char words[8][24];
	static unsigned int n;
	char *to = words[n++ % 8];

	if (read_file(name, to, sizeof(words[0])) < 0)
		to[0] = 0;
	return to;
}

static s64 number(const char *name)
{
	return strtoll(word(name), NULL, 10);
}

static void expect(const char *name, const char *want)
{
	const char *shown = word(name);

	if (strcmp(shown, want))
		differs(name, shown, want);
}

static void expect_number(const char *name, s64 want)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", want);
	expect(name, text);
}

/* The files show what the module last read from the page. The uevent for "handover" comes later. */
static void check_page(const char *mode)
{
	char frame[24] = "none", connection[24] = "unmapped";

	if (strcmp(mode, "none")) {
		if (sim.seen_frame != ~0ULL)
			snprintf(frame, sizeof(frame), "0x%llx", sim.seen_frame);
		if (sim.seen_connection > 1)
			snprintf(connection, sizeof(connection), "%lld", sim.seen_connection);
		else if (sim.seen_connection >= 0)
			strcpy(connection, sim.seen_connection ? "reconnect" : "connected");
	}
	expect("store_frame", frame);
	expect("connection", connection);
}

static const char *waiting_for(void)
{
	if (sim.seen_connection < 0)
		return "page";
	return sim.seen_connection ? "server" : "handover";
}

static void check_failure(void)
{
	const s64 error = number("error");

	if (error == -ETIMEDOUT || error == -EIO)
		expect("waiting_for", "server");
	else if (error == -ENOMEM)
		expect("waiting_for", "handover");
	else
		expect_number("error", -EBUSY);
}

static void check_times(const char *state)
{
	const s64 load = number("load_time"), served = number("served_time");
	const s64 ready = number("ready_time");

	if (load < sim.insmod_at || load > sim.now)
		differs("load_time", word("load_time"), "the time of the load");
	if (sim.shown_served ? served != sim.shown_served : served > sim.now)
		differs("served_time", word("served_time"), "the first time");
	if (!served && (sim.attempts || !strcmp(word("connection"), "connected")))
		differs("served_time", "0", "the time when the page was seen to be served");
	if (sim.attempts && served > sim.handover_first)
		differs("served_time", word("served_time"), "a time before the first attempt");
	sim.shown_served = served;
	if (!strcmp(state, "ready") ? ready < load || ready > sim.now : ready)
		differs("ready_time", word("ready_time"), "the time of ready, or 0 before it");
}

/* A handover has stalled, see stall.c. */
void check_files_stalled(const char *error, const char *waiting_for)
{
	expect("error", error);
	expect("waiting_for", waiting_for);
}

/* xs_init() has failed, and the module has logged why. */
void check_start_error(const char *error)
{
	expect_number("error", atoi(error));
}

/* Unload has begun and has cancelled the work. */
void check_unloading(void)
{
	if (!strcmp(word("state"), "handover"))
		violated("unload shows a handover", "");
}

/* At the end of a run in which Xen's policy has denied the page before the module knew it */
void check_denied(void)
{
	const struct world *w = &sim.world;

	if (channel.denied && w->tick_ms && sim.seen_frame == ~0ULL &&
	    sim.now > (max(w->denied_ms, w->load_ms) + w->tick_ms) * MSEC + 5 * SEC)
		expect_number("error", -EPERM);
}

void check_files(const char *state, const char *mode, bool first)
{
	const s64 events = number("events");

	expect("state", state);
	expect("mode", mode);
	check_times(state);
	if (!sim.world.machine)
		expect_number("event_channel", !sim.world.absent);
	/* A handler may be between its start and the count. */
	if (events > sim.events || events + MAX_CPUS < sim.events)
		differs("events", word("events"), "the number of events");
	if (sim_this_module.going)
		return;
	expect_number("attempts", sim.attempts);
	if (!strcmp(state, "handover"))
		return;
	/* If xenbus is up already, the module does not look at the page. */
	if (!first || strcmp(state, "ready"))
		check_page(mode);
	if (!strcmp(state, "waiting"))
		expect("waiting_for", waiting_for());
	else if (!strcmp(state, "failed") && strcmp(mode, "none"))
		check_failure();
	else
		expect("waiting_for", "none");
}
