// SPDX-License-Identifier: GPL-2.0
/*
 * Prove module/ring.c for every content of the page and every state of the module. CBMC
 * checks array bounds by itself. The assertions here are the promises of ring.h.
 */
#include <assert.h>
#include <string.h>

#include "kernel.h"

#include RING_C

/* The page, and its indices as the module has last read them */
static struct xenstore_domain_interface page;
static u32 read_req_prod, read_req_cons, read_rsp_prod, read_rsp_cons;
static u32 taken;	/* the last value written to rsp_cons */
static unsigned int notified, written;

u32 nondet_u32(void);
bool nondet_bool(void);

/* dom0 does not change the page for a while. */
static bool still;

void page_changes(void)
{
	if (!still)
		__CPROVER_havoc_object(&page);
}

u32 page_read(const void *field)
{
	u32 value;

	page_changes();
	value = *(const u32 *)field;
	/* All bytes are treated alike, so limit the bytes to read at once to LEFT. */
	if (field == &page.rsp_prod)
		__CPROVER_assume(value - read_rsp_cons <= LEFT ||
				 value - read_rsp_cons > XENSTORE_RING_SIZE);
	if (field == &page.req_prod)
		read_req_prod = value;
	else if (field == &page.req_cons)
		read_req_cons = value;
	else if (field == &page.rsp_prod)
		read_rsp_prod = value;
	else if (field == &page.rsp_cons)
		read_rsp_cons = value;
	else
		assert(false);
	return value;
}

void page_write(void *field, u32 value)
{
	assert(false);
}

/*
 * The client may change its two indices only from the values that it has read: req_prod
 * not beyond the free room, and rsp_cons not beyond the bytes to read. It may also reset
 * rsp_cons to the 0 that an introduction wrote, just before it publishes something.
 */
u32 page_cmpxchg(void *field, u32 old, u32 new)
{
	bool back = false;

	if (field == &page.req_prod) {
		assert(old == read_req_prod);
		assert(new - old <= RING_REQUEST_LENGTH);
		assert(new - read_req_cons <= XENSTORE_RING_SIZE);
	} else {
		assert(field == &page.rsp_cons);
		back = !new && !read_rsp_prod && -old > XENSTORE_RING_SIZE;
		assert(back || (old == read_rsp_cons &&
				new - old <= read_rsp_prod - read_rsp_cons));
		taken = new;
	}
	if (!still && nondet_bool()) {
		u32 other = nondet_u32();

		__CPROVER_assume(other != old);
		return other;
	}
	/* The module notifies only after a write that it does not undo. */
	written += !back;
	*(u32 *)field = new;
	return old;
}

unsigned long read_jiffies(void)
{
	static unsigned long now;
	unsigned long later;

	now += later;
	return now;
}

u64 ktime_get_boottime_ns(void)
{
	return nondet_u32();
}

void channel_notify(void)
{
	notified++;
}

static bool message_makes_sense(void)
{
	return message.seen < sizeof(message.header) ||
	       (message.header.len <= XENSTORE_PAYLOAD_MAX &&
		message.seen < sizeof(message.header) + message.header.len);
}

/* The invariant: each call leaves such a state, and the next one starts in it. */
static bool state_makes_sense(void)
{
	return sent.length <= RING_REQUEST_LENGTH &&
	       (sent.garbled ? !sent.length || sent.length == RING_REQUEST_LENGTH :
			       message_makes_sense());
}

/* The module starts in any state that an earlier call may have left. */
static bool in_any_state(void)
{
	__CPROVER_havoc_object(&page);
	__CPROVER_havoc_object(&sent);
	__CPROVER_havoc_object(&message);
	request.header.req_id = nondet_u32();
	return state_makes_sense();
}

static void check_result(int err)
{
	assert(err == 0 || err == -EIO || err == -ETIMEDOUT);
	assert(state_makes_sense());
	/* each update of an index is followed by a notification */
	assert(notified >= written);
}

void prove_begin(void)
{
	__CPROVER_assume(in_any_state());
	check_result(ring_put(&page, 1));
	assert(written <= 1);
}

void prove_put(void)
{
	u32 out, end;
	int err;

	__CPROVER_assume(in_any_state());
	out = sent.length;
	end = sent.end;
	err = ring_put(&page, RING_REQUEST_LENGTH);
	check_result(err);
	assert(written <= 1);
	/* the rest of a wiped request is never published as a new one */
	assert(!out || read_req_prod == end || (err == -EIO && !written));
}

static bool nonsense;		/* no message has such a header */

/* Return: where the first reply to this request ends, in a page that does not change */
static u32 answer_ends(u32 cons, u32 prod)
{
	struct xsd_sockmsg header = message.header;
	u32 seen = message.seen;
	u32 i;

	for (i = cons; i != prod; i++) {
		if (seen < sizeof(header))
			((char *)&header)[seen] = page.rsp[MASK_XENSTORE_IDX(i)];
		seen++;
		if (seen == sizeof(header) &&
		    (header.type >> 8 || header.len > XENSTORE_PAYLOAD_MAX)) {
			nonsense = true;
			return cons;
		}
		if (seen >= sizeof(header) && seen == sizeof(header) + header.len) {
			if (header.req_id == request.header.req_id)
				return i + 1;
			seen = 0;
		}
	}
	return cons;
}

void prove_answer(void)
{
	int got;

	__CPROVER_assume(in_any_state() && message_makes_sense());
	got = get_answer(&page);
	assert(got == 0 || got == 1 || got == -EIO);
	assert(got == -EIO || message_makes_sense());
	assert(written <= 1 && notified == written);
	assert(got != -EIO || !written);
}

/* get_answer() reads at most one reply, the first one, or nothing. */
void prove_one_answer(void)
{
	u32 cons, prod, end;
	int got;

	__CPROVER_assume(in_any_state() && message_makes_sense());
	cons = page.rsp_cons;
	prod = page.rsp_prod;
	__CPROVER_assume(prod - cons <= LEFT);
	still = true;
	end = answer_ends(cons, prod);
	got = get_answer(&page);
	assert(got == 1 ? end != cons && page.rsp_cons == end : end == cons);
	assert(got == 1 || page.rsp_cons == cons);
	assert(nonsense == (got == -EIO));
	assert(got != 1 || message.seen == 0);
}

void prove_ping(void)
{
	__CPROVER_assume(in_any_state());
	check_result(ring_ping(&page, nondet_bool()));
}
