// SPDX-License-Identifier: GPL-2.0
/* Prove module/wait.c for every state, all facts and every time. */
#include <assert.h>

#include "handshake.c"
#include SOURCE

static bool makes_sense(const struct handshake_facts *facts)
{
	return facts->use <= FRAME_GRANT_TABLE && facts->request <= REQUEST_ANSWERED;
}

/* All times come from one clock, which runs for less than a million years. */
static bool in_time(const struct wait *wait, u64 now)
{
	return now < 1ULL << 55 && wait->changed_at <= now && wait->tried_at <= now &&
	       wait->not_listening_since <= now && wait->unmapped_since <= now &&
	       wait->started_early_at <= now &&
	       wait->watch_until < 1ULL << 56;
}

void prove_wait(void)
{
	struct handshake_facts facts;
	enum wait_action action;
	struct wait wait;
	bool again, news;
	u64 now;

	__CPROVER_assume(makes_sense(&facts) && makes_sense(&wait.facts) && in_time(&wait, now));
	again = wait_observe(&wait, &facts, &news, now);
	assert(again || !news);
	action = wait_next(&wait, again, now);
	assert(action <= WAIT_HANDOVER);
	assert(action != WAIT_HANDOVER || wait_is_served(&wait));
	assert(action != WAIT_HANDOVER || wait.state == STATE_HANDOVER);
	assert(action == WAIT_NOTHING || wait.mode != MODE_OBSERVE);
	/* only for a page that was read */
	assert(action == WAIT_NOTHING || (facts.readable && !facts.denied));
	/* no second request while a whole one is in the ring */
	assert(facts.request != REQUEST_PUT || (action != WAIT_PUT_BEGIN && action != WAIT_PUT_REST));
}

void prove_due(void)
{
	struct wait wait;
	u64 now, due;

	__CPROVER_assume(makes_sense(&wait.facts) && in_time(&wait, now) &&
			 wait.handshake <= HANDSHAKE_CONNECTED);
	due = wait_due(&wait, now);
	assert(wait.listening || due <= now + 30000);
	assert(!wait.started_early || due <= now + 30000);
	assert(wait.handshake != HANDSHAKE_NO_MEMORY || due <= now + 30000);
	assert(wait.state != STATE_FAILED || !wait.tries_left || due <= now + 30000);
	/* a request that an introduction may wipe */
	assert(wait.handshake != HANDSHAKE_RECONNECT || wait.mode == MODE_OBSERVE ||
	       wait.facts.request != REQUEST_PUT || now >= wait.watch_until || due <= now + 50);
	wait_missed_event(&wait, false, false);
}
