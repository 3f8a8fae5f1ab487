// SPDX-License-Identifier: GPL-2.0
/*
 * Shows variables of the in-kernel xenbus, and tests that a backend could map a ring.
 * Uses only exported symbols.
 */
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <xen/grant_table.h>
#include <xen/interface/io/xs_wire.h>
#include <xen/page.h>
#include <xen/xenbus.h>
#include <asm/memory.h>

#include "builtin.h"

#define OWN_DOMAIN 1
#define MARK "seen through a ring"

module_param_named(store_type, xen_store_domain_type, uint, 0644);
MODULE_PARM_DESC(store_type, "xen_store_domain_type: 0 unknown, 1 PV, 2 HVM, 3 local");

static int get_req_prod(char *buffer, const struct kernel_param *kp)
{
	if (!xen_store_interface)
		return sprintf(buffer, "none\n");
	return sprintf(buffer, "%u\n", xen_store_interface->req_prod);
}

static const struct kernel_param_ops req_prod_ops = {
	.get = get_req_prod,
};
module_param_cb(req_prod, &req_prod_ops, NULL, 0400);
MODULE_PARM_DESC(req_prod, "req_prod of the kernel's xenstore page, or none if it has no page");

/*
 * Map a ring like a backend. Here this domain itself is the frontend that grants it. The
 * page stays granted, because kernels differ in how to end a grant.
 */
static int map_ring(struct xenbus_device *self, char *page)
{
	grant_ref_t grant;
	void *ring;
	int err;

	err = gnttab_grant_foreign_access(OWN_DOMAIN, virt_to_gfn(page), 0);
	if (err < 0)
		return err;
	grant = err;

	err = xenbus_map_ring_valloc(self, &grant, 1, &ring);
	if (!err) {
		strcpy(page, MARK);
		if (strcmp(ring, MARK))
			err = -EIO;
		if (xenbus_unmap_ring_vfree(self, ring))
			err = -EBUSY;
	}
	return err;
}

static int get_ring(char *buffer, const struct kernel_param *kp)
{
	struct xenbus_device *self = kzalloc(sizeof(*self), GFP_KERNEL);
	unsigned long page = get_zeroed_page(GFP_KERNEL);
	int err = -ENOMEM;

	if (self && page) {
		self->nodename = "data/peek";
		self->otherend_id = OWN_DOMAIN;
		err = map_ring(self, (char *)page);
	}
	kfree(self);
	return err ?: sprintf(buffer, "works\n");
}

static const struct kernel_param_ops ring_ops = {
	.get = get_ring,
};
module_param_cb(ring, &ring_ops, NULL, 0400);
MODULE_PARM_DESC(ring, "tests whether a ring can be mapped, like in a backend");

#ifdef KIMAGE_VADDR
static int get_linked(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%lx\n", (unsigned long)KIMAGE_VADDR);
}

static const struct kernel_param_ops linked_ops = {
	.get = get_linked,
};
module_param_cb(linked, &linked_ops, NULL, 0400);
MODULE_PARM_DESC(linked, "the address for which the kernel was linked");
#endif

MODULE_DESCRIPTION("Shows variables of the in-kernel xenbus, for tests");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
