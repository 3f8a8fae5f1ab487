// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/stddef.h>
#include <xen/interface/xen.h>	/* older kernels' hvm.h needs it */
#include <xen/hvm.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/io/xs_wire.h>
#include <xen/page.h>
#include <xen/xen.h>
#include <asm/xen/hypercall.h>

#include <xs_wire_connection.h>

#include "domain.h"

static u32 *glance;	/* a page of our own: Xen copies into it */

int domain_open(void)
{
	BUILD_BUG_ON(offsetofend(struct xenstore_domain_interface, rsp_prod) !=
		     XENSTORE_SERVER_FEATURES_OFFSET);

	glance = (u32 *)get_zeroed_page(GFP_KERNEL);
	return glance ? 0 : -ENOMEM;
}

void domain_close(void)
{
	free_page((unsigned long)glance);
	glance = NULL;
}

int domain_channel(u64 *port)
{
	return hvm_get_parameter(HVM_PARAM_STORE_EVTCHN, port);
}

bool domain_channel_open(evtchn_port_t port)
{
	struct evtchn_status status = { .dom = DOMID_SELF, .port = port };

	if (HYPERVISOR_event_channel_op(EVTCHNOP_status, &status))
		return false;
	return status.status == EVTCHNSTAT_unbound ||
	       status.status == EVTCHNSTAT_interdomain;
}

/* Return: whether a node of /reserved-memory keeps all of this frame. */
static bool kept_by_device_tree(u64 frame)
{
	phys_addr_t first = (phys_addr_t)frame << XEN_PAGE_SHIFT;
	struct device_node *all, *node;
	struct resource region;
	bool kept = false;
	int i;

	all = of_find_node_by_path("/reserved-memory");
	for_each_available_child_of_node(all, node) {
		for (i = 0; !of_address_to_resource(node, i, &region); i++)
			kept = kept || (region.start <= first &&
					region.end >= first + XEN_PAGE_SIZE - 1);
	}
	of_node_put(all);
	return kept;
}

/*
 * The kernel's image, its memory map, an initrd are PageReserved as well: a ring
 * that dom0 names there would be written to.
 */
static bool own_ram(u64 frame)
{
	unsigned long pfn = frame >> (PAGE_SHIFT - XEN_PAGE_SHIFT);

	return page_is_ram(pfn) &&
	       !(pfn_valid(pfn) && PageReserved(pfn_to_page(pfn)) &&
		 kept_by_device_tree(frame));
}

static u64 frame_end(void)
{
#ifdef PHYS_MASK
	return ((u64)PHYS_MASK >> XEN_PAGE_SHIFT) + 1;
#else
	return ((u64)PHYS_ADDR_MAX >> XEN_PAGE_SHIFT) + 1;
#endif
}

static bool read_mapped(u64 frame, u32 *connection)
{
	void *page = memremap((phys_addr_t)frame << XEN_PAGE_SHIFT,
			      XEN_PAGE_SIZE, MEMREMAP_WB);

	if (!page)
		return false;
	*connection = READ_ONCE(*(u32 *)(page + XENSTORE_CONNECTION_OFFSET));
	memunmap(page);
	return true;
}

static bool read_connection(u64 frame, u32 *connection)
{
	struct gnttab_copy copy = {
		.source.u.gmfn	= frame,
		.source.domid	= DOMID_SELF,
		.source.offset	= XENSTORE_CONNECTION_OFFSET,
		.dest.u.gmfn	= virt_to_gfn(glance),
		.dest.domid	= DOMID_SELF,
		.len		= sizeof(*connection),
	};
	int err;

	err = HYPERVISOR_grant_table_op(GNTTABOP_copy, &copy, 1);
	/* No grant tables, or a policy against it: look as the built-in does. */
	if (err || copy.status == GNTST_permission_denied)
		return read_mapped(frame, connection);
	if (copy.status != GNTST_okay)
		return false;

	*connection = READ_ONCE(*glance);
	return true;
}

int domain_look(struct handshake_facts *facts)
{
	int err;

	*facts = (struct handshake_facts) { .frame_end = frame_end() };

	err = hvm_get_parameter(HVM_PARAM_STORE_PFN, &facts->frame);
	if (err)
		return err;

	/* page_is_ram() takes an unsigned long: ask only what fits into it. */
	if (!handshake_frame_makes_sense(facts))
		return 0;
	facts->own_ram = own_ram(facts->frame);
	if (facts->own_ram)
		return 0;

	facts->readable = read_connection(facts->frame, &facts->connection);
	return 0;
}
