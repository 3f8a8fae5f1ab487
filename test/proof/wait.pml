/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every order in which dom0, its xenstore server and the wait can take their steps, for SPIN. The
 * decisions are not modelled: pan.c calls the module's own wait.c and handshake.c. This file
 * models dom0, the ring and what waiting.c does with a decision. test/proof/model has the
 * properties.
 *
 * The clock stands still at CLOCK, and the times in struct wait move back instead, until their
 * age makes no difference. So an endless wait has finitely many states, and a search can cover
 * it completely. Time passes in steps of STEP while the wait sleeps. Timers expire on time.
 * A request has two units, its first byte and the rest.
 */
c_decl {
\#include <errno.h>
\#include <string.h>
\#include <xs_wire_connection.h>
\#include "wait.h"

\#define CLOCK	1000000
\#define STEP	500
\#define NEVER	31000	/* no timer */

struct wait waiter;
}
c_track "&waiter" "sizeof(struct wait)"

/* Parameters of a run */
#ifndef SERVER
#define SERVER	0	/* one of the servers below; 0: all of them */
#endif
#ifndef AGAIN
#define AGAIN	0	/* how often init-dom0less fails before it introduces, and is run again */
#endif
#ifndef NOMEM
#define NOMEM	0	/* number of allocation failures */
#endif
#ifndef INTRODUCES
#define INTRODUCES 1	/* dom0 introduces the domain */
#endif

#define XENSTORED	1	/* zeroes the indices, sets XENSTORE_CONNECTED, notifies */
#define OXENSTORED	2	/* fills the ring with 0xff after zeroing the indices */
#define RECONNECT_ONLY	3	/* never sets XENSTORE_CONNECTED, reads whole messages */
#define NOTIFY_FIRST	4	/* zeroes the indices last, without an event */

#define STEP_MS		500
#define NO_TIMER	31000
#define WHOLE		2	/* units of a request */
#define RING_TIMEOUT_MS	5000	/* RING_TIMEOUT */

byte server;
byte nomem = NOMEM;

/* The page */
bool pfn, connected;
byte req_prod, req_cons, rsp_prod, rsp_cons;

bool event;			/* EVENT of waiting.c */
bool to_dom0;			/* pending for the server */
bool served;
bool introducing;			/* an introduction has begun to zero the ring */
short amid_ms;			/* for how long */

/* ring.c's struct sent */
byte sent_end, sent_length;
bool answered;

/* The work */
bool awake = true;
short due = NO_TIMER;		/* ms until the timer expires */
byte action, prod, length;
bool failed, again, memory, taken;
bool pinging;
bool ready;

c_code {
static struct handshake_facts read_page(void)
{
	struct handshake_facts facts;

	memset(&facts, 0, sizeof(facts));
	facts.frame = now.pfn ? 1 : HANDSHAKE_NO_FRAME;
	facts.frame_end = 2;
	facts.no_memory = now.pfn && !now.memory;
	facts.event = now.taken;
	facts.request = waiter.facts.request;
	if (facts.no_memory)
		return facts;
	facts.readable = now.pfn;
	if (now.pfn) {
		facts.connection = now.connected ? XENSTORE_CONNECTED : XENSTORE_RECONNECT;
		facts.ring.req_prod = now.req_prod;
		facts.ring.req_cons = now.req_cons;
		facts.ring.rsp_prod = now.rsp_prod;
		facts.ring.rsp_cons = now.rsp_cons;
	}
	/* ring_request() */
	facts.request = handshake_request(&facts.ring, now.sent_end, now.sent_length, 2);
	if (facts.request == REQUEST_PUT && now.answered)
		facts.request = REQUEST_ANSWERED;
	return facts;
}

/* read_page() and wait_next() of work_main() */
static void decide(void)
{
	struct handshake_facts facts = read_page();
	bool news;

	now.again = wait_observe(&waiter, &facts, &news, CLOCK);
	if (now.taken && wait_cannot_map(&waiter))
		now.event = 1;
	now.action = wait_next(&waiter, now.again, CLOCK);
}

/* The end of put_request() */
static void put_done(int err)
{
	struct handshake_facts *facts = &waiter.facts;
	enum ring_request request = facts->request;

	if (err != -ENOMEM) {
		facts->ring.req_prod = now.req_prod;
		request = handshake_request(&facts->ring, now.sent_end, now.sent_length, 2);
		if (request == REQUEST_PUT && now.answered)
			request = REQUEST_ANSWERED;
	}
	if (err == -ENOMEM && facts->event)
		now.event = 1;
	wait_put_done(&waiter, request, err, CLOCK);
}

/* arm(). Round up, because time passes in steps. */
static void arm(void)
{
	u64 at = wait_due(&waiter, CLOCK);

	now.due = at == WAIT_NEVER ? NEVER :
		  at <= CLOCK ? 0 : (at - CLOCK + STEP - 1) / STEP * STEP;
}

/* Let a time move back, but not by more than @most. */
static void older(u64 *time, u64 most)
{
	*time = *time > CLOCK - most + STEP ? *time - STEP : CLOCK - most;
}

static void time_passes(void)
{
	older(&waiter.changed_at, 10000);
	older(&waiter.tried_at, 40000);
	older(&waiter.unmapped_since, 40000);
	older(&waiter.watch_until, 0);
	if (now.due != NEVER)
		now.due -= STEP;
	if (now.introducing)
		now.amid_ms += STEP;
}
}

/* ring_put(): publish the request up to @units. An introduction may come before the cmpxchg. */
inline put(units)
{
	d_step {
	prod = req_prod; length = units; failed = false;
	if
	/* wiped since its first byte was published */
	:: prod != sent_end && sent_length > 0 && units == WHOLE -> sent_length = 0; failed = true
	:: else -> sent_length = (prod == sent_end -> sent_length : 0)
	fi;
	if
	:: !failed && sent_length >= units -> length = 0; to_dom0 = true
	:: else
	fi
	};
	d_step {
	if
	:: failed || length == 0
	:: !failed && length > 0 && req_prod != prod -> sent_length = 0; failed = true
	:: else ->
		/* Its second byte in a ring full of 0xff would end in a message of 4 GiB. */
		assert(!(introducing && length == WHOLE && !connected) || server == NOTIFY_FIRST);
		req_prod = prod - sent_length + length;
		sent_end = req_prod; sent_length = length; answered = false;
		to_dom0 = true
	fi;
	prod = 0; length = 0
	}
}

/* put_request() */
inline put_request(units)
{
	if
	:: nomem > 0 -> nomem--; c_code { put_done(-ENOMEM); }
	:: put(units);
	   d_step {
	   if
	   :: failed -> c_code { put_done(-EIO); }
	   :: else -> c_code { put_done(0); }
	   fi;
	   failed = false
	   }
	fi
}

/* hand_over(), ring_ping(): ask, and ask again if the request was wiped */
inline hand_over()
{
	if
	:: nomem > 0 -> nomem--; c_code { wait_failed(&waiter, -ENOMEM); }
	:: do
	   :: d_step {
		if
		:: answered || req_prod != sent_end -> sent_length = 0
		:: else
		fi;
		/* discard() */
		rsp_cons = (sent_length == 0 -> rsp_prod : rsp_cons)
	      };
	      put(WHOLE);
	      d_step { failed = false; due = RING_TIMEOUT_MS; awake = false; pinging = true };
	      if
	      :: atomic { rsp_prod > rsp_cons && req_prod == sent_end ->
			assert(served);
			ready = true; due = NO_TIMER }; break
	      :: req_prod != sent_end		/* is_wiped() */
	      :: atomic { due == 0 && req_prod == sent_end && rsp_prod == rsp_cons ->
			c_code { wait_failed(&waiter, -ETIMEDOUT); } }; break
	      fi;
	      awake = true
	   od;
	   pinging = false; awake = true
	fi
}

/* work_main() */
active proctype Work()
{
	atomic {
	c_code { memset(&waiter, 0, sizeof(waiter)); wait_init(&waiter, MODE_REVIVE, 0, CLOCK); };
	if
	:: SERVER == 0 || SERVER == XENSTORED -> server = XENSTORED
	:: SERVER == 0 || SERVER == OXENSTORED -> server = OXENSTORED
	:: SERVER == 0 || SERVER == RECONNECT_ONLY -> server = RECONNECT_ONLY
	:: SERVER == 0 || SERVER == NOTIFY_FIRST -> server = NOTIFY_FIRST
	fi
	};
end:	do
	:: atomic {
		awake || event || due == 0 ->
		awake = true; taken = event; event = false;
		if
		:: nomem > 0 -> nomem--; memory = false
		:: memory = true
		fi;
		c_code { decide(); };
		taken = false
	   };
	   if
	   :: action == c_expr { WAIT_PUT_BEGIN } -> put_request(1)
	   :: action == c_expr { WAIT_PUT_REST } -> put_request(WHOLE)
	   :: action == c_expr { WAIT_NOTIFY } ->
		d_step { to_dom0 = true; c_code { wait_notified(&waiter, CLOCK); } }
	   :: action == c_expr { WAIT_HANDOVER } -> hand_over()
	   :: action == c_expr { WAIT_NOTHING }
	   fi;
	   if
	   :: ready -> break
	   :: else -> d_step { c_code { arm(); }; awake = false; action = 0; again = false }
	   fi
	od
}

/* An introduction takes less than a second. */
active proctype Time()
{
end:	do
	:: d_step { !ready && !awake && (!event || pinging) && due > 0 && !(introducing && amid_ms >= STEP_MS) ->
		c_code { time_passes(); } }
	od
}

inline zero_indices()
{
	req_prod = 0; req_cons = 0; rsp_prod = 0; rsp_cons = 0
}

active proctype Dom0()
{
	byte runs = AGAIN;

	server > 0;
	/* init-dom0less: a cleared page with XENSTORE_RECONNECT */
new:	skip;
	d_step { zero_indices(); pfn = true };
	if
	:: runs > 0 -> runs--; goto new
	:: runs == 0 || !INTRODUCES
	fi;
	if
	:: !INTRODUCES -> goto endnever
	:: INTRODUCES && server == NOTIFY_FIRST ->
		if
		:: connected = true
		:: skip		/* a server that does not set XENSTORE_CONNECTED */
		fi;
		d_step { introducing = true; event = true };
		d_step { zero_indices(); introducing = false; amid_ms = 0; served = true }
	:: INTRODUCES && server != NOTIFY_FIRST ->
		d_step { introducing = true; zero_indices() };
		d_step { connected = (server != RECONNECT_ONLY); served = true; introducing = false; amid_ms = 0 };
		event = true
	fi;
	/* the xenstore server */
end:	do
	:: d_step { to_dom0 && req_prod - req_cons < (server == RECONNECT_ONLY -> WHOLE : 1) ->
		to_dom0 = false }
	:: d_step { to_dom0 && server == RECONNECT_ONLY && req_prod - req_cons >= WHOLE ->
		req_cons = req_cons + WHOLE; rsp_prod++; event = true }
	:: d_step { to_dom0 && server != RECONNECT_ONLY && req_prod > req_cons ->
		req_cons++; rsp_prod = rsp_prod + (req_cons % WHOLE == 0); event = true }
	od;
endnever: false
}

#ifdef FAIR
/* If dom0 makes progress, xenstore becomes ready. */
ltl ready_in_the_end { <> ready }
#endif

#ifdef SLEEPS
/* A page that is never served does not keep an idle guest awake. */
ltl sleeps_in_the_end { <> [] (due == NO_TIMER) }
#endif
