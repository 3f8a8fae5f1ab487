// SPDX-License-Identifier: GPL-2.0
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/jiffies.h>

#include "channel.h"
#include "handover.h"
#include "page.h"
#include "ring.h"
#include "xenbus/inkernel.h"

int handover_finish(u64 frame)
{
	const unsigned long end = jiffies + RING_TIMEOUT * HZ;
	struct xenstore_domain_interface *page = NULL;
	int got = -ENOMEM;

	for (;;) {
		page = page ?: page_map(frame);
		if (page)
			got = ring_read(page);
		if (got > 0 || time_after(jiffies, end))
			break;
		msleep(RING_POLL_MAX_US / USEC_PER_MSEC);
	}
	if (page)
		page_unmap(page);
	return got > 0 ? 0 : got ?: -ETIMEDOUT;
}

int handover_try(u64 frame, evtchn_port_t port, bool connected)
{
	struct xenstore_domain_interface *page = page_map(frame);
	int err;

	if (!page)
		return -ENOMEM;

	err = ring_ping(page, connected);
	if (err)
		goto err_page;

	/*
	 * Free the interrupt for the in-kernel xenbus. An event that arrives before
	 * xs_init() has bound the port again stays pending.
	 */
	channel_unlisten();
	err = inkernel_start(page, port);
	if (err)
		goto err_page;
	return 0;

err_page:
	page_unmap(page);
	return err;
}
