/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Built-in: the kernel's own xenbus, drivers/xen/xenbus. Nothing else in this
 * module reads or writes its insides.
 */
#ifndef XENBUS_LATE_BUILTIN_H
#define XENBUS_LATE_BUILTIN_H

#include <xen/interface/event_channel.h>
#include <xen/xenbus.h>

#include "survey.h"

/* Exported to modules, but declared in xenbus.h, which they cannot include. */
extern enum xenstore_init xen_store_domain_type;

/**
 * builtin_watch() - be told when the built-in is up
 * @up: called once, in the end of its notifier chain, in process context
 *
 * Return: whether it is up already; @up is not called then.
 */
bool builtin_watch(void (*up)(void));
void builtin_unwatch(void);
bool builtin_is_up(void);

/**
 * builtin_prepare() - get all that can be got before dom0 is there
 *
 * Return: 0; -ENOENT if this kernel's functions were not found, or another
 * negative errno, with nothing left behind.
 */
int builtin_prepare(void);

/* Waits for the notifier chain, if builtin_probe() started it. */
void builtin_release(void);

/**
 * builtin_start() - bring up its ring, threads and interrupt
 * @page: the served page, mapped; the built-in's own from now on
 * @port: the store's event channel, which nobody listens to
 *
 * Return: 0, or xs_init()'s error. Then the page is the caller's again and all
 * is as before, unless channel_taken().
 */
int builtin_start(struct xenstore_domain_interface *page, evtchn_port_t port);

/**
 * builtin_continue() - where xs_init() got as far as the interrupt and failed
 *
 * It must not be called again then: it would bind a second time, or take
 * itself for resuming and start no thread at all.
 *
 * Return: 0 or a negative errno; may be tried again.
 */
int builtin_continue(void);

/* Run its notifier chain, which wakes all that waits for xenstore. */
void builtin_probe(void);

/* Make up for what the failed xenbus_init() skipped. */
void builtin_mend(void);

#endif /* XENBUS_LATE_BUILTIN_H */
