// SPDX-License-Identifier: GPL-2.0
/*
 * The handshake follows Xen's docs/misc/xenstore-ring.txt and init-dom0less. dom0
 * sets STORE_PFN. Its xenstore server then zeroes the ring's indices, sets connection
 * to XENSTORE_CONNECTED and notifies the guest. Do not rely on the notification, which
 * may come before the module listens and looks the same as the notifications of later
 * messages. Go by the value of connection. Some servers never set XENSTORE_CONNECTED, so
 * a reply to the module's own request also counts, see wait_is_served(). Before that
 * request, a notification is only a hint that a server may answer it.
 */
#include "handshake.h"
#include <xs_wire_connection.h>

#define RING_SIZE 1024	/* XENSTORE_RING_SIZE */
#define FRAME_SHIFT 12	/* XEN_PAGE_SHIFT */

bool handshake_frame_makes_sense(const struct handshake_facts *facts)
{
	return facts->frame && facts->frame < facts->frame_end &&
	       facts->use == FRAME_FREE;
}

bool handshake_frame_in_region(u64 frame, u64 first, u64 last)
{
	const u64 address = frame << FRAME_SHIFT;

	return address >= first && address <= last;
}

enum handshake handshake_decide(const struct handshake_facts *facts)
{
	if (facts->denied)
		return HANDSHAKE_DENIED;
	if (facts->frame == HANDSHAKE_NO_FRAME)
		return HANDSHAKE_NO_PAGE;
	if (!facts->frame || facts->frame >= facts->frame_end)
		return HANDSHAKE_BAD_FRAME;
	if (facts->use == FRAME_OWN_RAM)
		return HANDSHAKE_OWN_RAM;
	if (facts->use == FRAME_GRANT_TABLE)
		return HANDSHAKE_GRANT_TABLE;
	if (facts->no_memory)
		return HANDSHAKE_NO_MEMORY;
	if (!facts->readable)
		return HANDSHAKE_UNREADABLE;

	switch (facts->connection) {
	case XENSTORE_CONNECTED:
		return HANDSHAKE_CONNECTED;
	case XENSTORE_RECONNECT:
		return HANDSHAKE_RECONNECT;
	default:
		return HANDSHAKE_STRANGE;
	}
}

enum ring_request handshake_request(const struct ring_indices *now, u32 end,
				    u32 sent, u32 length)
{
	if (!sent || now->req_prod != end)
		return REQUEST_NONE;
	if (sent < length)
		return now->req_cons == end ? REQUEST_TAKEN : REQUEST_BEGUN;
	/* While a reconnect is in progress, the indices may be anything. */
	if (now->rsp_prod - now->rsp_cons - 1 >= RING_SIZE)
		return REQUEST_PUT;
	return REQUEST_ANSWERED;
}

enum handshake_step handshake_step(const struct handshake_facts *facts)
{
	switch (facts->request) {
	case REQUEST_NONE:
		/* Only a server that has just introduced this domain wipes the ring. */
		return facts->event || facts->settled || facts->wiped ? STEP_BEGIN :
									STEP_WAIT;
	case REQUEST_BEGUN:
		/* Some servers only read whole messages, so they never consume a lone byte. */
		if (facts->settled)
			return STEP_PUT;
		return facts->event ? STEP_NOTIFY : STEP_WAIT;
	case REQUEST_TAKEN:
		return STEP_PUT;
	case REQUEST_PUT:
		/* A server that has read it may have exited since: ring_ping() asks again. */
		if (facts->ring.req_cons == facts->ring.req_prod)
			return facts->settled ? STEP_READ : STEP_WAIT;
		return facts->event ? STEP_NOTIFY : STEP_WAIT;
	case REQUEST_ANSWERED:
		return STEP_READ;
	}
	return STEP_WAIT;
}

enum late_waiting_for handshake_waiting_for(enum handshake handshake)
{
	switch (handshake) {
	case HANDSHAKE_NO_PAGE:
	case HANDSHAKE_DENIED:
	case HANDSHAKE_BAD_FRAME:
	case HANDSHAKE_OWN_RAM:
	case HANDSHAKE_GRANT_TABLE:
	case HANDSHAKE_NO_MEMORY:
	case HANDSHAKE_UNREADABLE:
		return WAITING_FOR_PAGE;
	case HANDSHAKE_RECONNECT:
	case HANDSHAKE_STRANGE:
		return WAITING_FOR_SERVER;
	case HANDSHAKE_CONNECTED:
		break;
	}
	return WAITING_FOR_HANDOVER;
}

const char *handshake_sentence(enum handshake handshake)
{
	static const char * const sentences[] = {
		[HANDSHAKE_NO_PAGE] =
			"dom0 has not set up a xenstore page yet (it does so by running init-dom0less)",
		[HANDSHAKE_DENIED] =
			"Xen's policy denies HVM_PARAM_STORE_PFN to this domain; change the XSM policy",
		[HANDSHAKE_BAD_FRAME] =
			"STORE_PFN is a frame that cannot be a xenstore page; waiting for a valid one",
		[HANDSHAKE_OWN_RAM] =
			"STORE_PFN is a frame of this guest's own memory (init-dom0less of Xen 4.20 and older sets that for direct-mapped guests); use Xen 4.21 or newer, or a guest that is not direct-mapped",
		[HANDSHAKE_GRANT_TABLE] =
			"STORE_PFN is a frame of the grant table's region; waiting for a valid one",
		[HANDSHAKE_NO_MEMORY] =
			"this guest has no memory to map the xenstore page; retrying in 1 s",
		[HANDSHAKE_UNREADABLE] =
			"STORE_PFN is a frame with no memory behind it; waiting for a valid one",
		[HANDSHAKE_RECONNECT] =
			"the xenstore page is there, reconnect in progress: the xenstore server has yet to introduce this domain",
		[HANDSHAKE_STRANGE] =
			"the xenstore page has an unknown connection state; waiting for the xenstore server to answer",
		[HANDSHAKE_CONNECTED] =
			"the xenstore server serves the page",
	};

	return sentences[handshake];
}
