/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Wait: what to do next, from what was seen, what was done before and what time it is.
 * No kernel call: waiting.c carries the decisions out, tests compile this file as it is.
 * All times are milliseconds of one clock, the caller's.
 */
#ifndef XENBUS_LATE_WAIT_H
#define XENBUS_LATE_WAIT_H

#include "handshake.h"

#define WAIT_NEVER (~(u64)0)

/* The rest of the request follows its first byte after this long without a sign. */
#define SETTLE_BEGUN	1000

enum wait_action {
	WAIT_NOTHING,
	WAIT_PUT_BEGIN,		/* publish the first byte of the request */
	WAIT_PUT_REST,		/* publish what is missing of it */
	WAIT_NOTIFY,		/* the server may have missed a notification */
	WAIT_HANDOVER,
};

/* What a failed handover means, and so what the log says. */
enum wait_failure {
	WAIT_SILENT,		/* the server did not answer */
	WAIT_GARBLED,		/* the ring or the answer made no sense */
	WAIT_LOST,		/* the in-kernel xenbus cannot be started any more */
	WAIT_AGAIN,		/* a reason in this guest, tried again */
	WAIT_GIVE_UP,		/* the same too often */
};

/* What a handover without an end hangs on. */
enum wait_stall {
	STALL_SERVER,		/* a request is out and not answered */
	STALL_DRIVER,		/* every request was answered */
};

/**
 * struct wait - what the wait knows; only its controller, waiting.c, keeps one
 * @mode: as the survey chose it
 * @state: to be shown
 * @waiting_for: to be shown
 * @facts: of the last look
 * @handshake: what they mean
 * @event_seen: an event came that the in-kernel xenbus did not get
 * @listening: events reach this module; false after a failure of this guest's
 * @deaf_since: when that failure was seen first
 * @blind_since: when there was no memory to look at the page first
 * @ahead: the kernel's own chain began before this module was on it
 * @ahead_since: when that was seen first
 * @wiped: an introduction has zeroed the ring over the request; put it again
 * @ring_refuses: the ring took no request; until the page changes
 * @changed_at: the page, or what this module did to it
 * @watch_until: an introduction may wipe the request until then
 * @tried_at: the last handover
 * @warn_at: when the log says what is missing
 * @tries_left: handovers that may still fail for a reason in this guest
 * @last_error: of the last handover in this handshake
 */
struct wait {
	enum late_mode mode;
	enum late_state state;
	enum late_waiting_for waiting_for;
	struct handshake_facts facts;
	enum handshake handshake;
	bool event_seen;
	bool listening;
	u64 deaf_since;
	u64 blind_since;
	bool ahead;
	u64 ahead_since;
	bool wiped;
	bool ring_refuses;
	u64 changed_at;
	u64 watch_until;
	u64 tried_at;
	u64 warn_at;
	unsigned int tries_left;
	int last_error;
};

/* @timeout: milliseconds until the warning; 0: never */
void wait_init(struct wait *wait, enum late_mode mode, u64 timeout, u64 now);

/* Listening to the event channel failed with @err, or works with 0. */
void wait_listened(struct wait *wait, int err, u64 now);

/* Is the kernel's own chain ahead of this module? */
void wait_saw_ahead(struct wait *wait, bool ahead, u64 now);

/**
 * wait_observe() - take in a look at the guest
 * @facts: of that look, with @event and @request; @settled and @wiped are set here
 * @news: set if dom0 has changed what it offers: a line for the log
 *
 * Return: whether this is another handshake, or the same begun again: another chance.
 */
bool wait_observe(struct wait *wait, const struct handshake_facts *facts,
		  bool *news, u64 now);

/* Is the page served? That ends the wait for dom0. */
bool wait_is_served(const struct wait *wait);

/**
 * wait_next() - what to do now
 * @again: what wait_observe() returned
 *
 * Sets @state and @waiting_for to what is to be shown meanwhile.
 */
enum wait_action wait_next(struct wait *wait, bool again, u64 now);

/* Was there no memory to look at the page? Then an event is still to be looked at. */
bool wait_is_blind(const struct wait *wait);

/* The request was published, or not for @err; @facts have the ring as it is now. */
void wait_put_done(struct wait *wait, int err, u64 now);
void wait_notified(struct wait *wait, u64 now);

/* The handover failed with @err. */
enum wait_failure wait_failed(struct wait *wait, int err);

/* Return: true once, when the time for the warning has come. */
bool wait_warn(struct wait *wait, u64 now);

/* When to look again at the latest, on an idle CPU as well; WAIT_NEVER: at events. */
u64 wait_due(const struct wait *wait, u64 now);

/**
 * wait_missed_event() - at unload, did the in-kernel xenbus miss its event?
 * @again: what wait_observe() returned for a last look
 * @event: an event came that nobody has looked at
 */
bool wait_missed_event(const struct wait *wait, bool again, bool event);

/* @ring: of a handover that takes too long */
enum wait_stall wait_stalled_on(const struct ring_indices *ring);

#endif /* XENBUS_LATE_WAIT_H */
