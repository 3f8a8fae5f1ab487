// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/string.h>

#include "state.h"
#include "threads.h"

bool is_thread(const struct task_struct *task, const char *name)
{
	return (task->flags & PF_KTHREAD) && !strcmp(task->comm, name);
}

struct task_struct *thread_get(const char *name)
{
	struct task_struct *task, *found = NULL;

	rcu_read_lock();
	for_each_process(task) {
		if (is_thread(task, name)) {
			get_task_struct(task);
			found = task;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

bool thread_exists(const char *name)
{
	struct task_struct *task = thread_get(name);

	if (task)
		put_task_struct(task);
	return task;
}

bool inkernel_has_threads(void)
{
	/*
	 * The xenbus_probe thread sets xenstored_ready before anything that can crash, so
	 * that flag proves nothing. If the thread exists, it has at least not crashed yet.
	 */
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
 * xs_init() also resets the watches. Skip that: only a kernel started by
 * kexec has old ones.
 */
int threads_start(void)
{
	int err;

	err = ensure_thread(inkernel.symbols.xenbus_thread, "xenbus");
	if (err)
		return err;
	return ensure_thread(inkernel.symbols.xenwatch_thread, "xenwatch");
}
