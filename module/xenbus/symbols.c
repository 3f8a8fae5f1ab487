// SPDX-License-Identifier: GPL-2.0
/*
 * kallsyms_lookup_name() has not been exported since 5.7. The format %pS shows where a
 * function begins and ends: "name+offset/size". So step from an exported function of
 * drivers/xen/xenbus to its neighbours, alternately in both directions, until all names
 * are found. Each step takes thousands of instructions, so do not search downwards for
 * names known to be above. Names are not unique in the whole kernel, but they are unique
 * near that function. Unlike sprint_symbol(), %pS needs no export that a later kernel may drop.
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

/* All of drivers/xen is within 64 KiB in the kernels that we have examined. */
#define REACH	(256UL << 10)

enum need {
	NEEDED,
	OPTIONAL,	/* needed only after a failure */
	LATE,		/* needed if xenbus_probe_thread() runs the chain */
	EARLY,		/* needed if the chain's entries are called one by one */
	UNKNOWN,	/* does not exist in this kernel */
};

/*
 * The usual position of a function, relative to the one at which the search begins.
 * symbols_find() adds up the places of the missing functions: the low byte of the sum
 * counts those that may be ANYWHERE, the rest those ABOVE.
 */
enum place {
	ANYWHERE = 1,
	ABOVE = 0x100,	/* above the function at which the search begins */
};

struct wanted {
	const char *name;
	u16 offset;	/* of its address in struct symbols */
	u16 place;	/* enum place */
	u8 need;	/* enum need */
};

static const struct wanted wanted[] __initconst = {
#define WANTED(symbol, place, need)					\
	{ #symbol, offsetof(struct symbols, symbol), place, need }
#define EARLY_IF(known) ((known) ? EARLY : UNKNOWN)
	WANTED(xs_init, ANYWHERE, NEEDED),
	WANTED(xs_reboot_notify, ANYWHERE, OPTIONAL),
	WANTED(xenbus_resume_cb, ABOVE, NEEDED),
	WANTED(xenbus_thread, ANYWHERE, OPTIONAL),
	WANTED(xenwatch_thread, ANYWHERE, OPTIONAL),
	WANTED(xenbus_probe_thread, ABOVE, LATE),
	WANTED(frontend_probe_and_watch, ABOVE,
	       EARLY_IF(IS_BUILTIN(CONFIG_XEN_XENBUS_FRONTEND))),
	WANTED(shutdown_event, ANYWHERE, EARLY),
	WANTED(setup_cpu_watcher, ANYWHERE,
	       EARLY_IF(IS_ENABLED(CONFIG_HOTPLUG_CPU))),
	WANTED(balloon_init_watcher, ANYWHERE,
	       EARLY_IF(IS_ENABLED(CONFIG_XEN_BALLOON))),
#undef EARLY_IF
#undef WANTED
};

static bool __init is_wanted(const struct wanted *w, bool one_by_one)
{
	return w->need <= OPTIONAL || w->need == (one_by_one ? EARLY : LATE);
}

struct function {
	char name[KSYM_SYMBOL_LEN];	/* becomes the bare name */
	unsigned long start, size;
};

/*
 * Link-time optimisation makes static functions global and adds ".llvm.N" or
 * ".lto_priv.N". A name with any other suffix is a different function.
 */
static bool __init is_named(const char *found, const char *name)
{
	while (*name) {
		if (*found++ != *name++)
			return false;
	}
	return !*found || (found[0] == '.' && found[1] == 'l');
}

/* Return: false if kallsyms knows no function there. */
static bool __init function_at(unsigned long address, struct function *f)
{
	unsigned long offset;
	char *plus;

	snprintf(f->name, sizeof(f->name), "%pS", (void *)address);
	plus = strrchr(f->name, '+');
	if (!plus || sscanf(plus, "+0x%lx/0x%lx", &offset, &f->size) != 2 ||
	    offset >= f->size)
		return false;

	*plus = '\0';
	f->start = address - offset;
	return true;
}

/* Store the address of @f if it is wanted. Return: its place, or 0 if it is not. */
static int __init note(const struct function *f, struct symbols *symbols,
		       bool one_by_one)
{
	const struct wanted *w;

	for (w = wanted; w < wanted + ARRAY_SIZE(wanted); w++) {
		unsigned long *address = (void *)symbols + w->offset;

		if (is_wanted(w, one_by_one) && !*address &&
		    is_named(f->name, w->name)) {
			/* A call to Thumb code needs bit 0 of the address set. */
			*address = f->start | IS_ENABLED(CONFIG_THUMB2_KERNEL);
			return w->place;
		}
	}
	return 0;
}

/* With clang's CFI before Linux 6.1 the anchor is in this module's jump table. */
static bool __init is_jump_table(const char *anchor)
{
	if (is_named(anchor, "register_xenbus_watch"))
		return false;
	pr_err("this kernel's functions are called through jump tables (%s); nothing was changed\n",
	       anchor);
	return true;
}

int __init symbols_find(struct symbols *symbols, bool one_by_one)
{
	unsigned long anchor = (unsigned long)register_xenbus_watch;
	static struct function f __initdata;	/* too large for the stack */
	unsigned long above = anchor, below = anchor - 1;
	const struct wanted *w;
	bool up = true, down = true;
	int missing = 0, err = 0;

	for (w = wanted; w < wanted + ARRAY_SIZE(wanted); w++)
		missing += is_wanted(w, one_by_one) * w->place;

	while (missing && (up || down)) {
		up = up && above - anchor < REACH && function_at(above, &f);
		if (up) {
			if (above == anchor && is_jump_table(f.name))
				return -ENOENT;
			missing -= note(&f, symbols, one_by_one);
			above = f.start + f.size;
		}
		/* The rest should be above, unless this kernel was linked in a different order. */
		if (up && missing % ABOVE == 0)
			continue;
		down = down && anchor - below < REACH && function_at(below, &f);
		if (down) {
			missing -= note(&f, symbols, one_by_one);
			below = f.start - 1;
		}
	}

	for (w = wanted; w < wanted + ARRAY_SIZE(wanted); w++) {
		unsigned long *address = (void *)symbols + w->offset;

		if (*address || w->need == OPTIONAL || !is_wanted(w, one_by_one))
			continue;
		pr_err("%s() of the kernel's xenbus was not found; nothing was changed\n",
		       w->name);
		err = -ENOENT;
	}
	return err;
}
