// SPDX-License-Identifier: GPL-2.0
/* What loading takes when a module does nothing. */
#include <linux/module.h>

static int __init empty_load(void)
{
	return 0;
}
module_init(empty_load);

/* Without one it cannot be unloaded, and be measured again. */
static void __exit empty_unload(void)
{
}
module_exit(empty_unload);

MODULE_DESCRIPTION("Nothing, to see what loading it takes");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
