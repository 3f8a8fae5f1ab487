// SPDX-License-Identifier: GPL-2.0
/*
 * Run module/ring.c in one thread and a xenstore server in another, on one ring in memory,
 * for a given number of requests. The server replies in pieces, and sends replies to other
 * requests first. Neither thread waits for notifications, so their accesses interleave.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS
/* Wait without a limit, because the other thread may get no CPU. The test has a timeout. */
#define wait_event_interruptible_hrtimeout(queue, condition, timeout)	\
	do {								\
		(void)*(&(queue));					\
		(void)(timeout);					\
		while (!(condition))					\
			sched_yield();					\
	} while (0)
#include "kernel.h"

#include RING_C

static struct xenstore_domain_interface page;
static bool over;
static unsigned int seed;

static void fail(const char *what)
{
	puts(what);
	exit(1);
}

unsigned long read_jiffies(void)
{
	return 0;
}

u64 ktime_get_boottime_ns(void)
{
	static u64 time;

	return ++time;
}

/* Sometimes give the rest of this time slice to the other thread, for hosts with one CPU. */
void channel_notify(void)
{
	if (rand_r(&seed) % 4 == 0)
		sched_yield();
}

static unsigned int server_seed;

/* Return: how many of @length bytes to move at once. */
static u32 piece(u32 length)
{
	u32 n = 1 + rand_r(&server_seed) % 32;

	return min(n, length);
}

static void server_read(void *to, u32 length)
{
	u32 i, n, prod, cons = page.req_cons;

	while (length) {
		while ((prod = READ_ONCE(page.req_prod)) == cons) {
			if (READ_ONCE(over))
				pthread_exit(NULL);
			sched_yield();
		}
		if (prod - cons > XENSTORE_RING_SIZE)
			fail("more bytes unread than the ring holds");
		/* Pairs with virt_wmb() in ring_put(). */
		virt_rmb();
		n = piece(min(length, prod - cons));
		for (i = 0; i < n; i++)
			((char *)to)[i] = page.req[MASK_XENSTORE_IDX(cons + i)];
		/* Overwrite what was read, because nothing may read it again. */
		for (i = 0; i < n; i++)
			page.req[MASK_XENSTORE_IDX(cons + i)] = 0x55;
		/* Pairs with virt_mb() in ring_put(). */
		virt_mb();
		cons += n;
		WRITE_ONCE(page.req_cons, cons);
		to = (char *)to + n;
		length -= n;
	}
}

static void server_write(const void *from, u32 length)
{
	u32 i, n, room, prod = page.rsp_prod;

	while (length) {
		while (!(room = XENSTORE_RING_SIZE - (prod - READ_ONCE(page.rsp_cons)))) {
			if (READ_ONCE(over))
				pthread_exit(NULL);
			sched_yield();
		}
		if (room > XENSTORE_RING_SIZE)
			fail("more bytes read than were written");
		/* Pairs with virt_mb() in get_answer(). */
		virt_mb();
		n = piece(min(length, room));
		for (i = 0; i < n; i++)
			page.rsp[MASK_XENSTORE_IDX(prod + i)] = ((const char *)from)[i];
		/* Pairs with virt_rmb() in get_answer(). */
		virt_wmb();
		prod += n;
		WRITE_ONCE(page.rsp_prod, prod);
		/* Let the module see an incomplete reply, even if both threads share a CPU. */
		if (rand_r(&server_seed) % 8 == 0)
			sched_yield();
		from = (const char *)from + n;
		length -= n;
	}
}

/* The reply's payload: any byte that was read too early is another one. */
static char payload_byte(u32 id, u32 i)
{
	return 1 + (id + 7 * i) % 127;
}

static void check_payload(void)
{
	u32 i;

	for (i = 0; i < min(message.header.len, sizeof(message.payload)); i++) {
		if (message.payload[i] != payload_byte(request.header.req_id, i))
			fail("a wrong byte in the reply");
	}
}

static void server_answer(u32 id)
{
	char payload[64];
	struct xsd_sockmsg header = {
		.type = XS_READ,
		.req_id = id,
		.len = rand_r(&server_seed) % sizeof(payload),
	};
	u32 i;

	for (i = 0; i < header.len; i++)
		payload[i] = payload_byte(id, i);
	server_write(&header, sizeof(header));
	server_write(payload, header.len);
}

static void *server(void *unused)
{
	struct request got;
	u32 last = 0;

	for (;;) {
		server_read(&got, sizeof(got.header));
		if (got.header.type != XS_READ || got.header.len != sizeof("domid") ||
		    !(got.header.req_id & REQUEST_ID))
			fail("unexpected header in the request");
		if (got.header.req_id == last)
			fail("the same request arrived twice");
		last = got.header.req_id;
		server_read(got.path, sizeof("domid"));
		if (memcmp(got.path, "domid", sizeof("domid")))
			fail("unexpected path in the request");
		while (rand_r(&server_seed) % 3 == 0)
			server_answer(rand_r(&server_seed) & ~REQUEST_ID);
		server_answer(last);
	}
	return unused;
}

int main(int argc, char **argv)
{
	unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 0) : 1;
	pthread_t thread;
	int err;

	seed = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;
	server_seed = ~seed;
	if (pthread_create(&thread, NULL, server, NULL))
		return 2;
	while (rounds--) {
		/* Publish the first byte first, as without XENSTORE_CONNECTED, or all at once */
		if (rand_r(&seed) % 2 && ring_put(&page, 1))
			fail("the first byte was not published");
		err = ring_ping(&page, true);
		if (err) {
			printf("ping: %d\n", err);
			return 1;
		}
		check_payload();
		if (READ_ONCE(page.req_cons) != page.req_prod)
			fail("reply before the request was read");
	}
	WRITE_ONCE(over, true);
	pthread_join(thread, NULL);
	return 0;
}
