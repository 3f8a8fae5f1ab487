/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Wait: decide what to do next, from the facts, the earlier actions and the time. wait.c
 * makes no kernel calls: waiting.c carries out the decisions, and tests compile wait.c
 * unchanged. All times are in milliseconds of the caller's clock.
 */
#ifndef XENBUS_LATE_WAIT_H
#define XENBUS_LATE_WAIT_H

#include "handshake.h"

#define WAIT_NEVER (~(u64)0)

/* Publish the rest of the request after the server has ignored its first byte this long. */
#define SETTLE_FIRST_BYTE	1000

enum wait_action {
	WAIT_NOTHING,
	WAIT_PUT_BEGIN,		/* publish the first byte of the request */
	WAIT_PUT_REST,		/* publish the rest of it */
	WAIT_NOTIFY,		/* the server may have missed a notification */
	WAIT_HANDOVER,
};

/* Why a handover failed. Each has a log line. */
enum wait_failure {
	FAILURE_SILENT,		/* the server did not reply */
	FAILURE_GARBLED,		/* the ring or the reply made no sense */
	FAILURE_LOST,		/* the in-kernel xenbus cannot be started any more */
	FAILURE_RETRY,		/* it failed for lack of memory, and will be retried */
	FAILURE_GIVE_UP,		/* it failed too many times for lack of memory */
};

/* The cause of a stalled handover */
enum wait_stall {
	STALL_SERVER,		/* a request has no reply yet */
	STALL_DRIVER,		/* the server replies */
};

/**
 * struct wait - the state of the wait, kept by waiting.c
 * @mode: chosen by the survey
 * @state: for user space
 * @waiting_for: for user space
 * @facts: from the last read of the page
 * @handshake: what @facts mean
 * @event_seen: an event came that the in-kernel xenbus did not get
 * @listening: events reach this module; false if it could not request the interrupt
 * @not_listening_since: when @listening became false
 * @unmapped_since: when mapping the page first failed for lack of memory
 * @started_early: the kernel's own chain began before this module was on it
 * @started_early_at: when @started_early became true
 * @wiped: an introduction has wiped the request, so publish it again
 * @ring_refuses: the ring refused a request, so do not retry until the page changes
 * @changed_at: when the page last changed, or this module last wrote or notified
 * @watch_until: until then, read the page often, in case an introduction wipes the request
 * @tried_at: when the last handover began
 * @warn_at: when to log what is missing
 * @tries_left: how many more handovers may fail for lack of memory
 * @last_error: error of the last handover in this handshake
 */
struct wait {
	enum late_mode mode;
	enum late_state state;
	enum late_waiting_for waiting_for;
	struct handshake_facts facts;
	enum handshake handshake;
	bool event_seen;
	bool listening;
	u64 not_listening_since;
	u64 unmapped_since;
	bool started_early;
	u64 started_early_at;
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

/* Record the result of listening to the event channel. */
void wait_listened(struct wait *wait, int err, u64 now);

/* Record whether the kernel's own chain runs without this module's entries. */
void wait_saw_early_start(struct wait *wait, bool started_early, u64 now);

/**
 * wait_observe() - record what was read from the guest
 * @facts: what was read, with @event and @request; @settled and @wiped are computed in the
 * copy in @wait
 * @news: set if dom0 has changed what it offers, so that the caller can log it
 *
 * Return: whether a handshake has begun, for the first time or again. If so, earlier
 * failures no longer count.
 */
bool wait_observe(struct wait *wait, const struct handshake_facts *facts,
		  bool *news, u64 now);

/* Is the page served? If so, the handover can begin. */
bool wait_is_served(const struct wait *wait);

/**
 * wait_next() - decide what to do now
 * @begun: what wait_observe() returned
 *
 * Also sets @state and @waiting_for.
 */
enum wait_action wait_next(struct wait *wait, bool begun, u64 now);

/* Was there no memory to map the page? If so, keep the event for the next read. */
bool wait_cannot_map(const struct wait *wait);

/*
 * Has only a part of the request been published? If so, publish the rest, or the server
 * would read the beginning of the next request as the rest of this one.
 */
bool wait_is_partly_published(const struct wait *wait);

/*
 * Record the result of publishing, and how far the request has got. An introduction may have
 * wiped it just before. The caller has updated the indices in @facts.
 */
void wait_put_done(struct wait *wait, enum ring_request request, int err, u64 now);
void wait_notified(struct wait *wait, u64 now);

/* Record that the handover failed with @err. */
enum wait_failure wait_failed(struct wait *wait, int err);

/* Return: true once, when it is time for the warning. */
bool wait_warn(struct wait *wait, u64 now);

/* When to read the page again even without an event and on an idle CPU; or WAIT_NEVER. */
u64 wait_due(const struct wait *wait, u64 now);

/*
 * Is there a reply to a request of this module, or will there be one soon, because the server has
 * begun to read the request? Not if the server has failed to reply before, or if the in-kernel
 * xenbus may use the ring.
 * @length: of the request, in bytes
 */
bool wait_expects_reply(const struct wait *wait, u32 length);

/**
 * wait_missed_event() - at unload, did the in-kernel xenbus miss its event?
 * @begun: what wait_observe() returned for a last look
 * @event: an event came that this module has not handled
 */
bool wait_missed_event(const struct wait *wait, bool begun, bool event);

/*
 * Return the cause of a handover that takes too long. A driver that polls its backend's state
 * nearly always has a request in the ring, so compare two looks.
 * @before: the ring's indices a second ago
 * @ring: its indices now
 */
enum wait_stall wait_stalled_on(const struct ring_indices *before, const struct ring_indices *ring);

/* Does the server reply to the in-kernel xenbus, in mode observe? */
bool wait_server_replies(const struct wait *wait, u64 now);

#endif /* XENBUS_LATE_WAIT_H */
