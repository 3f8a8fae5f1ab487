// SPDX-License-Identifier: GPL-2.0
/*
 * Drive a dom0less guest's handshake step by step, in any order, from dom0:
 *
 *	handshake DOMID STEP…
 *
 * page FRAME		populate and clear this frame, and use it in later steps
 * at FRAME		use this frame, which must already be populated, in later steps
 * connection VALUE	write the page's connection
 * indices A B C D	write req_cons req_prod rsp_cons rsp_prod
 * unread COUNT		fail unless the server has this many bytes from the guest to read
 * written COUNT	fail unless the guest has written this many bytes to the ring
 * all-read		fail unless the guest has read everything from the server
 * await-request SECONDS	fail unless the guest writes a request in time
 * time-request MILLISECONDS	the same in milliseconds; also print how long it took
 * time-reply MILLISECONDS	fail unless the server has replied since the indices were zeroed
 *			(rsp_prod is nonzero), or does so in time; print how long it took
 * reply-header LENGTH	write the header of a reply to the start of the ring
 * reply		reply to the one unread request, the first on this ring
 * reply-error		the same with an error
 * reply-invalid SECONDS	wait for the guest's request, check that it is complete, and reply
 *			with an invalid header
 * pfn FRAME		set HVM_PARAM_STORE_PFN to this frame
 * channel-to DOMID	give the guest another event channel, with this domain at its other end,
 *			as if that domain had the xenstore server
 * word VALUE		write the frame's first word
 * await-word VALUE	wait until the frame's first word has this value
 * notify COUNT		notify the guest this many times
 * bind			bind the guest's event channel and keep it
 * await-notify SECONDS	fail unless the guest notifies in time; counts only notifications since
 *			"bind" or since the previous await-notify
 * wipe			zero the indices and set XENSTORE_CONNECTED, as xenstored does
 * wipe-and-fill	zero the indices, fill both rings with 0xff, and then set
 *			XENSTORE_CONNECTED, as oxenstored does
 * zero INDEX		zero one of them: req_cons, req_prod, rsp_cons or rsp_prod
 * storm SECONDS	"wipe" and notify each millisecond; print how often, and how many bytes
 *			the guest has written meanwhile
 * sleep MICROSECONDS
 * introduce		grant the frame to dom0, so that the xenstore server there can map
 *			it, and introduce the domain to the server
 * restore-request	restore the request that the introduction has wiped
 * stop PID		stop a process
 */
#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <xenctrl.h>
#include <xenevtchn.h>
#include <xenforeignmemory.h>
#include <xenguest.h>
#include <xenstore.h>
#include <xen/hvm/params.h>
#include <xen/io/xs_wire.h>

static struct xc_interface_core *xen;
static uint32_t domid;
static xen_pfn_t frame;

static uint64_t number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text ? text : "", &end, 0);

	if (!text || end == text || *end)
		errx(2, "'%s' is not a number", text ? text : "");
	return value;
}

static void populate(void)
{
	long pages = xc_get_tot_pages(xen, domid);

	if (pages < 0)
		err(1, "pages");
	/*
	 * Allow one page more than the guest has. If the limit were much higher,
	 * the guest's balloon driver would give away nearly all of its memory.
	 */
	if (xc_domain_setmaxmem(xen, domid, (pages + 1) * (XC_PAGE_SIZE / 1024)))
		err(1, "setmaxmem");
	if (xc_domain_populate_physmap_exact(xen, domid, 1, 0, 0, &frame))
		err(1, "populate");
	if (xc_clear_domain_page(xen, domid, frame))
		err(1, "clear");
}

static struct xenstore_domain_interface *page(void)
{
	static xenforeignmemory_handle *memory;
	struct xenstore_domain_interface *mapped;

	if (!memory)
		memory = xenforeignmemory_open(NULL, 0);
	if (!memory)
		err(1, "foreign memory");
	mapped = xenforeignmemory_map(memory, domid, PROT_READ | PROT_WRITE, 1,
				      &frame, NULL);
	if (!mapped)
		err(1, "map frame 0x%llx", (unsigned long long)frame);
	return mapped;
}

static uint32_t channel(void)
{
	uint64_t port;

	if (xc_hvm_param_get(xen, domid, HVM_PARAM_STORE_EVTCHN, &port))
		err(1, "store event channel");
	return port;
}

static void connect_to(uint32_t remote)
{
	int new = xc_evtchn_alloc_unbound(xen, domid, remote);

	if (new < 0 || xc_hvm_param_set(xen, domid, HVM_PARAM_STORE_EVTCHN, new))
		err(1, "channel to domain %u", remote);
}

static struct xenevtchn_handle *events;
static xenevtchn_port_or_error_t port;

static void bind_channel(void)
{
	events = xenevtchn_open(NULL, 0);
	if (!events)
		err(1, "event channels");
	port = xenevtchn_bind_interdomain(events, domid, channel());
	if (port < 0)
		err(1, "bind");
}

/* Unbind the channel, so that the xenstore server can bind it. */
static void unbind_channel(void)
{
	xenevtchn_close(events);
	events = NULL;
}

static void notify(uint64_t count)
{
	bool kept = events;

	if (!kept)
		bind_channel();
	while (count--)
		if (xenevtchn_notify(events, port))
			err(1, "notify");
	if (!kept)
		unbind_channel();
}

static bool notified(int milliseconds)
{
	struct pollfd fd = { .fd = xenevtchn_fd(events), .events = POLLIN };

	if (poll(&fd, 1, milliseconds) != 1)
		return false;
	if (xenevtchn_pending(events) != port || xenevtchn_unmask(events, port))
		err(1, "event");
	return true;
}

/* A newly bound event channel is pending, so drop that event. */
static void bind_and_drain(void)
{
	bind_channel();
	while (notified(100))
		;
}

static void wait_for_request(uint64_t seconds)
{
	struct xenstore_domain_interface *p = page();
	uint64_t tries = seconds * 1000;

	while (__atomic_load_n(&p->req_prod, __ATOMIC_ACQUIRE) == p->req_cons) {
		if (!tries--)
			errx(1, "the guest sent no request");
		usleep(1000);
	}
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

/* Wait until @index is no longer @value. */
static void wait_for_index(const char *what, const uint32_t *index, uint32_t value,
			   uint64_t milliseconds)
{
	uint64_t start = now_ms();

	while (__atomic_load_n(index, __ATOMIC_ACQUIRE) == value) {
		if (now_ms() - start >= milliseconds)
			errx(1, "%s did not move in %llu ms", what,
			     (unsigned long long)milliseconds);
		usleep(200);
	}
	printf("%s after %llu ms\n", what, (unsigned long long)(now_ms() - start));
}

static void zero(const char *index)
{
	struct xenstore_domain_interface *p = page();

	if (!strcmp(index, "req_cons"))
		__atomic_store_n(&p->req_cons, 0, __ATOMIC_SEQ_CST);
	else if (!strcmp(index, "req_prod"))
		__atomic_store_n(&p->req_prod, 0, __ATOMIC_SEQ_CST);
	else if (!strcmp(index, "rsp_cons"))
		__atomic_store_n(&p->rsp_cons, 0, __ATOMIC_SEQ_CST);
	else if (!strcmp(index, "rsp_prod"))
		__atomic_store_n(&p->rsp_prod, 0, __ATOMIC_SEQ_CST);
	else
		errx(2, "no index '%s'", index);
}

static void wait_for_word(uint32_t value)
{
	uint32_t *word = (uint32_t *)page();

	while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != value)
		usleep(20);
}

static void wipe(struct xenstore_domain_interface *p, bool fill)
{
	unsigned int i;

	__atomic_store_n(&p->req_cons, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&p->req_prod, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&p->rsp_cons, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&p->rsp_prod, 0, __ATOMIC_RELAXED);
	for (i = 0; fill && i < XENSTORE_RING_SIZE; i++) {
		__atomic_store_n(&p->req[i], 0xff, __ATOMIC_RELAXED);
		__atomic_store_n(&p->rsp[i], 0xff, __ATOMIC_RELAXED);
	}
	__atomic_store_n(&p->connection, XENSTORE_CONNECTED, __ATOMIC_SEQ_CST);
}

static void storm(uint64_t seconds)
{
	struct xenstore_domain_interface *p = page();
	uint64_t end = now_ms() + seconds * 1000;
	unsigned long wipes = 0, bytes = 0;

	bind_and_drain();
	while (now_ms() < end) {
		bytes += __atomic_load_n(&p->req_prod, __ATOMIC_ACQUIRE);
		wipe(p, false);
		notify(1);
		wipes++;
		usleep(1000);
	}
	unbind_channel();
	printf("%lu introductions, %lu bytes\n", wipes, bytes);
}

/* Consume a request byte by byte, like a server that reads parts of messages. */
static void reply_invalid(uint64_t seconds)
{
	struct xenstore_domain_interface *p = page();
	struct xsd_sockmsg message;
	uint64_t tries = seconds * 1000;
	uint32_t seen = 0, whole = sizeof(message);

	while (seen < whole) {
		uint32_t prod = __atomic_load_n(&p->req_prod, __ATOMIC_ACQUIRE);

		if (prod == p->req_cons) {
			if (!tries--)
				errx(1, "only %u bytes of the request arrived", seen);
			usleep(1000);
			continue;
		}
		if (prod - p->req_cons > XENSTORE_RING_SIZE)
			errx(1, "%u bytes are unread", prod - p->req_cons);
		if (seen < sizeof(message))
			((char *)&message)[seen] = p->req[MASK_XENSTORE_IDX(p->req_cons)];
		seen++;
		__atomic_store_n(&p->req_cons, p->req_cons + 1, __ATOMIC_RELEASE);
		if (seen == sizeof(message)) {
			if (message.len > XENSTORE_PAYLOAD_MAX)
				errx(1, "a message of %u bytes", message.len);
			whole += message.len;
		}
	}
	if (p->req_cons != p->req_prod)
		errx(1, "%u bytes more than a request", p->req_prod - p->req_cons);

	message.len = XENSTORE_PAYLOAD_MAX + 1;
	for (seen = 0; seen < sizeof(message); seen++)
		p->rsp[MASK_XENSTORE_IDX(p->rsp_prod + seen)] = ((char *)&message)[seen];
	__atomic_store_n(&p->rsp_prod, p->rsp_prod + sizeof(message), __ATOMIC_RELEASE);
	notify(1);
}

static void reply(bool error)
{
	struct xenstore_domain_interface *p = page();
	struct xsd_sockmsg message;

	memcpy(&message, p->req, sizeof(message));
	message.len = 0;
	if (error)
		message.type = XS_ERROR;
	memcpy(p->rsp, &message, sizeof(message));
	p->req_cons = p->req_prod;
	p->rsp_prod = sizeof(message);
}

static uint32_t wiped_cons, wiped_prod;

static void introduce(void)
{
	struct xs_handle *store = xs_open(0);

	wiped_cons = page()->req_cons;
	wiped_prod = page()->req_prod;
	if (xc_dom_gnttab_seed(xen, domid, true, -1, frame, 0, 0))
		err(1, "grant");
	if (!store || !xs_introduce_domain(store, domid, frame, channel()))
		err(1, "introduce");
	xs_close(store);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		errx(2, "usage: handshake DOMID STEP…");
	/* A timer slack of 1 ns. With the default, Linux may sleep 50 us longer than asked. */
	prctl(PR_SET_TIMERSLACK, 1);
	domid = number(*++argv);
	xen = xc_interface_open(NULL, NULL, 0);
	if (!xen)
		err(1, "Xen");

	while (*++argv) {
		const char *step = *argv;

		if (!strcmp(step, "page")) {
			frame = number(*++argv);
			populate();
		} else if (!strcmp(step, "at")) {
			frame = number(*++argv);
		} else if (!strcmp(step, "connection")) {
			page()->connection = number(*++argv);
		} else if (!strcmp(step, "indices")) {
			struct xenstore_domain_interface *p = page();

			p->req_cons = number(*++argv);
			p->req_prod = number(*++argv);
			p->rsp_cons = number(*++argv);
			p->rsp_prod = number(*++argv);
		} else if (!strcmp(step, "unread")) {
			struct xenstore_domain_interface *p = page();
			uint32_t unread = p->req_prod - p->req_cons;

			if (unread != number(*++argv))
				errx(1, "%u bytes are unread", unread);
		} else if (!strcmp(step, "written")) {
			uint32_t written = page()->req_prod;

			if (written != number(*++argv))
				errx(1, "the guest has written %u bytes", written);
		} else if (!strcmp(step, "all-read")) {
			if (page()->rsp_cons != page()->rsp_prod)
				errx(1, "replies are unread");
		} else if (!strcmp(step, "await-request")) {
			wait_for_request(number(*++argv));
		} else if (!strcmp(step, "time-request")) {
			struct xenstore_domain_interface *p = page();

			wait_for_index("req_prod", &p->req_prod, p->req_cons, number(*++argv));
		} else if (!strcmp(step, "time-reply")) {
			wait_for_index("rsp_prod", &page()->rsp_prod, 0, number(*++argv));
		} else if (!strcmp(step, "zero")) {
			zero(*++argv ?: "");
		} else if (!strcmp(step, "storm")) {
			storm(number(*++argv));
		} else if (!strcmp(step, "word")) {
			__atomic_store_n((uint32_t *)page(), number(*++argv), __ATOMIC_RELEASE);
		} else if (!strcmp(step, "await-word")) {
			wait_for_word(number(*++argv));
		} else if (!strcmp(step, "sleep")) {
			usleep(number(*++argv));
		} else if (!strcmp(step, "reply-header")) {
			struct xsd_sockmsg header = { .len = number(*++argv) };

			memcpy(page()->rsp, &header, sizeof(header));
		} else if (!strcmp(step, "reply")) {
			reply(false);
		} else if (!strcmp(step, "reply-error")) {
			reply(true);
		} else if (!strcmp(step, "stop")) {
			if (kill(number(*++argv), SIGSTOP))
				err(1, "stop");
		} else if (!strcmp(step, "pfn")) {
			if (xc_hvm_param_set(xen, domid, HVM_PARAM_STORE_PFN,
					     number(*++argv)))
				err(1, "pfn");
		} else if (!strcmp(step, "channel-to")) {
			connect_to(number(*++argv));
		} else if (!strcmp(step, "notify")) {
			notify(number(*++argv));
		} else if (!strcmp(step, "bind")) {
			bind_and_drain();
		} else if (!strcmp(step, "await-notify")) {
			if (!events)
				errx(2, "await-notify without bind");
			if (!notified(number(*++argv) * 1000))
				errx(1, "the guest did not notify");
		} else if (!strcmp(step, "wipe") || !strcmp(step, "wipe-and-fill")) {
			wipe(page(), strcmp(step, "wipe"));
		} else if (!strcmp(step, "reply-invalid")) {
			reply_invalid(number(*++argv));
		} else if (!strcmp(step, "introduce")) {
			introduce();
		} else if (!strcmp(step, "restore-request")) {
			page()->req_cons = wiped_cons;
			page()->req_prod = wiped_prod;
		} else {
			errx(2, "no step '%s'", step);
		}
	}
	return 0;
}
