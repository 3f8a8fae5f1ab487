/* SPDX-License-Identifier: GPL-2.0 */
/* Comms: start the in-kernel xenbus's communications with xs_init(). */
#ifndef XENBUS_LATE_COMMS_H
#define XENBUS_LATE_COMMS_H

/**
 * comms_start() - call xs_init(), and check its error
 *
 * Call this in the first entry of the chain, before any other can send a request. The
 * chain cannot be stopped, and without xenbus's threads its next entry would sleep
 * forever. So retry until there is memory.
 */
void comms_start(void);

#endif /* XENBUS_LATE_COMMS_H */
