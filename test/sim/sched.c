// SPDX-License-Identifier: GPL-2.0
/*
 * Sched: tasks are coroutines in one thread. At each point(), the scheduler may switch to
 * another task. Its decisions come from a seed (random preemptions, or priorities with a few
 * changes, as in PCT), or from a list of the points at which to switch.
 */
#include <sys/mman.h>
#include <stdlib.h>

#include "sim.h"

#define MAX_STACKS	64
#define STEP_NS		400		/* the time of a kernel call */
#define MAX_STEPS	200000

struct task_struct sim_tasks[MAX_TASKS];
unsigned int sim_n_tasks;
struct task_struct *current;
u8 sim_options[MAX_OPTIONS];
struct schedule *schedule_now;
static void *scheduler_sp;
static char *stacks, *free_stacks[MAX_STACKS];
static unsigned int n_free;
/*
 * The tasks that are neither asleep nor dead, one bit each, and the number of handlers on each
 * CPU. point() needs them at each step, and a loop over all tasks would take most of the time.
 */
static u64 awake[MAX_TASKS / 64];
static unsigned int handlers[MAX_CPUS + 1];

static void set_awake(const struct task_struct *t, bool is_awake)
{
	const unsigned int i = t - sim_tasks;

	if (is_awake)
		awake[i / 64] |= 1ULL << i % 64;
	else
		awake[i / 64] &= ~(1ULL << i % 64);
}

/* Return: the next task after @t that is awake, NULL if there is none. @t == NULL: the first. */
static inline struct task_struct *next_awake(const struct task_struct *t)
{
	unsigned int i = t ? t - sim_tasks + 1 : 0;
	u64 word;

	while (i < sim_n_tasks) {
		word = awake[i / 64] >> i % 64;
		if (word)
			return &sim_tasks[i + __builtin_ctzll(word)];
		i = (i / 64 + 1) * 64;
	}
	return NULL;
}

void task_sleeps(struct task_struct *t, unsigned int state)
{
	t->state = state;
	t->asleep = true;
	set_awake(t, false);
}

void task_wakes(struct task_struct *t)
{
	t->state = TASK_RUNNING;
	t->asleep = false;
	t->wake_at = 0;
	set_awake(t, true);
}

/* @t is an interrupt handler: until it ends, no other task runs on its CPU. */
void task_interrupts(struct task_struct *t)
{
	t->irq = true;
	handlers[t->cpu]++;
}

void switch_stack(void **from, void *to);
#if defined(__x86_64__)
__asm__(".text\n.globl switch_stack\nswitch_stack:\n"
	"push %rbp\npush %rbx\npush %r12\npush %r13\npush %r14\npush %r15\n"
	"mov %rsp, (%rdi)\nmov %rsi, %rsp\n"
	"pop %r15\npop %r14\npop %r13\npop %r12\npop %rbx\npop %rbp\nret\n");
#define FRAME 8		/* words, so that the function starts as if it were called */
#define FRAME_RETURN 6
#elif defined(__aarch64__)
__asm__(".text\n.globl switch_stack\nswitch_stack:\n"
	"sub sp, sp, #176\nstp x19, x20, [sp]\nstp x21, x22, [sp, #16]\n"
	"stp x23, x24, [sp, #32]\nstp x25, x26, [sp, #48]\nstp x27, x28, [sp, #64]\n"
	"stp x29, x30, [sp, #80]\nstp d8, d9, [sp, #96]\nstp d10, d11, [sp, #112]\n"
	"stp d12, d13, [sp, #128]\nstp d14, d15, [sp, #144]\nmov x9, sp\nstr x9, [x0]\n"
	"mov sp, x1\nldp x19, x20, [sp]\nldp x21, x22, [sp, #16]\n"
	"ldp x23, x24, [sp, #32]\nldp x25, x26, [sp, #48]\nldp x27, x28, [sp, #64]\n"
	"ldp x29, x30, [sp, #80]\nldp d8, d9, [sp, #96]\nldp d10, d11, [sp, #112]\n"
	"ldp d12, d13, [sp, #128]\nldp d14, d15, [sp, #144]\nadd sp, sp, #176\nret\n");
#define FRAME 22
#define FRAME_RETURN 11
#else
#error "no switch_stack() for this machine"
#endif

u64 sim_random(u64 *state)
{
	u64 x = *state += 0x9e3779b97f4a7c15ULL;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

static unsigned int random_below(unsigned int n)
{
	return sim_random(&sim.random) % n;
}

/* Return: true with a probability of 1 / @n, never if @n is 0. */
static bool one_in(unsigned int n)
{
	return n && !random_below(n);
}

/*
 * Return: whether the current task has only looked up a symbol since the last decision, and the
 * number of runnable tasks is the same. Such a step reads only constants, so a switch after it
 * gives the same run as a switch before it, apart from the 400 ns that it takes. These do not
 * matter, because no wait and no timer is shorter than 100 us. A fifth of all points are such
 * steps, so bounded.c does not switch after them.
 */
static bool looks_up_symbols(unsigned int n)
{
	static const struct task_struct *task;
	static unsigned int runnable;
	static u32 step;
	bool again;

	if (!current || strcmp(current->at, "%pS")) {
		task = NULL;
		return false;
	}
	again = task == current && runnable == n && sim.steps == step + 1;
	task = current;
	runnable = n;
	step = sim.steps;
	return again;
}

unsigned int choose(enum choice kind, unsigned int n)
{
	/*
	 * The seed sets the style, so that all kinds of orders occur. One point in
	 * switch_one_in[style], on average, picks any runnable task, possibly the current one.
	 * STYLE_PRIORITIES, the last one, does not use this.
	 */
	static const unsigned int switch_one_in[] = { 2, 4, 12, 40, 120, 0 };
	u32 at = sim.decisions++;
	unsigned int choice = 0;

	if (at < MAX_OPTIONS)
		sim_options[at] = kind == CHOOSE_TASK && !looks_up_symbols(n) ? n : 0;
	if (kind == CHOOSE_TASK)
		states_note();
	if (schedule_now->replay) {
		if (sim.next < schedule_now->n && schedule_now->d[sim.next].at == at)
			choice = schedule_now->d[sim.next++].choice % n;
	} else if (kind == CHOOSE_TASK) {
		if (one_in(switch_one_in[sim.world.style]))
			choice = random_below(n);
	} else {
		if (one_in(kind == CHOOSE_FAIL ? 8 : 60))
			choice = 1 + random_below(n - 1);
	}
	if (choice && sim.taken.n < MAX_DEVIATIONS)
		sim.taken.d[sim.taken.n++] = (struct deviation) { at, choice };
	return choice;
}

static void first_steps(void)
{
	current->result = current->function(current->data);
	task_exit();
}

void task_exit(void)
{
	/*
	 * Hide from the compiler that this function does not return. Otherwise ASan would
	 * prepare the stack for that before the call, and it does not know this stack.
	 */
	volatile bool dead = true;

	current->dead = true;
	set_awake(current, false);
	if (current->irq)
		handlers[current->cpu]--;
	while (dead)
		switch_stack(&current->sp, scheduler_sp);
}

static void *new_stack(void)
{
	unsigned int i;

	if (!stacks) {
		stacks = mmap(NULL, (size_t)STACK * MAX_STACKS, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (stacks == MAP_FAILED)
			abort();
	}
	if (!sim_n_tasks) {
		for (i = 0; i < MAX_STACKS; i++)
			free_stacks[i] = stacks + (size_t)STACK * i;
		n_free = MAX_STACKS;
	}
	return n_free ? free_stacks[--n_free] : NULL;
}

struct task_struct *spawn_on(unsigned int cpu, const char *name, int (*function)(void *),
			     void *data)
{
	struct task_struct *t = NULL;
	unsigned int i;
	char *stack;
	void **sp;

	/* Nothing points to a handler or worker that has ended. */
	for (i = 0; i < sim_n_tasks && !t; i++) {
		if (sim_tasks[i].dead && !sim_tasks[i].stack && !(sim_tasks[i].flags & PF_KTHREAD))
			t = &sim_tasks[i];
	}
	stack = new_stack();
	if (!t)
		t = &sim_tasks[sim_n_tasks++];
	if (!stack || sim_n_tasks >= MAX_TASKS) {
		fprintf(stderr, "sim: too many tasks\n");
		abort();
	}
#ifdef __SANITIZE_ADDRESS__
	extern void __asan_unpoison_memory_region(const volatile void *p, size_t size);

	__asan_unpoison_memory_region(stack, STACK);
#endif
	sp = (void **)(stack + STACK - 64) - FRAME;
	memset(sp, 0, FRAME * sizeof(void *));
	sp[FRAME_RETURN] = first_steps;
	*t = (struct task_struct) {
		.cpu = cpu, .function = function, .data = data, .stack = stack, .sp = sp,
		.pid = t - sim_tasks + 1, .prio = 1000 + random_below(1000), .at = "start",
	};
	strncat(t->comm, name, sizeof(t->comm) - 1);
	set_awake(t, true);
	return t;
}

bool cpu_is_awake(unsigned int cpu)
{
	const struct task_struct *t;

	for (t = next_awake(NULL); t; t = next_awake(t)) {
		if (t->cpu == cpu)
			return true;
	}
	return false;
}

/* Does a kernel thread have work to do? */
bool kthread_is_runnable(void)
{
	const struct task_struct *t;

	for (t = next_awake(NULL); t; t = next_awake(t)) {
		if (t->flags & PF_KTHREAD)
			return true;
	}
	return false;
}

static unsigned int candidates(struct task_struct *list[])
{
	struct task_struct *t;
	unsigned int n = 0;

	if (current && !current->dead && !current->asleep &&
	    (current->irq || !handlers[current->cpu]))
		list[n++] = current;
	for (t = next_awake(NULL); t; t = next_awake(t)) {
		if (t != current && (t->irq || !handlers[t->cpu]))
			list[n++] = t;
	}
	return n;
}

/*
 * By priority with a few changes, as in PCT: this finds a bug that needs d changes with a
 * known minimum probability.
 */
static struct task_struct *pick_by_priority(struct task_struct *list[], unsigned int n)
{
	unsigned int i, best = 0;

	states_note();
	if (list[0] == current && one_in(300))
		current->prio = sim.lowest--;
	for (i = 1; i < n; i++) {
		if (list[i]->prio > list[best]->prio)
			best = i;
	}
	if (best && sim.taken.n < MAX_DEVIATIONS)
		sim.taken.d[sim.taken.n++] = (struct deviation) { sim.decisions, best };
	sim.decisions++;
	return list[best];
}

static bool one_is_awake(void)
{
	unsigned int i, words = 0;

	for (i = 0; i < ARRAY_SIZE(awake); i++) {
		words += !!awake[i];
		if (awake[i] & (awake[i] - 1))
			return false;
	}
	return words == 1;
}

static struct task_struct *pick(void)
{
	struct task_struct *list[MAX_TASKS];
	unsigned int n;

	if (current && !current->dead && !current->asleep && one_is_awake())
		return current;
	n = candidates(list);

	if (!n)
		return NULL;
	if (n == 1)
		return list[0];
	if (sim.world.style == STYLE_PRIORITIES && !schedule_now->replay)
		return pick_by_priority(list, n);
	return list[choose(CHOOSE_TASK, n)];
}

/* The task to run next, picked in point() by the task that it preempts */
static struct task_struct *chosen;
static u64 soonest;			/* no timer expires earlier */

void note_expiry(u64 when)
{
	if (when < soonest)
		soonest = when;
}

static u64 next_event(void);

static void time_passes(u64 to)
{
	unsigned int i;

	sim.now = to;
	if (to < soonest)
		return;
	for (i = 0; i < sim_n_tasks; i++) {
		struct task_struct *t = &sim_tasks[i];

		if (!t->dead && t->asleep && t->wake_at && t->wake_at <= sim.now) {
			t->timed_out = true;
			task_wakes(t);
		}
	}
	timers_expire();
	soonest = next_event();
}

static u64 next_event(void)
{
	u64 next = timers_next();
	unsigned int i;

	for (i = 0; i < sim_n_tasks; i++) {
		struct task_struct *t = &sim_tasks[i];

		if (!t->dead && t->asleep && t->wake_at && t->wake_at < next)
			next = t->wake_at;
	}
	return next;
}

void point(const char *name)
{
	if (!current)
		return;
	current->at = name;
	if (++sim.steps > MAX_STEPS) {
		violated("the run does not end", "%s at %s", current->comm, name);
		stop_run();
	}
	if (sim.stopped)
		task_exit();
	time_passes(sim.now + STEP_NS);
	if (current->atomic)
		return;
	/* Steal time: the hypervisor does not run the guest's CPUs for a while. */
	if (sim.steals_left && sim.booted && current->cpu != DOM0_CPU && choose(CHOOSE_STEAL, 4)) {
		sim.steals_left--;
		time_passes(sim.now + (1 + sim.steals_left * 30) * MSEC);
	}
	chosen = pick();
	if (chosen == current)
		chosen = NULL;
	else
		switch_stack(&current->sp, scheduler_sp);
}

/* Let others run until a wake-up, or until @wake_at if it is not 0. */
void block(u64 wake_at, unsigned int state)
{
	if (current->atomic)
		violated("a task sleeps while it holds a spinlock", "%s", current->comm);
	current->timed_out = false;
	current->wake_at = wake_at;
	if (wake_at)
		note_expiry(wake_at);
	task_sleeps(current, state);
	switch_stack(&current->sp, scheduler_sp);
	current->wake_at = 0;
}

void sleep_until(u64 when)
{
	if (when > sim.now)
		block(when, TASK_UNINTERRUPTIBLE);
	else
		point("sleep");
}

void sleep_ns(u64 ns)
{
	sleep_until(sim.now + ns);
}

void stop_run(void)
{
	sim.stopped = true;
}

static void reap(struct task_struct *t)
{
	if (t->dead && t->stack) {
		free_stacks[n_free++] = t->stack;
		t->stack = NULL;
	}
}

/* Run until no task or timer is left, or the run's time limit is reached. */
void run_tasks(void)
{
	struct task_struct *t, *last = NULL;
	unsigned int idle = 0;
	u64 next;

	while (!sim.stopped) {
		t = chosen ?: pick();
		chosen = NULL;
		if (!t) {
			next = next_event();
			if (next >= sim.end)
				break;
			/* Each event makes a task runnable, or postpones an idle CPU's timer. */
			if (++idle > MAX_STEPS) {
				violated("simulated time does not advance", "%.6f", next / 1e9);
				break;
			}
			time_passes(max(next, sim.now));
			continue;
		}
		if (verbose > 1 && t != last)
			trace("-> %s (%s)", t->comm, t->at);
		last = t;
		current = t;
		switch_stack(&scheduler_sp, t->sp);
		t = current;
		current = NULL;
		reap(t);
		current = t->dead ? NULL : t;
	}
	current = NULL;
}

void tasks_reset(void)
{
	sim_n_tasks = 0;
	n_free = 0;
	memset(awake, 0, sizeof(awake));
	memset(handlers, 0, sizeof(handlers));
	current = NULL;
	chosen = NULL;
	soonest = 0;
}
