// SPDX-License-Identifier: GPL-2.0
/*
 * The client's side of Xen's docs/misc/xenstore-ring.txt, for one request. The module writes req,
 * req_prod and rsp_cons; the server writes the rest. Check each index that is read: dom0 can write
 * anything. Notify after each update of an index, or a server may sleep although there is room.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <xen/interface/io/xs_wire.h>
#include <asm/barrier.h>

#include <xs_wire_connection.h>

#include "channel.h"
#include "compat.h"
#include "ring.h"
#include "test_point.h"

/*
 * The in-kernel xenbus numbers its requests from 0, so it cannot mistake a reply to our request
 * for a reply to one of its own.
 */
#define REQUEST_ID	0x80000000

struct request {
	struct xsd_sockmsg header;
	char path[sizeof("domid")];
};

static struct request request = {
	.header = { .type = XS_READ, .req_id = REQUEST_ID, .len = sizeof("domid") },
	.path = "domid",
};

/* How much of the request has been published. */
static struct {
	XENSTORE_RING_IDX end;	/* req_prod after it */
	u32 length;		/* bytes, 0: nothing */
	unsigned long at;	/* jiffies */
	unsigned int forgotten;	/* requests before it without a reply */
	XENSTORE_RING_IDX req_cons, rsp_prod;	/* at publication, or when a ping last failed */
	bool answered;
	bool garbled;		/* the reply or the indices made no sense, or no reply came */
} sent;

static DECLARE_WAIT_QUEUE_HEAD(ring_waitq);

/* The message that is being read. */
static struct message {
	struct xsd_sockmsg header;
	char payload[sizeof("ENOENT")];	/* its first bytes */
	u32 seen;		/* bytes read so far, header included */
} message;

bool ring_event(void)
{
	const bool awaited = wq_has_sleeper(&ring_waitq);

	if (awaited)
		wake_up(&ring_waitq);
	return awaited;
}

enum ring_request ring_request(const struct ring_indices *now)
{
	enum ring_request request = handshake_request(now, sent.end, sent.length,
						      RING_REQUEST_LENGTH);

	/* Messages that an earlier user has left unread say nothing about this request. */
	if (request == REQUEST_ANSWERED && now->rsp_prod == sent.rsp_prod)
		request = REQUEST_PUT;
	/* Once a server has replied, assume that it serves the ring until the next wipe. */
	return request == REQUEST_PUT && sent.answered ? REQUEST_ANSWERED : request;
}

/*
 * The last request in the ring ends at @prod, and the server has not read all of it. Is it one of
 * this module's?
 */
static bool adopt_if_ours(struct xenstore_domain_interface *page, XENSTORE_RING_IDX prod)
{
	const XENSTORE_RING_IDX start = prod - RING_REQUEST_LENGTH;
	unsigned int i, id = offsetof(struct request, header.req_id);
	char *bytes = (char *)&request;

	/* Copy its id, which differs for each request. All other bytes must match. */
	for (i = id; i < id + sizeof(request.header.req_id); i++)
		bytes[i] = page->req[MASK_XENSTORE_IDX(start + i)];
	for (i = 0; i < RING_REQUEST_LENGTH; i++) {
		if (bytes[i] != page->req[MASK_XENSTORE_IDX(start + i)])
			return false;
	}
	return request.header.req_id & REQUEST_ID;
}

int ring_put(struct xenstore_domain_interface *page, u32 length)
{
	XENSTORE_RING_IDX prod = READ_ONCE(page->req_prod), start;
	XENSTORE_RING_IDX rsp_cons = READ_ONCE(page->rsp_cons);
	XENSTORE_RING_IDX rsp_prod = READ_ONCE(page->rsp_prod);
	u32 used = prod - READ_ONCE(page->req_cons);
	const char *bytes = (const char *)&request;
	unsigned int i;

	/* An introduction has begun to zero the indices, and not finished. */
	if (used > XENSTORE_RING_SIZE || (!prod && rsp_prod))
		return -EIO;
	/* If it had zeroed rsp_cons before consume() wrote that, the server would ignore us. */
	if (!rsp_prod && rsp_prod - rsp_cons > XENSTORE_RING_SIZE)
		cmpxchg(&page->rsp_cons, rsp_cons, 0);

	/*
	 * An introduction zeroes the indices and so drops what was published. If that was the
	 * first byte, and the caller now asks for the rest, fail: the ring may not be served yet,
	 * so publishing the whole request at once is not safe.
	 */
	if (prod != sent.end) {
		bool begun = sent.length;

		sent.length = 0;
		sent.forgotten = 0;
		if (begun && length > 1)
			return -EIO;
	}
	/* Already published. Notify again in case the server missed it. */
	if (sent.length >= length) {
		channel_notify();
		return 0;
	}
	/* There is no room, because the server has left earlier requests unread. */
	if (XENSTORE_RING_SIZE - used < RING_REQUEST_LENGTH - sent.length)
		return -ETIMEDOUT;

	start = prod - sent.length;
	if (!sent.length) {
		if (used && used <= RING_REQUEST_LENGTH && adopt_if_ours(page, prod)) {
			start -= RING_REQUEST_LENGTH;
			length = RING_REQUEST_LENGTH;
		} else {
			/* Use a new id, or an earlier request's reply would pass for this one's. */
			request.header.req_id = REQUEST_ID | (u32)ktime_get_boottime_ns();
		}
		message.seen = 0;
	}

	test_point(length > 1 ? "rest" : "begin");
	/*
	 * Pairs with the server's barrier between reading req[] and writing req_cons, so that we
	 * overwrite only what the server has read.
	 */
	virt_mb();
	for (i = 0; i < RING_REQUEST_LENGTH; i++)
		page->req[MASK_XENSTORE_IDX(start + i)] = bytes[i];
	/*
	 * Pairs with the server's read barrier between req_prod and req[], so that a server which
	 * sees the new req_prod also sees the bytes. The cmpxchg fails if the indices were zeroed
	 * meanwhile. Then it orders nothing, but it publishes nothing either.
	 */
	virt_wmb();
	test_point(length > 1 ? "rest-published" : "begin-published");
	if (cmpxchg(&page->req_prod, prod, start + length) != prod) {
		sent.length = 0;
		return -EIO;
	}
	test_point(length > 1 ? "rest-notified" : "begin-notified");
	channel_notify();

	sent.end = start + length;
	sent.length = length;
	sent.at = jiffies;
	sent.req_cons = start;
	sent.rsp_prod = rsp_prod;
	sent.answered = false;
	sent.garbled = false;
	return 0;
}

/*
 * Tell the server that everything up to @to was read. An introduction may zero the indices at any
 * moment. An index of the old ring, written after that, would make the server ignore this domain.
 *
 * Return: false if the indices were zeroed, in which case nothing was consumed.
 */
static bool consume(struct xenstore_domain_interface *page,
		    XENSTORE_RING_IDX from, XENSTORE_RING_IDX to)
{
	/*
	 * Pairs with the server's barrier between reading rsp_cons and writing rsp[], so that the
	 * server overwrites only what we have read.
	 */
	virt_mb();
	if (cmpxchg(&page->rsp_cons, from, to) != from)
		return false;
	channel_notify();
	/* If @from was 0, the cmpxchg cannot notice a wipe, but rsp_prod shows it. */
	return READ_ONCE(page->rsp_prod) - to <= XENSTORE_RING_SIZE;
}

/* The header has been read, and @m->seen bytes in total. */
static void read_payload(struct message *m, const struct xenstore_domain_interface *page,
			 XENSTORE_RING_IDX cons, u32 n)
{
	u32 at = m->seen - sizeof(m->header);

	for (; n-- && at < sizeof(m->payload); at++, cons++)
		m->payload[at] = page->rsp[MASK_XENSTORE_IDX(cons)];
}

/*
 * A server may set XENSTORE_CONNECTED before dom0 has written this domain's nodes. If the kernel's
 * xenbus starts then, it loses its shutdown watch for good (since 7f8862d2873d in Linux 7.1).
 */
static bool has_no_nodes(void)
{
	return message.header.type == XS_ERROR && message.header.len == sizeof("ENOENT") &&
	       !memcmp(message.payload, "ENOENT", sizeof("ENOENT"));
}

/*
 * Consume nothing before the whole reply is there: after an unload, the ring's next user would
 * take the rest of a reply for a message. And halfway through an introduction, the ring may seem
 * to hold old messages. If the ring is full, make room: the reply may come later.
 * Return: 1 if the reply was read, 0 if more has to come, or -EIO.
 */
static int get_answer(struct xenstore_domain_interface *page)
{
	const XENSTORE_RING_IDX start = READ_ONCE(page->rsp_cons);
	u32 left = READ_ONCE(page->rsp_prod) - start, length, n;
	XENSTORE_RING_IDX cons = start;
	struct message m = message;
	bool answered = false;

	if (!left || left > XENSTORE_RING_SIZE)
		return left ? -EIO : 0;

	/* Pairs with the server's write barrier between rsp[] and rsp_prod. */
	virt_rmb();
	while (left && !answered) {
		if (m.seen < sizeof(m.header)) {
			((char *)&m.header)[m.seen++] = page->rsp[MASK_XENSTORE_IDX(cons)];
			cons++;
			left--;
			if (m.seen < sizeof(m.header))
				continue;
			/* No type has more than 8 bits. Half a message seems to have one. */
			if (m.header.type >> 8 || m.header.len > XENSTORE_PAYLOAD_MAX)
				return -EIO;
		}
		length = sizeof(m.header) + m.header.len;
		n = min(left, length - m.seen);
		read_payload(&m, page, cons, n);
		m.seen += n;
		cons += n;
		left -= n;
		if (m.seen == length) {
			answered = m.header.req_id == request.header.req_id;
			m.seen = 0;
		}
	}
	if ((!answered && cons - start < XENSTORE_RING_SIZE) || !consume(page, start, cons))
		return 0;
	message = m;
	return answered;
}

/*
 * An earlier user of the ring, such as a kernel before kexec, may have read only the beginning of
 * a message. Drop the rest of it, or it would be taken for the next message. If the ring seems to
 * hold messages, keep them: the server may still have to write the end of the last one.
 */
static void discard(struct xenstore_domain_interface *page, bool everything)
{
	XENSTORE_RING_IDX cons = READ_ONCE(page->rsp_cons), prod = READ_ONCE(page->rsp_prod);

	message.seen = 0;
	if (cons != prod && (everything || get_answer(page) < 0))
		consume(page, cons, prod);
}

/* Has an introduction zeroed the indices, and the request with them? */
static bool is_wiped(struct xenstore_domain_interface *page)
{
	return sent.length && READ_ONCE(page->req_prod) != sent.end;
}

/*
 * A server that had read the request when the last ping failed may have exited. Send another one,
 * and wait longer each time: the server may only be slow, and only the reply to the last request
 * counts. After any other, the in-kernel xenbus would not find the ring idle.
 */
static bool is_forgotten(struct xenstore_domain_interface *page)
{
	return sent.length == RING_REQUEST_LENGTH && sent.req_cons == sent.end &&
	       READ_ONCE(page->rsp_prod) == sent.rsp_prod &&
	       time_after(jiffies, sent.at + (RING_PATIENCE * HZ << min(sent.forgotten, 6U)));
}

int ring_read(struct xenstore_domain_interface *page)
{
	const int got = get_answer(page);

	sent.answered = got > 0;
	return is_wiped(page) ? 1 : got;
}

static bool is_connected(struct xenstore_domain_interface *page)
{
	const u32 *connection = (void *)page + XENSTORE_CONNECTION_OFFSET;

	return READ_ONCE(*connection) == XENSTORE_CONNECTED;
}

/*
 * Xen 4.17.0 to 4.17.2 and their forks notify first and zero the indices afterwards, without a
 * second event (until e58bd71c09 in Xen). So poll the ring even without an event, and publish a
 * wiped request again. Poll fast at first, because the guest's boot waits for the reply, and then
 * more slowly, so that a slow server gets its CPU time.
 */
int ring_ping(struct xenstore_domain_interface *page, bool connected)
{
	const unsigned long begun = jiffies;
	unsigned long put = begun, sane_at = begun;
	unsigned int pause = RING_POLL_MIN_US, nodes_missed = 0;
	bool unpublished = true;

	/* Keep an earlier request only if all that it lacks is a reply: the server may be slow. */
	if (is_forgotten(page)) {
		sent.garbled = true;
		sent.forgotten++;
	}
	if (sent.answered || sent.garbled || is_wiped(page))
		sent.length = 0;
	if (!sent.length)
		discard(page, sent.garbled);

	do {
		const unsigned long looked = jiffies;
		int got = 0, err = 0;

		if (unpublished || !sent.length || is_wiped(page)) {
			if (is_wiped(page))
				sent.length = 0;
			/*
			 * If the server was restarted, wait until it has introduced this domain
			 * again: oxenstored fills both rings meanwhile. Check this even before the
			 * first request, because the restart may have come before this call.
			 */
			err = connected && !is_connected(page) ?
				      -EAGAIN : ring_put(page, RING_REQUEST_LENGTH);
			if (!err) {
				put = jiffies;
				pause = RING_POLL_MIN_US;
				unpublished = false;
			}
		}
		wait_event_interruptible_hrtimeout(ring_waitq,
						   !err && ((got = get_answer(page)) > 0 ||
							    is_wiped(page)),
						   ns_to_ktime(pause * NSEC_PER_USEC));
		if (got > 0) {
			sent.answered = true;
			sent.forgotten = 0;
			if (!has_no_nodes() ||
			    time_after(jiffies, begun + RING_TIMEOUT_NODES * HZ))
				return 0;
			if (!nodes_missed++)
				pr_info("the xenstore server answers, but dom0 has not written this domain's nodes yet; waiting up to %d s for them\n",
					RING_TIMEOUT_NODES);
			msleep(RING_NODES_INTERVAL_MS);
			sent.length = 0;
			sane_at = jiffies;
			continue;
		}
		/*
		 * Halfway through an introduction, the indices make no sense. This CPU may pause
		 * then, so only a look that begins after RING_GRACE counts.
		 */
		if (err != -EIO && !got) {
			sane_at = jiffies;
		} else if (time_after(looked, sane_at + msecs_to_jiffies(RING_GRACE))) {
			sent.garbled = true;
			return -EIO;
		}
		pause = min(2 * pause, RING_POLL_MAX_US);
	} while (time_before(jiffies, put + RING_TIMEOUT * HZ) &&
		 time_before(jiffies, begun + RING_TIMEOUT_ALL * HZ));
	sent.req_cons = READ_ONCE(page->req_cons);
	sent.rsp_prod = READ_ONCE(page->rsp_prod);
	return -ETIMEDOUT;
}
