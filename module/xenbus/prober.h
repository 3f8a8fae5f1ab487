/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Prober: the thread "xenbus_probe", which runs xenbus's notifier chain. The kernel
 * creates it if xenstore is not ready at boot (since 5.19, 5b3353949e89). If it exists, it
 * must also run the chain for this module: a second prober would run the chain twice.
 */
#ifndef XENBUS_LATE_PROBER_H
#define XENBUS_LATE_PROBER_H

#include <linux/types.h>

/**
 * prober_resume() - let the kernel's own thread run xenbus_probe()
 *
 * Return: false if there is none, in which case the caller must start one.
 */
bool prober_resume(void);

#endif /* XENBUS_LATE_PROBER_H */
