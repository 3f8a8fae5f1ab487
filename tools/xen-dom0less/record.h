/* SPDX-License-Identifier: GPL-2.0 */
/* What "xen-dom0less init" saw, kept in /run for "xen-dom0less status". */
#ifndef RECORD_H
#define RECORD_H

#include "facts.h"

/* Parse a line that init-dom0less printed, and update @record. */
void record_line(struct record *record, const char *line);
void record_write(const struct record *record);
void record_read(struct record *record);

#endif /* RECORD_H */
