// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>

#include "xenbus/inkernel.h"
#include "channel.h"
#include "handover.h"
#include "page.h"
#include "ring.h"

int handover_try(u64 frame, evtchn_port_t port)
{
	struct xenstore_domain_interface *page = page_map(frame);
	int err;

	if (!page)
		return -ENOMEM;

	err = ring_ask(page);
	if (err) {
		page_unmap(page);
		return err;
	}

	/*
	 * The interrupt goes to the in-kernel xenbus. An event that comes between
	 * stays pending until xs_init() has bound it again.
	 */
	channel_ignore();
	inkernel_start(page, port);
	return 0;
}
