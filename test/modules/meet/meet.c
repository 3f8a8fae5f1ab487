// SPDX-License-Identifier: GPL-2.0
/*
 * A word in a frame that dom0 has populated for this domain: the two talk through
 * it before there is a xenstore. Not every kernel has /dev/mem.
 */
#include <linux/compiler.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <xen/page.h>

static ulong frame;
module_param(frame, ulong, 0444);
MODULE_PARM_DESC(frame, "has to be populated by now");

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
MODULE_PARM_DESC(word, "the frame's first");

static int __init meet_load(void)
{
	page = memremap((phys_addr_t)frame << XEN_PAGE_SHIFT, XEN_PAGE_SIZE,
			MEMREMAP_WB);
	return page ? 0 : -ENOMEM;
}

static void __exit meet_unload(void)
{
	memunmap(page);
}

module_init(meet_load);
module_exit(meet_unload);

MODULE_DESCRIPTION("A word that the tests' dom0 reads and writes as well");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
