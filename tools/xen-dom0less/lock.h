/* SPDX-License-Identifier: GPL-2.0 */
/* Keeps two processes from doing the same work at once. */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>

/*
 * Wait until no other process has the lock @name, then take it. It ends with this process.
 * Return: false, after a message, if that is impossible.
 */
bool lock_take(const char *name);

#endif /* LOCK_H */
