// SPDX-License-Identifier: GPL-2.0
/*
 * Drive a dom0less guest's handshake step by step, in any order, from dom0:
 *
 *	handshake DOMID STEP…
 *
 * page FRAME		populate the frame, cleared, and use it below
 * at FRAME		use this frame below; it is there already
 * connection VALUE	write the page's connection
 * indices A B C D	write req_cons req_prod rsp_cons rsp_prod
 * unread COUNT		fail unless the guest has so many bytes out for the daemon
 * asked SECONDS	fail unless the guest has some out for it in time
 * answer LENGTH	write an answer's header, from the start of the ring
 * reply		answer the one question that is out, the first on this ring
 * pfn FRAME		tell the guest this frame, HVM_PARAM_STORE_PFN
 * word VALUE		write the frame's first word
 * until VALUE		wait until somebody wrote this there
 * event COUNT		ring at the guest that many times
 * sleep MICROSECONDS
 * introduce		grant the frame to dom0, whose store daemon may map it by that,
 *			and tell the daemon about frame and event channel
 * again		put back the request that the introduction took away
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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
	 * Room for one page more than there are. A limit that is far above would
	 * make the guest's balloon driver give away nearly all of its memory.
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

static void ring(uint64_t count)
{
	xenevtchn_handle *events = xenevtchn_open(NULL, 0);
	xenevtchn_port_or_error_t port;

	if (!events)
		err(1, "event channels");
	port = xenevtchn_bind_interdomain(events, domid, channel());
	if (port < 0)
		err(1, "bind");
	while (count--)
		if (xenevtchn_notify(events, port))
			err(1, "notify");
	/* Unbound again, it is free for the store daemon. */
	xenevtchn_close(events);
}

static void wait_for_question(uint64_t seconds)
{
	struct xenstore_domain_interface *p = page();
	uint64_t tries = seconds * 1000;

	while (__atomic_load_n(&p->req_prod, __ATOMIC_ACQUIRE) == p->req_cons) {
		if (!tries--)
			errx(1, "nothing was asked");
		usleep(1000);
	}
}

static void wait_for_word(uint32_t value)
{
	uint32_t *word = (uint32_t *)page();

	while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != value)
		usleep(20);
}

static void reply(void)
{
	struct xenstore_domain_interface *p = page();
	struct xsd_sockmsg message;

	memcpy(&message, p->req, sizeof(message));
	message.len = 0;
	memcpy(p->rsp, &message, sizeof(message));
	p->req_cons = p->req_prod;
	p->rsp_prod = sizeof(message);
}

static uint32_t lost_cons, lost_prod;

static void introduce(void)
{
	struct xs_handle *store = xs_open(0);

	lost_cons = page()->req_cons;
	lost_prod = page()->req_prod;
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
		} else if (!strcmp(step, "asked")) {
			wait_for_question(number(*++argv));
		} else if (!strcmp(step, "word")) {
			__atomic_store_n((uint32_t *)page(), number(*++argv), __ATOMIC_RELEASE);
		} else if (!strcmp(step, "until")) {
			wait_for_word(number(*++argv));
		} else if (!strcmp(step, "sleep")) {
			usleep(number(*++argv));
		} else if (!strcmp(step, "answer")) {
			struct xsd_sockmsg answer = { .len = number(*++argv) };

			memcpy(page()->rsp, &answer, sizeof(answer));
		} else if (!strcmp(step, "reply")) {
			reply();
		} else if (!strcmp(step, "pfn")) {
			if (xc_hvm_param_set(xen, domid, HVM_PARAM_STORE_PFN,
					     number(*++argv)))
				err(1, "pfn");
		} else if (!strcmp(step, "event")) {
			ring(number(*++argv));
		} else if (!strcmp(step, "introduce")) {
			introduce();
		} else if (!strcmp(step, "again")) {
			page()->req_cons = lost_cons;
			page()->req_prod = lost_prod;
		} else {
			errx(2, "no step '%s'", step);
		}
	}
	return 0;
}
