/* SPDX-License-Identifier: GPL-2.0 */
/* Status: what user space sees. Documentation/ABI has the text. */
#ifndef XENBUS_LATE_STATUS_H
#define XENBUS_LATE_STATUS_H

#include <linux/types.h>

#include "handshake.h"
#include "names.h"

/*
 * Until status_open() all of these only remember; after it they are shown. The load and
 * then the work on waiting.c's queue write the state, mode and page; the error and
 * waiting_for are also written by the chain's thread and by stall.c, so each is one word.
 * status_event() is called from the interrupt. Nobody decides by what is kept here.
 */

/**
 * status_open() - make /sys/hypervisor/xenbus
 *
 * Return: 0 or a negative errno, with nothing left behind.
 */
int status_open(void);
void status_close(void);

void status_mode(enum late_mode mode);
void status_channel(u32 port);

/* A change wakes pollers and sends a uevent. */
void status_state(enum late_state state);

void status_waiting_for(enum late_waiting_for waiting_for);
void status_error(int error);
void status_attempt(void);
void status_event(void);

/* The page as it was seen last. */
void status_page(const struct handshake_facts *facts);

/* It is connected, or a server answers: the first time dates served_time. */
void status_served(void);

/* Nanoseconds from the first sight of the served page until now. */
u64 status_since_served(void);

#endif /* XENBUS_LATE_STATUS_H */
