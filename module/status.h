/* SPDX-License-Identifier: GPL-2.0 */
/* Status: the files for user space. Documentation/ABI describes them. */
#ifndef XENBUS_LATE_STATUS_H
#define XENBUS_LATE_STATUS_H

#include <linux/types.h>

#include "handshake.h"
#include "names.h"

/*
 * Before status_open(), these functions only store their values. Module init, and later
 * the work items in waiting.c, set the state, mode and page. stall.c and the thread that
 * runs the notifier chain may set the error and waiting_for concurrently, so each value
 * is read and written atomically. status_event() may be called in interrupt context. No
 * decision depends on the values stored here.
 */

/* Set load_time. Call this first, because the other times must not be earlier. */
void status_load(void);

/**
 * status_open() - create /sys/hypervisor/xenbus
 *
 * Return: 0 or a negative errno, with nothing left behind.
 */
int status_open(void);
void status_close(void);

void status_mode(enum late_mode mode);
void status_channel(u32 port);

/*
 * If the state changes, wake pollers and send a uevent. For STATE_HANDOVER, do this 100 ms later
 * or at the next change, whichever comes first.
 */
void status_state(enum late_state state);

void status_waiting_for(enum late_waiting_for waiting_for);
void status_error(int error);
void status_attempt(void);
void status_event(void);

/* Show the facts that were last read from the page. */
void status_page(const struct handshake_facts *facts);

/* The page is served. The first call sets served_time. */
void status_served(void);

/* Nanoseconds since the first status_served(). */
u64 status_since_served(void);

#endif /* XENBUS_LATE_STATUS_H */
