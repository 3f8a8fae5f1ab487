// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <xen/xenbus.h>

#include "notifier.h"
#include "oldest.h"
#include "state.h"

static struct miscdevice *store_device;

void oldest_replay_notifiers(void)
{
	const notifier_fn_t called_in_vain[] = {
		inkernel.symbols.setup_cpu_watcher,
		inkernel.symbols.shutdown_event,
		inkernel.symbols.balloon_init_watcher,
		inkernel.symbols.frontend_probe_and_watch,
	};
	int i;

	notifier_chain_begins();
	for (i = 0; i < ARRAY_SIZE(called_in_vain); i++) {
		if (called_in_vain[i])
			called_in_vain[i](NULL, 0, NULL);
	}
	notifier_chain_ends();
}

/* What called_in_vain[] leaves out. */
void __init oldest_tell_limits(void)
{
	/* Their drivers call through a pointer that only xenbus_init() sets. */
	if (IS_ENABLED(CONFIG_XEN_BACKEND))
		pr_info("this domain will be no backend of PV devices\n");
	/* Its notifier is out of reach. */
	if (IS_MODULE(CONFIG_XEN_XENBUS_FRONTEND))
		pr_info("PV devices need xenbus_probe_frontend to be loaded after xenstore is ready\n");
}

int __init oldest_alloc_device(void)
{
	store_device = kzalloc(sizeof(*store_device), GFP_KERNEL);
	if (!store_device)
		return -ENOMEM;
	store_device->minor = MISC_DYNAMIC_MINOR;
	store_device->name = kstrdup("xen/xenbus", GFP_KERNEL);
	store_device->fops = &xen_xenbus_fops;
	return store_device->name ? 0 : -ENOMEM;
}

void oldest_free_device(void)
{
	if (store_device)
		kfree(store_device->name);
	kfree(store_device);
	store_device = NULL;
}

void oldest_register_device(void)
{
	if (!store_device)
		return;
	if (misc_register(store_device))
		pr_warn("no /dev/xen/xenbus; after mounting xenfs there is /proc/xen/xenbus\n");
	else
		store_device = NULL;
}
