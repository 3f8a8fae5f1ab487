// SPDX-License-Identifier: GPL-2.0
/* Prove module/handshake.c and module/survey.c for all possible facts. */
#include <assert.h>

#include SOURCE

#ifdef SURVEY_CHANNELS
void prove_survey(void)
{
	struct survey_facts facts;
	const struct survey_verdict *verdict = survey_decide(&facts);

	/* refuse to load with a negative error, or stay; log why */
	assert(verdict && verdict->why);
	assert(verdict->error == 0 || verdict->error == -ENODEV);
	assert(!verdict->error || verdict->mode == MODE_NONE);
	assert(verdict->state == STATE_ABSENT || verdict->state == STATE_WAITING ||
	       verdict->state == STATE_READY || verdict->state == STATE_FAILED);
	assert((verdict->state == STATE_WAITING || verdict->state == STATE_READY) ==
	       (verdict->mode != MODE_NONE));
	/* refuse outside Xen and with enable=0 */
	assert((facts.enable && facts.xen) || verdict->error);
	/* wait only with an open channel */
	assert(verdict->state != STATE_WAITING ||
	       (facts.channel && facts.channel < SURVEY_CHANNELS &&
		facts.channel_status != CHANNEL_CLOSED));
	/* ready only if xenbus is up and its threads run */
	assert(verdict->state != STATE_READY || (facts.up && facts.threads_run));
	survey_advice(&facts, verdict);
	survey_denied(&facts, verdict);
}
#else
void prove_handshake(void)
{
	struct handshake_facts facts;
	enum handshake handshake;

	__CPROVER_assume(facts.use == FRAME_FREE || facts.use == FRAME_OWN_RAM ||
			 facts.use == FRAME_GRANT_TABLE);
	handshake = handshake_decide(&facts);
	assert(handshake <= HANDSHAKE_CONNECTED);
	assert(handshake_sentence(handshake));
	assert(handshake_waiting_for(handshake) != WAITING_FOR_NONE);
	/* connected only if the frame makes sense, was read, and is XENSTORE_CONNECTED */
	assert(handshake != HANDSHAKE_CONNECTED ||
	       (handshake_frame_makes_sense(&facts) && facts.readable && !facts.denied &&
		facts.connection == XENSTORE_CONNECTED));
	if ((u32)facts.request <= REQUEST_ANSWERED)
		assert(handshake_step(&facts) <= STEP_READ);
}

void prove_request(void)
{
	struct ring_indices ring;
	u32 end, sent, length;
	enum ring_request request = handshake_request(&ring, end, sent, length);

	assert(request <= REQUEST_ANSWERED);
	/* a wiped request counts as none, and half a request never as a whole one */
	assert(!sent || ring.req_prod == end || request == REQUEST_NONE);
	assert(sent >= length || request <= REQUEST_TAKEN);
	/* answered only if the ring has bytes to read, and not more than its size */
	assert(request != REQUEST_ANSWERED || ring.rsp_prod - ring.rsp_cons - 1 < RING_SIZE);
}
#endif
