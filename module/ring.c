// SPDX-License-Identifier: GPL-2.0
/*
 * The client's side of Xen's docs/misc/xenstore-ring.txt, for one request. We
 * write req and req_prod, read rsp and write rsp_cons; the rest is the store
 * daemon's. Its numbers are checked each time: the page is dom0's as well.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <xen/interface/io/xs_wire.h>
#include <asm/barrier.h>

#include "channel.h"
#include "compat.h"
#include "ring.h"

/* The built-in counts its requests from 0: ours cannot be taken for one. */
#define QUESTION_ID	0x80000000

static struct {
	struct xsd_sockmsg header;
	char path[sizeof("domid")];
} question = {
	.header = {
		.type = XS_READ,
		.len = sizeof("domid"),
	},
	.path = "domid",
};

#define QUESTION_LENGTH	(sizeof(question.header) + sizeof(question.path))

static DECLARE_WAIT_QUEUE_HEAD(ring_waitq);

/* How much of the present message was read. */
static struct {
	struct xsd_sockmsg header;
	u32 seen;		/* bytes, header included */
} message;

void ring_heard(void)
{
	wake_up(&ring_waitq);
}

/* Where req_prod stood after a question that nobody has answered yet. */
static bool asked;
static XENSTORE_RING_IDX asked_until;

static int put_question(struct xenstore_domain_interface *page)
{
	XENSTORE_RING_IDX prod = READ_ONCE(page->req_prod);
	u32 used = prod - READ_ONCE(page->req_cons);
	const char *bytes = (const char *)&question;
	unsigned int i;

	if (used > XENSTORE_RING_SIZE)
		return -EIO;
	/* Not even room for one: questions were left unread. */
	if (XENSTORE_RING_SIZE - used < QUESTION_LENGTH)
		return -ETIMEDOUT;

	/*
	 * A new one each time: the answer to an earlier question, of this module
	 * or of one that was unloaded, says that ours is still to come.
	 */
	question.header.req_id = QUESTION_ID | (u32)ktime_get_boottime_ns();

	/* Write only after the consumer was seen to be done with the room. */
	virt_mb();
	for (i = 0; i < QUESTION_LENGTH; i++)
		page->req[MASK_XENSTORE_IDX(prod + i)] = bytes[i];
	/* The daemon must not see the new producer before the bytes. */
	virt_wmb();
	WRITE_ONCE(page->req_prod, prod + QUESTION_LENGTH);
	channel_ring();

	asked_until = prod + QUESTION_LENGTH;
	asked = true;
	return 0;
}

/* Return: 1 when the answer was read, 0 when more has to come, or -EIO. */
static int get_answer(struct xenstore_domain_interface *page)
{
	XENSTORE_RING_IDX cons = READ_ONCE(page->rsp_cons);
	u32 left = READ_ONCE(page->rsp_prod) - cons;
	bool full = left == XENSTORE_RING_SIZE;
	bool answered = false;
	u32 length, n;

	if (left > XENSTORE_RING_SIZE)
		return -EIO;

	/* Read only after the producer was seen. */
	virt_rmb();
	while (left && !answered) {
		if (message.seen < sizeof(message.header)) {
			((char *)&message.header)[message.seen++] =
				page->rsp[MASK_XENSTORE_IDX(cons)];
			cons++;
			left--;
			if (message.seen < sizeof(message.header))
				continue;
			if (message.header.len > XENSTORE_PAYLOAD_MAX)
				return -EIO;
		}
		/* What it answers does not matter. */
		length = sizeof(message.header) + message.header.len;
		n = min(left, length - message.seen);
		message.seen += n;
		cons += n;
		left -= n;
		if (message.seen == length) {
			answered = message.header.req_id ==
				   question.header.req_id;
			message.seen = 0;
		}
	}
	/* The daemon must not reuse the room before it was read. */
	virt_mb();
	WRITE_ONCE(page->rsp_cons, cons);
	if (full)
		channel_ring();
	return answered;
}

int ring_ask(struct xenstore_domain_interface *page)
{
	int got = 0;
	int err;

	/*
	 * A daemon that was only slow still has our question and shall not be
	 * asked twice. An introduction zeroes the indices: then it is gone.
	 */
	if (!asked || READ_ONCE(page->req_prod) != asked_until) {
		/* What somebody before us, or before a kexec, did not read. */
		WRITE_ONCE(page->rsp_cons, READ_ONCE(page->rsp_prod));
		message.seen = 0;
		asked = false;

		err = put_question(page);
		if (err)
			return err;
	}

	wait_event_idle_timeout(ring_waitq, (got = get_answer(page)),
				RING_PATIENCE * HZ);
	if (!got)
		return -ETIMEDOUT;
	asked = false;
	return min(got, 0);
}
