// SPDX-License-Identifier: GPL-2.0
/*
 * States: count the distinct states at decisions. A state is where each task is (its call
 * chain) and whether it sleeps, the page's indices and words, the channel, and the small values
 * among the variables of the module and the in-kernel xenbus: flags, states, counts. Times,
 * addresses and the contents of messages are not part of it.
 *
 * They are counted with HyperLogLog (Flajolet and others, 2007), within 1 %.
 */
#include <math.h>

#include "sim.h"

#define REGISTERS	(1 << 14)
#define MAX_FRAMES	12		/* stack frames hashed per task */

bool states_counted;
static u8 registers[REGISTERS];

static u64 mix(u64 h, u64 x)
{
	h = (h ^ x) * 0x9e3779b97f4a7c15ULL;
	return h ^ h >> 32;
}

/* The frame pointer of a task that is not running is where switch_stack() saved it. */
__attribute__((no_sanitize("address", "undefined")))
static u64 hash_task(u64 h, const struct task_struct *t)
{
	unsigned long *frame = t == current ? __builtin_frame_address(0) :
			       ((unsigned long **)t->sp)[SAVED_FRAME_POINTER];
	unsigned int i;

	h = mix(h, (u64)t->asleep | t->irq << 1 | t->atomic << 2 | (u64)t->state << 32);
	for (i = 0; i < MAX_FRAMES && (char *)frame > t->stack &&
	     (char *)frame < t->stack + STACK - 64; i++) {
		h = mix(h, frame[1]);
		if ((unsigned long *)frame[0] <= frame)
			break;
		frame = (unsigned long *)frame[0];
	}
	return mix(h, (unsigned long)t->function);
}

__attribute__((no_sanitize("address", "undefined")))
static u64 hash_data(u64 h, const char *start, const char *stop)
{
	const u32 *p;

	for (p = (u32 *)start; p + 1 <= (u32 *)stop; p++) {
		if (*p < 16 || !(*p & ~0x01010101U))
			h = mix(h, *p);
	}
	return h;
}

static u64 hash_state(void)
{
	u64 h = sim.world.server << 8 | sim.world.trouble;
	unsigned int i;

	for (i = 0; i < sim_n_tasks; i++) {
		if (!sim_tasks[i].dead)
			h = hash_task(h, &sim_tasks[i]);
	}
	h = mix(h, (u64)page.req_cons << 32 | page.req_prod);
	h = mix(h, (u64)page.rsp_cons << 32 | page.rsp_prod);
	h = mix(h, page.connection | page.features << 8 | page.error << 16);
	h = mix(h, channel.frame);
	h = mix(h, channel.has_memory | channel.bound << 1 | channel.closed << 2 |
		   channel.pending << 3 | channel.to_dom0 << 4 | channel.denied << 5);
	h = hash_data(h, __start_sim_kernel_data, __stop_sim_kernel_data);
	return hash_data(h, __start_sim_module_data, __stop_sim_module_data);
}

void states_note(void)
{
	u64 h;
	u8 rank;

	if (!states_counted)
		return;
	h = hash_state();
	h = sim_random(&h);
	rank = __builtin_clzll(h << 14 | 1 << 13) + 1;
	registers[h >> 50] = max(registers[h >> 50], rank);
}

u64 states_seen(void)
{
	const double m = REGISTERS;
	double sum = 0, n;
	unsigned int i, empty = 0;

	for (i = 0; i < REGISTERS; i++) {
		sum += 1.0 / (1ULL << registers[i]);
		empty += !registers[i];
	}
	n = 0.7213 / (1 + 1.079 / m) * m * m / sum;
	return n < 2.5 * m && empty ? m * log(m / empty) : n;
}
