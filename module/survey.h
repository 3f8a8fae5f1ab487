/* SPDX-License-Identifier: GPL-2.0 */
/* Survey: what did the in-kernel xenbus leave behind, and what can be done about it? */
#ifndef XENBUS_LATE_SURVEY_H
#define XENBUS_LATE_SURVEY_H

#include "blacklist.h"
#include "names.h"
#include "portable.h"

/* As in the kernel's drivers/xen/xenbus/xenbus.h, which modules do not see. */
enum xenstore_init {
	XS_UNKNOWN,
	XS_PV,
	XS_HVM,
	XS_LOCAL,
};

/* More event channels than any Xen has: EVTCHN_FIFO_NR_CHANNELS. */
#define SURVEY_CHANNELS 131072

enum channel_status {
	CHANNEL_CLOSED,
	CHANNEL_OPEN,		/* unbound or interdomain: it can still notify */
	CHANNEL_UNKNOWN,	/* Xen's policy denies EVTCHNOP_status */
};

struct survey_facts {
	bool enable, guard;	/* the module's parameters */
	bool xen;		/* this kernel runs on Xen */
	bool pv;		/* as a PV guest */
	bool dom0;		/* as the initial domain */
	bool can_wait;		/* the xenbus of this kernel knows how to wait */
	bool up;		/* the in-kernel xenbus called its notifier chain */
	bool ahead;		/* it is calling it, without this module on it */
	bool runs;		/* its threads are there */
	bool oldest;		/* ARM calls its chain in an early initcall */
	bool late_irq;		/* its interrupt for the late event is bound */
	bool prober;		/* its thread is there, be it asleep or just woken */
	bool asleep;		/* and asleep */
	bool deferred;		/* on x86 it may still wait for a PCI device */
	enum xenstore_init type;	/* what the in-kernel xenbus takes itself for */
	u64 channel;	/* HVM_PARAM_STORE_EVTCHN */
	enum channel_status channel_status;
	struct blacklist blacklist;	/* of the kernel's command line */
};

struct survey_verdict {
	enum late_mode mode;
	enum late_state state;
	int error;		/* with MODE_NONE: declines with it, if negative */
	const char *why;	/* one sentence for the log */
};

/**
 * survey_decide() - which situation is this?
 * @facts: what was found; the parameters count only on Xen
 *
 * Return: the mode to work in and the state to begin with. A verdict with
 * MODE_NONE and an error other than 0 means that the module shall not load.
 */
const struct survey_verdict *survey_decide(const struct survey_facts *facts);

/* What this kernel needs to boot elsewhere: one sentence for the log, or NULL. */
const char *survey_advice(const struct survey_facts *facts,
			  const struct survey_verdict *verdict);

/* Which word of initcall_blacklist= is wrong for this kernel: one sentence, or NULL. */
const char *survey_blacklist(const struct survey_facts *facts,
			     const struct survey_verdict *verdict);

/* What a policy of Xen's keeps from the module: one sentence, or NULL. */
const char *survey_denied(const struct survey_facts *facts,
			  const struct survey_verdict *verdict);

#endif /* XENBUS_LATE_SURVEY_H */
