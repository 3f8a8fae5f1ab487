// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/printk.h>

#include "notifier.h"
#include "oldest.h"
#include "state.h"

void oldest_replay_notifiers(void)
{
	const notifier_fn_t called_in_vain[] = {
		inkernel.symbols.setup_cpu_watcher,
		inkernel.symbols.shutdown_event,
		inkernel.symbols.balloon_init_watcher,
		inkernel.symbols.frontend_probe_and_watch,
	};
	int i;

	notifier_chain_begins(NULL, 0, NULL);
	for (i = 0; i < ARRAY_SIZE(called_in_vain); i++) {
		if (called_in_vain[i])
			called_in_vain[i](NULL, 0, NULL);
	}
	notifier_chain_ends(NULL, 0, NULL);
}

/* Log what called_in_vain[] does not cover. */
void __init oldest_log_limits(void)
{
	/* symbols_find() does not find notifiers of another module. */
	if (IS_MODULE(CONFIG_XEN_XENBUS_FRONTEND))
		pr_info("PV devices need xenbus_probe_frontend to be loaded after xenstore is ready\n");
}
