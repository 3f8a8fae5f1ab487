// SPDX-License-Identifier: GPL-2.0
#include <linux/io.h>
#include <xen/page.h>

#include "page.h"

struct xenstore_domain_interface *page_map(u64 frame)
{
	return memremap((phys_addr_t)frame << XEN_PAGE_SHIFT, XEN_PAGE_SIZE,
			MEMREMAP_WB);
}
