/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Built-in: the kernel's own xenbus, drivers/xen/xenbus. Nothing else in this
 * module reads or writes its insides.
 */
#ifndef XENBUS_LATE_BUILTIN_H
#define XENBUS_LATE_BUILTIN_H

#include <linux/types.h>
#include <xen/interface/event_channel.h>
#include <xen/xenbus.h>

#include "survey.h"

/* Exported to modules, but declared in xenbus.h, which they cannot include. */
extern enum xenstore_init xen_store_domain_type;

/**
 * builtin_watch() - be told when the built-in is up
 * @start: called after builtin_start(), for each attempt that failed with its
 * negative errno, and with 0 when its ring, threads and interrupt are there; in
 * process context
 * @up: called once, in the end of its notifier chain, in process context, or
 * at once if it is up already
 */
void builtin_watch(void (*start)(int err), void (*up)(void));
void builtin_unwatch(void);
bool builtin_is_up(void);

/**
 * builtin_runs() - are its threads there?
 *
 * It can be up without. Before 5.10.17 (c4295ab0b485 took it away) ARM calls the
 * notifier chain in an early initcall, whatever becomes of xenbus after that.
 * And newer kernels say that they are up just before they crash.
 */
bool builtin_runs(void);

/**
 * builtin_prepare() - get all that can be got before dom0 is there
 * @up: it is up, but does not run; now it is down until builtin_start()
 *
 * Return: 0; -ENOENT if this kernel's functions were not found, or another
 * negative errno, with nothing left behind.
 */
int builtin_prepare(bool up);

/* Waits for the notifier chain, if it was started. */
void builtin_release(void);

/* Would the built-in of a kernel like this wait for xenstore in any case? */
bool builtin_can_wait(void);

/**
 * builtin_waits() - does the built-in wait for xenstore itself?
 * @port: the store's event channel
 * @thread: whether its thread is there, be it asleep or just woken
 *
 * So it does since 5.19 (5b3353949e89, "xen: add support for initializing
 * xenstore later as HVM domain").
 *
 * Return: whether its interrupt for that is bound.
 */
bool builtin_waits(evtchn_port_t port, bool *thread);

/**
 * builtin_hold() - keep it from going on too early
 * @rung: called at every event and at much else, in interrupt context
 *
 * Its thread stays asleep whoever wakes its queue. After builtin_waits() only.
 *
 * Return: whether there was a thread asleep.
 */
bool builtin_hold(void (*rung)(void));

/**
 * builtin_let_go() - from now on it hears its events itself
 *
 * Return: whether there is a thread asleep, which may have missed one.
 */
bool builtin_let_go(void);

/**
 * builtin_make_good() - deliver the event that it has missed
 * @port: the store's event channel
 *
 * After builtin_let_go() only. It looks for the page itself, as at any event.
 */
void builtin_make_good(evtchn_port_t port);

/**
 * builtin_gate() - while it is shut, /dev/xen/xenbus cannot be opened: ENOENT
 * @port: the store's event channel to open it, 0 to shut it
 */
void builtin_gate(evtchn_port_t port);

/**
 * builtin_start() - let it come up
 * @page: the served page, mapped; the in-kernel xenbus's own from now on
 * @port: the store's event channel, to which this module listens no more
 *
 * Whatever it left behind, its notifier chain runs now, in its own thread or in one
 * of this module's, and the chain's first entry, before any other can ask, calls
 * xs_init() and looks at its error. There is no way back from here: what fails for
 * want of memory is tried each second until there is some, and told by @start.
 */
void builtin_start(struct xenstore_domain_interface *page, evtchn_port_t port);

/* Make up for what a failed or forbidden xenbus_init() skipped. */
void builtin_mend(void);

#endif /* XENBUS_LATE_BUILTIN_H */
