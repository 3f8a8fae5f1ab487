// SPDX-License-Identifier: GPL-2.0
/*
 * Makes functions of a stock kernel fail, for tests. Debug kernels have failslab for
 * that, but distribution kernels only have kprobes. Supports 32-bit and 64-bit ARM.
 *
 *	modprobe fault function=memremap,kthread_create_on_node value=0,-12 \
 *		arg=0,3 match=,xenwatch
 *	modprobe fault function=HYPERVISOR_hvm_op value=-1 arg=1 offset=4 number=2
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/ptrace.h>
#include <linux/string.h>

#define FAULTS 8

static char *function[FAULTS];
static unsigned int faults;
module_param_array(function, charp, &faults, 0444);
MODULE_PARM_DESC(function, "functions to fail");

static unsigned int times = 1;
module_param(times, uint, 0444);
MODULE_PARM_DESC(times, "number of failures of each function");

static long value[FAULTS];
module_param_array(value, long, NULL, 0444);
MODULE_PARM_DESC(value, "return value of each failure");

static unsigned int arg[FAULTS];
module_param_array(arg, uint, NULL, 0444);
static char *match[FAULTS];
module_param_array(match, charp, NULL, 0444);
MODULE_PARM_DESC(match, "fail only if argument arg is this string");

static ulong number[FAULTS];
static unsigned int numbers;
module_param_array(number, ulong, &numbers, 0444);
MODULE_PARM_DESC(number, "fail only if argument arg is this number");

static unsigned int offset[FAULTS];
static unsigned int offsets;
module_param_array(offset, uint, &offsets, 0444);
MODULE_PARM_DESC(offset, "compare number with the u32 at this offset from the pointer in arg");

static char *caller;
module_param(caller, charp, 0444);
MODULE_PARM_DESC(caller, "if match is empty, fail only calls from this function or module");

static unsigned int done;
module_param(done, uint, 0444);
MODULE_PARM_DESC(done, "number of calls that have failed");

#ifdef CONFIG_ARM
#define procedure_link_pointer(regs)		((regs)->ARM_lr)
#define regs_set_return_value(regs, value)	((regs)->ARM_r0 = (value))

static unsigned long argument(struct pt_regs *regs, unsigned int n)
{
	return n < 4 ? regs->uregs[n] : ((unsigned long *)regs->ARM_sp)[n - 4];
}
#else
static unsigned long argument(struct pt_regs *regs, unsigned int n)
{
	return regs->regs[n];
}
#endif

static struct kprobe probes[FAULTS];
static unsigned int failures[FAULTS];

static bool is_selected(struct pt_regs *regs, int i)
{
	static char from[KSYM_SYMBOL_LEN];

	if (failures[i] >= times)
		return false;
	if (i < offsets)
		return *(u32 *)(argument(regs, arg[i]) + offset[i]) == number[i];
	if (i < numbers)
		return argument(regs, arg[i]) == number[i];
	if (match[i] && *match[i])
		return !strcmp((const char *)argument(regs, arg[i]), match[i]);
	if (!caller)
		return true;
	sprint_symbol(from, procedure_link_pointer(regs));
	return strstr(from, caller);
}

static int on_entry(struct kprobe *probe, struct pt_regs *regs)
{
	int i = probe - probes;

	if (!is_selected(regs, i))
		return 0;
	failures[i]++;
	done++;

	/* Return to the caller, as if the function had run. */
	regs_set_return_value(regs, value[i]);
	instruction_pointer_set(regs, procedure_link_pointer(regs));
	return 1;
}

/*
 * Without a post_handler, 32-bit ARM would optimize the kprobe into a jump, and on_entry()
 * could not change the PC.
 */
static void after_entry(struct kprobe *probe, struct pt_regs *regs,
			unsigned long flags)
{
}

static void remove_probes(int n)
{
	while (n--)
		unregister_kprobe(&probes[n]);
}

static int __init fault_load(void)
{
	int i, err;

	for (i = 0; i < faults; i++) {
		if (arg[i] > 7) {
			remove_probes(i);
			return -EINVAL;
		}
		probes[i].symbol_name = function[i];
		probes[i].pre_handler = on_entry;
		probes[i].post_handler = after_entry;
		err = register_kprobe(&probes[i]);
		if (err) {
			pr_err("%s: %d\n", function[i], err);
			remove_probes(i);
			return err;
		}
	}
	return 0;
}

static void __exit fault_unload(void)
{
	remove_probes(faults);
}

module_init(fault_load);
module_exit(fault_unload);

MODULE_DESCRIPTION("Makes kernel functions fail, for tests");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
