/* SPDX-License-Identifier: GPL-2.0 */
/* Sentences: log lines for a wait that fails or takes too long. */
#ifndef XENBUS_LATE_SENTENCES_H
#define XENBUS_LATE_SENTENCES_H

#include "wait.h"

/* Log that xenbus is up. @ours: this module has started it. */
void sentences_log_ready(bool ours);

/* Log that a handover failed with @err. */
void sentences_log_failure(enum wait_failure failure, int err);

/* Log what is still missing after @timeout seconds. */
void sentences_log_not_ready(const struct wait *wait, unsigned int timeout, u64 now);

#endif /* XENBUS_LATE_SENTENCES_H */
