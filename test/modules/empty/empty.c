// SPDX-License-Identifier: GPL-2.0
/* An empty module: the baseline of the load time. */
#include <linux/module.h>

static int __init empty_load(void)
{
	return 0;
}
module_init(empty_load);

/*
 * Without an exit function the module cannot be unloaded, so the load could be measured
 * only once.
 */
static void __exit empty_unload(void)
{
}
module_exit(empty_unload);

MODULE_DESCRIPTION("Empty module, to measure the cost of loading one");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
