// SPDX-License-Identifier: GPL-2.0
/*
 * Chain: the kernel's entries of xenstore's notifier chain. Before 5.10.17 the module calls
 * the entries one by one. It finds them by link order, so link them after xenbus, like Linux:
 * xenbus_probe_frontend.c, manage.c, cpu_hotplug.c and xen-balloon.c of drivers/xen.
 */
#include "sim.h"

static void changed(struct xenbus_watch *watch, const char *path, const char *token)
{
}

static struct xenbus_watch watches[] = {
	{ .node = "device", .callback = changed },
	{ .node = "control/shutdown", .callback = changed },
	{ .node = "cpu", .callback = changed },
	{ .node = "memory/target", .callback = changed },
};

static void register_watch(unsigned int which)
{
	int err = register_xenbus_watch(&watches[which]);

	trace("watches %s: %d", watches[which].node, err);
	if (err)
		return;
	if (sim.watches & 1U << which)
		violated("an entry of the chain is called twice", "%s", watches[which].node);
	sim.watches |= 1U << which;
}

/* Devices on xenbus and on another bus. Of those on xenbus, only vif is ever probed. */
static const struct bus_type platform = { "platform" }, xen = { "xen" };
static struct device_driver netfront = { .name = "vif" }, blkfront = { .name = "vbd" };
static struct device none = { .kobj.name = "platform" };
static struct device soc = {
	.kobj.name = "soc", .bus = &platform, .driver = &blkfront, .mutex.owner = sim_tasks };
static struct device vbd = { .kobj.name = "vbd-0", .bus = &xen, .driver = &blkfront };
static struct device vif = { .kobj.name = "vif-0", .bus = &xen, .driver = &netfront };

/* Is a driver on the in-kernel bus waiting for its backend? */
bool driver_probes(void)
{
	return vif.mutex.owner;
}

/* A driver waits for its backend. Like netfront, it may read the backend's state all the time. */
static void wait_for_backend(void)
{
	const u64 until = sim.now + sim.world.probe_s * SEC;
	char *state;

	while (sim.world.probe_polls && sim.now < until) {
		state = xenbus_read(XBT_NIL, "backend", "state", NULL);
		if (state == ERR_PTR(-EIO))
			break;
		if (!IS_ERR(state))
			kfree(state);
	}
	if (sim.now < until)
		sleep_ns(until - sim.now);
}

/* The in-kernel frontends send requests as soon as the chain calls them. */
int frontend_probe_and_watch(struct notifier_block *nb, unsigned long event, void *data)
{
	unsigned int n;
	char **list;

	trace("the chain calls the frontends");
	/* Some of it has been started already. The module has to ask for a reboot. */
	if (sim.thread_crashed)
		violated("the module starts a xenbus that has crashed", "");
	/* An unload that has begun cannot be refused any more: it waits for the chain's entries. */
	sim.chain_outlasts |= sim.unload_at;
	list = xenbus_directory(XBT_NIL, "device", "", &n);
	if (!IS_ERR(list))
		kfree(list);
	/* Without the module, an xenbus that gave up is no better off if something wakes it. */
	sim.unrecoverable |= list == ERR_PTR(-EIO) && !sim.world.module;
#ifdef SIM_OLDEST
	/* The chain ran at boot, before xenbus was up, so the module calls them again. */
	if (list == ERR_PTR(-EIO)) {
		trace("the frontends are called without effect");
		return NOTIFY_DONE;
	}
#endif
	register_watch(0);
	if (sim.world.probe_s && list != ERR_PTR(-EIO)) {
		/* If xenbus gave up, it lists no device. */
		mutex_lock(&vif.mutex);
		wait_for_backend();
		mutex_unlock(&vif.mutex);
	}
	sim.chain_runs++;
	trace("the frontends have their replies");
	return NOTIFY_DONE;
}

#ifdef SIM_OLDEST
int shutdown_event(struct notifier_block *nb, unsigned long event, void *data)
{
	register_watch(1);
	return NOTIFY_DONE;
}

int setup_cpu_watcher(struct notifier_block *nb, unsigned long event, void *data)
{
	register_watch(2);
	return NOTIFY_DONE;
}

int balloon_init_watcher(struct notifier_block *nb, unsigned long event, void *data)
{
	register_watch(3);
	return NOTIFY_DONE;
}
#endif

static struct notifier_block entries[] = {
	{ .notifier_call = frontend_probe_and_watch },
#ifdef SIM_OLDEST
	{ .notifier_call = shutdown_event },
	{ .notifier_call = setup_cpu_watcher },
	{ .notifier_call = balloon_init_watcher },
#endif
};

void chain_register(void)
{
	struct kset *devices = platform_bus.kobj.kset;
	unsigned int i;

	INIT_LIST_HEAD(&devices->list);
	list_add_tail(&none.kobj.entry, &devices->list);
	list_add_tail(&soc.kobj.entry, &devices->list);
	list_add_tail(&vbd.kobj.entry, &devices->list);
	list_add_tail(&vif.kobj.entry, &devices->list);
	for (i = 0; i < ARRAY_SIZE(entries); i++)
		register_xenstore_notifier(&entries[i]);
}
