// SPDX-License-Identifier: GPL-2.0
/*
 * Take pages from the pool in which the kernel maps grants of other domains, until one of
 * them is the given frame. Map a grant there, as a backend would. The grant is this
 * domain's own.
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/vmalloc.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <xen/xen.h>
#include <asm/xen/hypercall.h>

/* The rig's first guest is domain 1. */
#define OWN_DOMAIN 1

static ulong frame;
module_param(frame, ulong, 0444);
MODULE_PARM_DESC(frame, "frame number to look for");

static uint most = 32;
module_param(most, uint, 0444);
MODULE_PARM_DESC(most, "number of memory sections to take at most");

static ulong first;
module_param(first, ulong, 0444);
MODULE_PARM_DESC(first, "result: the first frame that was taken");

static uint taken;
module_param(taken, uint, 0444);
MODULE_PARM_DESC(taken, "result: number of sections that were taken");

static bool found;
module_param(found, bool, 0444);
MODULE_PARM_DESC(found, "result: the frame was among them");

static int status = 1;
module_param(status, int, 0444);
MODULE_PARM_DESC(status, "result: GNTST_ status of the grant at that frame; 1: none was mapped");

/* The grant stays mapped, because nothing could bring back the page that was there. */
static void map_grant(struct page *at)
{
	struct page *shared = alloc_page(GFP_KERNEL | __GFP_ZERO);
	struct gnttab_map_grant_ref op = { };
	int ref;

	if (!shared)
		return;
	ref = gnttab_grant_foreign_access(OWN_DOMAIN, virt_to_gfn(page_address(shared)), 0);
	if (ref < 0)
		return;
	gnttab_set_map_op(&op, (unsigned long)pfn_to_kaddr(page_to_pfn(at)), GNTMAP_host_map,
			  ref, OWN_DOMAIN);
	if (!HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, &op, 1))
		status = op.status;
}

static int __init unpopulated_load(void)
{
	const unsigned int count = PAGES_PER_SECTION;
	struct page **pages = vmalloc(array_size(count, sizeof(*pages)));
	unsigned int i;

	if (!pages)
		return -ENOMEM;
	/* Never give the pages back, or the next section would be the same. */
	for (; taken < most && !found; taken++) {
		if (xen_alloc_unpopulated_pages(count, pages))
			break;
		if (!first)
			first = page_to_pfn(pages[0]);
		for (i = 0; i < count; i++) {
			if (page_to_pfn(pages[i]) != frame)
				continue;
			found = true;
			map_grant(pages[i]);
		}
	}
	vfree(pages);
	return 0;
}

/* There is no exit function, so it cannot be unloaded. */
module_init(unpopulated_load);

MODULE_DESCRIPTION("Takes pages for grants until it gets a given frame, for tests");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
