/* SPDX-License-Identifier: GPL-2.0 */
/* Sim: declarations for all files of the simulation. */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "kernel.h"
#include <xen/xenbus.h>
#include "world.h"

#define MAX_TASKS	192		/* a multiple of 64 */
#define MAX_TIMERS	32
#define MAX_CPUS	4
#define DOM0_CPU	MAX_CPUS	/* dom0 runs beside the guest */
#define MAX_DEVIATIONS	512
#define MAX_OPTIONS	8192
#define STACK		(128 << 10)
/* The offset of the saved frame pointer after switch_stack(), in words from the stack pointer */
#if defined(__x86_64__)
#define SAVED_FRAME_POINTER	5
#else
#define SAVED_FRAME_POINTER	10
#endif
#define MSEC		NSEC_PER_MSEC
#define SEC		(1000 * MSEC)

/* A decision that differs from the default, which is not to switch. */
struct deviation {
	u32 at, choice;
};

/* The source of decisions: a seed, or a list of deviations */
struct schedule {
	bool replay;
	u64 seed;
	unsigned int n;
	struct deviation d[MAX_DEVIATIONS];
};

enum choice { CHOOSE_TASK, CHOOSE_FAIL, CHOOSE_STEAL };

/* The data of one run, reset before the next one */
struct sim {
	struct world world;
	u64 now, end, plans_end;
	u32 decisions;			/* so far */
	u32 first, last;		/* from load until ready, or unloaded */
	u32 next;			/* of the schedule's deviations */
	struct schedule taken;		/* the deviations of this run */
	u64 random;			/* the scheduler's */
	unsigned int lowest;		/* priority, so far */
	u32 steps;
	bool stopped;
	/* observations */
	const char *violation;
	char detail[200];
	bool panic, oops;
	unsigned int warnings, lines;
	u64 crash_at, ready_at, load_at, unload_at;
	/* unrecoverable: this run did something from which no module could recover */
	bool loaded, loading, served, unrecoverable, woken;
	u64 fair_since;			/* the time since which a reader would get a reply */
	unsigned int fails_left, steals_left;
	unsigned int chain_runs, xs_init_runs;
	bool chain_outlasts;	/* the chain began while the module was being unloaded */
	unsigned int watches;		/* of the entries of the chain, by bit */
	bool ring_taken;		/* by the in-kernel xenbus */
	u64 stuck_at;			/* it took the ring, but with port 0; or 0 */
	bool has_event;			/* dom0 has notified the guest */
	bool unasked;			/* the module made it take the ring before that */
	u64 reset_at;			/* indices zeroed after replies, or 0 */
	bool introducing;		/* dom0 introduces the guest, and zeroes the indices */
	bool zeroing;			/* its indices, and has not finished */
	u64 zeroed_at;			/* the last of them */
	bool poisoned, booted, state_ready, handing_over, early_client;
	bool interferes;		/* in any mode but observe */
	unsigned int test_points;	/* so far */
	u64 insmod_at, handover_first;	/* the last insmod, its first attempt */
	unsigned int attempts;		/* since then */
	unsigned int events;		/* that the module got, since then */
	u64 seen_frame;			/* that the module has read last */
	s64 seen_connection;		/* or -1 */
	bool look_maps;			/* the module cannot copy the page, and maps it */
	s64 shown_served;		/* by the file served_time, or 0 */
	bool polled, polled_gone;	/* since the last uevent; and got ENODEV */
	bool failure_logged, lost_logged, warned, deaf;
	bool lacks_memory;		/* since the last attempt */
	u64 start_failed_at;		/* the first failure of xs_init() */
	unsigned int timer_fires;	/* ordinary timers during a handover, after 50 s */
	u64 early_at;			/* the uevent for a handover that has just begun */
	u64 round_at;			/* the module's work has begun a round */
	u64 looked_at;			/* the module has seen CONNECTED, and not published since */
	bool thread_crashed;		/* the kernel's, not one of the module */
	bool reconnects;		/* a restarted server, since then */
	u64 wiped_at;			/* the module's request, by an introduction; or 0 */
	bool request_lost;		/* the bytes of the first request in the ring */
	bool left_unread;		/* by a server that was not fair, at unload */
	bool unanswered;		/* the server has exited with the last request */
	u64 no_nodes_at;		/* the last reply that there are no nodes */
	unsigned int resume_notifiers;
	const char *stalled_on;		/* the last line about a stall */
	u64 announced_at;
	char announced[24];		/* the state of the last uevent since load, with its mode */
	u64 handover_at, asked_at;	/* the last attempt, the last write of req_prod */
	char mode[12];			/* the module's, or "" */
	int clients;
	u64 read_at;
};

extern struct sim sim;

static inline bool has_crashed_or_warned(const struct sim *run)
{
	return run->oops || run->panic || run->warnings;
}

extern struct schedule *schedule_now;
extern int verbose;

/* sched.c */
unsigned int choose(enum choice kind, unsigned int n);
u64 sim_random(u64 *state);
void run_tasks(void);
void stop_run(void);
void task_exit(void);
void sleep_ns(u64 ns);
void sleep_until(u64 when);
bool cpu_is_awake(unsigned int cpu);
bool kthread_is_runnable(void);
struct task_struct *spawn_on(unsigned int cpu, const char *name, int (*function)(void *),
			     void *data);
void block(u64 wake_at, unsigned int state);
void task_sleeps(struct task_struct *t, unsigned int state);
void task_wakes(struct task_struct *t);
void task_interrupts(struct task_struct *t);
void tasks_reset(void);
void note_expiry(u64 when);
/* The number of runnable tasks at each decision of the run, or 0 if it was not about tasks */
extern u8 sim_options[MAX_OPTIONS];

/* states.c */
extern bool states_counted;
void states_note(void);
u64 states_seen(void);

/* main.c */
void run(const struct world *world, struct schedule *schedule);
void run_both(const struct world *world, struct schedule *schedule);
/* Count the violation of the last run. Return: whether it is known. */
bool count_violation(u64 seed);
void show(u64 seed, struct world *world, struct schedule *schedule, bool shortened);

/* bounded.c, table.c: print, and return whether something is violated. */
bool explore_bounded(unsigned int changes);
bool print_table(unsigned int runs);

/* queue.c */
void timers_expire(void);
void cpu_ticks(unsigned int cpu);
u64 timers_next(void);
void queues_reset(void);
void queues_check(void);
void queues_check_idle(void);
void tasks_check_idle(void);

/* memory.c, xen.c, sysfs.c */
bool fails(enum owner owner, const char *what);
void memory_reset(void);
void memory_check(void);
void memory_adopt(const void *p);
void xen_reset(void);
void xen_check(void);
void xen_check_idle(void);
void event_send(void);
void oops_here(void);
bool irq_is_late(void);
bool frame_is_taken(u64 frame);
void sysfs_reset(void);
void sysfs_check(void);
void read_files(void);
int read_file(const char *name, char *to, size_t size);
bool has_mount_point(void);
void locks_check(void);
void locks_reset(void);

/* The xenstore page */
struct page_bytes {
	char req[1024], rsp[1024];
	u32 req_cons, req_prod, rsp_cons, rsp_prod;
	u32 features, connection, error, evtchn_port;
	char rest[4096 - 2080];
};

extern struct page_bytes page;
extern struct channel {
	u64 frame;			/* STORE_PFN */
	bool has_memory;		/* at that frame */
	bool bound;			/* dom0 has bound its end */
	bool closed;			/* the guest has closed its end */
	bool pending;			/* an event for the guest */
	bool to_dom0;			/* an event for the server */
	bool denied;
} channel;

/* check.c */
void violated(const char *what, const char *detail, ...);
void trace(const char *format, ...);
bool in_module(const void *p);
void check_line(const char *line);
void check_timer(void);
void check_no_nodes(void);
void check_ring_taken(void);
void check_published(u32 unread);
void check_files(const char *state, const char *mode, bool first);
void check_files_stalled(const char *error, const char *waiting_for);
void check_start_error(const char *error);
void check_denied(void);
void check_unloading(void);
bool may_refuse(void);
void check_state(const char *state, const char *mode);
void check_unloaded(void);
void check_end(void);

/* Static data of the module and of the in-kernel xenbus, in sections made by the linker */
extern char __start_sim_module_data[], __stop_sim_module_data[];
extern char __start_sim_module_text[], __stop_sim_module_text[];
extern char __start_sim_kernel_data[], __stop_sim_kernel_data[];
extern char __start_sim_kernel_text[], __stop_sim_kernel_text[];

/* guest.c, chain.c, dom0.c */
void guest_start(void);
void guest_ready(void);
void chain_register(void);
bool driver_probes(void);
void dom0_start(void);
void notify_dom0(void);
unsigned int server_answers(void);
bool has_partial_request(void);
bool is_half_unavoidable(void);
bool is_left_unread(void);
void module_reset(void);
void module_check_poison(void);

#endif /* SIM_SIM_H */
