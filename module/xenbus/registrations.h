/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Registrations: those of a failed or skipped xenbus_init(). They stay after
 * unload, so they contain no pointers into this module.
 */
#ifndef XENBUS_LATE_REGISTRATIONS_H
#define XENBUS_LATE_REGISTRATIONS_H

/* Get the memory for what inkernel_finish_init() registers. Return: 0 or -ENOMEM. */
int alloc_registrations(void);

/* Free what was not registered. */
void free_registrations(void);

/* Log what cannot be made up for. */
void registrations_log_limits(void);

#endif /* XENBUS_LATE_REGISTRATIONS_H */
