/* SPDX-License-Identifier: GPL-2.0 */
/* Gathers all facts. It changes nothing. */
#ifndef SURVEY_H
#define SURVEY_H

#include "facts.h"

struct survey {
	struct machine machine;
	struct guest guests[MAX_GUESTS];
	size_t count;
};

/* Call this after hypervisor_open(). Connects to the xenstore server if it answers. */
void survey_machine(struct survey *survey);
void survey_guests(struct survey *survey);

#endif /* SURVEY_H */
