/* SPDX-License-Identifier: GPL-2.0 */
/* Stall: log a handover that does not finish, and what it waits for. */
#ifndef XENBUS_LATE_STALL_H
#define XENBUS_LATE_STALL_H

/* Call this when the handover begins. */
void stall_begin(void);

/* Call this when the handover is over, successful or not. May sleep. */
void stall_end(void);

/* Callback for inkernel_watch(). @err: why the in-kernel xenbus did not start, or 0. */
void stall_on_start(int err);

#endif /* XENBUS_LATE_STALL_H */
