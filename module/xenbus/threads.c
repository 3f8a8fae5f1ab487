// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#include "state.h"
#include "threads.h"

bool is_thread(const struct task_struct *task, const char *name)
{
	return (task->flags & PF_KTHREAD) && !strcmp(task->comm, name);
}

/* With RCU's read lock held, or only to see whether there is one. */
static struct task_struct *find_thread(const char *name)
{
	struct task_struct *task, *found = NULL;

	rcu_read_lock();
	for_each_process(task) {
		if (is_thread(task, name)) {
			found = task;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

bool thread_exists(const char *name)
{
	return find_thread(name);
}

bool thread_sleeps(const char *name)
{
	struct task_struct *task;
	bool sleeps;

	rcu_read_lock();
	task = find_thread(name);
	sleeps = task && task_state_to_char(task) == 'S';
	rcu_read_unlock();
	return sleeps;
}

bool inkernel_runs(void)
{
	/* Its first thread ends, or dies, soon after it says that it is up. */
	return thread_exists("xenbus_probe") ||
	       (thread_exists("xenbus") && thread_exists("xenwatch"));
}

static int ensure_thread(int (*function)(void *unused), const char *name)
{
	struct task_struct *task;

	if (thread_exists(name))
		return 0;
	if (!function)
		return -ENOENT;
	task = kthread_run(function, NULL, "%s", name);
	return PTR_ERR_OR_ZERO(task);
}

/*
 * xs_init() resets the watches as well, which matters only to a kernel
 * started by kexec.
 */
int threads_start(void)
{
	int err;

	err = ensure_thread(inkernel.symbols.xenbus_thread, "xenbus");
	if (err)
		return err;
	return ensure_thread(inkernel.symbols.xenwatch_thread, "xenwatch");
}
