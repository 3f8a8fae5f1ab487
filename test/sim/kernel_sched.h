/* SPDX-License-Identifier: GPL-2.0 */
/* Lists, tasks, locks, wait queues, work queues, notifier chains, like in Linux. */
#ifndef SIM_KERNEL_SCHED_H
#define SIM_KERNEL_SCHED_H

struct list_head { struct list_head *next, *prev; };

#define LIST_HEAD_INIT(name)	{ &(name), &(name) }
#define LIST_HEAD(name)		struct list_head name = LIST_HEAD_INIT(name)
static inline void INIT_LIST_HEAD(struct list_head *list)
{
	list->next = list;
	list->prev = list;
}

static inline void list_insert(struct list_head *new, struct list_head *prev,
			       struct list_head *next)
{
	next->prev = new;
	new->next = next;
	new->prev = prev;
	prev->next = new;
}

static inline void list_add(struct list_head *new, struct list_head *head)
{
	list_insert(new, head, head->next);
}

static inline void list_add_tail(struct list_head *new, struct list_head *head)
{
	list_insert(new, head->prev, head);
}

static inline void list_del(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	entry->prev->next = entry->next;
	entry->next = (void *)0x100;
	entry->prev = (void *)0x122;
}

static inline void list_del_init(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	entry->prev->next = entry->next;
	INIT_LIST_HEAD(entry);
}

static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}

static inline bool list_is_singular(const struct list_head *head)
{
	return !list_empty(head) && head->next == head->prev;
}

static inline void list_splice_tail(struct list_head *list, struct list_head *head)
{
	if (list_empty(list))
		return;
	list->next->prev = head->prev;
	head->prev->next = list->next;
	list->prev->next = head;
	head->prev = list->prev;
}

#define list_entry(p, type, member) container_of(p, type, member)
#define list_first_entry(head, type, member) list_entry((head)->next, type, member)
#define list_first_entry_or_null(head, type, member) \
	(list_empty(head) ? NULL : list_first_entry(head, type, member))
#define list_for_each_entry(pos, head, member)					\
	for (pos = list_entry((head)->next, __typeof__(*pos), member);		\
	     &pos->member != (head);						\
	     pos = list_entry(pos->member.next, __typeof__(*pos), member))
#define list_for_each_entry_safe(pos, n, head, member)				\
	for (pos = list_entry((head)->next, __typeof__(*pos), member),		\
	     n = list_entry(pos->member.next, __typeof__(*pos), member);	\
	     &pos->member != (head);						\
	     pos = n, n = list_entry(n->member.next, __typeof__(*n), member))

/* Tasks */
#define TASK_RUNNING		0
#define TASK_INTERRUPTIBLE	1
#define TASK_UNINTERRUPTIBLE	2
#define TASK_NORMAL		3
#define TASK_NOLOAD		0x400
#define TASK_IDLE		(TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define MAX_SCHEDULE_TIMEOUT	LONG_MAX
#define PF_KTHREAD		0x00200000
#define TIF_SIGPENDING		0

struct task_struct {
	char comm[16];
	unsigned int flags;
	int pid;
	unsigned int state;
	bool signal, should_stop, dead;
	/* only in the simulation */
	bool irq;			/* an interrupt handler: keeps others off its CPU */
	bool asleep;			/* in schedule() */
	unsigned int cpu, atomic, prio;
	unsigned int rcu, refs;
	u64 wake_at;			/* 0: only a wake-up ends its sleep */
	bool timed_out;
	int (*function)(void *data);
	void *data;
	int result;
	const char *at;			/* its last kernel call */
	void *sp;
	char *stack;
};

extern struct task_struct *current;
extern struct task_struct sim_tasks[];
extern unsigned int sim_n_tasks;
struct task_struct *sim_spawn(const char *name, int (*function)(void *data), void *data);
struct task_struct *sim_kthread(enum owner owner, int (*function)(void *), void *data,
				const char *format, ...);
int kthread_stop(struct task_struct *task);
bool kthread_should_stop(void);
#define kthread_run(f, data, ...) sim_kthread(OWNER, f, data, __VA_ARGS__)
void schedule(void);
long schedule_timeout(long timeout);
int wake_up_process(struct task_struct *task);
bool sim_wake_task(struct task_struct *task, unsigned int states);
char task_state_to_char(struct task_struct *task);
#define set_current_state(s)	(current->state = (s))
#define __set_current_state(s)	(current->state = (s))
#define set_thread_flag(flag)	((void)(flag), current->signal = true)
#define clear_thread_flag(flag)	((void)(flag), current->signal = false)
#define signal_pending(task)	((task)->signal)
void get_task_struct(struct task_struct *task);
void put_task_struct(struct task_struct *task);
#define cond_resched()		point("cond_resched")
#define rcu_read_lock()		(point("rcu_read_lock"), current->rcu++)
#define rcu_read_unlock()	(current->rcu--)
#define rcu_dereference_raw(p)	(p)
struct task_struct *sim_first_task(void);
#define for_each_process(t)						\
	for (t = sim_first_task(); t < sim_tasks + sim_n_tasks; t++)		\
		if (!t->dead && !t->irq)

/* Locks. A task that holds a spinlock is not interrupted, so nobody has to spin. */
typedef struct { const char *name; } spinlock_t, raw_spinlock_t;
void sim_atomic(int change);
void might_sleep(void);
#define DEFINE_SPINLOCK(name)	spinlock_t name
#define spin_lock_init(l)	((void)(l))
#define spin_lock(l)		((void)(l), point("spin_lock"), sim_atomic(1))
#define spin_unlock(l)		((void)(l), sim_atomic(-1))
#define spin_lock_irq(l)	spin_lock(l)
#define spin_unlock_irq(l)	spin_unlock(l)
#define spin_lock_irqsave(l, f)	({ (f) = 0; spin_lock(l); })
#define spin_unlock_irqrestore(l, f) ({ (void)(f); spin_unlock(l); })
#define raw_spin_lock_irq(l)	spin_lock(l)
#define raw_spin_unlock_irq(l)	spin_unlock(l)

struct mutex { struct task_struct *owner; };
#define DEFINE_MUTEX(name)	struct mutex name
#define mutex_init(m)		((m)->owner = NULL)
bool mutex_is_locked(struct mutex *m);
void mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);

struct rw_semaphore { struct task_struct *writer; unsigned int readers; };
#define DECLARE_RWSEM(name)	struct rw_semaphore name
void down_read(struct rw_semaphore *s);
void up_read(struct rw_semaphore *s);
void down_write(struct rw_semaphore *s);
void up_write(struct rw_semaphore *s);

struct semaphore { int unused; };
struct completion { int unused; };

struct kref { int n; };
#define kref_init(k)		((k)->n = 1)
#define kref_get(k)		((void)(k)->n++)
#define kref_put(k, release)	({ bool last_ = !--(k)->n; if (last_) release(k); last_; })

/* Wait queues */
struct wait_queue_entry;
typedef int (*wait_queue_func_t)(struct wait_queue_entry *entry, unsigned int mode,
				 int flags, void *key);
struct wait_queue_entry {
	unsigned int flags;
	void *private;
	wait_queue_func_t func;
	struct list_head entry;
};

typedef struct wait_queue_entry wait_queue_entry_t;
typedef struct wait_queue_head { spinlock_t lock; struct list_head head; } wait_queue_head_t;

#define DECLARE_WAIT_QUEUE_HEAD(name) \
	wait_queue_head_t name = { .head = LIST_HEAD_INIT(name.head) }
#define init_waitqueue_head(q)	INIT_LIST_HEAD(&(q)->head)
#define DEFINE_WAIT(name)						\
	struct wait_queue_entry name = {				\
		.private = current, .func = autoremove_wake_function,	\
		.entry = LIST_HEAD_INIT(name.entry) }

int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode,
			     int flags, void *key);
void add_wait_queue(wait_queue_head_t *q, struct wait_queue_entry *entry);
void remove_wait_queue(wait_queue_head_t *q, struct wait_queue_entry *entry);
void prepare_to_wait(wait_queue_head_t *q, struct wait_queue_entry *entry, int state);
void finish_wait(wait_queue_head_t *q, struct wait_queue_entry *entry);
void wake_up(wait_queue_head_t *q);
#define wake_up_all(q)		wake_up(q)
#define wake_up_interruptible(q) wake_up(q)
#define waitqueue_active(q)	(!list_empty(&(q)->head))
#define wq_has_sleeper(q)	({ point("mb"); waitqueue_active(q); })

/* The value of ___wait_event(): jiffies left, at least 1 if @c holds; or -ERESTARTSYS. */
#define sim_wait(q, c, sleep_state, jiffies_left)			\
({									\
	might_sleep();							\
	long left_ = (jiffies_left), ret_ = 0;				\
	DEFINE_WAIT(wait_);						\
	for (;;) {							\
		prepare_to_wait(&(q), &wait_, sleep_state);		\
		if (c) {						\
			ret_ = left_ ?: 1;				\
			break;						\
		}							\
		if ((sleep_state) == TASK_INTERRUPTIBLE && current->signal) { \
			ret_ = -ERESTARTSYS;				\
			break;						\
		}							\
		if (!left_)						\
			break;						\
		left_ = schedule_timeout(left_);			\
	}								\
	finish_wait(&(q), &wait_);					\
	ret_;								\
})
#define wait_event(q, c)						\
({									\
	if (!(c))							\
		sim_wait(q, c, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT); \
})
#define wait_event_idle(q, c)						\
({									\
	point("wait_event_idle");					\
	if (!(c))							\
		sim_wait(q, c, TASK_IDLE, MAX_SCHEDULE_TIMEOUT);	\
})
#define wait_event_idle_timeout(q, c, t) \
	({ point("wait_event_idle_timeout"); (c) ? (long)(t) : sim_wait(q, c, TASK_IDLE, t); })
#define wait_event_timeout(q, c, t) \
	({ point("wait_event_timeout"); \
	   (c) ? (long)(t) : sim_wait(q, c, TASK_UNINTERRUPTIBLE, t); })
#define wait_event_interruptible(q, c)					\
({									\
	point("wait_event_interruptible");				\
	long err_ = 0;							\
	if (!(c))							\
		err_ = sim_wait(q, c, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT); \
	(int)min(err_, 0L);						\
})

/* Uses a separate timer, exact to the nanosecond. Return: 0, -ETIME or -ERESTARTSYS. */
#define wait_event_interruptible_hrtimeout(q, c, ns)			\
({									\
	const u64 until_ = sim_ns() + (ns);				\
	int ret_ = 0;							\
	DEFINE_WAIT(wait_);						\
	might_sleep();							\
	for (;;) {							\
		prepare_to_wait(&(q), &wait_, TASK_INTERRUPTIBLE);	\
		if (c)							\
			break;						\
		ret_ = current->signal ? -ERESTARTSYS :			\
		       sim_ns() >= until_ ? -ETIME : 0;			\
		if (ret_)						\
			break;						\
		sim_sleep(until_);					\
	}								\
	finish_wait(&(q), &wait_);					\
	ret_;								\
})
#define ns_to_ktime(ns)		(ns)
void sim_sleep(u64 until);

/* Work queues */
struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);
struct workqueue_struct;
struct work_struct {
	work_func_t func;
	struct workqueue_struct *queue;
	struct list_head entry;
	bool pending;			/* queued, or its timer runs */
	bool canceling;			/* cannot be queued meanwhile */
	bool running;			/* on the system's queue */
};

struct delayed_work {
	struct work_struct work;
	bool deferrable, armed;
	unsigned int cpu;
	u64 expires;
	struct list_head timer;
};

void sim_init_work(enum owner owner, struct work_struct *work, work_func_t func);
void sim_init_dwork(enum owner owner, struct delayed_work *dwork, work_func_t func,
		    bool deferrable);
#define DECLARE_DELAYED_WORK(name, f) \
	struct delayed_work name = { .work = { .func = f } }
#define INIT_WORK(w, f)		sim_init_work(OWNER, w, f)
#define INIT_DELAYED_WORK(w, f)	sim_init_dwork(OWNER, w, f, false)
#define INIT_DEFERRABLE_WORK(w, f) sim_init_dwork(OWNER, w, f, true)
struct workqueue_struct *sim_alloc_queue(enum owner owner, const char *name);
#define alloc_ordered_workqueue(name, flags, ...) sim_alloc_queue(OWNER, name)
#define alloc_workqueue(name, flags, max, ...) sim_alloc_queue(OWNER, name)
void destroy_workqueue(struct workqueue_struct *queue);
bool queue_work(struct workqueue_struct *queue, struct work_struct *work);
bool queue_delayed_work(struct workqueue_struct *queue, struct delayed_work *work,
			unsigned long delay);
bool mod_delayed_work(struct workqueue_struct *queue, struct delayed_work *work,
		      unsigned long delay);
bool cancel_delayed_work(struct delayed_work *work);
bool cancel_delayed_work_sync(struct delayed_work *work);
bool cancel_work_sync(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *work);
bool delayed_work_pending(struct delayed_work *work);
extern struct workqueue_struct *system_wq;
#define to_delayed_work(w)	container_of(w, struct delayed_work, work)
#define schedule_work(w)	queue_work(system_wq, w)
#define schedule_delayed_work(w, d) queue_delayed_work(system_wq, w, d)

/* Notifier chains */
struct notifier_block;
typedef int (*notifier_fn_t)(struct notifier_block *nb, unsigned long action, void *data);
struct notifier_block {
	notifier_fn_t notifier_call;
	struct notifier_block *next;
	int priority;
};

struct blocking_notifier_head { struct rw_semaphore rwsem; struct notifier_block *head; };
#define BLOCKING_NOTIFIER_HEAD(name) struct blocking_notifier_head name
#define NOTIFY_DONE		0
#define NOTIFY_OK		1
int blocking_notifier_chain_register(struct blocking_notifier_head *head,
				     struct notifier_block *nb);
int blocking_notifier_chain_unregister(struct blocking_notifier_head *head,
				       struct notifier_block *nb);
int blocking_notifier_call_chain(struct blocking_notifier_head *head, unsigned long action,
				 void *data);
int register_reboot_notifier(struct notifier_block *nb);
int unregister_reboot_notifier(struct notifier_block *nb);

/* Modules */
struct module { int refs; bool going; };
extern struct module sim_this_module;
#define THIS_MODULE		(&sim_this_module)
bool try_module_get(struct module *module);
void module_put(struct module *module);
#define module_refcount(m)	((m)->refs)
#define __module_get(m)		((void)try_module_get(m))
#define module_init(f)		int sim_module_init(void) { return f(); }
#define module_exit(f)		void sim_module_exit(void) { f(); }
#define module_param(name, type, mode) \
	__typeof__(name) *sim_param_##name(void) { return &name; }
#define MODULE_PARM_DESC(name, text)
#define MODULE_DESCRIPTION(x)
#define MODULE_AUTHOR(x)
#define MODULE_LICENSE(x)
#define MODULE_VERSION(x)
#define MODULE_ALIAS(x)
#define device_initcall(f)	int sim_device_##f(void) { return f(); }
#define postcore_initcall(f)	int sim_postcore_##f(void) { return f(); }

#endif /* SIM_KERNEL_SCHED_H */
