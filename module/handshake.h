/* SPDX-License-Identifier: GPL-2.0 */
/* Handshake: is the xenstore page there, and does somebody serve it? */
#ifndef XENBUS_LATE_HANDSHAKE_H
#define XENBUS_LATE_HANDSHAKE_H

#include "pure.h"
#include "words.h"

/* A frame is 4 KiB, whatever the size of this kernel's pages. */
#define HANDSHAKE_NO_FRAME (~(u64)0)

struct handshake_facts {
	u64 frame;		/* HVM_PARAM_STORE_PFN */
	u64 frame_end;	/* the first one that this kernel cannot address */
	bool own_ram;		/* System RAM, not of /reserved-memory */
	bool readable;		/* Xen could read it for us */
	u32 connection;	/* only if readable */
};

enum handshake {
	HANDSHAKE_NO_PAGE,	/* dom0 has given none yet */
	HANDSHAKE_BAD_FRAME,	/* it cannot be a xenstore page */
	HANDSHAKE_UNREADABLE,	/* there is no memory behind the frame */
	HANDSHAKE_UNSERVED,	/* connection says: nobody serves it yet */
	HANDSHAKE_STRANGE,	/* connection has a value never seen before */
	HANDSHAKE_SERVED,
};

/**
 * handshake_frame_makes_sense() - could a xenstore page be there?
 * @facts: @frame, @frame_end and @own_ram
 *
 * To be asked before the frame is read or mapped.
 */
bool handshake_frame_makes_sense(const struct handshake_facts *facts);

/* What does it all mean? */
enum handshake handshake_decide(const struct handshake_facts *facts);

/* The one-word diagnosis: whom are we waiting for? */
enum late_want handshake_want(enum handshake handshake);

/* The same as a sentence for the log: what is missing, and whose turn it is. */
const char *handshake_sentence(enum handshake handshake);

#endif /* XENBUS_LATE_HANDSHAKE_H */
