// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <xen/xen-ops.h>

#include "oldest.h"
#include "registrations.h"
#include "state.h"

static struct notifier_block *resume_nb;

void free_registrations(void)
{
	kfree(resume_nb);
	resume_nb = NULL;
	oldest_free_device();
}

int __init alloc_registrations(void)
{
	resume_nb = kzalloc(sizeof(*resume_nb), GFP_KERNEL);
	if (!resume_nb)
		return -ENOMEM;
	resume_nb->notifier_call = inkernel.symbols.xenbus_resume_cb;

	return inkernel.oldest ? oldest_alloc_device() : 0;
}

void inkernel_finish_init(void)
{
	if (!inkernel.uninitialized)
		return;

	if (IS_ENABLED(CONFIG_XEN_COMPAT_XENFS) &&
	    !proc_create_mount_point("xen"))
		pr_warn("no memory for the mount point /proc/xen; xenfs can be mounted elsewhere\n");

	/* The event channel is another one after a resume. */
	xen_resume_notifier_register(resume_nb);
	resume_nb = NULL;
	oldest_register_device();
}
