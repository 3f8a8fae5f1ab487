/* SPDX-License-Identifier: GPL-2.0 */
/* Survey: choose the module's mode from the state of the in-kernel xenbus. */
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

/* No version of Xen has more event channels than EVTCHN_FIFO_NR_CHANNELS. */
#define SURVEY_CHANNELS 131072

enum channel_status {
	CHANNEL_CLOSED,
	CHANNEL_OPEN,		/* unbound or interdomain: events can still arrive */
	CHANNEL_UNKNOWN,	/* Xen's policy denies EVTCHNOP_status */
};

struct survey_facts {
	bool enable, guard;	/* the module's parameters */
	bool xen;		/* this kernel runs on Xen */
	bool pv;		/* as a PV guest */
	bool dom0;		/* as the initial domain */
	bool waits_for_server;	/* its xenbus also waits if it finds an unserved page at boot */
	bool up;		/* the in-kernel xenbus has called its notifier chain */
	bool started_early;		/* its chain is running without this module's entries */
	bool threads_run;	/* its threads exist */
	/* The kernel is older than 5.10.17. On ARM, an early initcall then calls xenbus's chain. */
	bool oldest;
	bool late_irq;		/* its late irq is bound, see xenbus/late_irq.h */
	bool prober;		/* its thread xenbus_probe exists */
	bool asleep;		/* and sleeps */
	bool x86;
	bool deferred;		/* on x86, its xenbus may still wait for Xen's PCI device */
	enum xenstore_init type;	/* as the in-kernel xenbus has set it */
	u64 channel;	/* HVM_PARAM_STORE_EVTCHN */
	enum channel_status channel_status;
	struct blacklist blacklist;	/* from the kernel's command line */
};

struct survey_verdict {
	enum late_mode mode;
	enum late_state state;
	int error;		/* if negative, module init fails with this error */
	const char *why;	/* one sentence for the log */
};

/**
 * survey_decide() - choose a mode, or refuse to load
 * @facts: what was found; outside Xen, only @enable and @xen count
 *
 * Return: the mode and the first state. If its error is not 0, the module must not
 * load.
 */
const struct survey_verdict *survey_decide(const struct survey_facts *facts);

/* Log line: the option that this kernel needs to boot on newer Xen; or NULL. */
const char *survey_advice(const struct survey_facts *facts,
			  const struct survey_verdict *verdict);

/* Log line: the name in initcall_blacklist= that is wrong for this kernel; or NULL. */
const char *survey_blacklist(const struct survey_facts *facts,
			     const struct survey_verdict *verdict);

/* Log line: what Xen's policy denies to the module; or NULL. */
const char *survey_denied(const struct survey_facts *facts,
			  const struct survey_verdict *verdict);

#endif /* XENBUS_LATE_SURVEY_H */
