/* SPDX-License-Identifier: GPL-2.0 */
/* Handshake: is the xenstore page there, and does a xenstore server serve it? */
#ifndef XENBUS_LATE_HANDSHAKE_H
#define XENBUS_LATE_HANDSHAKE_H

#include "portable.h"
#include "names.h"

/* STORE_PFN before it is set. Frames are 4 KiB, whatever this kernel's page size is. */
#define HANDSHAKE_NO_FRAME (~(u64)0)

/* The use of a frame. Only a free one can be the xenstore page. */
enum frame_use {
	FRAME_FREE,
	FRAME_OWN_RAM,		/* System RAM outside /reserved-memory */
	FRAME_GRANT_TABLE,	/* in the first region of the device tree's hypervisor node */
};

/* As in struct xenstore_domain_interface. */
struct ring_indices {
	u32 req_cons, req_prod;
	u32 rsp_cons, rsp_prod;
};

/* How far the module's own request has got, judging by the ring's indices. */
enum ring_request {
	REQUEST_NONE,		/* not published, or wiped since */
	REQUEST_BEGUN,		/* its first byte is published */
	REQUEST_TAKEN,		/* the server has consumed that byte */
	REQUEST_PUT,		/* all of it is published */
	REQUEST_ANSWERED,	/* and the response ring is not empty, or the reply was read */
};

struct handshake_facts {
	u64 frame;		/* HVM_PARAM_STORE_PFN */
	bool denied;		/* Xen's policy denies it */
	u64 frame_end;		/* the first frame that this kernel cannot address */
	enum frame_use use;
	bool no_memory;		/* this guest had no memory to map the page */
	bool readable;		/* the page was read, and had this content: */
	u32 connection;
	struct ring_indices ring;
	enum ring_request request;
	bool event;		/* a notification came before this read */
	bool settled;		/* nothing has changed in the page for a while */
	bool wiped;		/* an introduction has wiped the request */
};

enum handshake {
	HANDSHAKE_NO_PAGE,	/* dom0 has not set STORE_PFN yet */
	HANDSHAKE_DENIED,	/* Xen's policy denies STORE_PFN */
	HANDSHAKE_BAD_FRAME,	/* the frame cannot be a xenstore page */
	HANDSHAKE_OWN_RAM,	/* the frame is this guest's own memory */
	HANDSHAKE_GRANT_TABLE,	/* the frame is in the grant table's region */
	HANDSHAKE_NO_MEMORY,	/* this guest had no memory to map the page */
	HANDSHAKE_UNREADABLE,	/* there is no memory behind the frame */
	HANDSHAKE_RECONNECT,	/* connection is XENSTORE_RECONNECT */
	HANDSHAKE_STRANGE,	/* connection has an unknown value */
	HANDSHAKE_CONNECTED,
};

/* The next step while connection is not XENSTORE_CONNECTED */
enum handshake_step {
	STEP_WAIT,
	STEP_BEGIN,		/* publish the first byte of the request */
	STEP_PUT,		/* publish the rest of it */
	STEP_NOTIFY,		/* notify again: the server may have missed it */
	STEP_READ,		/* the server has written a reply, or should have: read it */
};

/**
 * handshake_frame_makes_sense() - can this frame be the xenstore page?
 * @facts: only @frame, @frame_end and @use count
 *
 * Check this before reading or mapping the frame.
 */
bool handshake_frame_makes_sense(const struct handshake_facts *facts);

/* Return: whether the frame begins in the region from @first to @last (addresses) */
bool handshake_frame_in_region(u64 frame, u64 first, u64 last);

/* Decide what state the page is in. Ignores the facts after @connection. */
enum handshake handshake_decide(const struct handshake_facts *facts);

/**
 * handshake_request() - how far has the module's request got?
 * @now: the indices in the page
 * @end: req_prod after the published bytes
 * @sent: number of published bytes
 * @length: number of bytes in the whole request
 */
enum ring_request handshake_request(const struct ring_indices *now, u32 end,
				    u32 sent, u32 length);

/**
 * handshake_step() - find out whether a server replies, whatever connection says
 * @facts: of a page with HANDSHAKE_RECONNECT or HANDSHAKE_STRANGE
 *
 * Some servers never set XENSTORE_CONNECTED, and Linux's own late initialisation
 * relies on the notification alone. So the module publishes one request, and does not
 * publish a second one before the handover unless the ring was wiped.
 *
 * It publishes a single byte first. An introduction zeroes the indices, and
 * oxenstored then fills both rings with 0xff. If the module published the whole
 * request between these two steps, oxenstored would take its own 0xff bytes for the
 * header of a 4 KiB message and wait for the rest. If a single byte is overwritten,
 * oxenstored sees an unknown request type and replies with an error. Before it publishes
 * the rest, the module checks that the ring was not wiped.
 */
enum handshake_step handshake_step(const struct handshake_facts *facts);

/* The diagnosis in one word: what is the module waiting for? */
enum late_waiting_for handshake_waiting_for(enum handshake handshake);

/* The diagnosis for the log: what is missing, and who has to act. */
const char *handshake_sentence(enum handshake handshake);

#endif /* XENBUS_LATE_HANDSHAKE_H */
