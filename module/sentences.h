/* SPDX-License-Identifier: GPL-2.0 */
/* Sentences: what the log says of a wait that does not end well, or not yet. */
#ifndef XENBUS_LATE_SENTENCES_H
#define XENBUS_LATE_SENTENCES_H

#include "wait.h"

/* A handover failed with @err. */
void sentences_failure(enum wait_failure failure, int err);

/* The time for the warning has come; @timeout: seconds. */
void sentences_not_ready(const struct wait *wait, unsigned int timeout);

#endif /* XENBUS_LATE_SENTENCES_H */
