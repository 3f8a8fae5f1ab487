/* SPDX-License-Identifier: GPL-2.0 */
/* One device that a file asks for. */
#ifndef ATTACHMENT_H
#define ATTACHMENT_H

#include "config.h"
#include "facts.h"

enum attached {
	ATTACHED,
	ATTACHED_BEFORE,
	ATTACH_WAITS,		/* its backend domain is not up yet */
	ATTACH_FAILED,
};

struct attachment {
	const char *file;
	char guest[NAME_LENGTH];
	unsigned int domid;
	bool disk;
	char spec[CONFIG_LENGTH];
	/* The backend domain; "" for dom0. */
	char backend[NAME_LENGTH];
	/* The entry for xl, with the domid in place of that name. */
	char xl_spec[CONFIG_LENGTH + 16];
	/* The number of earlier entries of the same file that have the same text. */
	unsigned int twins;
	unsigned int tries;
	long long due;		/* when to try again, in milliseconds */
	/* Why it is not attached. */
	char why[MESSAGE_LENGTH];
};

void attachment_fill(struct attachment *attachment, const char *spec, bool disk);
enum attached attachment_try(struct attachment *attachment);

#endif /* ATTACHMENT_H */
