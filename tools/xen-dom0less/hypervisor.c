// SPDX-License-Identifier: GPL-2.0
/*
 * Hypercalls and guest memory. xl and libxenctrl use interfaces that change with each
 * release of Xen. This program has to run on any of them, so it keeps to what the ABI
 * for guests guarantees: HVMOP_get_param, EVTCHNOP_status, XENVER_version.
 *
 * No such call lists the domains. The lookup of a parameter fails with ESRCH if a domain
 * does not exist, so try one number after the other.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * Without this definition, Xen's headers number the hypercalls as Xen 3.0 did. ARM never had
 * those numbers.
 */
#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__

#include <xencall.h>
#include <xenforeignmemory.h>
#include <xen/event_channel.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/io/xs_wire.h>
#include <xen/version.h>

#include <xs_wire_connection.h>

#include "hypervisor.h"

#define NO_FRAME		UINT64_MAX
/*
 * Xen numbers the guests that it starts 1, 2, 3 and so on, and each guest that is destroyed
 * leaves a gap. No gap can be longer than Xen's limit on boot modules, which is far
 * below this value.
 */
#define GAP			256
/* A server reads a request within microseconds. */
#define STALL_MICROSECONDS	200000

static xencall_handle *calls;
static xenforeignmemory_handle *memory;

/* Return: 0 or -1 with errno. */
static int get_param(unsigned int domid, uint32_t index, uint64_t *value)
{
	struct xen_hvm_param *param = xencall_alloc_buffer(calls, sizeof(*param));
	int ret;

	if (!param)
		return -1;
	*param = (struct xen_hvm_param) { .domid = domid, .index = index };
	ret = xencall2(calls, __HYPERVISOR_hvm_op, HVMOP_get_param, (uintptr_t)param);
	*value = param->value;
	xencall_free_buffer(calls, param);
	return ret;
}

const char *hypervisor_open(void)
{
	uint64_t value;

	if (access("/proc/xen", F_OK) && access("/sys/hypervisor/type", F_OK))
		return "this machine does not run Xen";
	if (geteuid())
		return "this needs root";
	calls = xencall_open(NULL, 0);
	memory = xenforeignmemory_open(NULL, 0);
	if (!calls || !memory)
		return "/dev/xen/privcmd is missing: load the kernel module xen-privcmd";
	/* A guest may ask for its own parameters, never for those of dom0. */
	if (get_param(0, HVM_PARAM_STORE_EVTCHN, &value) && errno == EPERM)
		return "this domain is not dom0: Xen refuses to show other domains";
	return NULL;
}

void hypervisor_close(void)
{
	if (memory)
		xenforeignmemory_close(memory);
	if (calls)
		xencall_close(calls);
}

void hypervisor_version(unsigned int *major, unsigned int *minor)
{
	int version = xencall2(calls, __HYPERVISOR_xen_version, XENVER_version, 0);

	*major = version < 0 ? 0 : version >> 16;
	*minor = version < 0 ? 0 : version & 0xffff;
}

size_t hypervisor_guests(unsigned int domids[], size_t max)
{
	unsigned int domid, last = 0;
	uint64_t value;
	size_t count = 0;

	for (domid = 1; domid <= last + GAP && count < max; domid++) {
		if (get_param(domid, HVM_PARAM_STORE_EVTCHN, &value) && errno == ESRCH)
			continue;
		last = domid;
		domids[count++] = domid;
	}
	return count;
}

static void look_at_port(struct guest *guest)
{
	struct evtchn_status *status = xencall_alloc_buffer(calls, sizeof(*status));

	guest->port_state = PORT_UNKNOWN;
	if (!status)
		return;
	*status = (struct evtchn_status) { .dom = guest->domid, .port = guest->port };
	if (!xencall2(calls, __HYPERVISOR_event_channel_op, EVTCHNOP_status,
		      (uintptr_t)status)) {
		switch (status->status) {
		case EVTCHNSTAT_unbound:
			guest->port_state = PORT_UNBOUND;
			guest->remote = status->u.unbound.dom;
			break;
		case EVTCHNSTAT_interdomain:
			guest->port_state = PORT_CONNECTED;
			guest->remote = status->u.interdomain.dom;
			break;
		default:
			guest->port_state = PORT_CLOSED;
		}
	}
	xencall_free_buffer(calls, status);
}

/* Another domain may write here at any time, so read each word once. */
static uint32_t word(const uint32_t *at)
{
	return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

static void look_at_ring(struct guest *guest, const struct xenstore_domain_interface *ring)
{
	uint32_t taken = word(&ring->req_cons);

	guest->connection = word((const void *)((const char *)ring + XENSTORE_CONNECTION_OFFSET));
	guest->asked = word(&ring->req_prod) || word(&ring->rsp_prod);
	if (word(&ring->req_prod) == taken)
		return;
	usleep(STALL_MICROSECONDS);
	guest->stalled = word(&ring->req_cons) == taken && word(&ring->req_prod) != taken;
}

static void look_at_page(struct guest *guest)
{
	xen_pfn_t frame = guest->frame;
	void *page;

	guest->page = PAGE_UNREADABLE;
	page = xenforeignmemory_map(memory, guest->domid, PROT_READ, 1, &frame, NULL);
	if (!page)
		return;
	guest->page = PAGE_THERE;
	look_at_ring(guest, page);
	xenforeignmemory_unmap(memory, page, 1);
}

bool hypervisor_look(struct guest *guest)
{
	uint64_t port, frame;

	if (get_param(guest->domid, HVM_PARAM_STORE_EVTCHN, &port) ||
	    get_param(guest->domid, HVM_PARAM_STORE_PFN, &frame))
		return false;
	guest->port = port;
	guest->frame = frame;
	guest->port_state = PORT_NONE;
	guest->page = PAGE_NONE;
	if (!port)
		return true;
	look_at_port(guest);
	if (frame == NO_FRAME || !frame)
		guest->page = PAGE_NOT_YET;
	else
		look_at_page(guest);
	return true;
}
