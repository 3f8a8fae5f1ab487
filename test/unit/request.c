// SPDX-License-Identifier: GPL-2.0
/*
 * Test the module's request in the xenstore ring, in simulated time, against a server that each
 * test provides.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void pass_ns(uint64_t ns);
static unsigned int lines;

#define msleep(ms)		pass_ns((ms) * 1000000ULL)
#define pr_info(...)		((void)snprintf(NULL, 0, __VA_ARGS__), lines++)
#define wait_event_interruptible_hrtimeout(queue, condition, timeout)	\
	do {								\
		unsigned int once;					\
									\
		(void)*(&(queue));					\
		for (once = 1; !(condition) && once; once = 0)		\
			sleep_ns(timeout);				\
	} while (0)
static void sleep_ns(uint64_t ns);
#include "kernel.h"

#include "ring.c"

#define MSEC			1000000ULL
#define REPLY			(sizeof(struct xsd_sockmsg) + 1)

static struct xenstore_domain_interface page;
static u64 now;
static unsigned int notified;
static u64 polls[4], longest_poll;	/* the first since the last change of @asked, in ns */
static unsigned int n_polls, asked;	/* requests that the server has read */
static u32 last_id;
static void (*server)(void);
static bool nodes;			/* the server knows this domain's nodes */

/* The server runs at each millisecond. */
static void pass_ns(uint64_t ns)
{
	const u64 end = now + ns;

	while (now < end) {
		now = min((now / MSEC + 1) * MSEC, end);
		if (server && now % MSEC == 0)
			server();
	}
}

/* The module sleeps until its next poll of the ring. */
static void sleep_ns(uint64_t ns)
{
	if (n_polls < 4)
		polls[n_polls++] = ns;
	longest_poll = ns > longest_poll ? ns : longest_poll;
	pass_ns(ns);
}

unsigned long read_jiffies(void)
{
	return now / (1000 * MSEC / HZ);
}

u64 ktime_get_boottime_ns(void)
{
	return ++now;
}

void page_changes(void)
{
}

u32 page_read(const void *field)
{
	return *(const u32 *)field;
}

u32 page_cmpxchg(void *field, u32 old, u32 new)
{
	u32 was = *(u32 *)field;

	if (was == old)
		*(u32 *)field = new;
	return was;
}

void channel_notify(void)
{
	notified++;
}

static void zero_indices(void)
{
	page.req_cons = 0;
	page.req_prod = 0;
	page.rsp_cons = 0;
	page.rsp_prod = 0;
}

static void put_reply(const void *bytes, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		page.rsp[page.rsp_prod++ % XENSTORE_RING_SIZE] = ((const char *)bytes)[i];
}

static void reply(u32 id, const char *body)
{
	const struct xsd_sockmsg header = {
		.type = body[0] == 'E' ? XS_ERROR : XS_READ,
		.req_id = id,
		.len = body[0] == 'E' ? strlen(body) + 1 : strlen(body),
	};

	put_reply(&header, sizeof(header));
	put_reply(body, header.len);
}

static void take_request(void)
{
	struct xsd_sockmsg header;
	u32 i;

	for (i = 0; i < sizeof(header); i++)
		((char *)&header)[i] = page.req[(page.req_cons + i) % XENSTORE_RING_SIZE];
	page.req_cons += RING_REQUEST_LENGTH;
	assert_int_equal(header.type, XS_READ);
	assert_int_equal(header.len, sizeof("domid"));
	last_id = header.req_id;
	asked++;
	n_polls = 0;
}

static bool is_asked(void)
{
	return page.req_prod - page.req_cons >= RING_REQUEST_LENGTH;
}

static void replies(void)
{
	if (!is_asked())
		return;
	take_request();
	reply(last_id, nodes ? "1" : "ENOENT");
}

static u32 first_id;			/* before the first request */

/* Reset the state of ring.c, as another load of the module would. */
static void load(void)
{
	memset(&sent, 0, sizeof(sent));
	memset(&message, 0, sizeof(message));
	request.header.req_id = first_id;
}

static void starts(void (*with)(void))
{
	memset(&page, 0, sizeof(page));
	load();
	now = 1000 * 1000 * MSEC;
	server = with;
	nodes = true;
	notified = 0;
	n_polls = 0;
	longest_poll = 0;
	asked = 0;
	lines = 0;
}

/* Ping, and return the milliseconds that it took. */
static u64 pings(int result)
{
	const u64 begun = now;

	assert_int_equal(ring_ping(&page, true), result);
	return (now - begun) / MSEC;
}

static struct ring_indices indices(void)
{
	return (struct ring_indices) {
		page.req_cons, page.req_prod, page.rsp_cons, page.rsp_prod };
}

/* An earlier user of the ring has had a request and its reply. */
static void used_ring(void)
{
	page.req_prod = RING_REQUEST_LENGTH;
	page.req_cons = RING_REQUEST_LENGTH;
}

static void room_for_a_request(void **unused)
{
	starts(NULL);
	page.req_prod = XENSTORE_RING_SIZE - RING_REQUEST_LENGTH;
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), 0);
	assert_int_equal(page.req_prod, XENSTORE_RING_SIZE);
	assert_int_equal(notified, 1);
	starts(NULL);
	page.req_prod = XENSTORE_RING_SIZE - RING_REQUEST_LENGTH + 1;
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), -ETIMEDOUT);
	page.req_prod = XENSTORE_RING_SIZE;
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), -ETIMEDOUT);
	page.req_prod = XENSTORE_RING_SIZE + 1;
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), -EIO);
	assert_int_equal(notified, 0);
}

static void first_byte_and_rest(void **unused)
{
	starts(NULL);
	assert_int_equal(ring_put(&page, 1), 0);
	assert_int_equal(page.req_prod, 1);
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), 0);
	assert_int_equal(page.req_prod, RING_REQUEST_LENGTH);
	/* Once more: only notify. */
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), 0);
	assert_int_equal(page.req_prod, RING_REQUEST_LENGTH);
	assert_int_equal(notified, 3);

	/* An introduction wipes the first byte. */
	starts(NULL);
	assert_int_equal(ring_put(&page, 1), 0);
	zero_indices();
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), -EIO);
	assert_int_equal(page.req_prod, 0);
	assert_int_equal(ring_put(&page, 1), 0);
}

/* A request that an earlier load left is used. A second one would not be answered sooner. */
static void request_of_an_earlier_load(void **unused)
{
	starts(NULL);
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), 0);
	page.req_cons += 3;
	load();
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), 0);
	assert_int_equal(page.req_prod, RING_REQUEST_LENGTH);

	/* The same number of other bytes is not a request of this module. */
	load();
	page.req[20]++;
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), 0);
	assert_int_equal(page.req_prod, 2 * RING_REQUEST_LENGTH);
	/* Nor is a request of the kernel's, whose ids are small. */
	starts(NULL);
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), 0);
	memset(page.req + offsetof(struct xsd_sockmsg, req_id), 0, 4);
	load();
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), 0);
	assert_int_equal(page.req_prod, 2 * RING_REQUEST_LENGTH);
}

static void reply_is_read(void **unused)
{
	struct ring_indices now;
	u32 id;

	starts(replies);
	assert_in_range(pings(0), 0, 2);
	assert_int_equal(asked, 1);
	assert_int_equal(page.rsp_cons, page.rsp_prod);
	assert_int_equal(notified, 2);	/* of the request, and that there is room again */
	assert_true(last_id & REQUEST_ID);
	now = indices();
	assert_int_equal(ring_request(&now), REQUEST_ANSWERED);
	/* The next request has another id, and no reply yet. */
	id = last_id;
	server = NULL;
	assert_in_range(pings(-ETIMEDOUT), 4900, 5100);
	now = indices();
	assert_int_equal(ring_request(&now), REQUEST_PUT);
	server = replies;
	pings(0);
	assert_true(last_id != id && last_id & REQUEST_ID);
}

/* The server is not notified of the same request again and again. */
static void silent_server(void **unused)
{
	starts(NULL);
	assert_in_range(pings(-ETIMEDOUT), 4900, 5100);
	assert_int_equal(notified, 1);
	assert_true(polls[0] == 1 * MSEC && polls[1] == 2 * MSEC && polls[2] == 4 * MSEC);
	assert_true(longest_poll == 10 * MSEC);
	/* The next ping keeps the request, and accepts a late reply. */
	server = replies;
	assert_in_range(pings(0), 0, 20);
	assert_int_equal(asked, 1);
	assert_int_equal(page.req_prod, RING_REQUEST_LENGTH);
}

static u64 wipe_at, wipe_every;

static void wipes(void)
{
	if (now < wipe_at) {
		/* The module polls every 10 ms, and then publishes a wiped request again. */
		assert_true(page.req_prod || now < wipe_at - wipe_every + 12 * MSEC);
		return;
	}
	assert_int_equal(page.req_prod, RING_REQUEST_LENGTH);
	zero_indices();
	n_polls = 0;
	wipe_at += wipe_every;
}

static void wiped_again_and_again(void **unused)
{
	starts(wipes);
	wipe_every = 3000 * MSEC;
	wipe_at = now + wipe_every;
	assert_in_range(pings(-ETIMEDOUT), 29900, 30100);
	/* Each new request is polled fast at first. */
	assert_true(polls[0] == 1 * MSEC && polls[1] == 2 * MSEC);
}

static void replies_late(void)
{
	if (now == wipe_at)
		zero_indices();
	if (now >= wipe_at + 4000 * MSEC)
		replies();
}

/* The time for a reply begins again. */
static void wiped_once(void **unused)
{
	starts(replies_late);
	wipe_at = now + 4000 * MSEC;
	assert_in_range(pings(0), 8000, 8020);
}

static u64 nodes_at;

static void replies_without_nodes(void)
{
	nodes = now >= nodes_at;
	replies();
}

static void waits_for_nodes(void **unused)
{
	starts(replies_without_nodes);
	nodes_at = now + 2000 * MSEC;
	assert_in_range(pings(0), 2000, 2120);
	assert_in_range(asked, 18, 21);
	assert_int_equal(lines, 1);

	starts(replies_without_nodes);
	nodes_at = now + 100000 * MSEC;
	assert_in_range(pings(0), 5000, 5120);
	assert_int_equal(lines, 1);
}

static u64 nonsense_at, sense_at;

/* Halfway through an introduction, the indices make no sense. */
static void makes_no_sense(void)
{
	if (now < nonsense_at)
		return;
	if (now < sense_at) {
		page.rsp_prod = page.rsp_cons + XENSTORE_RING_SIZE + 1;
		return;
	}
	if (page.rsp_prod - page.rsp_cons > XENSTORE_RING_SIZE)
		page.rsp_prod = page.rsp_cons;
	replies();
}

static void indices_make_no_sense(void **unused)
{
	starts(makes_no_sense);
	nonsense_at = now;
	sense_at = now + 80 * MSEC;
	assert_in_range(pings(0), 80, 110);
	/* Only the time during which they make no sense counts. */
	starts(makes_no_sense);
	nonsense_at = now + 2000 * MSEC;
	sense_at = now + 2080 * MSEC;
	assert_in_range(pings(0), 2080, 2110);
	starts(makes_no_sense);
	nonsense_at = now;
	sense_at = now + 10000 * MSEC;
	assert_in_range(pings(-EIO), 100, 140);
	/* The next ping starts over. */
	zero_indices();
	server = replies;
	pings(0);
	/* The one after that accepts a late reply, as if nothing had been garbled. */
	server = NULL;
	pings(-ETIMEDOUT);
	replies();
	assert_in_range(pings(0), 0, 2);
}

static void long_reply(void)
{
	const struct xsd_sockmsg header = { .len = XENSTORE_PAYLOAD_MAX + 1 };

	if (!is_asked())
		return;
	take_request();
	put_reply(&header, sizeof(header));
}

static void reply_makes_no_sense(void **unused)
{
	starts(long_reply);
	assert_in_range(pings(-EIO), 100, 140);
}

static void other_replies(void)
{
	if (!is_asked())
		return;
	take_request();
	reply(last_id - 1, "ENOENT");
	reply(3, "ENOENT");
	if (nodes)
		reply(last_id, "1");
}

/* Only the reply to this request counts. */
static void replies_to_others(void **unused)
{
	starts(other_replies);
	assert_in_range(pings(0), 0, 2);
	assert_int_equal(lines, 0);
	assert_int_equal(page.rsp_cons, page.rsp_prod);
	starts(other_replies);
	nodes = false;
	assert_in_range(pings(-ETIMEDOUT), 4900, 5100);

	/* Old replies are dropped, and so is the rest of one. */
	starts(replies);
	used_ring();
	reply(5, "1");
	assert_in_range(pings(0), 0, 2);
	assert_int_equal(page.rsp_cons, page.rsp_prod);
	starts(replies);
	used_ring();
	put_reply("control/shutdown", 17);
	assert_in_range(pings(0), 0, 2);
	assert_int_equal(page.rsp_cons, page.rsp_prod);
	/* A single byte looks like the beginning of a header, until our reply follows it. */
	starts(replies);
	used_ring();
	put_reply("1", 1);
	assert_in_range(pings(-EIO), 100, 140);
	assert_in_range(pings(0), 0, 2);
	assert_int_equal(page.rsp_cons, page.rsp_prod);
}

/* Messages that an earlier user left unread are no reply. */
static void unread_messages_are_no_reply(void **unused)
{
	struct ring_indices now;

	starts(NULL);
	used_ring();
	reply(5, "1");
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), 0);
	now = indices();
	assert_int_equal(ring_request(&now), REQUEST_PUT);
	server = replies;
	pass_ns(1 * MSEC);
	now = indices();
	assert_int_equal(ring_request(&now), REQUEST_ANSWERED);
}

static void takes_it(void)
{
	if (is_asked())
		take_request();
}

static void put_header(void)
{
	const struct xsd_sockmsg header = { .type = XS_READ, .req_id = last_id, .len = 1 };

	put_reply(&header, sizeof(header));
}

static void writes_a_header(void)
{
	if (!is_asked())
		return;
	take_request();
	put_header();
}

static void writes_the_rest(void)
{
	if (page.rsp_prod == sizeof(struct xsd_sockmsg))
		put_reply("1", 1);
	replies();
}

static u64 reply_at;

static void replies_at_last(void)
{
	assert_false(is_asked());
	if (now >= reply_at && page.rsp_prod == 0)
		reply(last_id, "1");
}

/* If the ring's next user found only the rest of a reply, it would take it for a message. */
static void reply_in_two_parts(void **unused)
{
	starts(writes_a_header);
	assert_in_range(pings(-ETIMEDOUT), 4900, 5100);
	assert_int_equal(page.rsp_cons, 0);
	server = writes_the_rest;
	assert_in_range(pings(0), 0, 20);
	assert_int_equal(asked, 1);

	starts(writes_a_header);
	assert_in_range(pings(-ETIMEDOUT), 4900, 5100);
	load();
	server = writes_the_rest;
	assert_in_range(pings(0), 0, 20);
	assert_int_equal(page.rsp_cons, page.rsp_prod);

	/* A reply that comes very late is not thrown away for another request. */
	starts(takes_it);
	pings(-ETIMEDOUT);
	pass_ns(30000 * MSEC);
	put_header();
	server = writes_the_rest;
	assert_in_range(pings(0), 0, 20);
	assert_int_equal(asked, 1);

	/* Nor while a server that has just resumed prepares it. */
	starts(NULL);
	pings(-ETIMEDOUT);
	pass_ns(30000 * MSEC);
	takes_it();
	reply_at = now + 3000 * MSEC;
	server = replies_at_last;
	assert_in_range(pings(0), 3000, 3020);
	assert_int_equal(asked, 1);

	/* If the rest never comes, the module drops the beginning and asks again. */
	starts(writes_a_header);
	pings(-ETIMEDOUT);
	server = replies;
	pass_ns(25000 * MSEC);
	assert_in_range(pings(0), 0, 20);
	assert_int_equal(asked, 2);
}

static u32 to_write;

/* The watch event of an earlier kernel is longer than the ring. */
static void writes_a_long_message(void)
{
	const struct xsd_sockmsg header = { .type = XS_WATCH_EVENT, .len = 2000 };

	if (to_write == 2000 && page.rsp_prod == 0)
		put_reply(&header, sizeof(header));
	for (; to_write && page.rsp_prod - page.rsp_cons < XENSTORE_RING_SIZE; to_write--)
		put_reply("x", 1);
	if (!to_write)
		replies();
}

static void message_longer_than_the_ring(void **unused)
{
	starts(writes_a_long_message);
	to_write = 2000;
	assert_in_range(pings(0), 0, 100);
	assert_int_equal(page.rsp_cons, page.rsp_prod);
}

static unsigned int forgets;

/* A server that reads a request and exits, and the next one, which keeps the ring */
static void forgets_requests(void)
{
	if (asked < forgets && is_asked())
		take_request();
	else
		replies();
}

/* Ping every 100 ms until @ms later, and return the requests that the server has read. */
static unsigned int asked_within(unsigned int ms)
{
	const u64 end = now + ms * MSEC;

	while (now < end) {
		pings(-ETIMEDOUT);
		pass_ns(100 * MSEC);
	}
	return asked;
}

static void request_is_forgotten(void **unused)
{
	u32 id;

	starts(forgets_requests);
	used_ring();
	reply(5, "1");		/* for somebody else */
	forgets = 10;
	assert_int_equal(asked_within(24000), 1);
	id = last_id;
	assert_int_equal(asked_within(8000), 2);
	assert_true(last_id != id);
	/* Each time it waits longer, because the server may only be slow. */
	assert_int_equal(asked_within(40000), 2);
	assert_int_equal(asked_within(20000), 3);
	forgets = 0;
	assert_int_equal(asked_within(80000), 3);
	pass_ns(30000 * MSEC);
	assert_in_range(pings(0), 0, 20);
	assert_int_equal(asked, 4);
	/* A reply resets that time. */
	forgets = 5;
	assert_int_equal(asked_within(24000), 5);
	pass_ns(5000 * MSEC);
	assert_in_range(pings(0), 0, 20);
	/* An introduction also resets it. */
	forgets = 20;
	assert_int_equal(asked_within(80000), 9);
	zero_indices();
	assert_int_equal(asked_within(24000), 10);
	forgets = 10;
	pass_ns(5000 * MSEC);
	assert_in_range(pings(0), 0, 20);
	/* A request that was not read stays, and so does the one before it. */
	starts(NULL);
	page.req_prod = RING_REQUEST_LENGTH;
	pings(-ETIMEDOUT);
	pass_ns(100000 * MSEC);
	pings(-ETIMEDOUT);
	assert_int_equal(page.req_prod, 2 * RING_REQUEST_LENGTH);
}

static void zeroes_rsp_cons_first(void)
{
	if (now < wipe_at) {
		page.rsp_cons = 0;
		return;
	}
	if (page.rsp_prod == REPLY) {
		/* Or the server would ignore the domain from now on. */
		assert_int_equal(page.rsp_cons, 0);
		zero_indices();
		server = replies;
	}
}

static void zeroes_rsp_prod_late(void)
{
	if (now < wipe_at)
		return;
	if (now < wipe_at + 1 * MSEC) {
		/* The module has read the reply after the introduction had zeroed rsp_cons. */
		assert_int_equal(page.rsp_cons, REPLY);
		page.req_cons = 0;
		page.req_prod = 0;
	}
	if (now < wipe_at + 50 * MSEC) {
		assert_int_equal(page.req_prod, 0);
		return;
	}
	if (page.rsp_cons == REPLY && page.rsp_prod == REPLY && !page.req_prod)
		page.rsp_prod = 0;
	if (is_asked())
		assert_int_equal(page.rsp_cons, 0);
	replies();
}

/* The module asks again only once the introduction has zeroed all indices. */
static void introduction_stops_halfway(void **unused)
{
	starts(replies);
	pings(0);
	server = zeroes_rsp_prod_late;
	wipe_at = now + 20 * MSEC;
	assert_in_range(pings(0), 70, 100);
	assert_int_equal(asked, 2);
}

/* While the module waits for the nodes, it does not read the indices. */
static void no_sense_after_the_nodes(void **unused)
{
	starts(makes_no_sense);
	assert_int_equal(ring_put(&page, RING_REQUEST_LENGTH), 0);
	nodes = false;
	replies();
	nodes = true;
	nonsense_at = now + 50 * MSEC;
	sense_at = now + 130 * MSEC;
	assert_in_range(pings(0), 130, 160);
}

/* A half-done introduction seems to bring the first reply back. */
static void old_reply_is_not_read_again(void **unused)
{
	starts(replies);
	pings(0);
	server = zeroes_rsp_cons_first;
	wipe_at = now + 50 * MSEC;
	assert_in_range(pings(0), 50, 70);
	assert_int_equal(page.rsp_cons, REPLY);
	assert_int_equal(page.rsp_prod, REPLY);
}

static void half_a_reply(void)
{
	static const char half[8];

	if (!is_asked())
		return;
	take_request();
	put_reply(half, sizeof(half));
	wipe_at = now + 100 * MSEC;
	server = replies_late;
}

/* An introduction wipes a reply that was read in part. The next one is read from its start. */
static void half_a_reply_is_wiped(void **unused)
{
	starts(half_a_reply);
	assert_in_range(pings(0), 4000, 4200);
}

static void restarts(void)
{
	u32 *connection = (void *)&page + XENSTORE_CONNECTION_OFFSET;

	*connection = now < sense_at ? XENSTORE_RECONNECT : XENSTORE_CONNECTED;
	if (now < sense_at)
		assert_int_equal(page.req_prod, 0);
	else
		replies();
}

/* A server that was restarted gets the request once it has introduced this domain again. */
static void server_is_restarted(void **unused)
{
	starts(restarts);
	sense_at = now + 300 * MSEC;
	restarts();
	assert_in_range(pings(0), 300, 320);
	/* Others never say that they are connected. */
	starts(replies);
	*(u32 *)((void *)&page + XENSTORE_CONNECTION_OFFSET) = XENSTORE_RECONNECT;
	assert_int_equal(ring_ping(&page, false), 0);
}

/* The replies to an earlier kernel's requests, whose ids begin at 0, make no room for more. */
static void full_of_replies(void **unused)
{
	starts(NULL);
	page.req_prod = XENSTORE_RING_SIZE;
	page.rsp_prod = XENSTORE_RING_SIZE;
	pings(-ETIMEDOUT);
	assert_int_equal(page.rsp_cons, page.rsp_prod);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_of_replies),
		cmocka_unit_test(room_for_a_request),
		cmocka_unit_test(first_byte_and_rest),
		cmocka_unit_test(request_of_an_earlier_load),
		cmocka_unit_test(reply_is_read),
		cmocka_unit_test(silent_server),
		cmocka_unit_test(wiped_again_and_again),
		cmocka_unit_test(wiped_once),
		cmocka_unit_test(waits_for_nodes),
		cmocka_unit_test(indices_make_no_sense),
		cmocka_unit_test(reply_makes_no_sense),
		cmocka_unit_test(replies_to_others),
		cmocka_unit_test(unread_messages_are_no_reply),
		cmocka_unit_test(reply_in_two_parts),
		cmocka_unit_test(message_longer_than_the_ring),
		cmocka_unit_test(request_is_forgotten),
		cmocka_unit_test(old_reply_is_not_read_again),
		cmocka_unit_test(introduction_stops_halfway),
		cmocka_unit_test(no_sense_after_the_nodes),
		cmocka_unit_test(half_a_reply_is_wiped),
		cmocka_unit_test(server_is_restarted),
	};

	first_id = request.header.req_id;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
