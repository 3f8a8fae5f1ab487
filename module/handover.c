// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>

#include "builtin.h"
#include "channel.h"
#include "handover.h"
#include "page.h"
#include "ring.h"

static int give_page(u64 frame, evtchn_port_t port, bool late)
{
	struct xenstore_domain_interface *page;
	int err;

	page = page_map(frame);
	if (!page)
		return -ENOMEM;

	err = ring_ask(page);
	if (err)
		goto err_page;

	if (late) {
		builtin_go_on(page, port);
		return 0;
	}

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
	page_unmap(page);
	return err;
}

int handover_try(u64 frame, evtchn_port_t port, bool late)
{
	int err;

	/* Taken, but not for the late event: an earlier attempt got half-way. */
	if (!late && channel_taken())
		err = builtin_continue();
	else
		err = give_page(frame, port, late);

	/* A built-in that goes on by itself runs its chain by itself. */
	if (!err && !late)
		builtin_probe();
	return err;
}
