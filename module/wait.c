// SPDX-License-Identifier: GPL-2.0
#include "wait.h"

#define SECOND		1000

/*
 * Milliseconds between retries after an allocation failure: nothing reports that memory is
 * available again.
 */
#define RETRY		(1 * SECOND)

/* If a server did not reply, retry after this long even without an event. */
#define ASK_AGAIN	(30 * SECOND)

/* If an unserved page stays unchanged this long, assume that no notification will come. */
#define SETTLE		(5 * SECOND)

/* If the server does not read the request, notify it again after this long. */
#define NOTIFY_AGAIN	(1 * SECOND)

/*
 * Xen 4.17.0 to 4.17.2 and their forks zero the ring after the event (see ring_ping()).
 * While that may wipe a published request, read the page this often, for this long after
 * the request or the event. Without this limit, a page that is never served would keep an
 * idle guest awake.
 */
#define WATCH_EVERY	25
#define WATCH_FOR	(5 * SECOND)

/*
 * A driver that polls the state of its backend nearly always has a request in the ring. While the
 * server replies, the indices change between two reads of the page, which are RECHECK apart.
 */
#define RING_MOVES	(2 * SECOND)

/* Give up on a handshake after this many handovers failed for lack of memory. */
#define TRIES		32

/* Poll a condition less often the longer it lasts, so that the guest can sleep. */
static u64 back_off(u64 since, u64 now)
{
	const u64 lasted = now - since, most = ASK_AGAIN;

	return now + (lasted < RETRY ? RETRY : min(lasted, most));
}

static bool server_failed(int err)
{
	return err == -ETIMEDOUT || err == -EIO;
}

/* Is there a page without XENSTORE_CONNECTED? */
static bool unserved(const struct wait *wait)
{
	return handshake_waiting_for(wait->handshake) == WAITING_FOR_SERVER;
}

/* May this module publish a request? In observe mode it must not touch the page. */
static bool may_ask(const struct wait *wait)
{
	return unserved(wait) && wait->mode != MODE_OBSERVE;
}

/* Could an introduction wipe the request, or has it? */
static bool at_risk(const struct wait *wait)
{
	return wait->wiped || (wait->facts.request != REQUEST_NONE &&
			       wait->facts.request != REQUEST_ANSWERED);
}

bool wait_is_partly_published(const struct wait *wait)
{
	return wait->facts.request == REQUEST_BEGUN ||
	       wait->facts.request == REQUEST_TAKEN;
}

static u64 settled_at(const struct wait *wait)
{
	return wait->changed_at + (wait_is_partly_published(wait) ? SETTLE_FIRST_BYTE : SETTLE);
}

static u64 retry_at(const struct wait *wait)
{
	return wait->tried_at + (server_failed(wait->last_error) ? ASK_AGAIN : RETRY);
}

static bool same_ring(const struct ring_indices *a, const struct ring_indices *b)
{
	return a->req_cons == b->req_cons && a->req_prod == b->req_prod &&
	       a->rsp_cons == b->rsp_cons && a->rsp_prod == b->rsp_prod;
}

void wait_init(struct wait *wait, enum late_mode mode, u64 timeout, u64 now)
{
	*wait = (struct wait) {
		.mode = mode,
		.state = STATE_WAITING,
		.handshake = HANDSHAKE_CONNECTED,	/* so that any other value is news */
		.listening = true,
		.changed_at = now,
		.warn_at = timeout ? now + timeout : WAIT_NEVER,
		.tries_left = TRIES,
	};
}

void wait_listened(struct wait *wait, int err, u64 now)
{
	if (err && wait->listening)
		wait->not_listening_since = now;
	wait->listening = !err;
}

void wait_saw_early_start(struct wait *wait, bool started_early, u64 now)
{
	if (started_early && !wait->started_early)
		wait->started_early_at = now;
	wait->started_early = started_early;
}

bool wait_cannot_map(const struct wait *wait)
{
	return wait->handshake == HANDSHAKE_NO_MEMORY;
}

bool wait_observe(struct wait *wait, const struct handshake_facts *facts,
		  bool *news, u64 now)
{
	const struct handshake_facts before = wait->facts;
	enum handshake handshake = handshake_decide(facts);
	bool wiped;

	if (handshake == HANDSHAKE_NO_MEMORY && !wait_cannot_map(wait))
		wait->unmapped_since = now;
	*news = handshake != wait->handshake || facts->frame != before.frame;
	wiped = before.request != REQUEST_NONE && facts->request == REQUEST_NONE;

	wait->event_seen = wait->event_seen || facts->event;
	wait->facts = *facts;
	wait->handshake = handshake;
	if (*news || facts->connection != before.connection ||
	    !same_ring(&facts->ring, &before.ring)) {
		wait->changed_at = now;
		wait->ring_refuses = false;
	}
	wait->wiped = wait->wiped || wiped;
	if (at_risk(wait) && (wiped || facts->event))
		wait->watch_until = now + WATCH_FOR;
	wait->facts.settled = now >= settled_at(wait);
	wait->facts.wiped = wait->wiped;

	if (!*news && !wiped)
		return false;
	wait->tries_left = TRIES;
	wait->last_error = 0;
	return true;
}

/*
 * Linux's own late initialisation relies on the notification alone, and some servers
 * never set XENSTORE_CONNECTED. So treat the page as served once a server has replied.
 */
bool wait_is_served(const struct wait *wait)
{
	return wait->handshake == HANDSHAKE_CONNECTED ||
	       (may_ask(wait) && handshake_step(&wait->facts) == STEP_READ);
}

static bool may_try(const struct wait *wait, bool begun, u64 now)
{
	if (!wait->tries_left)
		return false;
	if (wait->state != STATE_FAILED || begun || now >= retry_at(wait))
		return true;
	/* An event may announce the server's reply, but it frees no memory. */
	return server_failed(wait->last_error) && wait->facts.event;
}

static enum wait_action next_served(struct wait *wait, bool begun, u64 now)
{
	if (wait->mode == MODE_OBSERVE) {
		wait->waiting_for = WAITING_FOR_HANDOVER;
		return WAIT_NOTHING;
	}
	if (!may_try(wait, begun, now))
		return WAIT_NOTHING;
	wait->state = STATE_HANDOVER;
	wait->waiting_for = WAITING_FOR_HANDOVER;
	wait->tried_at = now;
	return WAIT_HANDOVER;
}

static enum wait_action next_unserved(struct wait *wait, u64 now)
{
	wait->state = STATE_WAITING;
	wait->waiting_for = handshake_waiting_for(wait->handshake);
	if (!may_ask(wait))
		return WAIT_NOTHING;

	switch (handshake_step(&wait->facts)) {
	case STEP_BEGIN:
		return WAIT_PUT_BEGIN;
	case STEP_PUT:
		return WAIT_PUT_REST;
	case STEP_NOTIFY:
		return now >= wait->changed_at + NOTIFY_AGAIN ? WAIT_NOTIFY :
								WAIT_NOTHING;
	case STEP_READ:
	case STEP_WAIT:
		break;
	}
	return WAIT_NOTHING;
}

enum wait_action wait_next(struct wait *wait, bool begun, u64 now)
{
	return wait_is_served(wait) ? next_served(wait, begun, now) :
				      next_unserved(wait, now);
}

/*
 * The caller has put our own write into @facts, so wait_observe() does not count it as a change by
 * dom0. Start the settle time over. If the ring refused the request, do not retry until the page
 * changes.
 */
void wait_put_done(struct wait *wait, enum ring_request request, int err, u64 now)
{
	const bool wiped = wait->facts.request != REQUEST_NONE && request == REQUEST_NONE;

	wait->facts.request = request;
	wait->changed_at = now;
	wait->ring_refuses = err && err != -ENOMEM && !wiped;
	if (err && !wiped)
		return;
	wait->wiped = wiped;
	wait->watch_until = now + WATCH_FOR;
}

void wait_notified(struct wait *wait, u64 now)
{
	wait->changed_at = now;
}

enum wait_failure wait_failed(struct wait *wait, int err)
{
	wait->state = STATE_FAILED;
	wait->last_error = err;
	if (server_failed(err)) {
		wait->waiting_for = WAITING_FOR_SERVER;
		return err == -EIO ? FAILURE_GARBLED : FAILURE_SILENT;
	}
	if (err == -EBUSY) {
		wait->tries_left = 0;
		return FAILURE_LOST;
	}
	return --wait->tries_left ? FAILURE_RETRY : FAILURE_GIVE_UP;
}

bool wait_warn(struct wait *wait, u64 now)
{
	if (now < wait->warn_at)
		return false;
	wait->warn_at = WAIT_NEVER;
	return true;
}

u64 wait_due(const struct wait *wait, u64 now)
{
	u64 due = wait->warn_at;

	if (!wait->listening)
		due = min(due, back_off(wait->not_listening_since, now));
	if (wait_cannot_map(wait))
		due = min(due, back_off(wait->unmapped_since, now));
	if (wait->started_early)
		due = min(due, back_off(wait->started_early_at, now));
	if (wait->state == STATE_FAILED && wait->tries_left)
		due = min(due, retry_at(wait));
	if (!may_ask(wait))
		return due;
	if (!wait->ring_refuses &&
	    (wait->facts.request == REQUEST_NONE || wait_is_partly_published(wait)))
		due = min(due, settled_at(wait));
	if (wait->facts.request == REQUEST_PUT && now < settled_at(wait))
		due = min(due, settled_at(wait));
	if (at_risk(wait) && now < wait->watch_until)
		due = min(due, now + WATCH_EVERY);
	return due;
}

bool wait_missed_event(const struct wait *wait, bool begun, bool event)
{
	const struct ring_indices *ring = &wait->facts.ring;

	/*
	 * The rest of the reply did not come in time, and will bring another event. Until then,
	 * the kernel's thread would misread the ring.
	 */
	if (wait->last_error == -ETIMEDOUT && ring->rsp_cons != ring->rsp_prod)
		return false;
	/*
	 * Without an event, the page may only be zeroed, which reads as CONNECTED, and the thread
	 * would lose its request to the introduction. If the server does not answer, it could
	 * only hang.
	 */
	if (wait->handshake == HANDSHAKE_CONNECTED)
		return event || (wait->event_seen && (begun || !server_failed(wait->last_error)));
	/*
	 * Whether the page is served is unknown, and the replay starts the kernel's thread even if
	 * it is not (see inkernel_replay_event()). But alone, the kernel would have started it at
	 * that event, and without a replay, the thread could wait forever.
	 */
	if (wait_cannot_map(wait))
		return event || wait->event_seen;
	if (!unserved(wait))
		return false;
	/*
	 * This module may already have handled the event for the reply. But the kernel's
	 * thread would hang if the reply made no sense.
	 */
	if (wait->facts.request == REQUEST_ANSWERED)
		return wait->last_error != -EIO;
	/* Without a request of ours, the kernel's thread would have acted on the event. */
	return event && wait->facts.request == REQUEST_NONE;
}

bool wait_expects_reply(const struct wait *wait, u32 length)
{
	const struct ring_indices *ring = &wait->facts.ring;

	if (wait->last_error == -EBUSY)
		return false;
	if (wait->facts.request == REQUEST_PUT)
		return ring->req_prod - ring->req_cons < length && !server_failed(wait->last_error);
	return wait->facts.request == REQUEST_ANSWERED && ring->rsp_cons != ring->rsp_prod;
}

static bool is_idle(const struct ring_indices *ring)
{
	return ring->req_prod == ring->req_cons && ring->rsp_prod == ring->rsp_cons;
}

enum wait_stall wait_stalled_on(const struct ring_indices *before, const struct ring_indices *ring)
{
	return is_idle(ring) || ring->rsp_prod != before->rsp_prod ? STALL_DRIVER : STALL_SERVER;
}

bool wait_server_replies(const struct wait *wait, u64 now)
{
	return is_idle(&wait->facts.ring) || now < wait->changed_at + RING_MOVES;
}
