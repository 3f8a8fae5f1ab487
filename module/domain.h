/* SPDX-License-Identifier: GPL-2.0 */
/* Domain: read what Xen knows about this guest, without changing anything. */
#ifndef XENBUS_LATE_DOMAIN_H
#define XENBUS_LATE_DOMAIN_H

#include <linux/types.h>
#include <xen/interface/event_channel.h>

#include "handshake.h"
#include "survey.h"

/* Return: 0 or -ENOMEM. */
int domain_open(void);
void domain_close(void);

/**
 * domain_channel() - get the port of the xenstore event channel
 * @port: set to HVM_PARAM_STORE_EVTCHN, unchecked; 0 if there is none
 *
 * Return: 0; -EPERM if Xen's policy denies the parameter; or another error from Xen.
 */
int domain_channel(u64 *port);

/*
 * The same for HVM_PARAM_STORE_PFN, the frame of the xenstore page. Once Xen has returned a
 * frame, ignore later errors and return that frame again.
 */
int domain_store_frame(u64 *frame);

/* Can @port still carry events? Only if it is unbound or connected. */
enum channel_status domain_channel_status(evtchn_port_t port);

/**
 * domain_look() - read the xenstore page as it is now
 * @facts: filled in; @request, @event, @settled and @wiped are zeroed
 *
 * Let Xen copy the page: if there is no memory behind the frame, Xen returns an error,
 * but an access from this CPU would raise an external abort. If Xen cannot copy, map
 * the page.
 */
void domain_look(struct handshake_facts *facts);

#endif /* XENBUS_LATE_DOMAIN_H */
