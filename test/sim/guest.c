// SPDX-License-Identifier: GPL-2.0
/* Guest: boot, load and unload, and the processes that use xenstore. */
#include "sim.h"

int sim_module_init(void);
bool *sim_param_enable(void);
bool *sim_param_guard(void);
unsigned int *sim_param_timeout(void);
void sim_module_exit(void);
int sim_postcore_xenbus_init(void);
int sim_device_xenbus_probe_initcall(void);
int sim_device_xenbus_init(void);
extern const struct file_operations *sim_dev_xenbus;

static struct copy {
	char *start;
	size_t size;
	char bytes[256 << 10];
} module_data, kernel_data;

#ifdef __SANITIZE_ADDRESS__
void __asan_poison_memory_region(const volatile void *p, size_t size);
void __asan_unpoison_memory_region(const volatile void *p, size_t size);
#endif

/* Copy by words and without the sanitizers' checks, because of the gaps between variables. */
__attribute__((no_sanitize("address", "undefined")))
static void copy_bytes(char *to, const char *from, size_t size)
{
	volatile u64 *t = (u64 *)to;
	const u64 *f = (const u64 *)from;

	for (size /= 8; size; size--)
		*t++ = *f++;
}

static void reset_data(struct copy *copy, char *start, char *stop)
{
	if (!copy->start) {
		copy->start = start;
		copy->size = (stop - start) & ~7UL;
		if (copy->size > sizeof(copy->bytes))
			__builtin_trap();
		copy_bytes(copy->bytes, start, copy->size);
	}
	copy_bytes(start, copy->bytes, copy->size);
}

void module_reset(void)
{
	reset_data(&module_data, __start_sim_module_data, __stop_sim_module_data);
}

/* After unload, the module's memory has other owners, so nothing may read or write it. */
#define UNLOADED	0xa5a5a5a5a5a5a5a5ULL

__attribute__((no_sanitize("address", "undefined")))
static void module_poison(void)
{
	volatile u64 *p = (u64 *)module_data.start;	/* no memset(), which is checked */
	size_t i;

	for (i = 0; i < module_data.size / 8; i++)
		p[i] = UNLOADED;
	sim.poisoned = true;
}

__attribute__((no_sanitize("address", "undefined")))
void module_check_poison(void)
{
	u64 *p = (u64 *)module_data.start;
	size_t i;

	for (i = 0; sim.poisoned && i < module_data.size / 8; i++) {
		if (p[i] != UNLOADED) {
			violated("the module's data is written after unload", "");
			return;
		}
	}
}

bool in_module(const void *p)
{
	return (p >= (void *)__start_sim_module_data && p < (void *)__stop_sim_module_data) ||
	       (p >= (void *)__start_sim_module_text && p < (void *)__stop_sim_module_text);
}

/* A process that reads xenstore through the kernel when the module is ready */
static int reader(void *unused)
{
	char *value;

	value = xenbus_read(XBT_NIL, "domid", "", NULL);
	if (value == ERR_PTR(-ENOENT) && sim.world.nodes_ms) {
		value = NULL;
	} else if (IS_ERR(value)) {
		trace("a read fails: %ld", PTR_ERR(value));
		if (!sim.unrecoverable)
			violated("ready, but a read fails", "%ld", PTR_ERR(value));
		return 0;
	}
	kfree(value);
	sim.read_at = sim.now;
	trace("a read is answered");
	/* Leave time for everything else that is planned for this run, and for its effects. */
	sim.end = min(sim.end, max(sim.now, sim.plans_end) + 3 * SEC);
	return 0;
}

/* A process that uses /dev/xen/xenbus, and retries while it cannot be opened */
static int client(void *after)
{
	struct {
		struct xsd_sockmsg header;
		char path[6];
	} request = { { .type = XS_READ, .len = 6 }, "domid" };
	struct file file = { NULL };
	struct inode inode;
	char buf[64];
	int err;

	sleep_until((unsigned long)after * MSEC);
	for (;;) {
		err = sim_dev_xenbus ? sim_dev_xenbus->open(&inode, &file) : -ENOENT;
		trace("a process opens /dev/xen/xenbus: %d", err);
		if (!err)
			break;
		sleep_ns(3 * SEC);
	}
	sim.clients++;
	/* Unload unblocks the device before it ends, and mode observe never blocks it. */
	if ((!sim.loaded || sim.loading || sim.unload_at || !sim.interferes) &&
	    !sim.chain_runs)
		sim.early_client = true;
	sim_dev_xenbus->write(&file, (char *)&request, sizeof(request.header) + 6, NULL);
	sim_dev_xenbus->read(&file, buf, sizeof(buf), NULL);
	trace("the process has its answer");
	sim.clients--;
	sim_dev_xenbus->release(&inode, &file);
	return 0;
}

/*
 * As klp_send_signals() of livepatch does: it wakes all kernel threads that sleep interruptibly,
 * and again 15 s later. The kernel's thread does not check why it was woken.
 */
static void wake_kthreads(void)
{
	unsigned int i;

	for (i = 0; i < sim_n_tasks; i++) {
		struct task_struct *task = &sim_tasks[i];

		if (task->dead || !(task->flags & PF_KTHREAD) ||
		    !(task->state & TASK_INTERRUPTIBLE))
			continue;
		if (strcmp(task->comm, "xenbus_probe")) {
			sim_wake_task(task, TASK_INTERRUPTIBLE);
			continue;
		}
		trace("something wakes the kernel's thread");
		sim.woken = true;
		/* It would map frame 0, or an introduction would wipe its request. */
		if (!sim.world.page_at_boot || sim.world.no_init || !sim.fair_since)
			sim.unrecoverable = true;
		sim_wake_task(task, TASK_INTERRUPTIBLE);
	}
}

static int waker(void *unused)
{
	sleep_until(sim.world.woken_ms * MSEC);
	wake_kthreads();
	sleep_ns(15 * SEC);
	wake_kthreads();
	return 0;
}

static int files_reader(void *unused)
{
	unsigned int i;

	for (i = 0; i < 100; i++) {
		sleep_ns(sim.world.readers_ms * MSEC);
		if (sim.loaded)
			read_files();
	}
	return 0;
}

/* Called when the module has reported ready */
void guest_ready(void)
{
	spawn_on(0, "reader", reader, NULL)->prio -= 500;
}

static void boot(void)
{
	const struct world *w = &sim.world;

#ifdef SIM_OLDEST
	/* Like xen_guest_init() of arch/arm/xen/enlighten.c, until c4295ab0b485 */
	xenbus_probe(NULL);
#endif
	if (!w->no_init)
		sim_postcore_xenbus_init();
	chain_register();
	if (!w->no_probe)
		sim_device_xenbus_probe_initcall();
	if (!w->no_init)
		sim_device_xenbus_init();
}

static bool load(void)
{
	int err;

	module_check_poison();
	sim.poisoned = false;
	module_reset();
	sim_this_module = (struct module) { .refs = 0 };
	trace("insmod");
	sim.loaded = true;
	sim.loading = true;
	sim.announced[0] = 0;
	sim.insmod_at = sim.now;
	sim.handing_over = false;
	sim.handover_first = 0;
	sim.attempts = 0;
	sim.events = 0;
	sim.seen_frame = ~0ULL;
	sim.seen_connection = -1;
	sim.shown_served = 0;
	sim.polled_gone = false;
	sim.failure_logged = false;
	sim.warned = false;
	sim.lost_logged = false;
	sim.deaf = false;
	*sim_param_enable() = !sim.world.off;
	*sim_param_guard() = !sim.world.no_guard;
	*sim_param_timeout() = sim.world.timeout;
	if (!sim.first)
		sim.first = sim.decisions;
	err = sim_module_init();
	sim.loading = false;
	trace("insmod: %d", err);
	sim.load_at = sim.now;
	if (!err && !sim.announced[0])
		violated("a load announces no state", "");
	if (err && !may_refuse())
		violated("the load fails for no reason", "%d", err);
	if (err == -ENOENT && irq_is_late() && !sim.world.no_probe)
		violated("the load fails where it could observe", "");
	if (err) {
		sim.loaded = false;
		check_unloaded();
	}
	return !err;
}

static void unload(void)
{
	while (sim_this_module.refs) {
		if (sim.state_ready)
			violated("ready, but the module cannot be unloaded", "");
		trace("rmmod: in use");
		sleep_ns(SEC);
	}
	trace("rmmod");
	sim_this_module.going = true;
	sim.unload_at = sim.now;
	/* If a handover was about to begin, it does not. */
	sim.handing_over = false;
	sim_module_exit();
	sim.left_unread |= is_left_unread();
	if (sim.now - sim.unload_at > 10 * SEC && !sim.unrecoverable && !sim.chain_outlasts)
		violated("unload takes long", "%.3f s", (sim.now - sim.unload_at) / 1e9);
	sim.loaded = false;
	sim.unload_at = 0;
	trace("rmmod: done");
	sim.last = sim.decisions;
	check_unloaded();
	module_poison();
}

static int init(void *unused)
{
	const struct world *w = &sim.world;

	boot();
	sim.booted = true;
	/*
	 * The kernel's thread is asleep well before any module can be loaded. Wait for it
	 * without the module as well, so that both runs are the same until the load.
	 */
	while (kthread_is_runnable())
		sleep_ns(MSEC);
	if (!w->module)
		return 0;
	sleep_until(w->load_ms * MSEC);
	current->cpu = w->load_cpu;
	if (!load())
		return 0;
	if (w->unload_ms) {
		sleep_until(w->unload_ms * MSEC);
		unload();
		if (w->reload_ms) {
			sleep_ns(w->reload_ms * MSEC);
			load();
		}
	}
	return 0;
}

void guest_start(void)
{
	const struct world *w = &sim.world;
	unsigned long i;

	reset_data(&kernel_data, __start_sim_kernel_data, __stop_sim_kernel_data);
	module_reset();
	spawn_on(0, "init", init, NULL);
	for (i = 0; i < ARRAY_SIZE(w->client_ms); i++) {
		if (w->client_ms[i])
			spawn_on(i % w->cpus, "client", client, (void *)(long)w->client_ms[i]);
	}
	if (w->woken_ms)
		spawn_on(0, "waker", waker, NULL);
	if (w->readers_ms)
		spawn_on(0, "files", files_reader, NULL);
}
