// SPDX-License-Identifier: GPL-2.0
/*
 * The handshake, as Xen's docs/misc/xenstore-ring.txt and init-dom0less have
 * it: dom0 sets STORE_PFN, its store daemon zeroes the ring's indices, sets
 * connection to XENSTORE_CONNECTED and rings. Readiness is this state, not the
 * ring: the event may come before anybody listens, and many more come later.
 */
#include "handshake.h"
#include <xs_wire_connection.h>

bool handshake_frame_makes_sense(const struct handshake_facts *facts)
{
	return facts->frame && facts->frame < facts->frame_end &&
	       !facts->own_ram;
}

enum handshake handshake_decide(const struct handshake_facts *facts)
{
	if (facts->frame == HANDSHAKE_NO_FRAME)
		return HANDSHAKE_NO_PAGE;
	if (!handshake_frame_makes_sense(facts))
		return HANDSHAKE_BAD_FRAME;
	if (!facts->readable)
		return HANDSHAKE_UNREADABLE;

	switch (facts->connection) {
	case XENSTORE_CONNECTED:
		return HANDSHAKE_SERVED;
	case XENSTORE_RECONNECT:
		return HANDSHAKE_UNSERVED;
	default:
		return HANDSHAKE_STRANGE;
	}
}

enum late_want handshake_want(enum handshake handshake)
{
	switch (handshake) {
	case HANDSHAKE_NO_PAGE:
	case HANDSHAKE_BAD_FRAME:
	case HANDSHAKE_UNREADABLE:
		return WANT_PAGE;
	case HANDSHAKE_UNSERVED:
	case HANDSHAKE_STRANGE:
		return WANT_SERVER;
	case HANDSHAKE_SERVED:
		break;
	}
	return WANT_HANDOVER;
}

const char *handshake_sentence(enum handshake handshake)
{
	static const char * const sentences[] = {
		[HANDSHAKE_NO_PAGE] =
			"dom0 has not given a xenstore page yet (it does so by running init-dom0less)",
		[HANDSHAKE_BAD_FRAME] =
			"dom0 names a frame that cannot be a xenstore page (STORE_PFN); waiting for a better one",
		[HANDSHAKE_UNREADABLE] =
			"dom0 names a frame with no memory behind it (STORE_PFN); waiting for a better one",
		[HANDSHAKE_UNSERVED] =
			"the xenstore page is there, but nobody serves it: dom0 has yet to introduce this domain",
		[HANDSHAKE_STRANGE] =
			"the xenstore page has a connection state never seen before; waiting for connected",
		[HANDSHAKE_SERVED] =
			"dom0 serves the xenstore page",
	};

	return sentences[handshake];
}
