// SPDX-License-Identifier: GPL-2.0
/*
 * Bounded: run every schedule of a small world with up to N task switches between load and
 * ready, or the end of unload. The default is to keep running the current task or, if it
 * sleeps, the first runnable one. A switch is any other choice.
 */
#include <stdlib.h>

#include "sim.h"

#define FIRST_EVENT	7		/* ms */

static struct {
	u64 runs;
	bool violated;
	char mode[12];
	u32 decisions;
} result;

static void explore(const struct world *world, struct schedule *schedule, u32 from,
		    unsigned int changes)
{
	u32 first, last, at;
	u8 *options, choice;

	run_both(world, schedule);
	result.runs++;
	if (sim.violation && !count_violation(0) && !result.violated) {
		struct world copy = *world;
		const int was = verbose;

		result.violated = true;
		show(0, &copy, schedule, false);
		verbose = was;
	}
	if (!schedule->n) {
		strcpy(result.mode, sim.mode[0] ? sim.mode : "none");
		result.decisions = sim.last > sim.first ? sim.last - sim.first : 0;
	}
	if (!changes || !sim.first)
		return;
	first = max(sim.first, from);
	last = min(sim.last ?: sim.decisions, MAX_OPTIONS);
	if (last <= first)
		return;
	options = malloc(last - first);
	memcpy(options, sim_options + first, last - first);
	for (at = first; at < last; at++) {
		for (choice = 1; choice < options[at - first]; choice++) {
			schedule->d[schedule->n++] = (struct deviation) { at, choice };
			explore(world, schedule, at + 1, changes - 1);
			schedule->n--;
		}
	}
	free(options);
}

static void explore_world(const char *command_line, const struct world *world, unsigned int changes)
{
	static struct schedule schedule;

	schedule = (struct schedule) { .replay = true };
	memset(&result, 0, sizeof(result));
	explore(world, &schedule, 0, changes);
	printf("# %s, %s, %s%s%s: mode %s, %u decisions, %llu schedules\n",
	       SIM_GENERATION, command_line, server_name(world->server),
	       world->unload_ms ? ", unload" : "", world->trouble ? ", introduced twice" : "",
	       result.mode, result.decisions, result.runs);
}

bool explore_bounded(unsigned int changes)
{
	static const char * const names[] = { "no option", "with its option", "guard=0" };
	u64 runs = 0, worlds = 0;
	bool violated = false, guards = false;
	unsigned int line, shape;
	enum server server;

	for (line = 0; line < ARRAY_SIZE(names); line++) {
		for (server = 0; server < SERVER_NONE; server++) {
			for (shape = 0; shape < 3; shape++) {
				struct world w = {
					.module = true, .cpus = 1, .server = server, .timeout = 60,
					.page_ms = 3, .introduce_ms = FIRST_EVENT,
					.load_ms = FIRST_EVENT,
					.unload_ms = shape == 1 ? FIRST_EVENT : 0,
					.trouble = shape == 2 ? TROUBLE_TWICE : TROUBLE_NONE,
					.trouble_ms = FIRST_EVENT + 100, .at_answer = 1,
					/* The option is needed only if the page exists at boot. */
					.page_at_boot = server == SERVER_EARLY ||
							(line == 1 && crashes == CRASHES_NEVER),
					.no_guard = line == 2,
					.no_probe = line == 1 && crashes != CRASHES_WITH_INIT,
					.no_init = line == 1 && crashes == CRASHES_WITH_INIT,
				};

				/*
				 * Skip command lines with which this kernel does not boot, and
				 * guard=0 if mode guard never occurs.
				 */
				if ((line != 1 && crashes != CRASHES_NEVER) ||
				    (line == 2 && !guards))
					continue;
				explore_world(names[line], &w, changes);
				guards |= !strcmp(result.mode, "guard");
				violated |= result.violated;
				runs += result.runs;
				worlds++;
			}
		}
	}
	printf("%llu schedules of %llu worlds with up to %u task switches\n",
	       runs, worlds, changes);
	return violated;
}
