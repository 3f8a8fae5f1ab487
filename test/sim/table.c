// SPDX-License-Identifier: GPL-2.0
/*
 * Table: the outcome for the kernel alone and with the module, by server, order and command
 * line. Each cell comes from some runs of the same worlds and seeds.
 */
#include "sim.h"

enum order { BOOT_BEFORE, BOOT_AFTER, LATE_FIRST, LATE_BETWEEN, LATE_AFTER, ORDERS };
static const char * const orders[] = {
	"page at boot, load, introduction", "page at boot, introduction, load",
	"load, page, introduction", "page, load, introduction", "page, introduction, load",
};

enum line { LINE_NONE, LINE_PROBE, LINE_INIT, LINE_NO_GUARD, LINES };

struct outcome {
	unsigned int up, crashed, runs;
	char mode[12];
};

static struct world cell_world(enum server server, enum order order, enum line line, u64 seed)
{
	static const unsigned int load[] = { 10, 40, 2, 10, 40 };
	u64 r = seed;

	return (struct world) {
		.module = true, .cpus = 1 << sim_random(&r) % 3, .server = server, .timeout = 60,
		.style = sim_random(&r) % STYLES, .lazy = sim_random(&r) % 2,
		.page_ms = 5, .introduce_ms = 20 + sim_random(&r) % 5, .load_ms = load[order],
		.page_at_boot = order <= BOOT_AFTER,
		.no_probe = line == LINE_PROBE, .no_init = line == LINE_INIT,
		.no_guard = line == LINE_NO_GUARD,
	};
}

static void note(struct outcome *o)
{
	o->runs++;
	if (has_crashed_or_warned(&sim))
		o->crashed++;
	else if (sim.chain_runs)
		o->up++;
	if (sim.mode[0])
		strcpy(o->mode, sim.mode);
}

static void print_outcome(const struct outcome *o)
{
	const unsigned int no = o->runs - o->up - o->crashed;

	if (o->up == o->runs)
		printf("up");
	else if (o->crashed == o->runs)
		printf("crashes");
	else if (no == o->runs)
		printf("not up");
	else
		printf("up %u, crashes %u, not up %u", o->up, o->crashed, no);
}

/* Return: whether it is worse with the module. */
static bool print_cell(enum server server, enum order order, enum line line, unsigned int runs)
{
	struct outcome alone = { 0 }, with = { 0 };
	static struct schedule schedule;
	bool violated = false;
	struct world w;
	unsigned int i;

	for (i = 1; i <= runs; i++) {
		w = cell_world(server, order, line, i);
		schedule = (struct schedule) { .seed = i };
		run_both(&w, &schedule);
		violated |= sim.violation && !count_violation(i);
		note(&with);
		w.module = false;
		run(&w, &schedule);
		note(&alone);
	}
	print_outcome(&alone);
	printf(" → ");
	print_outcome(&with);
	if (with.mode[0])
		printf(" (%s)", with.mode);
	return violated || with.up < alone.up || with.crashed > alone.crashed;
}

bool print_table(unsigned int runs)
{
	enum server server;
	enum order order;
	enum line line;
	bool worse = false;

	for (server = 0; server < SERVER_NONE; server++) {
		for (order = 0; order < ORDERS; order++) {
			printf("| " SIM_GENERATION " | %s | %s |", server_name(server),
			       orders[order]);
			for (line = 0; line < LINES; line++) {
				bool bad;

				printf(" ");
				bad = print_cell(server, order, line, runs);
				printf("%s |", bad ? " **worse**" : "");
				worse |= bad;
			}
			puts("");
		}
	}
	return worse;
}
