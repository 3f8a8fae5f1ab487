// SPDX-License-Identifier: GPL-2.0
/* Tasks: kernel threads, sleeping locks, wait queues, notifier chains, modules. */
#include "sim.h"

/* Kernel threads */
bool sim_wake_task(struct task_struct *task, unsigned int states)
{
	if (task->dead || !(task->state & states))
		return false;
	task_wakes(task);
	return true;
}

int wake_up_process(struct task_struct *task)
{
	point("wake_up_process");
	return sim_wake_task(task, TASK_NORMAL);
}

struct task_struct *sim_kthread(enum owner owner, int (*function)(void *), void *data,
				const char *format, ...)
{
	struct task_struct *task;
	char name[16];
	va_list args;

	va_start(args, format);
	vsnprintf(name, sizeof(name), format, args);
	va_end(args);
	might_sleep();
	point("kthread_run");
	if (fails(sim.handing_over && sim_this_module.refs ? OWNER_MODULE : owner, "kthread_run")) {
		/* Without their names, the module cannot start them again. */
		sim.unrecoverable |= sim.world.names == NAMES_NO_THREADS;
		return ERR_PTR(-ENOMEM);
	}
	task = spawn_on(sim.now / 1000 % sim.world.cpus, name, function, data);
	task->flags = PF_KTHREAD;
	trace("thread \"%s\" starts", name);
	return task;
}

bool kthread_should_stop(void)
{
	return current->should_stop;
}

int kthread_stop(struct task_struct *task)
{
	might_sleep();
	point("kthread_stop");
	task->should_stop = true;
	sim_wake_task(task, TASK_NORMAL);
	while (!task->dead)
		block(sim.now + MSEC, TASK_UNINTERRUPTIBLE);
	return task->result;
}

char task_state_to_char(struct task_struct *task)
{
	if (task->state == TASK_IDLE)
		return 'I';
	return task->state & TASK_INTERRUPTIBLE ? 'S' :
	       task->state & TASK_UNINTERRUPTIBLE ? 'D' : 'R';
}

void schedule(void)
{
	schedule_timeout(MAX_SCHEDULE_TIMEOUT);
}

long schedule_timeout(long timeout)
{
	unsigned long until = sim_jiffies() + timeout;
	unsigned int state = current->state;

	/* There was a wake-up since prepare_to_wait(). */
	if (!state || (state == TASK_INTERRUPTIBLE && current->signal)) {
		current->state = TASK_RUNNING;
		point("schedule");
	} else {
		block(timeout == MAX_SCHEDULE_TIMEOUT ? 0 : sim_wheel(until) * NSEC_PER_JIFFY,
		      state);
	}
	if (timeout == MAX_SCHEDULE_TIMEOUT)
		return timeout;
	timeout = until - sim_jiffies();
	return timeout < 0 ? 0 : timeout;
}

void sim_sleep(u64 until)
{
	if (!current->state)		/* woken since prepare_to_wait() */
		point("schedule");
	else
		block(until, current->state);
}

void msleep(unsigned int ms)
{
	might_sleep();
	point("msleep");
	sleep_until(sim_wheel(sim_jiffies() + 1 + msecs_to_jiffies(ms)) * NSEC_PER_JIFFY);
}

/* References to tasks */
void get_task_struct(struct task_struct *task)
{
	/* Without a reference, only a lock keeps the task from being freed. */
	if (!task->refs && !current->rcu && !current->atomic)
		violated("a task is used without a reference or a lock", "%s", task->comm);
	task->refs++;
}

void put_task_struct(struct task_struct *task)
{
	if (task->refs)
		task->refs--;
	else
		violated("a task's references are put once too often", "%s", task->comm);
}

struct task_struct *sim_first_task(void)
{
	if (!current->rcu)
		violated("the list of tasks is read without a lock", "");
	return sim_tasks;
}

/* Locks */

/* Linux's functions call this if they may sleep, even if this time they would not. */
void might_sleep(void)
{
	if (current && (current->atomic || current->irq || current->rcu))
		violated("a function that may sleep is called in atomic context", "%s after %s",
			 current->comm, current->at);
}

void sim_atomic(int change)
{
	current->atomic += change;
	if (!current->atomic)
		point("spin_unlock");
}

/* Each release wakes all waiters, which check again. */
static void lock_changed(void)
{
	unsigned int i;

	for (i = 0; i < sim_n_tasks; i++) {
		if (!strcmp(sim_tasks[i].at, "lock"))
			sim_wake_task(&sim_tasks[i], TASK_UNINTERRUPTIBLE);
	}
}

static void wait_for_lock(void)
{
	current->at = "lock";
	block(0, TASK_UNINTERRUPTIBLE);
}

void mutex_lock(struct mutex *m)
{
	might_sleep();
	point("mutex_lock");
	while (m->owner)
		wait_for_lock();
	m->owner = current;
}

/* The module tests the mutexes of devices, which can be removed. */
bool mutex_is_locked(struct mutex *m)
{
	if (!current->atomic)
		violated("the list of devices is read without its lock", "");
	return m->owner;
}

void mutex_unlock(struct mutex *m)
{
	m->owner = NULL;
	lock_changed();
	point("mutex_unlock");
}

void down_read(struct rw_semaphore *s)
{
	might_sleep();
	point("down_read");
	while (s->writer)
		wait_for_lock();
	s->readers++;
}

void up_read(struct rw_semaphore *s)
{
	s->readers--;
	lock_changed();
	point("up_read");
}

void down_write(struct rw_semaphore *s)
{
	might_sleep();
	point("down_write");
	while (s->writer || s->readers)
		wait_for_lock();
	s->writer = current;
}

void up_write(struct rw_semaphore *s)
{
	s->writer = NULL;
	lock_changed();
	point("up_write");
}

/* Wait queues */
static int wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	return sim_wake_task(entry->private, mode);
}

int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags,
			     void *key)
{
	int woken = wake_function(entry, mode, flags, key);

	if (woken)
		list_del_init(&entry->entry);
	return woken;
}

static void check_head(wait_queue_head_t *q)
{
	if (!q->head.next)
		sim_oops("NULL pointer dereference in a wait queue");
}

void add_wait_queue(wait_queue_head_t *q, struct wait_queue_entry *entry)
{
	point("add_wait_queue");
	check_head(q);
	list_add(&entry->entry, &q->head);
}

void remove_wait_queue(wait_queue_head_t *q, struct wait_queue_entry *entry)
{
	point("remove_wait_queue");
	list_del(&entry->entry);
}

void prepare_to_wait(wait_queue_head_t *q, struct wait_queue_entry *entry, int state)
{
	point("prepare_to_wait");
	check_head(q);
	if (list_empty(&entry->entry))
		list_add(&entry->entry, &q->head);
	current->state = state;
	point("prepared to wait");
}

void finish_wait(wait_queue_head_t *q, struct wait_queue_entry *entry)
{
	current->state = TASK_RUNNING;
	if (!list_empty(&entry->entry))
		list_del_init(&entry->entry);
	point("finish_wait");
}

void wake_up(wait_queue_head_t *q)
{
	struct wait_queue_entry *entry, *next;

	point("wake_up");
	check_head(q);
	/* With the queue's lock held */
	current->atomic++;
	list_for_each_entry_safe(entry, next, &q->head, entry) {
		sim.events += in_module(entry->func);
		entry->func(entry, TASK_NORMAL, 0, NULL);
	}
	current->atomic--;
	point("woken up");
}

/* Notifier chains */
static struct blocking_notifier_head *chains[8], reboot_chain;
static unsigned int n_chains;

static void remember(struct blocking_notifier_head *head)
{
	unsigned int i;

	for (i = 0; i < n_chains; i++) {
		if (chains[i] == head)
			return;
	}
	chains[n_chains++] = head;
}

int blocking_notifier_chain_register(struct blocking_notifier_head *head,
				     struct notifier_block *nb)
{
	struct notifier_block **next = &head->head;
	int err = 0;

	remember(head);
	if (in_module(nb))
		sim_test_point("register");
	down_write(&head->rwsem);
	for (; *next; next = &(*next)->next) {
		if (*next == nb) {
			sim_warn("notifier callback already registered");
			err = -EEXIST;
			break;
		}
		if (nb->priority > (*next)->priority)
			break;
	}
	if (!err) {
		nb->next = *next;
		*next = nb;
	}
	up_write(&head->rwsem);
	return err;
}

int blocking_notifier_chain_unregister(struct blocking_notifier_head *head,
				       struct notifier_block *nb)
{
	struct notifier_block **next;
	int err = -ENOENT;

	down_write(&head->rwsem);
	for (next = &head->head; *next; next = &(*next)->next) {
		if (*next == nb) {
			*next = nb->next;
			err = 0;
			break;
		}
	}
	up_write(&head->rwsem);
	return err;
}

int blocking_notifier_call_chain(struct blocking_notifier_head *head, unsigned long action,
				 void *data)
{
	struct notifier_block *nb, *next;

	if (!head->head)
		return NOTIFY_DONE;
	down_read(&head->rwsem);
	for (nb = head->head; nb; nb = next) {
		next = nb->next;
		nb->notifier_call(nb, action, data);
	}
	up_read(&head->rwsem);
	return NOTIFY_DONE;
}

int register_reboot_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&reboot_chain, nb);
}

int unregister_reboot_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&reboot_chain, nb);
}

/* Modules */
struct module sim_this_module;

bool try_module_get(struct module *module)
{
	point("try_module_get");
	if (module->going)
		return false;
	module->refs++;
	return true;
}

void module_put(struct module *module)
{
	point("module_put");
	if (--module->refs < 0)
		violated("the module's references are put once too often", "");
}

/* After unload, no notifier or thread of the module may be left. */
void locks_check(void)
{
	struct notifier_block *nb;
	unsigned int i;

	for (i = 0; i < n_chains; i++) {
		for (nb = chains[i]->head; nb; nb = nb->next) {
			if (in_module(nb) || in_module(nb->notifier_call))
				violated("unload leaves a notifier", "");
		}
	}
	for (i = 0; i < sim_n_tasks; i++) {
		if (!sim_tasks[i].dead && in_module(sim_tasks[i].function))
			violated("unload leaves a thread", "%s", sim_tasks[i].comm);
		if (sim_tasks[i].refs)
			violated("unload leaves a reference to a thread", "%s", sim_tasks[i].comm);
	}
}

/* Once xenbus is up, the module must have no thread left. */
void tasks_check_idle(void)
{
	unsigned int i;

	for (i = 0; i < sim_n_tasks; i++) {
		if (!sim_tasks[i].dead && in_module(sim_tasks[i].function))
			violated("ready, but a thread of the module lives on", "%s",
				 sim_tasks[i].comm);
	}
}

void locks_reset(void)
{
	n_chains = 0;
	reboot_chain = (struct blocking_notifier_head) { .head = NULL };
	sim_this_module = (struct module) { .refs = 0 };
}
