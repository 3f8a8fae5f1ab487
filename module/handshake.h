/* SPDX-License-Identifier: GPL-2.0 */
/* Handshake: is the xenstore page there, and does a xenstore server serve it? */
#ifndef XENBUS_LATE_HANDSHAKE_H
#define XENBUS_LATE_HANDSHAKE_H

#include "portable.h"
#include "names.h"

/* A frame is 4 KiB, whatever the size of this kernel's pages. */
#define HANDSHAKE_NO_FRAME (~(u64)0)

/* What stands in the way of using a frame as the xenstore page. */
enum frame_use {
	FRAME_FREE,
	FRAME_OWN_RAM,		/* System RAM, not of /reserved-memory */
	FRAME_GRANT_TABLE,	/* the hypervisor node's region */
};

/* As in struct xenstore_domain_interface. */
struct ring_indices {
	u32 req_cons, req_prod;
	u32 rsp_cons, rsp_prod;
};

/* The module's own request, as the ring's indices show it now. */
enum ring_request {
	REQUEST_NONE,		/* not put, or wiped since */
	REQUEST_BEGUN,		/* its first byte is out */
	REQUEST_TAKEN,		/* the server has consumed that byte */
	REQUEST_PUT,		/* it is out as a whole */
	REQUEST_ANSWERED,	/* and the response ring has something to read */
};

struct handshake_facts {
	u64 frame;		/* HVM_PARAM_STORE_PFN */
	bool denied;		/* Xen's policy denies it */
	u64 frame_end;		/* the first one that this kernel cannot address */
	enum frame_use use;
	bool no_memory;		/* this guest had none to look at the page */
	bool readable;		/* the page could be read; if so, what it has: */
	u32 connection;
	struct ring_indices ring;
	enum ring_request request;
	bool event;		/* a notification came with the page there */
	bool settled;		/* nothing has changed in the page for a while */
	bool wiped;		/* an introduction has taken the request away */
};

enum handshake {
	HANDSHAKE_NO_PAGE,	/* dom0 has given none yet */
	HANDSHAKE_DENIED,	/* Xen's policy does not tell its frame */
	HANDSHAKE_BAD_FRAME,	/* it cannot be a xenstore page */
	HANDSHAKE_OWN_RAM,	/* it is this guest's own memory */
	HANDSHAKE_GRANT_TABLE,	/* it is in the grant table's region */
	HANDSHAKE_NO_MEMORY,	/* this guest had no memory to look at the page */
	HANDSHAKE_UNREADABLE,	/* there is no memory behind the frame */
	HANDSHAKE_RECONNECT,	/* connection says: reconnect in progress */
	HANDSHAKE_STRANGE,	/* connection has a value never seen before */
	HANDSHAKE_CONNECTED,
};

/* What to do where connection does not say connected. */
enum handshake_step {
	STEP_WAIT,
	STEP_BEGIN,		/* put the first byte of the request */
	STEP_PUT,		/* put what is missing of it */
	STEP_NOTIFY,		/* it may have missed the notification */
	STEP_READ,		/* the server has written: read the answer */
};

/**
 * handshake_frame_makes_sense() - could a xenstore page be there?
 * @facts: @frame, @frame_end and @use
 *
 * To be asked before the frame is read or mapped.
 */
bool handshake_frame_makes_sense(const struct handshake_facts *facts);

/* What does it all mean? */
enum handshake handshake_decide(const struct handshake_facts *facts);

/**
 * handshake_request() - what has become of the module's request?
 * @now: the indices as the page has them
 * @end: req_prod behind what was put
 * @sent: bytes that were put, 0: none
 * @length: bytes of the whole request
 */
enum ring_request handshake_request(const struct ring_indices *now, u32 end,
				    u32 sent, u32 length);

/**
 * handshake_step() - does a server answer, whatever connection says?
 * @facts: of a page with HANDSHAKE_RECONNECT or HANDSHAKE_STRANGE
 *
 * There are servers that serve and never say connected, and Linux's own late
 * initialisation takes any notification for enough. So the module puts one
 * request, never a second one into the same indices.
 *
 * It begins with a single byte. An introduction zeroes the indices, and
 * oxenstored then fills both rings with 0xff: a request put between the two would
 * be read as the header of a message of 4 KiB that nobody sends. Of a single
 * byte that is overwritten, a request of an unknown type is made, which any server
 * answers with an error; and after that byte a wiped ring is noticed before more
 * is put.
 */
enum handshake_step handshake_step(const struct handshake_facts *facts);

/* The one-word diagnosis: whom are we waiting for? */
enum late_waiting_for handshake_waiting_for(enum handshake handshake);

/* The same as a sentence for the log: what is missing, and whose turn it is. */
const char *handshake_sentence(enum handshake handshake);

#endif /* XENBUS_LATE_HANDSHAKE_H */
