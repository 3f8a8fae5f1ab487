// SPDX-License-Identifier: GPL-2.0
/*
 * Test the module's decision logic, compiled unchanged for user space: every row of the
 * survey, every state of the handshake, every name.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include <xenbus_late_init.h>
#include <xs_wire_connection.h>

#include "handshake.h"
#include "survey.h"
#include "names.h"

/* A stock 5.10 guest on Xen 4.17 before dom0 has introduced it. Each test changes this. */
static struct survey_facts gave_up(void)
{
	return (struct survey_facts) {
		.enable = true,
		.xen = true,
		.type = XS_UNKNOWN,
		.channel = 1,
		.channel_status = CHANNEL_OPEN,
	};
}

static void declines(const struct survey_facts *facts, const char *word)
{
	const struct survey_verdict *v = survey_decide(facts);

	assert_int_equal(v->error, -ENODEV);
	assert_int_equal(v->mode, MODE_NONE);
	assert_non_null(strstr(v->why, word));
	assert_null(survey_advice(facts, v));
	assert_null(survey_denied(facts, v));
}

static void assert_loads(const struct survey_facts *facts, enum late_mode mode,
			 enum late_state state)
{
	const struct survey_verdict *v = survey_decide(facts);

	assert_int_equal(v->error, 0);
	assert_int_equal(v->mode, mode);
	assert_int_equal(v->state, state);
	assert_true(strlen(v->why) > 20);
}

static void switched_off(void **unused)
{
	struct survey_facts facts = gave_up();

	facts.enable = false;
	declines(&facts, "enable=0");
}

static void bare_metal(void **unused)
{
	struct survey_facts facts = gave_up();

	facts.xen = false;
	declines(&facts, "not a Xen guest");
}

static void pv_guest(void **unused)
{
	struct survey_facts facts = gave_up();

	facts.pv = true;
	facts.type = XS_PV;
	declines(&facts, "PV guest");
}

static void dom0(void **unused)
{
	struct survey_facts facts = gave_up();

	facts.dom0 = true;
	declines(&facts, "dom0");

	/* A domain with xenstore in the same domain, even if xenbus is up */
	facts = gave_up();
	facts.type = XS_LOCAL;
	facts.up = true;
	facts.threads_run = true;
	declines(&facts, "local");
}

/* 6.17 and newer: dom0's xenstore may be in a separate domain. */
static void dom0_with_xenstore_elsewhere(void **unused)
{
	struct survey_facts facts = gave_up();

	facts.dom0 = true;
	facts.guard = true;
	facts.type = XS_HVM;
	facts.late_irq = true;
	facts.prober = true;
	facts.waits_for_server = true;
	assert_loads(&facts, MODE_GUARD, STATE_WAITING);
	facts.up = true;
	facts.threads_run = true;
	assert_loads(&facts, MODE_OBSERVE, STATE_READY);
	facts.type = XS_PV;
	declines(&facts, "local");
}

static void type_unknown_here(void **unused)
{
	struct survey_facts facts = gave_up();

	facts.type = XS_LOCAL + 1;
	declines(&facts, "xen_store_domain_type");
}

static void up_already(void **unused)
{
	struct survey_facts facts = gave_up();

	facts.type = XS_HVM;
	facts.up = true;
	facts.threads_run = true;
	assert_loads(&facts, MODE_OBSERVE, STATE_READY);

	/* If xenbus is up, the parameters do not matter. */
	facts.channel = 0;
	facts.channel_status = CHANNEL_CLOSED;
	assert_loads(&facts, MODE_OBSERVE, STATE_READY);
}

/* xenbus_probe() reports xenbus up before it calls xs_init(). */
static void crashed(void **unused)
{
	struct survey_facts facts = gave_up();

	facts.type = XS_HVM;
	facts.up = true;
	assert_loads(&facts, MODE_NONE, STATE_FAILED);

	/* Threads without a finished chain come from a failed handover, not from a crash. */
	facts = gave_up();
	facts.threads_run = true;
	assert_loads(&facts, MODE_REVIVE, STATE_WAITING);
}

static void no_xenstore(void **unused)
{
	struct survey_facts facts = gave_up();

	facts.channel = 0;
	facts.channel_status = CHANNEL_CLOSED;
	assert_loads(&facts, MODE_NONE, STATE_ABSENT);
}

static void invalid_channel(void **unused)
{
	static const u64 channels[] = {
		SURVEY_CHANNELS, UINT32_MAX, 1ULL << 32, (1ULL << 32) + 1,
		UINT64_MAX,
	};
	struct survey_facts facts = gave_up();
	size_t i;

	for (i = 0; i < sizeof(channels) / sizeof(*channels); i++) {
		facts.channel = channels[i];
		assert_loads(&facts, MODE_NONE, STATE_ABSENT);
	}
	facts.channel = SURVEY_CHANNELS - 1;
	assert_loads(&facts, MODE_REVIVE, STATE_WAITING);
}

static void closed_channel(void **unused)
{
	struct survey_facts facts = gave_up();

	facts.channel_status = CHANNEL_CLOSED;
	assert_loads(&facts, MODE_NONE, STATE_ABSENT);
}

/* If Xen's policy hides a channel's status, the module must not treat the channel as closed. */
static void status_denied(void **unused)
{
	struct survey_facts facts = gave_up();

	assert_null(survey_denied(&facts, survey_decide(&facts)));
	facts.channel_status = CHANNEL_UNKNOWN;
	assert_loads(&facts, MODE_REVIVE, STATE_WAITING);
	assert_non_null(strstr(survey_denied(&facts, survey_decide(&facts)),
			       "EVTCHNOP_status"));

	/* Do not log the denial if there is nothing to wait for. */
	facts.type = XS_HVM;
	facts.up = true;
	facts.threads_run = true;
	assert_null(survey_denied(&facts, survey_decide(&facts)));
}

static void revive(void **unused)
{
	struct survey_facts facts = gave_up();

	assert_loads(&facts, MODE_REVIVE, STATE_WAITING);
}

static void advised(const struct survey_facts *facts)
{
	assert_non_null(strstr(survey_advice(facts, survey_decide(facts)),
			       "initcall_blacklist=xenbus_probe_initcall"));
}

static void not_advised(const struct survey_facts *facts)
{
	assert_null(survey_advice(facts, survey_decide(facts)));
}

/* The kernel booted this time, but might not on another version of Xen, or if dom0 is faster. */
static void needs_an_option(void **unused)
{
	struct survey_facts facts = gave_up();

	advised(&facts);
	facts.waits_for_server = true;
	not_advised(&facts);

	facts = gave_up();
	facts.type = XS_HVM;
	not_advised(&facts);	/* MODE_TAKEOVER: it has the option */
	facts.up = true;
	facts.threads_run = true;
	advised(&facts);
	facts.waits_for_server = true;
	not_advised(&facts);

	facts.waits_for_server = false;
	facts.x86 = true;
	not_advised(&facts);

	/*
	 * It must have been booted with initcall_blacklist=xenbus_init, or it would not have
	 * got this far.
	 */
	facts.x86 = false;
	facts.oldest = true;
	not_advised(&facts);
}

/* 5.19 and newer, before dom0 has introduced the domain */
static struct survey_facts waiting(void)
{
	struct survey_facts facts = gave_up();

	facts.guard = true;
	facts.waits_for_server = true;
	facts.type = XS_HVM;
	facts.late_irq = true;
	facts.prober = true;
	return facts;
}

/*
 * 5.19 to 6.9.3, except 6.6.33+ and 6.1.93+, wait for a missing page, but if it is there, they do
 * not wait for a server.
 */
static void does_not_always_wait(void **unused)
{
	struct survey_facts facts = waiting();

	not_advised(&facts);
	facts.waits_for_server = false;
	advised(&facts);
	facts.guard = false;
	advised(&facts);
	facts.late_irq = false;
	advised(&facts);
}

static void guarded(void **unused)
{
	struct survey_facts facts = waiting();

	assert_loads(&facts, MODE_GUARD, STATE_WAITING);

	facts.guard = false;
	assert_loads(&facts, MODE_OBSERVE, STATE_WAITING);

	/* The thread was woken and has freed its interrupt, so it is about to be up. */
	facts = waiting();
	facts.late_irq = false;
	assert_loads(&facts, MODE_OBSERVE, STATE_WAITING);
}

/* initcall_blacklist=xenbus_probe_initcall */
static void never_probed(void **unused)
{
	struct survey_facts facts = waiting();

	facts.prober = false;
	assert_loads(&facts, MODE_TAKEOVER, STATE_WAITING);

	facts.late_irq = false;
	assert_loads(&facts, MODE_TAKEOVER, STATE_WAITING);

	facts.guard = false;
	assert_loads(&facts, MODE_TAKEOVER, STATE_WAITING);

	/* If 5.10 gave up before that initcall, it is treated like any kernel that gave up. */
	facts.type = XS_UNKNOWN;
	assert_loads(&facts, MODE_REVIVE, STATE_WAITING);

	/* On x86, its xenbus starts by itself if it only waits for Xen's PCI device. */
	facts = waiting();
	facts.prober = false;
	facts.x86 = true;
	assert_loads(&facts, MODE_TAKEOVER, STATE_WAITING);
	facts.deferred = true;
	assert_loads(&facts, MODE_OBSERVE, STATE_WAITING);
}

/* initcall_blacklist=xenbus_init, before 5.10.17 */
static void called_early(void **unused)
{
	struct survey_facts facts = gave_up();

	facts.up = true;
	facts.oldest = true;
	assert_loads(&facts, MODE_TAKEOVER, STATE_WAITING);

	/* xenbus is marked as up, but a closed or missing event channel takes precedence. */
	facts.channel_status = CHANNEL_CLOSED;
	assert_loads(&facts, MODE_NONE, STATE_ABSENT);
	facts.channel = 0;
	assert_loads(&facts, MODE_NONE, STATE_ABSENT);

	/* After this module brought it up. */
	facts = gave_up();
	facts.type = XS_HVM;
	facts.up = true;
	facts.threads_run = true;
	assert_loads(&facts, MODE_OBSERVE, STATE_READY);
}

/* A served page at the usual frame of init-dom0less */
static struct handshake_facts served(void)
{
	return (struct handshake_facts) {
		.frame = 0x39001,
		.frame_end = 1ULL << 36,
		.readable = true,
		.connection = XENSTORE_CONNECTED,
	};
}

static void means(const struct handshake_facts *facts, enum handshake handshake,
		  enum late_waiting_for want)
{
	assert_int_equal(handshake_decide(facts), handshake);
	assert_int_equal(handshake_waiting_for(handshake), want);
	assert_true(strlen(handshake_sentence(handshake)) > 20);
}

static void page_served(void **unused)
{
	struct handshake_facts facts = served();

	means(&facts, HANDSHAKE_CONNECTED, WAITING_FOR_HANDOVER);
}

static void page_unserved(void **unused)
{
	struct handshake_facts facts = served();

	facts.connection = XENSTORE_RECONNECT;
	means(&facts, HANDSHAKE_RECONNECT, WAITING_FOR_SERVER);
}

static void unknown_connection_value(void **unused)
{
	static const u32 values[] = { 2, 3, 0x80000000, UINT32_MAX };
	struct handshake_facts facts = served();
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(*values); i++) {
		facts.connection = values[i];
		means(&facts, HANDSHAKE_STRANGE, WAITING_FOR_SERVER);
	}
}

static void no_page_yet(void **unused)
{
	struct handshake_facts facts = served();

	facts.frame = HANDSHAKE_NO_FRAME;
	facts.readable = false;
	means(&facts, HANDSHAKE_NO_PAGE, WAITING_FOR_PAGE);
}

static void implausible_frame(void **unused)
{
	struct handshake_facts facts = served();
	const u64 frames[] = {
		0, facts.frame_end, facts.frame_end + 1, UINT64_MAX - 1,
	};
	size_t i;

	/* The contents of such a frame must not count. */
	for (i = 0; i < sizeof(frames) / sizeof(*frames); i++) {
		facts.frame = frames[i];
		assert_false(handshake_frame_makes_sense(&facts));
		means(&facts, HANDSHAKE_BAD_FRAME, WAITING_FOR_PAGE);
	}

	facts.frame = facts.frame_end - 1;
	assert_true(handshake_frame_makes_sense(&facts));
	means(&facts, HANDSHAKE_CONNECTED, WAITING_FOR_HANDOVER);

	facts.use = FRAME_OWN_RAM;
	assert_false(handshake_frame_makes_sense(&facts));
	means(&facts, HANDSHAKE_OWN_RAM, WAITING_FOR_PAGE);

	facts.use = FRAME_GRANT_TABLE;
	assert_false(handshake_frame_makes_sense(&facts));
	means(&facts, HANDSHAKE_GRANT_TABLE, WAITING_FOR_PAGE);
}

static void frame_in_region(void **unused)
{
	/* The extended regions that Xen 4.17 gives to a guest with 256 MiB */
	assert_false(handshake_frame_in_region(0x4ffff, 0x50000000, 0xffffffff));
	assert_true(handshake_frame_in_region(0x50000, 0x50000000, 0xffffffff));
	assert_true(handshake_frame_in_region(0xfffff, 0x50000000, 0xffffffff));
	assert_false(handshake_frame_in_region(0x100000, 0x50000000, 0xffffffff));

	assert_true(handshake_frame_in_region(0xffffffff, 0x200000000, 0xfffffffffff));
	assert_false(handshake_frame_in_region(0x100000000, 0x200000000, 0xfffffffffff));
}

static void frame_denied(void **unused)
{
	struct handshake_facts facts = served();

	facts.denied = true;
	means(&facts, HANDSHAKE_DENIED, WAITING_FOR_PAGE);
	facts.frame = HANDSHAKE_NO_FRAME;
	means(&facts, HANDSHAKE_DENIED, WAITING_FOR_PAGE);
}

/* A request of 22 bytes that was published from index 0 on */
static void becomes(struct ring_indices now, u32 sent, enum ring_request request)
{
	assert_int_equal(handshake_request(&now, sent, sent, 22), request);
}

static void request_seen_in_the_ring(void **unused)
{
	becomes((struct ring_indices) { 0, 0, 0, 0 }, 0, REQUEST_NONE);
	becomes((struct ring_indices) { 0, 1, 0, 0 }, 1, REQUEST_BEGUN);
	becomes((struct ring_indices) { 1, 1, 0, 0 }, 1, REQUEST_TAKEN);
	becomes((struct ring_indices) { 1, 22, 0, 0 }, 22, REQUEST_PUT);
	becomes((struct ring_indices) { 22, 22, 0, 0 }, 22, REQUEST_PUT);
	becomes((struct ring_indices) { 22, 22, 0, 1 }, 22, REQUEST_ANSWERED);
	becomes((struct ring_indices) { 22, 22, 0, 1024 }, 22, REQUEST_ANSWERED);
	becomes((struct ring_indices) { 22, 22, 0, 1025 }, 22, REQUEST_PUT);
	becomes((struct ring_indices) { 22, 22, 1, 0 }, 22, REQUEST_PUT);
	/* An introduction zeroes all indices. */
	becomes((struct ring_indices) { 0, 0, 0, 0 }, 1, REQUEST_NONE);
	becomes((struct ring_indices) { 0, 0, 0, 0 }, 22, REQUEST_NONE);
	/* Another user of the ring has published a request. */
	becomes((struct ring_indices) { 0, 44, 0, 0 }, 22, REQUEST_NONE);
}

/* @taken: how many of 22 bytes the server has read */
static void steps(enum ring_request request, u32 taken, enum handshake_step quiet,
		  enum handshake_step event, enum handshake_step settled)
{
	struct handshake_facts facts = served();

	facts.connection = XENSTORE_RECONNECT;
	facts.request = request;
	facts.ring.req_prod = 22;
	facts.ring.req_cons = taken;
	assert_int_equal(handshake_step(&facts), quiet);
	facts.event = true;
	assert_int_equal(handshake_step(&facts), event);
	facts.event = false;
	facts.settled = true;
	assert_int_equal(handshake_step(&facts), settled);
}

static void one_request_to_whoever_serves(void **unused)
{
	steps(REQUEST_NONE, 22, STEP_WAIT, STEP_BEGIN, STEP_BEGIN);
	steps(REQUEST_BEGUN, 0, STEP_WAIT, STEP_NOTIFY, STEP_PUT);
	steps(REQUEST_TAKEN, 1, STEP_PUT, STEP_PUT, STEP_PUT);
	/* Once the request is published, do not publish another. */
	steps(REQUEST_PUT, 0, STEP_WAIT, STEP_NOTIFY, STEP_WAIT);
	steps(REQUEST_PUT, 1, STEP_WAIT, STEP_NOTIFY, STEP_WAIT);
	/* The server has read it, so it should reply soon. */
	steps(REQUEST_PUT, 22, STEP_WAIT, STEP_WAIT, STEP_READ);
	steps(REQUEST_ANSWERED, 22, STEP_READ, STEP_READ, STEP_READ);
}

/* A server that zeroed the ring has just introduced this domain. */
static void wiped_request_goes_out_again(void **unused)
{
	struct handshake_facts facts = served();

	facts.connection = XENSTORE_RECONNECT;
	facts.wiped = true;
	assert_int_equal(handshake_step(&facts), STEP_BEGIN);
}

/* On 32 bits, the upper half of the frame must not be ignored. */
static void frame_beyond_32_bits(void **unused)
{
	struct handshake_facts facts = served();

	facts.frame_end = 1ULL << 28;
	facts.frame = (0x39001ULL << 32) | 0x39001;
	means(&facts, HANDSHAKE_BAD_FRAME, WAITING_FOR_PAGE);
}

static void frame_without_memory(void **unused)
{
	struct handshake_facts facts = served();

	facts.readable = false;
	means(&facts, HANDSHAKE_UNREADABLE, WAITING_FOR_PAGE);
}

static void words(void **unused)
{
	assert_string_equal(state_name(STATE_ABSENT), XENBUS_ABSENT);
	assert_string_equal(state_name(STATE_WAITING), XENBUS_WAITING);
	assert_string_equal(state_name(STATE_HANDOVER), XENBUS_HANDOVER);
	assert_string_equal(state_name(STATE_READY), XENBUS_READY);
	assert_string_equal(state_name(STATE_FAILED), XENBUS_FAILED);
	assert_string_equal(mode_name(MODE_NONE), XENBUS_NONE);
	assert_string_equal(mode_name(MODE_REVIVE), XENBUS_REVIVE);
	assert_string_equal(mode_name(MODE_TAKEOVER), XENBUS_TAKEOVER);
	assert_string_equal(mode_name(MODE_GUARD), XENBUS_GUARD);
	assert_string_equal(mode_name(MODE_OBSERVE), XENBUS_OBSERVE);
	assert_string_equal(waiting_for_name(WAITING_FOR_NONE), XENBUS_NONE);
	assert_string_equal(waiting_for_name(WAITING_FOR_PAGE), XENBUS_PAGE);
	assert_string_equal(waiting_for_name(WAITING_FOR_SERVER), XENBUS_SERVER);
	assert_string_equal(waiting_for_name(WAITING_FOR_HANDOVER), XENBUS_HANDOVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(switched_off),
		cmocka_unit_test(bare_metal),
		cmocka_unit_test(pv_guest),
		cmocka_unit_test(dom0),
		cmocka_unit_test(dom0_with_xenstore_elsewhere),
		cmocka_unit_test(type_unknown_here),
		cmocka_unit_test(up_already),
		cmocka_unit_test(crashed),
		cmocka_unit_test(no_xenstore),
		cmocka_unit_test(invalid_channel),
		cmocka_unit_test(closed_channel),
		cmocka_unit_test(status_denied),
		cmocka_unit_test(revive),
		cmocka_unit_test(needs_an_option),
		cmocka_unit_test(does_not_always_wait),
		cmocka_unit_test(guarded),
		cmocka_unit_test(never_probed),
		cmocka_unit_test(called_early),
		cmocka_unit_test(page_served),
		cmocka_unit_test(page_unserved),
		cmocka_unit_test(unknown_connection_value),
		cmocka_unit_test(no_page_yet),
		cmocka_unit_test(implausible_frame),
		cmocka_unit_test(frame_in_region),
		cmocka_unit_test(frame_denied),
		cmocka_unit_test(request_seen_in_the_ring),
		cmocka_unit_test(one_request_to_whoever_serves),
		cmocka_unit_test(wiped_request_goes_out_again),
		cmocka_unit_test(frame_beyond_32_bits),
		cmocka_unit_test(frame_without_memory),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
