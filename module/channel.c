// SPDX-License-Identifier: GPL-2.0
/*
 * unbind_from_irqhandler() closes the port. If dom0 has not bound it yet, the
 * guest cannot open it again and never gets its xenstore.
 * bind_evtchn_to_irqhandler() also closes the port when request_irq() fails, and
 * xs_init() calls it. So hold a reference of our own, which keeps the port open.
 */
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <xen/events.h>

#include "channel.h"
#include "compat.h"

/* Not 0, which is a valid irq: the xenstore channel usually gets it. */
static int channel_irq = -1;
static evtchn_port_t channel_port;
static bool listening;

int channel_open(evtchn_port_t port)
{
	int irq, err;

	/*
	 * Do not bind the port a second time: 6.6 and 6.7 take another reference then,
	 * and evtchn_make_refcounted() WARNs (9e90e58c11b7, until d277f9d82802).
	 */
	irq = irq_from_evtchn(port);
	if (irq < 0)
		irq = bind_evtchn_to_irq(port);
	if (irq < 0)
		return irq;

	/* Succeeds if an earlier load of this module already made the port refcounted. */
	err = evtchn_get(port);
	if (err) {
		err = evtchn_make_refcounted(port, false);
		if (!err)
			err = evtchn_get(port);
	}
	if (err)
		return err;

	channel_port = port;
	channel_irq = irq;
	return 0;
}

void channel_close(void)
{
	if (channel_irq < 0)
		return;

	channel_unlisten();
	evtchn_put(channel_port);
	channel_irq = -1;
}

int channel_listen(irq_handler_t handler)
{
	int err;

	if (listening)
		return 0;
	/* Set this first, or channel_in_use() could mistake our action for another's. */
	listening = true;
	err = request_irq(channel_irq, handler, 0, KBUILD_MODNAME,
			  &channel_irq);
	if (err)
		listening = false;
	return err;
}

void channel_unlisten(void)
{
	if (listening)
		free_irq(channel_irq, &channel_irq);
	listening = false;
}

bool channel_in_use(void)
{
	struct irq_data *data = irq_get_irq_data(channel_irq);

	return !listening && data &&
	       irq_desc_has_action(irq_data_to_desc(data));
}

void channel_get_ref(void)
{
	evtchn_get(channel_port);
}

void channel_notify(void)
{
	notify_remote_via_evtchn(channel_port);
}
