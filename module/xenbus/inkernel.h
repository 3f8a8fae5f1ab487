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

#include "handshake.h"

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

/* xen_store_domain_type, an enum xenstore_init. */
unsigned int inkernel_type(void);

/**
 * inkernel_watch() - be called when it is up
 * @on_start: called after inkernel_start(), for each attempt that failed with its
 * negative errno, and with 0 when its ring, threads and interrupt are there; in
 * process context
 * @on_up: called once, in the end of its notifier chain, in process context, or
 * at once if it is up already
 *
 * If it failed at boot (XS_UNKNOWN), its chain is held from now on: see inkernel_hold().
 */
void inkernel_watch(void (*on_start)(int err), void (*on_up)(void));

/* Let a held chain go. Waits for a chain that runs, if this module is on it. */
void inkernel_unwatch(void);

bool inkernel_is_up(void);

/* Does its chain run although this module is not on it? */
bool inkernel_is_ahead(void);

/* Did its thread end or die without leaving xenbus's other threads? */
bool inkernel_has_crashed(void);

/**
 * inkernel_runs() - are its threads there?
 *
 * It can be up without them. Before 5.10.17 (c4295ab0b485 took it away) ARM calls the
 * notifier chain in an early initcall, whatever becomes of xenbus after that.
 * And newer kernels say that they are up just before they crash.
 */
bool inkernel_runs(void);

/* Does ARM call its chain in an early initcall? See oldest.h. */
bool inkernel_is_oldest(void);

/**
 * inkernel_prepare() - get all that can be got before dom0 is there
 * @oldest: inkernel_is_oldest(), and that initcall was all that ran
 * @late_irq: inkernel_late_irq_bound()
 *
 * Return: 0; -ENOENT if this kernel's functions were not found, or another
 * negative errno, with nothing left behind.
 */
int inkernel_prepare(bool oldest, bool late_irq);

/* Waits for the notifier chain, if it was started. */
void inkernel_release(void);

/**
 * enum inkernel_prober - what has become of its own thread, "xenbus_probe"
 * @PROBER_NONE: it was never made, or it has ended
 * @PROBER_ASLEEP: it waits to be woken
 * @PROBER_RUNNING: it was woken
 * @PROBER_LOST: somebody has woken it although inkernel_hold() holds it, as livepatch
 * does, which wakes threads without their wait queue
 */
enum inkernel_prober {
	PROBER_NONE,
	PROBER_ASLEEP,
	PROBER_RUNNING,
	PROBER_LOST,
};

enum inkernel_prober inkernel_prober(void);

/**
 * inkernel_late_irq_bound() - is its own interrupt for a late xenstore bound?
 * @port: the xenstore event channel
 *
 * Since 5.19 (5b3353949e89, "xen: add support for initializing xenstore later as HVM
 * domain").
 */
bool inkernel_late_irq_bound(evtchn_port_t port);

/**
 * inkernel_hold() - keep its thread from going on too early
 * @on_wake: called at every event and at much else, in interrupt context; NULL if its
 * late irq is not bound
 *
 * Return: whether there is a thread, and it is held.
 */
bool inkernel_hold(void (*on_wake)(void));

/**
 * inkernel_let_go() - from now on it receives its events itself
 *
 * Return: whether its thread sleeps and may have missed one.
 */
bool inkernel_let_go(void);

/**
 * inkernel_replay_event() - deliver the event that it has missed
 * @port: the xenstore event channel
 *
 * Only if inkernel_let_go() returned true. It looks for the page itself, as at any event.
 */
void inkernel_replay_event(evtchn_port_t port);

/**
 * inkernel_gate() - whether /dev/xen/xenbus can be opened
 * @closed: it cannot (ENOENT), which keeps out processes whose requests would sleep
 * uninterruptibly, and whose watches would be lost; false: as it was found
 */
void inkernel_gate(bool closed);

/**
 * inkernel_mapping() - the kernel's own mapping of the page, if it has one
 * @page: as this module has mapped it, with a request of this module's in it
 *
 * Return: that mapping, with @page unmapped; or @page.
 */
struct xenstore_domain_interface *inkernel_mapping(struct xenstore_domain_interface *page);

/**
 * inkernel_start() - let it come up
 * @page: the served page, mapped; its own from now on
 * @port: the xenstore event channel, to which this module listens no more
 *
 * Whatever it left behind, its notifier chain runs now, in its own thread or, if there is
 * none, in one of this module's. The chain's first entry calls xs_init() before any other
 * can send a request, and checks its error. There is no way back from here: a failure for
 * want of memory is retried every second, and reported by @on_start.
 *
 * Return: 0; or -EBUSY, with nothing changed, if its thread is lost, and xenbus with it.
 */
int inkernel_start(struct xenstore_domain_interface *page, evtchn_port_t port);

/* After inkernel_start(): the indices of its ring. */
void inkernel_ring(struct ring_indices *ring);

/**
 * inkernel_probing() - which device's driver is in its probe?
 * @name: for the name of the first such device, as in /sys/bus/xen/devices
 * @size: bytes of @name
 *
 * Return: whether there is one.
 */
bool inkernel_probing(char *name, size_t size);

/* Make up for what a failed, half-way or forbidden xenbus_init() skipped. */
void inkernel_finish_init(void);

#endif /* XENBUS_LATE_INKERNEL_H */
