/* SPDX-License-Identifier: GPL-2.0 */
/* Prints what was found: a table for people, JSON for scripts. */
#ifndef SHOW_H
#define SHOW_H

#include "survey.h"

/* @domids: the guests to print; all if @count is 0. */
struct selection {
	unsigned int domids[MAX_GUESTS];
	size_t count;
};

bool selected(const struct selection *selection, unsigned int domid);
void show_table(const struct survey *survey, const struct selection *selection);
void show_json(const struct survey *survey, const struct selection *selection);

#endif /* SHOW_H */
