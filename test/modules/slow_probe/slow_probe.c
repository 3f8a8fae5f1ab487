// SPDX-License-Identifier: GPL-2.0
/*
 * A driver for PV devices of type "slow" whose probe does not return until a test writes
 * the parameter "finish". It sends no requests meanwhile.
 */
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <xen/xenbus.h>

static DECLARE_COMPLETION(finished);

static int set_finish(const char *value, const struct kernel_param *kp)
{
	complete_all(&finished);
	return 0;
}

static const struct kernel_param_ops finish_ops = {
	.set = set_finish,
};
module_param_cb(finish, &finish_ops, NULL, 0200);
MODULE_PARM_DESC(finish, "write anything to let the probe return");

static int slow_probe(struct xenbus_device *device, const struct xenbus_device_id *id)
{
	wait_for_completion(&finished);
	return 0;
}

static void slow_changed(struct xenbus_device *device, enum xenbus_state state)
{
}

static const struct xenbus_device_id slow_ids[] = {
	{ "slow" },
	{ "" }
};

static struct xenbus_driver slow_driver = {
	.ids = slow_ids,
	.probe = slow_probe,
	.otherend_changed = slow_changed,
};

static int __init slow_load(void)
{
	return xenbus_register_frontend(&slow_driver);
}

/* There is no exit function, so it cannot be unloaded. */
module_init(slow_load);

MODULE_DESCRIPTION("A PV driver whose probe waits, for tests");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
