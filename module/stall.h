/* SPDX-License-Identifier: GPL-2.0 */
/* Stall: a handover that does not end is logged, with what it hangs on. */
#ifndef XENBUS_LATE_STALL_H
#define XENBUS_LATE_STALL_H

/* The handover begins. */
void stall_begin(void);

/* It is over, whatever came of it. May sleep. */
void stall_end(void);

/* For inkernel_watch(): starting the in-kernel xenbus failed with @err, or worked with 0. */
void stall_start_seen(int err);

#endif /* XENBUS_LATE_STALL_H */
