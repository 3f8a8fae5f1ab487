/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The in-kernel xenbus, drivers/xen/xenbus. Only the files in this directory read or
 * write its internals. All other files include only this header.
 */
#ifndef XENBUS_LATE_INKERNEL_H
#define XENBUS_LATE_INKERNEL_H

#include <linux/types.h>
#include <xen/interface/event_channel.h>
#include <xen/xenbus.h>

#include "handshake.h"

/**
 * enum inkernel_state - how far it has got, and who owns what
 * @INKERNEL_DOWN: it has not started
 * @INKERNEL_EARLY: it started before this module was on its notifier chain
 * @INKERNEL_COMMS: inkernel_start() was called; the chain's first entry calls
 * xs_init()
 * @INKERNEL_CHAIN: xs_init() has succeeded, and the notifier chain is running
 * @INKERNEL_UP: the chain has run
 *
 * ======  =====================  ==================  ==============================
 * state   page                   port                type
 *         (xen_store_interface)  (xen_store_evtchn)  (xen_store_domain_type)
 * ======  =====================  ==================  ==============================
 * DOWN    as found; this module  this module binds   as found
 *         maps it to read or     it; the variable
 *         write, and unmaps it   as found, or 0
 *                                while the device
 *                                is blocked
 * EARLY   in-kernel xenbus       in-kernel xenbus    in-kernel xenbus
 * COMMS   in-kernel xenbus, for  in-kernel xenbus    this module: XS_PV until the
 *         good                                       chain begins, then XS_HVM
 * CHAIN   in-kernel xenbus       in-kernel xenbus    in-kernel xenbus
 * UP      in-kernel xenbus       in-kernel xenbus    in-kernel xenbus
 * ======  =====================  ==================  ==============================
 *
 * From COMMS on there is no way back to DOWN.
 */
enum inkernel_state {
	INKERNEL_DOWN,
	INKERNEL_EARLY,
	INKERNEL_COMMS,
	INKERNEL_CHAIN,
	INKERNEL_UP,
};

/* xen_store_domain_type, an enum xenstore_init. */
unsigned int inkernel_type(void);

/**
 * inkernel_watch() - register callbacks
 * @on_start: called in process context after inkernel_start(), with a negative errno
 * for each failed attempt, and with 0 when its ring, threads and interrupt are there
 * @on_up: called once in process context, at the end of its notifier chain, or
 * immediately if it is up already
 *
 * If it failed at boot (XS_UNKNOWN), the chain's first entry also sleeps until
 * inkernel_start(), see notifier_holds_chain().
 */
void inkernel_watch(void (*on_start)(int err), void (*on_up)(void));

/**
 * inkernel_look_again() - notice that it has started since inkernel_watch()
 *
 * Call this if its own thread does not exist. The thread may have existed during
 * inkernel_watch() and finished or crashed since. In both cases, inkernel_is_up() becomes
 * true; if the thread has crashed, inkernel_has_threads() remains false.
 */
void inkernel_look_again(void);

/* Release a held chain. Waits for a running chain if this module is on it. */
void inkernel_unwatch(void);

bool inkernel_is_up(void);

/* Does its chain run without this module's entries? */
bool inkernel_started_early(void);

/* Did its thread exit or crash before xenbus's other threads were created? */
bool inkernel_has_crashed(void);

/**
 * inkernel_has_threads() - do its threads exist?
 *
 * The kernel can mark xenbus as up without them. Before 5.10.17 (until c4295ab0b485), ARM
 * calls the notifier chain in an early initcall, even if xenbus fails after that. Newer
 * kernels mark xenbus as up before they call xs_init(), in which they may crash.
 */
bool inkernel_has_threads(void);

/*
 * Is this kernel older than 5.10.17? If so, and if it is for ARM, it calls xenbus's notifier chain
 * in an early initcall, see oldest.h.
 */
bool inkernel_calls_chain_early(void);

/**
 * inkernel_prepare() - find and allocate in advance what inkernel_start() needs
 * @oldest: the kernel is older than 5.10.17 (see oldest.h), and nothing but its early
 * initcall has called the notifier chain
 * @late_irq: inkernel_late_irq_bound()
 *
 * Return: 0; -ENOENT if this kernel's functions were not found, or another
 * negative errno, with nothing left behind.
 */
int inkernel_prepare(bool oldest, bool late_irq);

/* Waits for the notifier chain, if it was started. */
void inkernel_unprepare(void);

/**
 * enum inkernel_prober - state of its own thread, "xenbus_probe"
 * @PROBER_NONE: it was never created, or it has exited
 * @PROBER_ASLEEP: it waits to be woken
 * @PROBER_RUNNING: it was woken
 * @PROBER_LOST: it was woken although inkernel_hold() holds it; livepatch, for example,
 * does not wake threads through their wait queue
 */
enum inkernel_prober {
	PROBER_NONE,
	PROBER_ASLEEP,
	PROBER_RUNNING,
	PROBER_LOST,
};

enum inkernel_prober inkernel_prober(void);

/**
 * inkernel_late_irq_bound() - is its late irq bound? See late_irq.h.
 * @port: the xenstore event channel
 *
 * Kernels have it since 5.19 (5b3353949e89, "xen: add support for initializing xenstore
 * later as HVM domain").
 */
bool inkernel_late_irq_bound(evtchn_port_t port);

/**
 * inkernel_hold() - keep its thread asleep until inkernel_start()
 * @on_wake: called instead of each wake-up, whatever caused it, with interrupts off and the
 * wait queue's lock held; NULL if its late irq is not bound
 *
 * Return: whether there is a thread and it is held.
 */
bool inkernel_hold(void (*on_wake)(void));

/**
 * inkernel_let_go() - let its thread receive events itself again
 *
 * Return: whether the thread sleeps and may have missed an event.
 */
bool inkernel_let_go(void);

/**
 * inkernel_replay_event() - deliver an event that its thread has missed
 * @port: the xenstore event channel
 *
 * Call this only if inkernel_let_go() returned true. As at any event, the handler of the late
 * irq wakes the thread if Xen returns a frame for STORE_PFN, and the thread starts xenbus.
 * Neither of them checks whether the page is served.
 */
void inkernel_replay_event(evtchn_port_t port);

/**
 * inkernel_gate() - close or reopen /dev/xen/xenbus for processes
 * @closed: true: open() fails with ENOENT, because requests would sleep
 * uninterruptibly and watches would be lost; false: as it was found
 */
void inkernel_gate(bool closed);

/**
 * inkernel_start() - start the in-kernel xenbus
 * @page: the served page, mapped, with a request of this module's in it; on success, the
 * in-kernel xenbus owns the mapping
 * @port: the xenstore event channel, to which this module no longer listens
 *
 * Run its notifier chain, in its own thread or, if there is none, in one of this module's.
 * The chain's first entry calls xs_init() before any other can send a request, and checks
 * its error. There is no way back from here: if xs_init() fails for lack of memory, it is
 * called again every second, and inkernel_watch()'s @on_start gets each error.
 *
 * Return: 0; or -EBUSY, with nothing changed, if there is no longer a thread for it.
 */
int inkernel_start(struct xenstore_domain_interface *page, evtchn_port_t port);

/* Get the indices of its ring. Return: false before inkernel_start(). */
bool inkernel_ring(struct ring_indices *ring);

/**
 * inkernel_probing() - which device is being probed?
 * @name: set to the name of the first such device, as in /sys/bus/xen/devices
 * @size: size of @name in bytes
 *
 * Return: whether there is one.
 */
bool inkernel_probing(char *name, size_t size);

/* Register what a failed, incomplete or blacklisted xenbus_init() did not. */
void inkernel_finish_init(void);

#endif /* XENBUS_LATE_INKERNEL_H */
