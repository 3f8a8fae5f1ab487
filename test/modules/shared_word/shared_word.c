// SPDX-License-Identifier: GPL-2.0
/*
 * Shares a word with dom0, in a frame that dom0 has populated for this domain. Guest
 * and dom0 synchronise through it before there is a xenstore. A module is needed for
 * this, because not every kernel has /dev/mem.
 */
#include <linux/compiler.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <xen/page.h>

static ulong frame;
module_param(frame, ulong, 0444);
MODULE_PARM_DESC(frame, "frame number; must be populated before this module is loaded");

static u32 *page;

static int get_word(char *buffer, const struct kernel_param *kp)
{
	return page ? sprintf(buffer, "%u\n", READ_ONCE(*page)) : -ENODEV;
}

static int set_word(const char *text, const struct kernel_param *kp)
{
	u32 word;
	int err = kstrtou32(text, 0, &word);

	if (!err && !page)
		err = -ENODEV;
	if (!err)
		WRITE_ONCE(*page, word);
	return err;
}

static const struct kernel_param_ops word_ops = {
	.get = get_word,
	.set = set_word,
};
module_param_cb(word, &word_ops, NULL, 0600);
MODULE_PARM_DESC(word, "first word of the frame");

static int __init shared_word_load(void)
{
	page = memremap((phys_addr_t)frame << XEN_PAGE_SHIFT, XEN_PAGE_SIZE,
			MEMREMAP_WB);
	return page ? 0 : -ENOMEM;
}

static void __exit shared_word_unload(void)
{
	memunmap(page);
}

module_init(shared_word_load);
module_exit(shared_word_unload);

MODULE_DESCRIPTION("Shares a word with dom0, for tests");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
