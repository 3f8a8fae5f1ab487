// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <xen/xen-ops.h>
#include <xen/xenbus.h>

#include "registrations.h"
#include "state.h"

static struct registrations {
	struct notifier_block resume;
	struct miscdevice device;	/* only in the oldest layout */
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

void inkernel_finish_init(void)
{
	if (!inkernel.uninitialized)
		return;

	if (IS_ENABLED(CONFIG_XEN_COMPAT_XENFS) &&
	    !proc_create_mount_point("xen"))
		pr_warn("no memory for the mount point /proc/xen; xenfs can be mounted elsewhere\n");

	/* The event channel is another one after a resume. */
	xen_resume_notifier_register(&registrations->resume);
	/* Its initcall has the same name as the one that was forbidden. */
	if (inkernel.oldest && misc_register(&registrations->device))
		pr_warn("no /dev/xen/xenbus; after mounting xenfs there is /proc/xen/xenbus\n");
	registrations = NULL;
}
