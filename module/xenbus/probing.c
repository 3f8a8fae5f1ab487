// SPDX-License-Identifier: GPL-2.0
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "inkernel.h"

/* The driver core holds a device's mutex while a driver probes it. */
static bool is_probing(struct device *dev)
{
	return dev->bus && !strcmp(dev->bus->name, "xen") && dev->driver &&
	       mutex_is_locked(&dev->mutex);
}

bool inkernel_probing(char *name, size_t size)
{
	/* The xen bus is not exported, but all of the kernel's devices are in this kset. */
	struct kset *devices = platform_bus.kobj.kset;
	struct kobject *kobj;
	bool found = false;

	spin_lock(&devices->list_lock);
	list_for_each_entry(kobj, &devices->list, entry) {
		struct device *dev = kobj_to_dev(kobj);

		found = is_probing(dev);
		if (found) {
			snprintf(name, size, "%s", dev_name(dev));
			break;
		}
	}
	spin_unlock(&devices->list_lock);
	return found;
}
