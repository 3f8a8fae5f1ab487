// SPDX-License-Identifier: GPL-2.0
/*
 * Main: run the simulation once for each seed until the time limit. After a failure, search
 * for the shortest run that fails in the same way, and print its steps.
 */
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <ucontext.h>

#include "sim.h"

struct sim sim;
int verbose;

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

void run(const struct world *world, struct schedule *schedule)
{
	memory_reset();
	memset(&sim, 0, offsetof(struct sim, taken));
	memset(&sim.taken.n, 0, sizeof(sim.taken.n));
	memset(&sim.random, 0, sizeof(sim) - offsetof(struct sim, random));
	sim.world = *world;
	sim.random = schedule->seed;
	sim.lowest = 900;
	sim.fails_left = world->fails;
	sim.steals_left = world->steals;
	sim.plans_end = MSEC * (max(world->introduce_ms, world->trouble_ms + world->stall_ms) +
				max(world->load_ms, world->unload_ms + world->reload_ms));
	sim.end = sim.plans_end + (130 + 2 * world->probe_s) * SEC;
	schedule_now = schedule;
	tasks_reset();
	queues_reset();
	locks_reset();
	xen_reset();
	sysfs_reset();
	guest_start();
	dom0_start();
	run_tasks();
	if (!sim.violation)
		check_end();
}

/* Can the kernel alone also fail in this world, with another schedule? */
static bool fails_without_module(const struct world *alone, bool crash)
{
	static struct schedule other;
	unsigned int i;

	for (i = 1; i <= 200; i++) {
		other = (struct schedule) { .seed = i };
		run(alone, &other);
		if (crash ? has_crashed_or_warned(&sim) : !sim.chain_runs)
			return true;
	}
	return false;
}

/*
 * Never worse than the kernel alone: run the same world without the module. If the module
 * only observes, do not blame it for a race that the kernel can also lose without it.
 */
static void compare(const struct world *world, struct schedule *schedule)
{
	struct world alone = *world;
	struct sim *with;
	bool up, crashed;

	if (sim.violation || !sim.load_at || sim.early_client ||
	    (sim.crash_at && sim.crash_at < sim.load_at) ||
	    (sim.chain_runs && !has_crashed_or_warned(&sim)))
		return;
	with = malloc(sizeof(*with));
	*with = sim;
	alone.module = false;
	trace("--- the same without the module");
	run(&alone, schedule);
	up = sim.chain_runs && !sim.unrecoverable;
	crashed = has_crashed_or_warned(&sim);
	if (up && !with->chain_runs && !with->interferes)
		up = !fails_without_module(&alone, false);
	if (!crashed && has_crashed_or_warned(with) && !with->interferes)
		crashed = fails_without_module(&alone, true);
	sim = *with;
	free(with);
	/* Only the module lacks memory, and after many failures it waits for dom0. */
	if (up && !sim.chain_runs && !sim.unrecoverable && world->fails <= OFTEN)
		violated("the kernel becomes ready on its own, but not with the module", "");
	/*
	 * Waking the thread early crashes it, with or without the module, unless the kernel
	 * alone had already finished. So do not count such a crash.
	 */
	if (!crashed && has_crashed_or_warned(&sim) && !sim.woken)
		violated("the kernel survives on its own, but not with the module", "");
}

void run_both(const struct world *world, struct schedule *schedule)
{
	run(world, schedule);
	compare(world, schedule);
}

static bool still(const char *what, const struct world *world, struct schedule *schedule)
{
	run_both(world, schedule);
	return sim.violation && !strcmp(sim.violation, what);
}

/* Drop everything that the failure does not need: parts of the world, then task switches. */
static void shorten(struct world *world, struct schedule *schedule)
{
	const char *what = sim.violation;
	static struct schedule try;
	unsigned int i, size, tries = 0;

	schedule->replay = true;
	*schedule = sim.taken;
	schedule->replay = true;
	for (i = 0;; i++) {
		struct world simpler = *world;
		struct schedule *s = schedule;
		unsigned int seed;
		bool found = false;

		if (!world_simplify(&simpler, i))
			break;
		if (!memcmp(&simpler, world, sizeof(simpler)))
			continue;
		if (still(what, &simpler, s)) {
			*world = simpler;
			continue;
		}
		/* The decisions now come at other points, so search for a seed that fails. */
		for (seed = 1; seed < 200 && !found; seed++) {
			try = (struct schedule) { .seed = seed };
			found = still(what, &simpler, &try);
		}
		if (found) {
			*world = simpler;
			*schedule = sim.taken;
			schedule->replay = true;
		}
	}
	for (size = max(schedule->n / 2, 1); size; size /= 2) {
		for (i = 0; i < schedule->n && tries < 20000; tries++) {
			unsigned int n = min(size, schedule->n - i);

			try = *schedule;
			memmove(&try.d[i], &try.d[i + n], (try.n - i - n) * sizeof(try.d[0]));
			try.n -= n;
			if (still(what, world, &try))
				*schedule = try;
			else
				i += n;
		}
	}
}

void show(u64 seed, struct world *world, struct schedule *schedule, bool shortened)
{
	run_both(world, schedule);
	printf("seed %llu: %s %s\n", seed, sim.violation ?: "nothing is violated", sim.detail);
	world_print(world);
	if (shortened)
		printf("  %u task switches\n", schedule->n);
	verbose = max(verbose, 1);
	run_both(world, schedule);
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
	ucontext_t *c = context;

	/* Only the module and the in-kernel xenbus may crash. */
	if (!current || current->cpu == DOM0_CPU)
		abort();
#if defined(__x86_64__)
	c->uc_mcontext.gregs[REG_RSP] = (c->uc_mcontext.gregs[REG_RSP] - 256) & ~15ULL;
	c->uc_mcontext.gregs[REG_RSP] -= 8;
	c->uc_mcontext.gregs[REG_RIP] = (greg_t)oops_here;
#else
	c->uc_mcontext.sp = (c->uc_mcontext.sp - 256) & ~15ULL;
	c->uc_mcontext.pc = (unsigned long)oops_here;
#endif
}

static u64 seed_now;

/* The simulation itself hangs. */
static void on_alarm(int signal)
{
	fprintf(stderr, "seed %llu hangs in %s at %s, step %u, %.6f s\n", seed_now,
		current ? current->comm : "the scheduler", current ? current->at : "-",
		sim.steps, sim.now / 1e9);
	abort();
}

static void catch_faults(void)
{
	static char stack[64 << 10];
	stack_t alt = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = {
		.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
	};

	sigaltstack(&alt, NULL);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	signal(SIGALRM, on_alarm);
}

/* Each kind of violation, by server and trouble: how often it occurred, and its first seed */
static struct { const char *what; char in[80]; bool known; u64 n, seed; } kinds[256];

static char known[32][100];		/* not fixed yet */

static void read_known(const char *file)
{
	unsigned int n = 0;
	FILE *f = fopen(file, "r");

	while (f && n < ARRAY_SIZE(known) && fgets(known[n], sizeof(known[n]), f)) {
		known[n][strcspn(known[n], "\n")] = 0;
		n += known[n][0] && known[n][0] != '#';
	}
	if (n < ARRAY_SIZE(known))
		known[n][0] = 0;
	if (f)
		fclose(f);
}

/* Return: whether this kind of violation is known. */
bool count_violation(u64 seed)
{
	char in[80], line[200];
	unsigned int i;

	world_name(&sim.world, in, sizeof(in));
	for (i = 0; kinds[i].what && i < ARRAY_SIZE(kinds) - 2; i++) {
		if (!strcmp(kinds[i].what, sim.violation) && !strcmp(kinds[i].in, in))
			break;
	}
	kinds[i].what = sim.violation;
	strcpy(kinds[i].in, in);
	if (kinds[i].n++)
		return kinds[i].known;
	kinds[i].seed = seed;
	snprintf(line, sizeof(line), SIM_GENERATION ": %s: %s", sim.violation, in);
	for (unsigned int k = 0; k < ARRAY_SIZE(known) && known[k][0]; k++)
		kinds[i].known |= !!strstr(line, known[k]);
	return kinds[i].known;
}

static bool print_kinds(void)
{
	bool failed = false;
	unsigned int i;

	for (i = 0; kinds[i].what; i++) {
		printf("%8llu %s %s: %s (seed %llu)\n", kinds[i].n,
		       kinds[i].known ? "known" : "new", kinds[i].what, kinds[i].in, kinds[i].seed);
		failed |= !kinds[i].known;
	}
	return failed;
}

static int explore(int argc, char **argv)
{
	u64 seed = 1, first = 0, runs = 0, limit = ~0ULL, step = 1;
	double time = 10, start;
	static struct schedule schedule;
	struct world world;
	bool one = false, quick = false, all = false;
	unsigned int states_of = 0, changes = 0, cell = 0;
	u64 counted = 0;
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-v"))
			verbose++;
		else if (!strcmp(argv[i], "-q"))
			quick = true;
		else if (!strcmp(argv[i], "-a"))
			all = true;
		else if (i + 1 == argc)
			return 2;
		else if (!strcmp(argv[i], "--seed"))
			first = strtoull(argv[++i], NULL, 0), one = true;
		else if (!strcmp(argv[i], "--known"))
			read_known(argv[++i]);
		else if (!strcmp(argv[i], "--from"))
			seed = strtoull(argv[++i], NULL, 0);
		else if (!strcmp(argv[i], "--step"))
			step = strtoull(argv[++i], NULL, 0);
		else if (!strcmp(argv[i], "--runs"))
			limit = strtoull(argv[++i], NULL, 0);
		else if (!strcmp(argv[i], "--states"))
			states_of = strtoul(argv[++i], NULL, 0);
		else if (!strcmp(argv[i], "--bounded"))
			changes = strtoul(argv[++i], NULL, 0);
		else if (!strcmp(argv[i], "--table"))
			cell = strtoul(argv[++i], NULL, 0);
		else if (!strcmp(argv[i], "--time"))
			time = strtod(argv[++i], NULL);
		else
			return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	catch_faults();
	start = seconds();
	if (changes)
		return explore_bounded(changes) | print_kinds();
	if (cell)
		return print_table(cell);
	if (one)
		seed = first;
	for (; runs < limit && (one || runs % 64 || seconds() - start < time); seed += step) {
		seed_now = seed;
		if (runs % 64 == 0)
			alarm(60);
		world_make(&world, seed);
		schedule = (struct schedule) { .seed = seed };
		if (one && verbose) {
			show(seed, &world, &schedule, false);
			return 0;
		}
		states_counted = states_of && runs % states_of == 0;
		counted += states_counted;
		run_both(&world, &schedule);
		runs++;
		if (sim.violation && (count_violation(seed) || all))
			sim.violation = NULL;
		if (sim.violation)
			break;
		if (one)
			break;
	}
	time = seconds() - start;
	if (sim.violation) {
		if (quick) {
			printf("found: %s, %llu runs, %.2f s\n", sim.violation, runs, time);
			return 1;
		}
		printf("after %llu runs, %.2f s, seed %llu: %s\n", runs, time, seed, sim.violation);
		shorten(&world, &schedule);
		show(seed, &world, &schedule, true);
		return 1;
	}
	printf("%llu runs, %.1f s, %.0f/s", runs, time, runs / time);
	if (counted)
		printf(", %llu states in %llu of them", states_seen(), counted);
	puts("");
	return print_kinds();
}

int main(int argc, char **argv)
{
	int status = explore(argc, argv);

	/* ASan keeps descriptors in the module's data section and reads them at exit. */
	module_reset();
	return status;
}
