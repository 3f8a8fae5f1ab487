// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/printk.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <xen/interface/xen.h>	/* older kernels' hvm.h needs it */
#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/hvm/params.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/io/xs_wire.h>
#include <xen/page.h>
#include <xen/xen.h>
#include <asm/xen/hypercall.h>

#include <xs_wire_connection.h>

#include "domain.h"
#include "page.h"

/* The fields after the two rings in struct xenstore_domain_interface. */
struct page_tail {
	struct ring_indices ring;
	u32 server_features;
	u32 connection;
};

static struct page_tail *copy_buf;	/* our own page, into which Xen copies */
static struct device_node *hypervisor;	/* its node in the device tree, or NULL */
static struct resource grant_table;	/* its region, which never changes */

/*
 * The hypervisor node's first region is the grant table, which the kernel has mapped. Keep the
 * node for the other regions: a search of the device tree would delay the handover.
 */
static void __init find_regions(void)
{
	hypervisor = of_find_compatible_node(NULL, NULL, "xen,xen");
	/* On failure, the region covers only frame 0, which is refused anyway. */
	if (hypervisor)
		of_address_to_resource(hypervisor, 0, &grant_table);
}

int __init domain_open(void)
{
	BUILD_BUG_ON(offsetofend(struct xenstore_domain_interface, rsp_prod) !=
		     XENSTORE_SERVER_FEATURES_OFFSET);
	BUILD_BUG_ON(offsetof(struct xenstore_domain_interface, req_cons) +
		     offsetof(struct page_tail, connection) !=
		     XENSTORE_CONNECTION_OFFSET);

	copy_buf = (struct page_tail *)get_zeroed_page(GFP_KERNEL);
	if (!copy_buf)
		return -ENOMEM;
	find_regions();
	return 0;
}

void domain_close(void)
{
	of_node_put(hypervisor);
	hypervisor = NULL;
	free_page((unsigned long)copy_buf);
	copy_buf = NULL;
}

/* Xen's own checks return -EPERM, an XSM policy returns -EACCES. */
static bool denied(int err)
{
	return err == -EPERM || err == -EACCES;
}

/*
 * Not hvm_get_parameter(), which logs each failure: this is polled until dom0 has set the
 * parameter.
 */
static int get_parameter(int index, u64 *value)
{
	struct xen_hvm_param parameter = { .domid = DOMID_SELF, .index = index };
	int err = HYPERVISOR_hvm_op(HVMOP_get_param, &parameter);

	if (err)
		return denied(err) ? -EPERM : err;
	*value = parameter.value;
	return 0;
}

int domain_channel(u64 *port)
{
	return get_parameter(HVM_PARAM_STORE_EVTCHN, port);
}

/*
 * The in-kernel xenbus keeps a frame that it found at boot. If a new policy denies the
 * parameter later, keep the frame likewise, or the guest would wait forever.
 */
int domain_store_frame(u64 *frame)
{
	static u64 last = HANDSHAKE_NO_FRAME;
	int err = get_parameter(HVM_PARAM_STORE_PFN, frame);

	if (!err)
		last = *frame;
	if (last == HANDSHAKE_NO_FRAME)
		return err;
	*frame = last;
	return 0;
}

enum channel_status domain_channel_status(evtchn_port_t port)
{
	struct evtchn_status status = { .dom = DOMID_SELF, .port = port };
	int err = HYPERVISOR_event_channel_op(EVTCHNOP_status, &status);

	if (denied(err))
		return CHANNEL_UNKNOWN;
	if (!err && (status.status == EVTCHNSTAT_unbound ||
		     status.status == EVTCHNSTAT_interdomain))
		return CHANNEL_OPEN;
	return CHANNEL_CLOSED;
}

/* Return: whether a node of /reserved-memory covers the whole frame. */
static bool is_reserved_memory(u64 frame)
{
	phys_addr_t first = (phys_addr_t)frame << XEN_PAGE_SHIFT;
	struct device_node *all, *node;
	struct resource region;
	bool covered = false;
	int i;

	all = of_find_node_by_path("/reserved-memory");
	for_each_available_child_of_node(all, node) {
		for (i = 0; !of_address_to_resource(node, i, &region); i++)
			covered = covered || (region.start <= first &&
					      region.end >= first + XEN_PAGE_SIZE - 1);
	}
	of_node_put(all);
	return covered;
}

/*
 * PageReserved is not enough: it is also set for the kernel's image, its memory map
 * and the initrd. If dom0 named such a frame, writing to the ring would corrupt kernel
 * memory.
 */
static bool own_ram(u64 frame)
{
	unsigned long pfn = frame >> (PAGE_SHIFT - XEN_PAGE_SHIFT);

	return page_is_ram(pfn) &&
	       !(pfn_valid(pfn) && PageReserved(pfn_to_page(pfn)) &&
		 is_reserved_memory(frame));
}

static bool in_grant_table(u64 frame)
{
	return handshake_frame_in_region(frame, grant_table.start, grant_table.end);
}

/*
 * The hypervisor node's other regions are the extended regions. With
 * CONFIG_XEN_UNPOPULATED_ALLOC, the kernel maps grants of other domains there, and could map one
 * over the xenstore page. Xen 4.21 and newer put the page of a direct-mapped guest there.
 */
static void warn_of_extended_region(u64 frame)
{
	static u64 checked = HANDSHAKE_NO_FRAME;
	struct resource region;
	int i;

	/* This is polled, and the regions never change. */
	if (!IS_ENABLED(CONFIG_XEN_UNPOPULATED_ALLOC) || frame == checked)
		return;
	checked = frame;
	for (i = 1; hypervisor && !of_address_to_resource(hypervisor, i, &region); i++) {
		if (handshake_frame_in_region(frame, region.start, region.end))
			pr_warn_once("the xenstore page is in an extended region, where this kernel may map another domain's grant over it; do not use this guest as the backend of PV devices, or do not direct-map it\n");
	}
}

static enum frame_use frame_use(u64 frame)
{
	if (own_ram(frame))
		return FRAME_OWN_RAM;
	return in_grant_table(frame) ? FRAME_GRANT_TABLE : FRAME_FREE;
}

static u64 frame_end(void)
{
#ifdef PHYS_MASK
	return ((u64)PHYS_MASK >> XEN_PAGE_SHIFT) + 1;
#else
	return ((u64)PHYS_ADDR_MAX >> XEN_PAGE_SHIFT) + 1;
#endif
}

static int copy_mapped(u64 frame)
{
	struct xenstore_domain_interface *page = page_map(frame);

	if (!page)
		return -ENOMEM;
	*copy_buf = *(struct page_tail *)&page->req_cons;
	page_unmap(page);
	return 0;
}

/* Return: 0; -EFAULT if there is no memory behind the frame; -ENOMEM, see copy_mapped() */
static int copy_tail(u64 frame)
{
	struct gnttab_copy copy = {
		.source.u.gmfn	= frame,
		.source.domid	= DOMID_SELF,
		.source.offset	= offsetof(struct xenstore_domain_interface,
					   req_cons),
		.dest.u.gmfn	= virt_to_gfn(copy_buf),
		.dest.domid	= DOMID_SELF,
		.len		= sizeof(*copy_buf),
	};
	int err;

	err = HYPERVISOR_grant_table_op(GNTTABOP_copy, &copy, 1);
	/* No grant tables, or a policy denies it: map the page, as the in-kernel xenbus does. */
	if (err || copy.status == GNTST_permission_denied)
		return copy_mapped(frame);
	return copy.status == GNTST_okay ? 0 : -EFAULT;
}

void domain_look(struct handshake_facts *facts)
{
	int err;

	memset(facts, 0, sizeof(*facts));
	facts->frame_end = frame_end();

	err = domain_store_frame(&facts->frame);
	facts->denied = err == -EPERM;
	if (err)
		facts->frame = HANDSHAKE_NO_FRAME;

	/* page_is_ram() takes an unsigned long, so check the frame's range first. */
	if (!handshake_frame_makes_sense(facts))
		return;
	facts->use = frame_use(facts->frame);
	if (!handshake_frame_makes_sense(facts))
		return;

	err = copy_tail(facts->frame);
	facts->no_memory = err == -ENOMEM;
	facts->readable = !err;
	if (err)
		return;
	warn_of_extended_region(facts->frame);
	facts->connection = copy_buf->connection;
	facts->ring = copy_buf->ring;
}
