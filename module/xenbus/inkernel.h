/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The in-kernel xenbus, drivers/xen/xenbus. Nothing outside this folder reads or
 * writes its insides, and nothing outside includes another header of it.
 */
#ifndef XENBUS_LATE_INKERNEL_H
#define XENBUS_LATE_INKERNEL_H

#include <linux/types.h>
#include <xen/interface/event_channel.h>
#include <xen/xenbus.h>

/**
 * enum inkernel_state - how far it is, and so who owns what
 * @INKERNEL_DOWN: it has not begun
 * @INKERNEL_AHEAD: it began before this module was on its notifier chain
 * @INKERNEL_COMMS: inkernel_start() was called; the chain's first entry will call
 * xs_init(), or does
 * @INKERNEL_CHAIN: its communications are there, its notifier chain runs
 * @INKERNEL_UP: the chain has run
 *
 * ======  =====================  ==================  ==============================
 * state   page                   port                type
 *         (xen_store_interface)  (xen_store_evtchn)  (xen_store_domain_type)
 * ======  =====================  ==================  ==============================
 * DOWN    as found; this module  this module binds   as found
 *         maps it to look or     it; the variable
 *         ask, and unmaps it     as found, or 0
 *                                while the device
 *                                is blocked
 * AHEAD   the in-kernel xenbus   likewise            likewise
 * COMMS   the in-kernel xenbus,  likewise            this module: XS_PV until the
 *         for good                                   chain begins, then XS_HVM
 * CHAIN   the in-kernel xenbus   likewise            the in-kernel xenbus
 * UP      the in-kernel xenbus   likewise            likewise
 * ======  =====================  ==================  ==============================
 *
 * From COMMS on there is no way back to DOWN.
 */
enum inkernel_state {
	INKERNEL_DOWN,
	INKERNEL_AHEAD,
	INKERNEL_COMMS,
	INKERNEL_CHAIN,
	INKERNEL_UP,
};

/* What it takes itself for: xen_store_domain_type, an enum xenstore_init. */
unsigned int inkernel_type(void);

/**
 * inkernel_watch() - be told when it is up
 * @on_start: called after inkernel_start(), for each attempt that failed with its
 * negative errno, and with 0 when its ring, threads and interrupt are there; in
 * process context
 * @on_up: called once, in the end of its notifier chain, in process context, or
 * at once if it is up already
 */
void inkernel_watch(void (*on_start)(int err), void (*on_up)(void));
void inkernel_unwatch(void);
bool inkernel_is_up(void);

/**
 * inkernel_runs() - are its threads there?
 *
 * It can be up without. Before 5.10.17 (c4295ab0b485 took it away) ARM calls the
 * notifier chain in an early initcall, whatever becomes of xenbus after that.
 * And newer kernels say that they are up just before they crash.
 */
bool inkernel_runs(void);

/**
 * inkernel_prepare() - get all that can be got before dom0 is there
 * @up: it is up, but does not run; now it is down until inkernel_start()
 *
 * Return: 0; -ENOENT if this kernel's functions were not found, or another
 * negative errno, with nothing left behind.
 */
int inkernel_prepare(bool up);

/* Waits for the notifier chain, if it was started. */
void inkernel_release(void);

/**
 * inkernel_waits() - does it wait for xenstore itself?
 * @port: the xenstore event channel
 * @thread: whether its thread is there, be it asleep or just woken
 *
 * So it does since 5.19 (5b3353949e89, "xen: add support for initializing
 * xenstore later as HVM domain").
 *
 * Return: whether its interrupt for that is bound.
 */
bool inkernel_waits(evtchn_port_t port, bool *thread);

/**
 * inkernel_park() - keep it from going on too early
 * @on_event: called at every event and at much else, in interrupt context
 *
 * Its thread stays asleep whoever wakes its queue. After inkernel_waits() only.
 *
 * Return: whether there was a thread asleep.
 */
bool inkernel_park(void (*on_event)(void));

/**
 * inkernel_unpark() - from now on it receives its events itself
 *
 * Return: whether there is a thread asleep, which may have missed one.
 */
bool inkernel_unpark(void);

/**
 * inkernel_replay_event() - deliver the event that it has missed
 * @port: the xenstore event channel
 *
 * After inkernel_unpark() only. It looks for the page itself, as at any event.
 */
void inkernel_replay_event(evtchn_port_t port);

/**
 * inkernel_set_port() - whether /dev/xen/xenbus can be opened
 * @port: the xenstore event channel; 0: it cannot (ENOENT), which keeps those out
 * whose requests would sleep uninterruptibly, and whose watches would be lost
 */
void inkernel_set_port(evtchn_port_t port);

/**
 * inkernel_start() - let it come up
 * @page: the served page, mapped; its own from now on
 * @port: the xenstore event channel, to which this module listens no more
 *
 * Whatever it left behind, its notifier chain runs now, in its own thread or in one
 * of this module's, and the chain's first entry, before any other can ask, calls
 * xs_init() and looks at its error. There is no way back from here: what fails for
 * want of memory is tried each second until there is some, and told by @on_start.
 *
 * Return: 0; or -EBUSY, with nothing changed, where somebody else has woken the
 * parked thread: it is lost, and the in-kernel xenbus with it.
 */
int inkernel_start(struct xenstore_domain_interface *page, evtchn_port_t port);

/* Make up for what a failed or forbidden xenbus_init() skipped. */
void inkernel_finish_init(void);

#endif /* XENBUS_LATE_INKERNEL_H */
