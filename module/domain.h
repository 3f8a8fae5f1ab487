/* SPDX-License-Identifier: GPL-2.0 */
/* Domain: what Xen tells this guest about itself. Looks, changes nothing. */
#ifndef XENBUS_LATE_DOMAIN_H
#define XENBUS_LATE_DOMAIN_H

#include <xen/interface/event_channel.h>

#include "handshake.h"

/* Return: 0 or -ENOMEM. */
int domain_open(void);
void domain_close(void);

/**
 * domain_channel() - which event channel is xenstore's?
 * @port: HVM_PARAM_STORE_EVTCHN, unchecked; 0 is none
 *
 * Return: 0 or Xen's error.
 */
int domain_channel(u64 *port);

/* Can @port still ring? Only a channel that is unbound or connected can. */
bool domain_channel_open(evtchn_port_t port);

/**
 * domain_look() - at the xenstore page, as it is now
 * @facts: to be filled
 *
 * The frame is neither mapped nor touched by this CPU: Xen reads it for us,
 * so that a frame without memory is an error to read, not an abort.
 *
 * Return: 0 or Xen's error, if it does not even tell the frame.
 */
int domain_look(struct handshake_facts *facts);

#endif /* XENBUS_LATE_DOMAIN_H */
