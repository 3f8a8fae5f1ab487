// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/miscdevice.h>
#include <linux/notifier.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <xen/xen-ops.h>
#include <xen/xenbus.h>

#include "registrations.h"
#include "state.h"

static struct registrations {
	struct notifier_block resume;
	struct miscdevice device;	/* /dev/xen/xenbus, if there is none */
	char device_name[sizeof("xen/xenbus")];
} *registrations;

void free_registrations(void)
{
	kfree(registrations);
	registrations = NULL;
}

int __init alloc_registrations(void)
{
	registrations = kmalloc(sizeof(*registrations), GFP_KERNEL);
	if (!registrations)
		return -ENOMEM;

	*registrations = (struct registrations) {
		.resume.notifier_call = inkernel.symbols.xenbus_resume_cb,
		.device = {
			.minor = MISC_DYNAMIC_MINOR,
			.name = registrations->device_name,
			.fops = &xen_xenbus_fops,
		},
		.device_name = "xen/xenbus",
	};
	return 0;
}

/* All of the kernel's devices are in one kset, where "/" in a name becomes "!". */
static bool device_exists(void)
{
	struct kobject *device = kset_find_obj(platform_bus.kobj.kset, "xen!xenbus");

	kobject_put(device);
	return device;
}

/*
 * The initcall that creates the device is also named xenbus_init. So if there is no
 * device, initcall_blacklist= kept both initcalls from running. The other one sets the
 * ring operations that backends use, and nothing sets them later.
 */
void __init registrations_log_limits(void)
{
	if (IS_ENABLED(CONFIG_XEN_BACKEND) && !device_exists())
		pr_info("xenbus_init() did not run, so this domain cannot be a backend of PV devices; attaching one would crash it\n");
}

void inkernel_finish_init(void)
{
	bool kept = false;

	if (!registrations)
		return;

	if (!device_exists()) {
		kept = !misc_register(&registrations->device);
		if (!kept)
			pr_warn("cannot create /dev/xen/xenbus; mount xenfs and use /proc/xen/xenbus instead\n");
	}
	if (inkernel.unfinished) {
		if (IS_ENABLED(CONFIG_XEN_COMPAT_XENFS) &&
		    !proc_create_mount_point("xen"))
			pr_warn("no memory for the mount point /proc/xen; xenfs can be mounted elsewhere\n");
		/* The event channel changes at each resume. */
		xen_resume_notifier_register(&registrations->resume);
		kept = true;
	}
	if (kept)
		registrations = NULL;
}
