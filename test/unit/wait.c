// SPDX-License-Identifier: GPL-2.0
/* Test the decisions of the wait in simulated time: what to do, and when. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <xs_wire_connection.h>

#include "wait.h"

static struct wait wait;
static u64 now;

static struct handshake_facts page(u32 connection)
{
	return (struct handshake_facts) {
		.frame = 0x39001,
		.frame_end = 1ULL << 36,
		.readable = true,
		.connection = connection,
	};
}

static struct handshake_facts no_page(void)
{
	return (struct handshake_facts) {
		.frame = HANDSHAKE_NO_FRAME,
		.frame_end = 1ULL << 36,
	};
}

static void begins(enum late_mode mode)
{
	now = 1000000;
	wait_init(&wait, mode, 0, now);
}

static enum wait_action look(struct handshake_facts facts)
{
	bool news;
	bool again = wait_observe(&wait, &facts, &news, now);

	return wait_next(&wait, again, now);
}

/* The page with as much of the request published as @request says */
static struct handshake_facts asked(enum ring_request request)
{
	struct handshake_facts facts = page(XENSTORE_RECONNECT);

	facts.request = request;
	facts.ring.req_prod = request == REQUEST_BEGUN ? 1 : 22;
	return facts;
}

static void puts_it(enum ring_request request)
{
	wait.facts = asked(request);
	wait_put_done(&wait, request, 0, now);
}

static u64 due_in(void)
{
	u64 due = wait_due(&wait, now);

	return due == WAIT_NEVER ? WAIT_NEVER : due - now;
}

/* Nothing is published and nothing has failed, so an idle CPU must not be woken. */
static void idle_without_a_page(void **unused)
{
	begins(MODE_REVIVE);
	assert_int_equal(look(no_page()), WAIT_NOTHING);
	assert_true(due_in() == WAIT_NEVER);
	assert_int_equal(wait.state, STATE_WAITING);
	assert_int_equal(wait.waiting_for, WAITING_FOR_PAGE);
}

/* Log the page when it is first seen, and then only what dom0 changes. */
static void first_page_is_news(void **unused)
{
	struct handshake_facts facts = no_page();
	bool news;

	begins(MODE_REVIVE);
	assert_true(wait_observe(&wait, &facts, &news, now));
	assert_true(news);
	assert_false(wait_observe(&wait, &facts, &news, now));
	assert_false(news);
	facts = page(XENSTORE_RECONNECT);
	assert_true(wait_observe(&wait, &facts, &news, now));
	assert_true(news);
	facts.frame++;
	assert_true(wait_observe(&wait, &facts, &news, now));
	assert_true(news);
}

static void hands_over_when_connected(void **unused)
{
	begins(MODE_REVIVE);
	look(no_page());
	assert_int_equal(look(page(XENSTORE_CONNECTED)), WAIT_HANDOVER);
	assert_int_equal(wait.state, STATE_HANDOVER);
	assert_int_equal(wait.waiting_for, WAITING_FOR_HANDOVER);

	begins(MODE_OBSERVE);
	assert_int_equal(look(page(XENSTORE_CONNECTED)), WAIT_NOTHING);
	assert_int_equal(wait.state, STATE_WAITING);
	assert_int_equal(wait.waiting_for, WAITING_FOR_HANDOVER);
}

static void asks_once_settled(void **unused)
{
	begins(MODE_REVIVE);
	assert_int_equal(look(page(XENSTORE_RECONNECT)), WAIT_NOTHING);
	assert_int_equal(due_in(), 5000);
	now += 4999;
	assert_int_equal(look(page(XENSTORE_RECONNECT)), WAIT_NOTHING);
	now++;
	assert_int_equal(look(page(XENSTORE_RECONNECT)), WAIT_PUT_BEGIN);

	puts_it(REQUEST_BEGUN);
	now += 999;
	assert_int_equal(look(asked(REQUEST_BEGUN)), WAIT_NOTHING);
	now++;
	assert_int_equal(look(asked(REQUEST_BEGUN)), WAIT_PUT_REST);
}

/* While dom0 changes the page, the wait for its notification starts over. */
static void change_delays_the_request(void **unused)
{
	struct handshake_facts facts = page(XENSTORE_RECONNECT);
	u32 *fields[] = {
		&facts.ring.req_cons, &facts.ring.req_prod, &facts.ring.rsp_cons,
		&facts.ring.rsp_prod, &facts.connection,
	};
	size_t i;

	begins(MODE_REVIVE);
	facts.connection = 2;
	look(facts);
	for (i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		now += 3000;
		++*fields[i];
		assert_int_equal(look(facts), WAIT_NOTHING);
		assert_int_equal(due_in(), 5000);
	}
	now += 5000;
	assert_int_equal(look(facts), WAIT_PUT_BEGIN);
}

/* Do not retry what the ring has refused until dom0 changes the ring. */
static void ring_refuses_a_request(void **unused)
{
	struct handshake_facts facts = page(XENSTORE_RECONNECT);

	begins(MODE_REVIVE);
	look(facts);
	now += 5000;
	assert_int_equal(look(facts), WAIT_PUT_BEGIN);
	/* Without memory the request never reached the ring. */
	wait_put_done(&wait, REQUEST_NONE, -ENOMEM, now);
	assert_int_equal(due_in(), 5000);
	wait_put_done(&wait, REQUEST_NONE, -ETIMEDOUT, now);
	assert_true(due_in() == WAIT_NEVER);
	facts.ring.req_cons++;
	look(facts);
	assert_int_equal(due_in(), 5000);
}

static void asks_at_the_event(void **unused)
{
	struct handshake_facts facts = page(XENSTORE_RECONNECT);

	begins(MODE_GUARD);
	facts.event = true;
	assert_int_equal(look(facts), WAIT_PUT_BEGIN);
	begins(MODE_OBSERVE);
	assert_int_equal(look(facts), WAIT_NOTHING);
	assert_true(due_in() == WAIT_NEVER);
}

/* Up to Xen 4.17.2, the event comes first, and the zeroing of the ring has no event. */
static void notices_a_wiped_request(void **unused)
{
	static const enum ring_request out[] = {
		REQUEST_BEGUN, REQUEST_TAKEN, REQUEST_PUT,
	};
	size_t i;

	for (i = 0; i < sizeof(out) / sizeof(*out); i++) {
		begins(MODE_REVIVE);
		look(page(XENSTORE_RECONNECT));
		puts_it(out[i]);
		assert_in_range(due_in(), 1, 50);
		now += 25;
		assert_int_equal(look(page(XENSTORE_RECONNECT)), WAIT_PUT_BEGIN);
		/* During an introduction nothing can be put into the ring, so poll. */
		wait_put_done(&wait, REQUEST_NONE, -EIO, now);
		assert_in_range(due_in(), 1, 50);
		now += 25;
		assert_int_equal(look(page(XENSTORE_RECONNECT)), WAIT_PUT_BEGIN);
	}
}

/* An introduction wipes the first byte before the rest is published, even much later. */
static void notices_a_wipe_while_it_puts(void **unused)
{
	begins(MODE_REVIVE);
	look(page(XENSTORE_RECONNECT));
	puts_it(REQUEST_BEGUN);
	now += 11000;
	wait_put_done(&wait, REQUEST_NONE, -EIO, now);
	assert_in_range(due_in(), 1, 50);
	now += 25;
	assert_int_equal(look(page(XENSTORE_RECONNECT)), WAIT_PUT_BEGIN);
}

/* While a request stays in the ring, send no second one, and let the CPU sleep. */
static void slow_server_gets_one_request(void **unused)
{
	struct handshake_facts facts = asked(REQUEST_PUT);

	begins(MODE_REVIVE);
	look(page(XENSTORE_RECONNECT));
	puts_it(REQUEST_PUT);
	for (; due_in() != WAIT_NEVER; now += due_in()) {
		assert_int_equal(look(facts), WAIT_NOTHING);
		assert_true(now < 1000000 + 6000);
	}
	assert_true(now >= 1000000 + 4900);
	/* The event may come from an introduction that has yet to zero the ring. */
	facts.event = true;
	look(facts);
	assert_in_range(due_in(), 1, 50);
}

/* The server has read the request, and does not reply. */
static void forgotten_request(void **unused)
{
	struct handshake_facts facts = asked(REQUEST_PUT);

	begins(MODE_REVIVE);
	look(page(XENSTORE_RECONNECT));
	puts_it(REQUEST_PUT);
	now += 100;
	facts.ring.req_cons = 22;
	assert_int_equal(look(facts), WAIT_NOTHING);
	for (; due_in() < 5000; now += due_in()) {
		assert_true(due_in());
		assert_int_equal(look(facts), WAIT_NOTHING);
	}
	assert_int_equal(now, 1000000 + 5100);
	assert_int_equal(look(facts), WAIT_HANDOVER);
	/* After a failure, only the time of the next attempt counts. */
	wait_failed(&wait, -ETIMEDOUT);
	assert_int_equal(look(facts), WAIT_NOTHING);
	assert_int_equal(due_in(), 30000);
}

static struct handshake_facts at_unload(enum ring_request request, u32 req_cons, u32 rsp_prod)
{
	struct handshake_facts facts = asked(request);

	facts.ring.req_cons = req_cons;
	facts.ring.rsp_prod = rsp_prod;
	begins(MODE_GUARD);
	look(page(XENSTORE_RECONNECT));
	return facts;
}

static void expects(bool expected, bool expected_later, enum ring_request request, u32 req_cons,
		    u32 rsp_prod)
{
	look(at_unload(request, req_cons, rsp_prod));
	assert_int_equal(wait_expects_reply(&wait, 22), expected);
	/* A server that was silent may be gone. */
	wait_failed(&wait, -ETIMEDOUT);
	assert_int_equal(wait_expects_reply(&wait, 22), expected_later);
	/* The kernel may use the ring. */
	wait_failed(&wait, -EBUSY);
	assert_false(wait_expects_reply(&wait, 22));
}

static void expected_reply(void **unused)
{
	expects(false, false, REQUEST_NONE, 0, 0);
	expects(false, false, REQUEST_BEGUN, 0, 0);
	/* Nobody has read it. */
	expects(false, false, REQUEST_PUT, 0, 0);
	expects(true, false, REQUEST_PUT, 1, 0);
	expects(true, false, REQUEST_PUT, 22, 0);
	expects(true, true, REQUEST_ANSWERED, 22, 17);
	/* It was read. */
	expects(false, false, REQUEST_ANSWERED, 22, 0);
}

/* The event of half a reply must not start the kernel's thread. The other half brings another. */
static void half_a_reply_at_unload(void **unused)
{
	look(at_unload(REQUEST_ANSWERED, 22, 16));
	assert_true(wait_missed_event(&wait, false, true));
	wait_failed(&wait, -ETIMEDOUT);
	assert_false(wait_missed_event(&wait, false, true));
	look(at_unload(REQUEST_ANSWERED, 22, 0));
	wait_failed(&wait, -ETIMEDOUT);
	assert_true(wait_missed_event(&wait, false, true));
}

static void fails(int err, enum wait_failure failure, u64 retry)
{
	begins(MODE_REVIVE);
	look(page(XENSTORE_CONNECTED));
	assert_int_equal(wait_failed(&wait, err), failure);
	assert_int_equal(wait.state, STATE_FAILED);
	assert_int_equal(wait.waiting_for, err == -ETIMEDOUT || err == -EIO ?
					   WAITING_FOR_SERVER : WAITING_FOR_HANDOVER);
	assert_true(due_in() == retry);
	if (retry == WAIT_NEVER)
		return;
	now += retry - 1;
	assert_int_equal(look(page(XENSTORE_CONNECTED)), WAIT_NOTHING);
	now++;
	assert_int_equal(look(page(XENSTORE_CONNECTED)), WAIT_HANDOVER);
}

static void retries_in_time(void **unused)
{
	fails(-ETIMEDOUT, FAILURE_SILENT, 30000);
	fails(-EIO, FAILURE_GARBLED, 30000);
	fails(-ENOMEM, FAILURE_RETRY, 1000);
	fails(-EBUSY, FAILURE_LOST, WAIT_NEVER);
}

static void event_retries_only_after_server_failure(void **unused)
{
	struct handshake_facts facts = page(XENSTORE_CONNECTED);

	fails(-ETIMEDOUT, FAILURE_SILENT, 30000);
	wait_failed(&wait, -ETIMEDOUT);
	facts.event = true;
	assert_int_equal(look(facts), WAIT_HANDOVER);
	wait_failed(&wait, -ENOMEM);
	assert_int_equal(look(facts), WAIT_NOTHING);
	assert_int_equal(wait.state, STATE_FAILED);
	/* dom0 begins again. */
	look(page(XENSTORE_RECONNECT));
	assert_int_equal(wait.state, STATE_WAITING);
	assert_int_equal(wait.waiting_for, WAITING_FOR_SERVER);
}

/* The reply is still in the ring, and nothing can wipe the request any more. */
static void failure_with_a_reply(void **unused)
{
	begins(MODE_REVIVE);
	look(page(XENSTORE_RECONNECT));
	puts_it(REQUEST_PUT);
	assert_int_equal(look(asked(REQUEST_ANSWERED)), WAIT_HANDOVER);
	wait_failed(&wait, -ENOMEM);
	assert_int_equal(due_in(), 1000);
}

/* A failed ping leaves its request in the ring. If it is wiped, retry the handover. */
static void wiped_after_a_failure(void **unused)
{
	struct handshake_facts facts = page(XENSTORE_CONNECTED);

	fails(-ETIMEDOUT, FAILURE_SILENT, 30000);
	wait_failed(&wait, -ETIMEDOUT);
	facts.request = REQUEST_PUT;
	facts.ring.req_prod = 22;
	look(facts);
	assert_int_equal(look(page(XENSTORE_CONNECTED)), WAIT_HANDOVER);
}

static void gives_up_in_the_end(void **unused)
{
	int i;

	begins(MODE_REVIVE);
	for (i = 1; i < 32; i++) {
		assert_int_equal(look(page(XENSTORE_CONNECTED)), WAIT_HANDOVER);
		assert_int_equal(wait_failed(&wait, -ENOMEM), FAILURE_RETRY);
		now += due_in();
	}
	assert_int_equal(look(page(XENSTORE_CONNECTED)), WAIT_HANDOVER);
	assert_int_equal(wait_failed(&wait, -ENOMEM), FAILURE_GIVE_UP);
	assert_true(due_in() == WAIT_NEVER);
	/* dom0 introduces this domain again. */
	look(no_page());
	assert_int_equal(look(page(XENSTORE_CONNECTED)), WAIT_HANDOVER);
}

/* Conditions that no event ends are polled, less often the longer they last. */
static void not_listening_or_started_early(void **unused)
{
	begins(MODE_REVIVE);
	look(no_page());
	wait_listened(&wait, -ENOMEM, now);
	assert_int_equal(due_in(), 1000);
	now += 10000;
	wait_listened(&wait, -ENOMEM, now);
	assert_int_equal(due_in(), 10000);
	now += 90000;
	assert_int_equal(due_in(), 30000);
	wait_listened(&wait, 0, now);
	assert_true(due_in() == WAIT_NEVER);

	wait_saw_early_start(&wait, true, now);
	assert_int_equal(due_in(), 1000);
	now += 10000;
	wait_saw_early_start(&wait, true, now);
	assert_int_equal(due_in(), 10000);
	wait_saw_early_start(&wait, false, now);
	assert_true(due_in() == WAIT_NEVER);
}

/* If the page cannot be mapped, keep the event, because the server may send only one. */
static void no_memory_to_look(void **unused)
{
	struct handshake_facts facts = page(XENSTORE_RECONNECT);

	begins(MODE_GUARD);
	look(no_page());
	facts.readable = false;
	facts.no_memory = true;
	assert_int_equal(look(facts), WAIT_NOTHING);
	assert_true(wait_cannot_map(&wait));
	assert_int_equal(due_in(), 1000);
	assert_int_equal(wait.waiting_for, WAITING_FOR_PAGE);
	assert_true(wait_missed_event(&wait, false, true));
	assert_false(wait_missed_event(&wait, false, false));
	now += 10000;
	look(facts);
	assert_int_equal(due_in(), 10000);
	look(page(XENSTORE_RECONNECT));
	assert_false(wait_cannot_map(&wait));

	/* The event was handled, but its handover failed. */
	begins(MODE_GUARD);
	facts = page(XENSTORE_CONNECTED);
	facts.event = true;
	look(facts);
	wait_failed(&wait, -ENOMEM);
	facts.event = false;
	facts.readable = false;
	facts.no_memory = true;
	look(facts);
	assert_true(wait_missed_event(&wait, false, false));
}

static void warns_once(void **unused)
{
	now = 0;
	wait_init(&wait, MODE_REVIVE, 60000, now);
	assert_int_equal(due_in(), 60000);
	now = 59999;
	assert_false(wait_warn(&wait, now));
	now++;
	assert_true(wait_warn(&wait, now));
	assert_false(wait_warn(&wait, now));
	assert_true(due_in() == WAIT_NEVER);
}

static void notifies_again_once_a_second(void **unused)
{
	struct handshake_facts facts = asked(REQUEST_PUT);

	begins(MODE_REVIVE);
	look(page(XENSTORE_RECONNECT));
	puts_it(REQUEST_PUT);
	facts.event = true;
	now += 999;
	assert_int_equal(look(facts), WAIT_NOTHING);
	now++;
	assert_int_equal(look(facts), WAIT_NOTIFY);
	wait_notified(&wait, now);
	assert_int_equal(look(facts), WAIT_NOTHING);
}

static void missed_event(void **unused)
{
	struct handshake_facts facts = page(XENSTORE_CONNECTED);

	begins(MODE_GUARD);
	look(page(XENSTORE_CONNECTED));
	/* dom0 may have zeroed the page and not introduced this domain yet. */
	assert_false(wait_missed_event(&wait, true, false));
	facts.event = true;
	look(facts);
	assert_true(wait_missed_event(&wait, false, false));
	wait_failed(&wait, -ETIMEDOUT);
	assert_false(wait_missed_event(&wait, false, false));
	assert_true(wait_missed_event(&wait, false, true));
	/* dom0 begins again. */
	assert_true(wait_missed_event(&wait, true, false));

	begins(MODE_GUARD);
	look(page(XENSTORE_RECONNECT));
	assert_false(wait_missed_event(&wait, false, false));
	assert_true(wait_missed_event(&wait, false, true));
	look(asked(REQUEST_PUT));
	assert_false(wait_missed_event(&wait, false, true));
	look(asked(REQUEST_ANSWERED));
	assert_true(wait_missed_event(&wait, false, false));
	/* A reply that made no sense is forgotten once an introduction has wiped the ring. */
	wait_failed(&wait, -EIO);
	assert_false(wait_missed_event(&wait, false, true));
	look(page(XENSTORE_RECONNECT));
	puts_it(REQUEST_PUT);
	look(asked(REQUEST_ANSWERED));
	assert_true(wait_missed_event(&wait, false, false));

	begins(MODE_GUARD);
	look(no_page());
	assert_false(wait_missed_event(&wait, true, true));
}

static void who_stalls(void **unused)
{
	const struct ring_indices idle = { 44, 44, 32, 32 }, unread = { 44, 44, 16, 32 };
	const struct ring_indices asked = { 22, 44, 16, 16 }, asked_again = { 44, 66, 32, 32 };

	assert_int_equal(wait_stalled_on(&asked, &asked), STALL_SERVER);
	assert_int_equal(wait_stalled_on(&unread, &unread), STALL_SERVER);
	assert_int_equal(wait_stalled_on(&idle, &idle), STALL_DRIVER);
	/* A driver reads the state of its backend all the time. */
	assert_int_equal(wait_stalled_on(&asked, &asked_again), STALL_DRIVER);
}

/* The module only observes, and a request of the in-kernel xenbus is in the ring. */
static void server_replies(void **unused)
{
	struct handshake_facts facts = page(XENSTORE_CONNECTED);

	begins(MODE_OBSERVE);
	look(facts);
	now += 10000;
	look(facts);
	assert_true(wait_server_replies(&wait, now));
	facts.ring.req_prod = 22;
	look(facts);
	now += 1999;
	look(facts);
	assert_true(wait_server_replies(&wait, now));
	now++;
	look(facts);
	assert_false(wait_server_replies(&wait, now));
	facts.ring = (struct ring_indices) { 22, 44, 16, 16 };
	look(facts);
	assert_true(wait_server_replies(&wait, now));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(idle_without_a_page),
		cmocka_unit_test(first_page_is_news),
		cmocka_unit_test(hands_over_when_connected),
		cmocka_unit_test(asks_once_settled),
		cmocka_unit_test(change_delays_the_request),
		cmocka_unit_test(ring_refuses_a_request),
		cmocka_unit_test(asks_at_the_event),
		cmocka_unit_test(notices_a_wiped_request),
		cmocka_unit_test(notices_a_wipe_while_it_puts),
		cmocka_unit_test(slow_server_gets_one_request),
		cmocka_unit_test(forgotten_request),
		cmocka_unit_test(expected_reply),
		cmocka_unit_test(half_a_reply_at_unload),
		cmocka_unit_test(retries_in_time),
		cmocka_unit_test(event_retries_only_after_server_failure),
		cmocka_unit_test(failure_with_a_reply),
		cmocka_unit_test(wiped_after_a_failure),
		cmocka_unit_test(gives_up_in_the_end),
		cmocka_unit_test(not_listening_or_started_early),
		cmocka_unit_test(no_memory_to_look),
		cmocka_unit_test(warns_once),
		cmocka_unit_test(notifies_again_once_a_second),
		cmocka_unit_test(missed_event),
		cmocka_unit_test(who_stalls),
		cmocka_unit_test(server_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
