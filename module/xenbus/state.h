/* SPDX-License-Identifier: GPL-2.0 */
/* State: data that the files in this directory share. */
#ifndef XENBUS_LATE_STATE_H
#define XENBUS_LATE_STATE_H

#include "survey.h"
#include "inkernel.h"
#include "symbols.h"

/* Exported to modules, but declared in xenbus.h, which they cannot include. */
extern enum xenstore_init xen_store_domain_type;

struct inkernel {
	enum inkernel_state state;
	struct symbols symbols;
	bool oldest;		/* see oldest.h */
	bool late_irq;		/* see late_irq.h */
	bool unfinished;	/* xenbus_init() stopped half-way, or was not called */
	void (*on_start)(int err);
	void (*on_up)(void);
};

extern struct inkernel inkernel;

#endif /* XENBUS_LATE_STATE_H */
