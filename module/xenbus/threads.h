/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Threads: find and start the threads of the in-kernel xenbus, which are "xenbus_probe",
 * "xenbus" and "xenwatch". A kernel thread's name is enough to recognise it.
 */
#ifndef XENBUS_LATE_THREADS_H
#define XENBUS_LATE_THREADS_H

#include <linux/types.h>

struct task_struct;

bool is_thread(const struct task_struct *task, const char *name);
bool thread_exists(const char *name);

/* Return: the thread, to be released by put_task_struct(), or NULL. */
struct task_struct *thread_get(const char *name);

/**
 * threads_start() - start "xenbus" and "xenwatch", as xs_init() does
 *
 * Return: 0, -ENOENT if a thread is missing and its function was not found, or
 * another negative errno. The next call starts what is still missing.
 */
int threads_start(void);

#endif /* XENBUS_LATE_THREADS_H */
