/* SPDX-License-Identifier: GPL-2.0 */
/* Why a guest has no xenstore yet: decided from the facts alone. */
#ifndef VERDICT_H
#define VERDICT_H

#include "facts.h"

enum verdict {
	VERDICT_SERVED,
	VERDICT_SERVED_UNASKED,
	VERDICT_STALLED,
	VERDICT_INCOMPLETE,
	VERDICT_SHUT_DOWN,
	VERDICT_HAS_SERVER,
	VERDICT_NO_XENSTORE,
	VERDICT_NO_SERVER,
	VERDICT_SERVER_SILENT,
	VERDICT_SERVER_ELSEWHERE,
	VERDICT_SERVER_RESTARTED,
	VERDICT_NO_XEN_INIT_DOM0,
	VERDICT_NO_HELPER,
	VERDICT_OTHER_VERSION,
	VERDICT_SEVERAL_VCPUS,
	VERDICT_STOPPED_HERE,
	VERDICT_STOPPED_EARLIER,
	VERDICT_NO_PAGE,
	VERDICT_NOT_RUN,
};

#define SENTENCE_LENGTH 512

/* @guests: all guests of the host, in order of domid; @index: the guest to judge. */
enum verdict verdict_decide(const struct machine *machine, const struct guest guests[],
			    size_t count, size_t index);
/* The verdict as one word, for scripts. */
const char *verdict_name(enum verdict verdict);
/* Is there nothing left to do in dom0 for this guest? */
bool verdict_is_final(enum verdict verdict);
/* What is missing. Return: its length, as snprintf() does. */
int verdict_sentence(char *text, size_t size, enum verdict verdict, const struct machine *machine,
		     const struct guest guests[], size_t count, size_t index);
/* Explain the remedy: "" if nothing is missing or if the command needs no explanation. */
int verdict_remedy(char *text, size_t size, enum verdict verdict, const struct machine *machine,
		   const struct guest guests[], size_t count, size_t index);
/* Write the command that fixes it, ready to paste into a shell: "" if there is none. */
int verdict_command(char *text, size_t size, enum verdict verdict, const struct machine *machine,
		    const struct guest guests[], size_t count, size_t index);
/* Did Xen itself allocate the guest's page? */
bool verdict_xen_allocates_page(const struct machine *machine);

#endif /* VERDICT_H */
