// SPDX-License-Identifier: GPL-2.0
/*
 * Counts the resumes after which the in-kernel xenbus re-reads its event channel, which
 * may have changed. The module hides the channel from the kernel before any other
 * notifier is called, and checks afterwards whether the kernel has restored it.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <xen/xen-ops.h>
#include <xen/xenbus.h>

static unsigned int seen;
module_param(seen, uint, 0444);
MODULE_PARM_DESC(seen, "number of resumes");

static unsigned int reread;
module_param(reread, uint, 0444);
MODULE_PARM_DESC(reread, "number of resumes after which the kernel re-read the event channel");

static int channel;

static int resume_begins(struct notifier_block *nb, unsigned long event, void *data)
{
	channel = xen_store_evtchn;
	xen_store_evtchn = 0;
	return NOTIFY_DONE;
}

static int resume_ends(struct notifier_block *nb, unsigned long event, void *data)
{
	seen++;
	if (xen_store_evtchn == channel)
		reread++;
	/* Without the channel, xenstore would be lost, and the test could not report. */
	xen_store_evtchn = channel;
	return NOTIFY_DONE;
}

static struct notifier_block first = {
	.notifier_call = resume_begins,
	.priority = INT_MAX,
};

static struct notifier_block last = {
	.notifier_call = resume_ends,
	.priority = INT_MIN,
};

static int __init resumes_load(void)
{
	xen_resume_notifier_register(&first);
	xen_resume_notifier_register(&last);
	return 0;
}

static void __exit resumes_unload(void)
{
	xen_resume_notifier_unregister(&last);
	xen_resume_notifier_unregister(&first);
}

module_init(resumes_load);
module_exit(resumes_unload);

MODULE_DESCRIPTION("Counts resumes for tests");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
