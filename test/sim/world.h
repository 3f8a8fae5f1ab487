/* SPDX-License-Identifier: GPL-2.0 */
/* World: the choices before a run: the machine, dom0, the users' actions and their times. */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

enum style { STYLE_PRIORITIES = 5, STYLES = 6 };	/* 0 to 4: ever fewer preemptions */

enum server {
	SERVER_XENSTORED,	/* 4.17.3 and newer: zeroes the indices, CONNECTED, notifies */
	SERVER_NOTIFY_FIRST,	/* up to 4.17.2: CONNECTED, notifies, then zeroes the indices */
	SERVER_OXENSTORED,	/* fills both rings with 0xff */
	SERVER_RECONNECT,	/* zeroes the indices and serves, but never says CONNECTED */
	SERVER_ZEROED_PAGE,	/* AMD's 4.16: the page reads as CONNECTED from the start */
	SERVER_EARLY,		/* CONNECTED as soon as it starts, before there are nodes */
	SERVER_ZEPHYR,		/* serves before it notifies, zeroes nothing, never CONNECTED */
	SERVER_NONE,
	SERVERS
};

enum trouble {
	TROUBLE_NONE,
	TROUBLE_TWICE,		/* dom0 introduces the domain again */
	TROUBLE_RESET,		/* init-dom0less runs again: a new page */
	TROUBLE_STALL,		/* the server does nothing for a while */
	TROUBLE_RESTART,	/* the server exits, and a new one introduces the domain */
	TROUBLE_BAD_FRAME,	/* a frame that makes no sense comes first */
	TROUBLE_NO_EVENT,	/* the notification is lost */
	TROUBLE_STRANGE,	/* an unknown connection value until the introduction */
	TROUBLES
};

/* How kallsyms names the in-kernel xenbus's functions */
enum names {
	NAMES_PLAIN,
	NAMES_RENAMED,		/* one that the module needs has another name */
	NAMES_NO_THREADS,	/* two that it needs only after a failure */
	NAMES_JUMP_TABLE,	/* clang's CFI before 6.1: exported functions are jump tables */
	NAMES_SUFFIXED,		/* by link-time optimisation */
	NAMES_ALIKE,		/* parts of a function have its name with another suffix */
};

/* What Xen says about the guest and its event channel */
enum machine {
	MACHINE_PLAIN,
	MACHINE_NOT_XEN,
	MACHINE_EVTCHN_DENIED,	/* STORE_EVTCHN */
	MACHINE_EVTCHN_ERROR,
	MACHINE_EVTCHN_HUGE,
	MACHINE_STATUS_DENIED,	/* EVTCHNOP_status */
	MACHINE_CLOSED,		/* the channel, from the start */
	MACHINE_PFN_ERROR,	/* STORE_PFN cannot be read until dom0 sets it */
	MACHINES
};

/* How the command line writes initcall_blacklist= */
enum words { WORDS_PLAIN, WORDS_QUOTED, WORDS_VALUE_QUOTED, WORDS_UNKNOWN, WORDS };

struct world {
	unsigned int style, cpus;
	unsigned int irq;	/* of the event channel */
	unsigned int irq_cpu, load_cpu;	/* that handle the event, and load and unload the module */
	bool module;		/* the module is loaded at all */
	bool threadirqs;	/* the kernel's option */
	bool lazy;		/* deferrable timers need a tick */
	unsigned int tick_ms;	/* of a CPU that is busy now and then; 0: never */
	bool no_node, absent;
	enum grant_copy { COPY_WORKS, COPY_MISSING, COPY_DENIED } copy;	/* the grant copy */
	bool no_probe;		/* initcall_blacklist=xenbus_probe_initcall */
	bool no_init;		/* initcall_blacklist=xenbus_init */
	bool page_at_boot;	/* Xen 4.21 and newer */
	enum server server;
	enum trouble trouble;
	u64 frame, bad_frame;	/* of the page; 0: FRAME */
	unsigned int page_ms, introduce_ms, trouble_ms, stall_ms;
	unsigned int at_answer;		/* trouble at the n-th answer; 0: at trouble_ms */
	unsigned int load_ms, unload_ms, reload_ms;	/* 0: never */
	unsigned int client_ms[2];	/* early users of /dev/xen/xenbus; 0: none */
	unsigned int readers_ms;	/* of the files */
	unsigned int fails, steals;	/* above OFTEN: all of them, once the module is loaded */
	unsigned int fails_ms;		/* no failure before that */
	bool off, no_guard;		/* enable=0, guard=0 */
	unsigned int timeout;		/* the module's, in s */
	unsigned int answer_ms;		/* delay between reading a request and answering it */
	unsigned int denied_ms;		/* a new policy denies STORE_PFN; 0: never */
	unsigned int nodes_ms;		/* until then, "domid" does not exist */
	unsigned int woken_ms;		/* something wakes the kernel's thread; 0: never */
	unsigned int pause_at, pause_ms;	/* at the n-th test point; 0: never */
	const char *pause_name;		/* of the test points that count; NULL: all */
	unsigned int probe_s;		/* how long a driver of a PV device probes */
	bool probe_polls;		/* the driver reads the state of its backend all the time */
	enum machine machine;
	/* between oxenstored's zeroing and filling, or notify-first's event and zeroing */
	unsigned int fill_ms;
	unsigned int zero_order;	/* of the indices, one of 24 */
	/* dom0's CPU does other work before the n-th index is zeroed; 0: never */
	unsigned int zero_pause_at, zero_pause_us;
	/* and between the header and the body of the n-th answer; 0: never */
	unsigned int half_at, half_us;
	/*
	 * The server exits when it has read the n-th request, or its first bytes, and the next
	 * one keeps the ring as it is; 0: never
	 */
	unsigned int exits_at, exits_after, gone_ms;
	unsigned int left_over;		/* bytes of requests that something left in the ring */
	enum names names;
	enum words words;
};

#define OFTEN		5

/* Bytes of the request for "domid", which every client sends first */
#define FIRST_REQUEST	(sizeof(struct xsd_sockmsg) + sizeof("domid"))

void world_make(struct world *world, u64 seed);
/* Apply the i-th simplification. Return: false if there is none. */
bool world_simplify(struct world *world, unsigned int i);
bool world_writes_twice(const struct world *world);
void world_name(const struct world *world, char *buf, unsigned int size);
void world_print(const struct world *world);
const char *server_name(enum server server);

/* The initcall that this kernel cannot boot with if Xen has given it no page */
enum crashes { CRASHES_NEVER, CRASHES_WITH_PROBE, CRASHES_WITH_INIT };
extern const enum crashes crashes;

#endif /* SIM_WORLD_H */
