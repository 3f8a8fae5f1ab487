// SPDX-License-Identifier: GPL-2.0
#include "survey.h"

static struct survey_verdict decline(const char *why)
{
	return (struct survey_verdict) {
		.mode = MODE_NONE,
		.state = STATE_ABSENT,
		.error = -ENODEV,
		.why = why,
	};
}

static struct survey_verdict stay(enum late_mode mode, enum late_state state,
				  const char *why)
{
	return (struct survey_verdict) {
		.mode = mode,
		.state = state,
		.why = why,
	};
}

/*
 * For a kernel that takes what it finds at boot for final. It came through
 * this time; on x86 there is no boot before xenstore.
 */
static const char needs_option[] =
	"on Xen 4.21+ this kernel can only boot with initcall_blacklist=xenbus_probe_initcall";

static struct survey_verdict advise(const struct survey_facts *facts,
				    enum late_mode mode, enum late_state state,
				    const char *why)
{
	struct survey_verdict verdict = stay(mode, state, why);

	if (!facts->can_wait && !facts->deferred)
		verdict.advice = needs_option;
	return verdict;
}

struct survey_verdict survey_decide(const struct survey_facts *facts)
{
	if (!facts->enable)
		return decline("switched off by enable=0; nothing was touched");
	if (!facts->xen)
		return decline("this is not a Xen guest, nothing to do");
	if (facts->pv)
		return decline("a PV guest has its xenstore from the start, nothing to do");
	if (facts->dom0 || facts->type == XS_LOCAL)
		return decline("xenstore is local here (dom0), nothing to do");

	if (facts->up && facts->runs)
		return advise(facts, MODE_OBSERVE, STATE_READY,
			      "the kernel's xenbus is up already, nothing to do");
	if (facts->up && facts->type != XS_UNKNOWN)
		return stay(MODE_NONE, STATE_FAILED,
			    "the built-in xenbus crashed before this module came; only a restart of this domain helps");

	if (!facts->channel)
		return stay(MODE_NONE, STATE_ABSENT,
			    "Xen gave this domain no xenstore; its device-tree node needs xen,enhanced = \"enabled\"");
	if (facts->channel >= SURVEY_CHANNELS)
		return stay(MODE_NONE, STATE_ABSENT,
			    "Xen names a xenstore event channel that cannot exist; this domain gets no xenstore");
	if (!facts->channel_open)
		return stay(MODE_NONE, STATE_ABSENT,
			    "the xenstore event channel is closed; only a restart of this domain opens it again");

	/* Unless it says that it is up: see builtin_runs(). */
	if (facts->type == XS_UNKNOWN && !facts->up)
		return advise(facts, MODE_REVIVE, STATE_WAITING,
			      "the kernel's xenbus gave up at boot; waiting for dom0 in its place");

	if (facts->waits && facts->thread && facts->guard)
		return advise(facts, MODE_GUARD, STATE_WAITING,
			      "the kernel's xenbus waits by itself; watching over it");
	if (facts->thread && !facts->waits)
		return advise(facts, MODE_OBSERVE, STATE_WAITING,
			      "the kernel's xenbus has begun by itself; only watching it");
	if (facts->thread || facts->deferred)
		return advise(facts, MODE_OBSERVE, STATE_WAITING,
			      "the kernel's xenbus waits by itself; only watching it");

	return stay(MODE_TAKEOVER, STATE_WAITING,
		    "the kernel's xenbus was not probed at boot; waiting for dom0 in its place");
}
