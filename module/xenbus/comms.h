/* SPDX-License-Identifier: GPL-2.0 */
/* Comms: the in-kernel xenbus's communications, by xs_init(). */
#ifndef XENBUS_LATE_COMMS_H
#define XENBUS_LATE_COMMS_H

/**
 * comms_start() - call xs_init(), and check its error
 *
 * In the first entry of the chain, before any other can send a request. The chain cannot
 * be undone, and without xenbus's threads the next entry would sleep forever: so retry
 * until there is memory.
 */
void comms_start(void);

#endif /* XENBUS_LATE_COMMS_H */
