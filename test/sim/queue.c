// SPDX-License-Identifier: GPL-2.0
/*
 * Queue: work queues and their timers. An ordered queue has one worker; the system's queue
 * has one for each work item. A deferrable timer expires when its CPU is awake. If the world
 * makes it lazy, it expires only at that CPU's next tick. A short interrupt causes no tick.
 */
#include "sim.h"

struct workqueue_struct {
	const char *name;
	enum owner owner;
	struct list_head works;
	struct work_struct *running;
	struct task_struct *worker;
	wait_queue_head_t idle;
	bool going;
};

static struct workqueue_struct queues[8], system_queue;
static unsigned int n_queues;
static struct work_struct *system_works[MAX_TIMERS];	/* those that wait for a worker */
static unsigned int module_work;	/* those of the module that run */
struct workqueue_struct *system_wq = &system_queue;

static struct delayed_work *timers[MAX_TIMERS];
static unsigned int n_timers;

void sim_init_work(enum owner owner, struct work_struct *work, work_func_t func)
{
	*work = (struct work_struct) { .func = func };
}

void sim_init_dwork(enum owner owner, struct delayed_work *dwork, work_func_t func,
		    bool deferrable)
{
	*dwork = (struct delayed_work) { .deferrable = deferrable };
	sim_init_work(owner, &dwork->work, func);
}

static int run_one(void *data)
{
	struct work_struct **queued = data, *work;

	/* A work item never runs twice at the same time. */
	while (*queued && (*queued)->running)
		wait_event(system_queue.idle, !*queued || !(*queued)->running);
	work = *queued;
	*queued = NULL;
	if (!work)		/* cancelled */
		return 0;
	work->pending = false;
	work->running = true;
	module_work += in_module(work);
	work->func(work);
	module_work -= in_module(work);
	work->running = false;
	wake_up(&system_queue.idle);
	return 0;
}

static int worker(void *data)
{
	struct workqueue_struct *queue = data;
	struct work_struct *work;

	for (;;) {
		while (!list_empty(&queue->works)) {
			work = list_first_entry(&queue->works, struct work_struct, entry);
			list_del_init(&work->entry);
			work->pending = false;
			queue->running = work;
			point("work");
			work->func(work);
			queue->running = NULL;
			wake_up(&queue->idle);
			point("work done");
		}
		if (queue->going)
			return 0;
		block(0, TASK_IDLE);
	}
}

struct workqueue_struct *sim_alloc_queue(enum owner owner, const char *name)
{
	struct workqueue_struct *queue = &queues[n_queues++];

	might_sleep();
	point("alloc_workqueue");
	if (fails(owner, "alloc_workqueue"))
		return NULL;
	*queue = (struct workqueue_struct) { .name = name, .owner = owner };
	INIT_LIST_HEAD(&queue->works);
	init_waitqueue_head(&queue->idle);
	/* An unbound worker runs on any CPU, and in Linux it moves between them. */
	queue->worker = spawn_on(sim.now / 1000 % sim.world.cpus, "kworker", worker, queue);
	queue->worker->flags = PF_KTHREAD;
	task_sleeps(queue->worker, TASK_IDLE);
	return queue;
}

static void enqueue(struct workqueue_struct *queue, struct work_struct *work)
{
	unsigned int i;

	work->queue = queue;
	if (queue->going)
		violated("work is queued on a queue that is destroyed", "%s", queue->name);
	if (queue == system_wq) {
		for (i = 0; system_works[i];)
			i++;
		system_works[i] = work;
		spawn_on(current ? current->cpu % sim.world.cpus : 0, "kworker/s", run_one,
			 &system_works[i])->flags = 0;
		return;
	}
	list_add_tail(&work->entry, &queue->works);
	/* A worker that sleeps in its work is not idle. */
	if (!queue->running)
		sim_wake_task(queue->worker, TASK_IDLE);
}

bool queue_work(struct workqueue_struct *queue, struct work_struct *work)
{
	point("queue_work");
	if (work->pending || work->canceling)
		return false;
	work->pending = true;
	enqueue(queue, work);
	return true;
}

static void disarm(struct delayed_work *work)
{
	unsigned int i;

	for (i = 0; i < n_timers; i++) {
		if (timers[i] == work) {
			timers[i] = timers[--n_timers];
			break;
		}
	}
	work->armed = false;
}

static void arm(struct workqueue_struct *queue, struct delayed_work *work, unsigned long delay)
{
	if (!delay) {
		enqueue(queue, &work->work);
		return;
	}
	work->work.queue = queue;
	work->cpu = current ? current->cpu % sim.world.cpus : 0;
	work->expires = sim_wheel(sim_jiffies() + delay) * NSEC_PER_JIFFY;
	work->armed = true;
	timers[n_timers++] = work;
	note_expiry(work->expires);
}

bool queue_delayed_work(struct workqueue_struct *queue, struct delayed_work *work,
			unsigned long delay)
{
	point("queue_delayed_work");
	if (work->work.pending || work->work.canceling)
		return false;
	work->work.pending = true;
	arm(queue, work, delay);
	return true;
}

static void dequeue(struct work_struct *work)
{
	unsigned int i;

	for (i = 0; work->queue == system_wq && i < ARRAY_SIZE(system_works); i++) {
		if (system_works[i] == work)
			system_works[i] = NULL;
	}
	if (work->queue != system_wq)
		list_del_init(&work->entry);
}

/* Remove the work from its timer or queue. Return: whether it was pending. */
static bool grab(struct delayed_work *work)
{
	bool pending = work->work.pending;

	if (work->armed)
		disarm(work);
	else if (pending)
		dequeue(&work->work);
	work->work.pending = false;
	return pending;
}

bool mod_delayed_work(struct workqueue_struct *queue, struct delayed_work *work,
		      unsigned long delay)
{
	bool pending;

	point("mod_delayed_work");
	if (work->work.canceling)
		return false;
	/* Like Linux, take queued work out of the queue and arm it again. */
	pending = grab(work);
	work->work.pending = true;
	arm(queue, work, delay);
	return pending;
}

bool delayed_work_pending(struct delayed_work *work)
{
	return work->work.pending;
}

bool cancel_delayed_work(struct delayed_work *work)
{
	point("cancel_delayed_work");
	return grab(work);
}

static bool is_running(const struct work_struct *work)
{
	return work->running || (work->queue && work->queue->running == work);
}

static void wait_for(struct work_struct *work)
{
	struct workqueue_struct *queue = work->queue;

	work->canceling = true;
	while (is_running(work)) {
		if (queue->worker == current)
			violated("a work item waits for itself", "%s", queue->name);
		wait_event(queue->idle, !is_running(work));
	}
	work->canceling = false;
}

bool cancel_delayed_work_sync(struct delayed_work *work)
{
	bool pending;

	might_sleep();
	point("cancel_delayed_work_sync");
	pending = grab(work);
	wait_for(&work->work);
	return pending;
}

bool cancel_work_sync(struct work_struct *work)
{
	bool pending = work->pending;

	might_sleep();
	point("cancel_work_sync");
	if (pending)
		dequeue(work);
	work->pending = false;
	wait_for(work);
	return pending;
}

bool flush_delayed_work(struct delayed_work *work)
{
	might_sleep();
	point("flush_delayed_work");
	if (work->armed) {
		disarm(work);
		enqueue(work->work.queue, &work->work);
	}
	while (work->work.pending || is_running(&work->work))
		sleep_ns(MSEC);
	return true;
}

void destroy_workqueue(struct workqueue_struct *queue)
{
	unsigned int i;

	might_sleep();
	point("destroy_workqueue");
	while (queue->running || !list_empty(&queue->works))
		wait_event(queue->idle, !queue->running && list_empty(&queue->works));
	queue->going = true;
	for (i = 0; i < n_timers; i++) {
		if (timers[i]->work.queue == queue)
			violated("a timer outlives its work queue", "%s", queue->name);
	}
	sim_wake_task(queue->worker, TASK_IDLE);
}

static void fire(struct delayed_work *work)
{
	if (in_module(work) && work->work.queue == system_wq)
		check_timer();
	disarm(work);
	enqueue(work->work.queue, &work->work);
}

void timers_expire(void)
{
	unsigned int i;

	for (i = 0; i < n_timers; i++) {
		struct delayed_work *work = timers[i];

		if (work->expires > sim.now)
			continue;
		if (work->deferrable && (sim.world.lazy || !cpu_is_awake(work->cpu)))
			continue;
		fire(work);
		i = -1;
	}
}

/* That CPU has a tick, because of other work. */
void cpu_ticks(unsigned int cpu)
{
	unsigned int i;

	for (i = 0; i < n_timers; i++) {
		if (timers[i]->expires <= sim.now && timers[i]->cpu == cpu) {
			fire(timers[i]);
			i = -1;
		}
	}
}

/*
 * Return: the expiry of the next timer that needs no tick of its CPU. A deferrable timer needs one
 * if the CPU is idle, and in a lazy world always.
 */
u64 timers_next(void)
{
	u64 next = ~0ULL;
	unsigned int i;

	for (i = 0; i < n_timers; i++) {
		if (timers[i]->deferrable && (sim.world.lazy || !cpu_is_awake(timers[i]->cpu)))
			continue;
		next = min(next, timers[i]->expires);
	}
	return next;
}

/* Once xenbus is up, the module must not wake an idle CPU. */
void queues_check_idle(void)
{
	unsigned int i;

	for (i = 0; i < n_timers; i++) {
		if (in_module(timers[i]) && !timers[i]->deferrable)
			violated("ready, but a timer of the module is armed", "");
	}
}

/* After unload, no work of the module may be left. */
void queues_check(void)
{
	unsigned int i;

	for (i = 0; i < n_timers; i++) {
		if (in_module(timers[i]->work.func) || in_module(timers[i]))
			violated("unload leaves a timer", "");
	}
	for (i = 0; i < n_queues; i++) {
		if (queues[i].owner == OWNER_MODULE && queues[i].name && !queues[i].going)
			violated("unload leaves a work queue", "%s", queues[i].name);
	}
	if (module_work)
		violated("unload leaves work running", "");
}

void queues_reset(void)
{
	memset(queues, 0, sizeof(queues));
	n_queues = 0;
	n_timers = 0;
	memset(system_works, 0, sizeof(system_works));
	module_work = 0;
	system_queue = (struct workqueue_struct) { .name = "events" };
	INIT_LIST_HEAD(&system_queue.works);
	init_waitqueue_head(&system_queue.idle);
}
