// SPDX-License-Identifier: GPL-2.0
#include <linux/io.h>
#include <xen/page.h>

#include "builtin.h"
#include "channel.h"
#include "handover.h"
#include "ring.h"

static int give_page(u64 frame, evtchn_port_t port)
{
	struct xenstore_domain_interface *page;
	int err;

	/*
	 * Mapped for each attempt anew: when dom0 begins the handshake again,
	 * an earlier frame may have lost its memory.
	 */
	page = memremap((phys_addr_t)frame << XEN_PAGE_SHIFT, XEN_PAGE_SIZE,
			MEMREMAP_WB);
	if (!page)
		return -ENOMEM;

	err = ring_ask(page);
	if (err)
		goto err_page;

	/*
	 * The interrupt goes to the built-in. An event that comes between stays
	 * pending until xs_init() has bound it again.
	 */
	channel_ignore();
	err = builtin_start(page, port);
	if (err && !channel_taken())
		goto err_page;
	return err;

err_page:
	memunmap(page);
	return err;
}

int handover_try(u64 frame, evtchn_port_t port)
{
	int err;

	err = channel_taken() ? builtin_continue() : give_page(frame, port);
	if (err)
		return err;

	builtin_probe();
	return 0;
}
