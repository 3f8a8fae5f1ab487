/* SPDX-License-Identifier: GPL-2.0 */
/* Page: the xenstore page, mapped into the kernel. */
#ifndef XENBUS_LATE_PAGE_H
#define XENBUS_LATE_PAGE_H

#include <linux/io.h>
#include <linux/types.h>
#include <xen/xenbus.h>

/**
 * page_map() - map the xenstore page
 * @frame: its gfn in units of 4 KiB, accepted by handshake_frame_makes_sense()
 *
 * Map the page again for each use: when dom0 restarts the handshake, the memory
 * behind an earlier frame may be gone.
 *
 * Return: the page, or NULL if there is no memory to map it.
 */
struct xenstore_domain_interface *page_map(u64 frame);

static inline void page_unmap(struct xenstore_domain_interface *page)
{
	memunmap(page);
}

#endif /* XENBUS_LATE_PAGE_H */
