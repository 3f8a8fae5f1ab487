/* SPDX-License-Identifier: GPL-2.0 */
/* Domain: what Xen tells this guest about itself. Looks, changes nothing. */
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
 * domain_channel() - which event channel is xenstore's?
 * @port: HVM_PARAM_STORE_EVTCHN, unchecked; 0 is none
 *
 * Return: 0; -EPERM where Xen's policy does not tell; or another error of Xen's.
 */
int domain_channel(u64 *port);

/* The same for HVM_PARAM_STORE_PFN: which frame is the xenstore page? */
int domain_store_frame(u64 *frame);

/* Can @port still notify? Only a channel that is unbound or connected can. */
enum channel_status domain_channel_status(evtchn_port_t port);

/**
 * domain_look() - at the xenstore page, as it is now
 * @facts: to be filled, as far as it is about the domain and its page
 *
 * The frame is neither mapped nor touched by this CPU: Xen reads it for us,
 * so that a frame without memory is an error to read, not an abort.
 */
void domain_look(struct handshake_facts *facts);

#endif /* XENBUS_LATE_DOMAIN_H */
