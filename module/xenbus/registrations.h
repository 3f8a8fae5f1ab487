/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Registrations: register what a failed or skipped xenbus_init() did not register. These
 * objects stay registered after unload, so they must not contain pointers into this module.
 */
#ifndef XENBUS_LATE_REGISTRATIONS_H
#define XENBUS_LATE_REGISTRATIONS_H

/* Allocate what inkernel_finish_init() registers. Return: 0 or -ENOMEM. */
int alloc_registrations(void);

/* Free what was not registered. */
void free_registrations(void);

/* Log what inkernel_finish_init() cannot register. */
void registrations_log_limits(void);

#endif /* XENBUS_LATE_REGISTRATIONS_H */
