/* SPDX-License-Identifier: GPL-2.0 */
/* Page: the xenstore page, mapped into the kernel. */
#ifndef XENBUS_LATE_PAGE_H
#define XENBUS_LATE_PAGE_H

#include <linux/io.h>
#include <linux/types.h>
#include <xen/xenbus.h>

/**
 * page_map() - map the xenstore page
 * @frame: its gfn, 4 KiB units; handshake_decide() has accepted it
 *
 * Map it for each use anew: when dom0 begins the handshake again, an earlier
 * frame may have lost its memory.
 *
 * Return: the page, or NULL where it cannot be mapped (no memory).
 */
struct xenstore_domain_interface *page_map(u64 frame);

static inline void page_unmap(struct xenstore_domain_interface *page)
{
	memunmap(page);
}

#endif /* XENBUS_LATE_PAGE_H */
