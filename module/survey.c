// SPDX-License-Identifier: GPL-2.0
#include "survey.h"

#define DECLINES(sentence) {						\
	.mode = MODE_NONE,						\
	.state = STATE_ABSENT,						\
	.error = -ENODEV,						\
	.why = sentence,						\
}

#define STAYS(in_mode, in_state, sentence) {				\
	.mode = in_mode,						\
	.state = in_state,						\
	.why = sentence,						\
}

#define VERDICT static const struct survey_verdict

VERDICT switched_off = DECLINES("switched off by enable=0; nothing was touched");
VERDICT no_guest = DECLINES("this is not a Xen guest, nothing to do");
VERDICT pv_guest = DECLINES("a PV guest has its xenstore from the start, nothing to do");
VERDICT local = DECLINES("xenstore is local here (dom0), nothing to do");
VERDICT unknown_type =
	DECLINES("this module does not know this xen_store_domain_type; nothing was touched");

VERDICT up = STAYS(MODE_OBSERVE, STATE_READY,
		   "the kernel's xenbus is up already, nothing to do");
VERDICT crashed = STAYS(MODE_NONE, STATE_FAILED,
			"the kernel's xenbus crashed before this module was loaded; only a restart of the machine helps");
VERDICT no_channel = STAYS(MODE_NONE, STATE_ABSENT,
			   "Xen gave this domain no xenstore; its device-tree node needs xen,enhanced = \"enabled\"");
VERDICT bad_channel = STAYS(MODE_NONE, STATE_ABSENT,
			    "Xen names a xenstore event channel that cannot exist; this domain gets no xenstore");
VERDICT closed_channel = STAYS(MODE_NONE, STATE_ABSENT,
			       "the xenstore event channel is closed; only a restart of the machine opens it again");

VERDICT gave_up = STAYS(MODE_REVIVE, STATE_WAITING,
			"the kernel's xenbus gave up at boot; waiting for dom0 in its place");
VERDICT waits = STAYS(MODE_GUARD, STATE_WAITING,
		      "the kernel's xenbus waits by itself; watching over it");
VERDICT begun = STAYS(MODE_OBSERVE, STATE_WAITING,
		      "the kernel's xenbus has begun by itself; only watching it");
VERDICT unguarded = STAYS(MODE_OBSERVE, STATE_WAITING,
			  "the kernel's xenbus waits by itself; only watching it");
VERDICT not_probed = STAYS(MODE_TAKEOVER, STATE_WAITING,
			   "the kernel's xenbus was not probed at boot; waiting for dom0 in its place");

const struct survey_verdict *survey_decide(const struct survey_facts *facts)
{
	if (!facts->enable)
		return &switched_off;
	if (!facts->xen)
		return &no_guest;
	if (facts->pv)
		return &pv_guest;
	if (facts->type > XS_LOCAL)
		return &unknown_type;
	/* Since 6.17 (90989869baae) dom0 may have its xenstore elsewhere: XS_HVM. */
	if (facts->type == XS_LOCAL || (facts->dom0 && facts->type != XS_HVM))
		return &local;

	if (facts->up && facts->runs)
		return &up;
	if (facts->up && facts->type != XS_UNKNOWN)
		return &crashed;

	if (!facts->channel)
		return &no_channel;
	if (facts->channel >= SURVEY_CHANNELS)
		return &bad_channel;
	if (facts->channel_status == CHANNEL_CLOSED)
		return &closed_channel;

	/* Unless it says that it is up: see inkernel_runs(). */
	if (facts->type == XS_UNKNOWN && !facts->up)
		return &gave_up;

	if (facts->waits && facts->thread && facts->guard)
		return &waits;
	if (facts->thread && !facts->waits)
		return &begun;
	if (facts->thread || facts->deferred)
		return &unguarded;
	return &not_probed;
}

/*
 * A kernel that cannot wait takes what it finds at boot for final. It came through
 * this time; on x86 there is no boot before xenstore.
 */
static bool needs_option(const struct survey_facts *facts,
			 const struct survey_verdict *verdict)
{
	return verdict->mode != MODE_NONE && verdict->mode != MODE_TAKEOVER &&
	       !facts->can_wait && !facts->deferred;
}

static const char option[] =
	"on Xen 4.21+ this kernel can only boot with initcall_blacklist=xenbus_probe_initcall";

const char *survey_advice(const struct survey_facts *facts,
			  const struct survey_verdict *verdict)
{
	if (!needs_option(facts, verdict))
		return NULL;
	return option;
}

const char *survey_denied(const struct survey_facts *facts,
			  const struct survey_verdict *verdict)
{
	if (verdict->state != STATE_WAITING ||
	    facts->channel_status != CHANNEL_UNKNOWN)
		return NULL;
	return "Xen's policy denies EVTCHNOP_status; the xenstore event channel is taken for open";
}
