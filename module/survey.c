// SPDX-License-Identifier: GPL-2.0
#include "survey.h"

#define DECLINES(sentence) {						\
	.mode = MODE_NONE,						\
	.state = STATE_ABSENT,						\
	.error = -ENODEV,						\
	.why = sentence,						\
}

#define LOADS(in_mode, in_state, sentence) {				\
	.mode = in_mode,						\
	.state = in_state,						\
	.why = sentence,						\
}

#define VERDICT static const struct survey_verdict

VERDICT switched_off = DECLINES("disabled by enable=0; not loading");
VERDICT no_guest = DECLINES("this is not a Xen guest, nothing to do");
VERDICT pv_guest = DECLINES("a PV guest has its xenstore from the start, nothing to do");
VERDICT local = DECLINES("xenstore is local here (dom0), nothing to do");
VERDICT unknown_type =
	DECLINES("not loading: this module does not know this xen_store_domain_type");

VERDICT up = LOADS(MODE_OBSERVE, STATE_READY,
		   "the kernel's xenbus is up already, nothing to do");
VERDICT crashed = LOADS(MODE_NONE, STATE_FAILED,
			"the kernel's xenbus crashed before this module was loaded; reboot the host to recover");
VERDICT in_vain = LOADS(MODE_NONE, STATE_FAILED,
			"the kernel's xenbus gave up at boot, and something woke it before this module was loaded; reboot the host to recover");
VERDICT no_channel = LOADS(MODE_NONE, STATE_ABSENT,
			   "Xen gave this domain no xenstore; its device-tree node needs xen,enhanced = \"enabled\"");
VERDICT bad_channel = LOADS(MODE_NONE, STATE_ABSENT,
			    "Xen reports an invalid xenstore event channel; this domain gets no xenstore");
VERDICT closed_channel = LOADS(MODE_NONE, STATE_ABSENT,
			       "the xenstore event channel is closed and cannot be reopened; reboot the host to recover");

VERDICT gave_up = LOADS(MODE_REVIVE, STATE_WAITING,
			"the kernel's xenbus gave up at boot; waiting for dom0 in its place");
VERDICT gave_up_asleep = LOADS(MODE_REVIVE, STATE_WAITING,
			       "the kernel's xenbus gave up at boot, but its thread is asleep; holding it and waiting for dom0 in its place");
VERDICT waits = LOADS(MODE_GUARD, STATE_WAITING,
		      "the kernel's xenbus waits on its own; guarding it");
VERDICT begun = LOADS(MODE_OBSERVE, STATE_WAITING,
		      "the kernel's xenbus is already starting on its own; only observing it");
VERDICT unguarded = LOADS(MODE_OBSERVE, STATE_WAITING,
			  "the kernel's xenbus waits on its own; only observing it");
VERDICT not_probed = LOADS(MODE_TAKEOVER, STATE_WAITING,
			   "the kernel's xenbus was not probed at boot; waiting for dom0 in its place");

/* xenbus_init() failed or did not run. */
static const struct survey_verdict * __init gave_up_at_boot(const struct survey_facts *facts)
{
	/*
	 * Before 5.10.17, an early initcall marks xenbus as up even if xenbus_init() fails
	 * (see xenbus/oldest.h).
	 */
	if (facts->up && facts->oldest)
		return &not_probed;
	/* The chain runs only once, and it ran while every request failed. */
	if (facts->up || facts->started_early)
		return &in_vain;
	return facts->prober ? &gave_up_asleep : &gave_up;
}

/* xenbus_init() has found that this guest has a xenstore. */
static const struct survey_verdict * __init initialized(const struct survey_facts *facts)
{
	if (facts->started_early)
		return &begun;
	if (facts->late_irq && facts->prober)
		return facts->guard ? &waits : &unguarded;
	/*
	 * Once woken, the thread calls xs_init() right away, and this module can only observe.
	 * While the thread sleeps, take over: without the late irq (see xenbus/late_irq.h), no
	 * event wakes the thread.
	 */
	if (facts->prober)
		return facts->asleep ? &not_probed : &begun;
	return facts->deferred ? &unguarded : &not_probed;
}

const struct survey_verdict * __init survey_decide(const struct survey_facts *facts)
{
	if (!facts->enable)
		return &switched_off;
	if (!facts->xen)
		return &no_guest;
	if (facts->pv)
		return &pv_guest;
	if (facts->type > XS_LOCAL)
		return &unknown_type;
	/*
	 * Since 6.17 (90989869baae), XS_HVM in dom0 means that the xenstore server runs in
	 * another domain.
	 */
	if (facts->type == XS_LOCAL || (facts->dom0 && facts->type != XS_HVM))
		return &local;

	if (facts->up && facts->threads_run && facts->type != XS_UNKNOWN)
		return &up;
	if (facts->up && facts->type != XS_UNKNOWN)
		return &crashed;

	if (!facts->channel)
		return &no_channel;
	if (facts->channel >= SURVEY_CHANNELS)
		return &bad_channel;
	if (facts->channel_status == CHANNEL_CLOSED)
		return &closed_channel;

	if (facts->type == XS_UNKNOWN)
		return gave_up_at_boot(facts);
	return initialized(facts);
}

/*
 * Without @waits_for_server, a kernel uses any page that it finds at boot. This boot succeeded only
 * because Xen had set no page when the kernel looked. On x86, xenstore is there before
 * any guest boots. A kernel before 5.10.17 has booted only because its command line has
 * initcall_blacklist=xenbus_init, and it needs no other option.
 */
static bool __init needs_option(const struct survey_facts *facts,
				const struct survey_verdict *verdict)
{
	return verdict->mode != MODE_NONE && verdict->mode != MODE_TAKEOVER &&
	       !facts->waits_for_server && !facts->x86 && !facts->oldest;
}

static const char option[] =
	"on Xen 4.21+ this kernel can only boot with initcall_blacklist=xenbus_probe_initcall";

const char * __init survey_advice(const struct survey_facts *facts,
				  const struct survey_verdict *verdict)
{
	if (!needs_option(facts, verdict))
		return NULL;
	return option;
}

/* Mistakes in initcall_blacklist=. */
enum {
	INIT_OF_OLDEST,
	OLDEST_NEEDS_INIT,
	NEEDS_STUB,
	NEEDS_NONE,
	NO_SUCH_NAME,
};

static const char * const blacklist_mistakes[] = {
	[INIT_OF_OLDEST] =
		"initcall_blacklist=xenbus_init is for Linux before 5.10.17; remove it or, if this kernel does not boot otherwise, use xenbus_probe_initcall instead",
	[OLDEST_NEEDS_INIT] =
		"initcall_blacklist=xenbus_probe_initcall has no effect on this kernel, which needs xenbus_init instead",
	[NEEDS_STUB] =
		"initcall_blacklist=xenbus_probe_initcall has no effect on this kernel; if it was built with clang LTO, look up the initcall's name (__initstub__...) in System.map",
	[NEEDS_NONE] =
		"this kernel waits for xenstore on its own, so it does not need initcall_blacklist=xenbus_probe_initcall",
	[NO_SUCH_NAME] =
		"initcall_blacklist= has a xenbus name that this module does not know; did you mean xenbus_probe_initcall, or xenbus_init before Linux 5.10.17?",
};

const char * __init survey_blacklist(const struct survey_facts *facts,
				     const struct survey_verdict *verdict)
{
	if (verdict->mode == MODE_NONE)
		return NULL;
	if (facts->blacklist.init && !facts->oldest)
		return blacklist_mistakes[INIT_OF_OLDEST];
	if (facts->blacklist.probe && facts->oldest)
		return blacklist_mistakes[OLDEST_NEEDS_INIT];
	if (facts->blacklist.probe && facts->prober && facts->late_irq)
		return blacklist_mistakes[NEEDS_STUB];
	if (facts->blacklist.probe && facts->waits_for_server)
		return blacklist_mistakes[NEEDS_NONE];
	return facts->blacklist.unknown ? blacklist_mistakes[NO_SUCH_NAME] : NULL;
}

const char * __init survey_denied(const struct survey_facts *facts,
				  const struct survey_verdict *verdict)
{
	if (verdict->state != STATE_WAITING ||
	    facts->channel_status != CHANNEL_UNKNOWN)
		return NULL;
	return "Xen's policy denies EVTCHNOP_status; assuming that the event channel is open";
}
