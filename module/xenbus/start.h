/* SPDX-License-Identifier: GPL-2.0 */
/* Start: xs_init() and the notifier chain, for all modes the same way. */
#ifndef XENBUS_LATE_START_H
#define XENBUS_LATE_START_H

/**
 * start_comms() - call xs_init(), and look at its error
 *
 * In the first entry of the chain, before any other can ask. The chain cannot be
 * taken back, and without its threads the next entry would sleep for ever: so what
 * fails for want of memory is tried each second until there is some.
 */
void start_comms(void);

#endif /* XENBUS_LATE_START_H */
