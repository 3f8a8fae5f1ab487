// SPDX-License-Identifier: GPL-2.0
/*
 * kallsyms_lookup_name() is not exported since 5.7, but sprint_symbol() is,
 * and it says where a function begins and ends: "name+offset/size". So one can
 * step from an exported function of drivers/xen/xenbus to its neighbours, in
 * both directions by turns, until all names were met: each step takes thousands
 * of instructions. Names are not unique in a kernel; near that function they are.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <xen/xenbus.h>

#include "symbols.h"

/* All of drivers/xen is within 64 KiB in the kernels looked at. */
#define REACH	(256UL << 10)

struct wanted {
	const char *name;
	unsigned long *address;
	bool here;	/* in a kernel like this one */
};

struct function {
	char name[KSYM_SYMBOL_LEN];	/* becomes the bare name */
	unsigned long start, size;
};

/* Return: false where kallsyms knows no function. */
static bool __init function_at(unsigned long address, struct function *f)
{
	unsigned long offset;
	char *plus;

	sprint_symbol(f->name, address);
	plus = strrchr(f->name, '+');
	if (!plus || sscanf(plus, "+0x%lx/0x%lx", &offset, &f->size) != 2 ||
	    offset >= f->size)
		return false;

	*plus = '\0';
	f->start = address - offset;
	return true;
}

/* Return: how many of the wanted functions this one is: 0 or 1. */
static int __init note(const struct function *f, const struct wanted *wanted, int n)
{
	for (; n--; wanted++) {
		if (wanted->here && !*wanted->address &&
		    !strcmp(f->name, wanted->name)) {
			/* Thumb code is called by an odd address. */
			*wanted->address = f->start |
				IS_ENABLED(CONFIG_THUMB2_KERNEL);
			return 1;
		}
	}
	return 0;
}

int __init symbols_find(struct symbols *symbols, bool one_by_one)
{
	unsigned long anchor = (unsigned long)register_xenbus_watch;
	const struct wanted wanted[] = {
#define WANTED(symbol, here) { #symbol, (unsigned long *)&symbols->symbol, here }
		WANTED(xs_init, true),
		WANTED(xs_reboot_notify, true),
		WANTED(xenbus_resume_cb, true),
		WANTED(xenbus_thread, true),
		WANTED(xenwatch_thread, true),
		WANTED(xenbus_probe_thread, !one_by_one),
		WANTED(frontend_probe_and_watch, one_by_one &&
		       IS_BUILTIN(CONFIG_XEN_XENBUS_FRONTEND)),
		WANTED(shutdown_event, one_by_one),
		WANTED(setup_cpu_watcher, one_by_one &&
		       IS_ENABLED(CONFIG_HOTPLUG_CPU)),
		WANTED(balloon_init_watcher, one_by_one &&
		       IS_ENABLED(CONFIG_XEN_BALLOON)),
#undef WANTED
	};
	static struct function f __initdata;	/* too large for the stack */
	unsigned long above = anchor, below = anchor - 1;
	bool up = true, down = true;
	int missing = 0;
	int i;

	memset(symbols, 0, sizeof(*symbols));
	for (i = 0; i < ARRAY_SIZE(wanted); i++)
		missing += wanted[i].here;

	while (missing && (up || down)) {
		up = up && above - anchor < REACH && function_at(above, &f);
		if (up) {
			missing -= note(&f, wanted, ARRAY_SIZE(wanted));
			above = f.start + f.size;
		}
		down = down && anchor - below < REACH && function_at(below, &f);
		if (down) {
			missing -= note(&f, wanted, ARRAY_SIZE(wanted));
			below = f.start - 1;
		}
	}
	if (!missing)
		return 0;

	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		if (!wanted[i].here || *wanted[i].address)
			continue;
		pr_err("%s() of the kernel's xenbus was not found%s; nothing was touched\n",
		       wanted[i].name, IS_ENABLED(CONFIG_KALLSYMS) ? "" :
		       " (the kernel needs CONFIG_KALLSYMS)");
	}
	return -ENOENT;
}
