// SPDX-License-Identifier: GPL-2.0
/*
 * Wakes an interruptibly sleeping kernel thread directly instead of through its wait
 * queue, like klp_send_signals() in kernel/livepatch/transition.c.
 */
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

static char *thread = "";
module_param(thread, charp, 0444);
MODULE_PARM_DESC(thread, "name of the thread");

static int __init wake_thread_load(void)
{
	struct task_struct *task;
	int err = -ESRCH;

	rcu_read_lock();
	for_each_process(task) {
		if ((task->flags & PF_KTHREAD) && !strcmp(task->comm, thread) &&
		    task_state_to_char(task) == 'S') {
			wake_up_process(task);
			err = 0;
		}
	}
	rcu_read_unlock();
	return err;
}

static void __exit wake_thread_unload(void)
{
}

module_init(wake_thread_load);
module_exit(wake_thread_unload);

MODULE_DESCRIPTION("Wakes a kernel thread, for tests");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
