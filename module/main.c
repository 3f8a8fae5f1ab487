// SPDX-License-Identifier: GPL-2.0
/*
 * Starts the kernel's own xenbus in a dom0less Xen guest, where xenstore becomes
 * available only after the guest has booted:
 *
 *	survey -> waiting (handshake) -> handover -> ready
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <xen/xen.h>

#include "needs.h"

#include "blacklist.h"
#include "compat.h"
#include "domain.h"
#include "stall.h"
#include "status.h"
#include "survey.h"
#include "test_point.h"
#include "waiting.h"
#include "xenbus/inkernel.h"

static bool enable = true;
module_param(enable, bool, 0444);
MODULE_PARM_DESC(enable, "N: refuse to load and change nothing (default Y)");

static bool guard = true;
module_param(guard, bool, 0444);
MODULE_PARM_DESC(guard, "if the kernel waits for xenstore on its own, keep its thread from being woken too early (default Y; N: only observe it)");

static unsigned int timeout = 60;
module_param(timeout, uint, 0444);
MODULE_PARM_DESC(timeout, "log what is missing if xenstore is not ready after this many seconds, and keep waiting (0: never; default 60)");

static int __init log_refusal(const char *parameter, int err)
{
	pr_err("Xen%s HVM_PARAM_%s to this domain (%d); not loading\n",
	       err == -EPERM ? "'s policy denies" : " does not return", parameter, err);
	return err;
}

static int __init read_hvm_params(struct survey_facts *facts)
{
	u64 frame;
	int err;

	err = domain_channel(&facts->channel);
	if (err)
		return log_refusal("STORE_EVTCHN", err);
	/* Other errors are not fatal, because dom0 may still set the parameter. */
	err = domain_store_frame(&frame);
	if (err == -EPERM)
		return log_refusal("STORE_PFN", err);
	return 0;
}

/* saved_command_line is not exported, but Xen passes the command line here. */
static const char * __init bootargs(void)
{
	struct device_node *chosen = of_find_node_by_path("/chosen");
	const char *bootargs = NULL;

	of_property_read_string(chosen, "bootargs", &bootargs);
	of_node_put(chosen);
	return bootargs;
}

/*
 * If the module will refuse to load anyway (disabled, not on Xen, in a PV guest or in dom0),
 * return before registering a notifier or reading an HVM parameter.
 */
static int __init survey_gather(struct survey_facts *facts)
{
	enum inkernel_prober prober;
	int err;

	*facts = (struct survey_facts) {
		.enable = enable,
		.guard = guard,
		.xen = xen_domain(),
		.pv = xen_pv_domain(),
		.dom0 = xen_initial_domain(),
		.waits_for_server = INKERNEL_WAITS_FOR_SERVER,
		.blacklist = blacklist_read(bootargs()),
		.type = inkernel_type(),
		.x86 = IS_ENABLED(CONFIG_X86),
	};
	if (survey_decide(facts)->error)
		return 0;

	inkernel_watch(stall_on_start, waiting_kick);
	test_point("survey");
	facts->oldest = inkernel_calls_chain_early();
	facts->deferred = facts->x86 && (facts->oldest || !HAS_VECTOR_CALLBACK);
	err = read_hvm_params(facts);
	if (err) {
		inkernel_unwatch();
		return err;
	}
	if (facts->channel && facts->channel < SURVEY_CHANNELS) {
		facts->channel_status = domain_channel_status(facts->channel);
		facts->late_irq = inkernel_late_irq_bound(facts->channel);
	}
	prober = inkernel_prober();
	facts->prober = prober != PROBER_NONE;
	facts->asleep = prober == PROBER_ASLEEP;
	/*
	 * Read these last: since the calls above found it down, xenbus may have come up, or
	 * crashed on its way.
	 */
	if (prober == PROBER_NONE)
		inkernel_look_again();
	facts->up = inkernel_is_up();
	facts->started_early = inkernel_started_early();
	facts->threads_run = inkernel_has_threads();
	return 0;
}

static int __init prepare_to_wait_for_dom0(enum late_mode mode,
					   const struct survey_facts *facts)
{
	int err;

	if (mode != MODE_OBSERVE) {
		err = inkernel_prepare(facts->up, facts->late_irq);
		if (err)
			return err;
	}

	err = domain_open();
	if (err)
		goto err_inkernel;

	err = waiting_prepare(mode, facts->late_irq, facts->channel, timeout);
	if (err)
		goto err_domain;
	return 0;

err_domain:
	domain_close();
err_inkernel:
	inkernel_unprepare();
	return err;
}

static void stop_waiting(void)
{
	waiting_end();
	domain_close();
	inkernel_unprepare();
}

static int __init start(const struct survey_facts *facts,
			const struct survey_verdict *verdict)
{
	bool wait = verdict->state == STATE_WAITING;
	enum late_mode mode = verdict->mode;
	int err;

	status_load();
	status_mode(mode);
	status_channel(facts->channel);
	status_state(verdict->state);

	if (wait) {
		err = prepare_to_wait_for_dom0(mode, facts);
		/* The kernel's functions were not found. Observing does not need them. */
		if (err == -ENOENT && mode == MODE_GUARD) {
			pr_info("falling back to observe mode\n");
			mode = MODE_OBSERVE;
			status_mode(mode);
			err = prepare_to_wait_for_dom0(mode, facts);
		}
		if (err)
			return err;
	}

	err = status_open();
	if (err)
		goto err_wait;

	if (wait)
		waiting_begin();
	else
		inkernel_let_go();
	return 0;

err_wait:
	if (wait)
		stop_waiting();
	return err;
}

static void __init log_sentence(const char *sentence)
{
	if (sentence)
		pr_info("%s\n", sentence);
}

static int __init late_init(void)
{
	const struct survey_verdict *verdict;
	struct survey_facts facts;
	int err;

	err = survey_gather(&facts);
	if (err)
		return err;

	verdict = survey_decide(&facts);
	if (facts.enable && facts.type > XS_LOCAL)
		pr_info("%s (%u)\n", verdict->why, facts.type);
	else
		log_sentence(verdict->why);
	log_sentence(survey_advice(&facts, verdict));
	log_sentence(survey_blacklist(&facts, verdict));
	log_sentence(survey_denied(&facts, verdict));
	if (verdict->error)
		return verdict->error;

	err = start(&facts, verdict);
	if (err)
		inkernel_unwatch();
	return err;
}

static void __exit late_exit(void)
{
	/* First remove the notifiers, which could still queue the work of waiting.c. */
	inkernel_unwatch();
	stop_waiting();
	status_close();
}

module_init(late_init);
module_exit(late_exit);

MODULE_DESCRIPTION("Brings xenbus to life in dom0less Xen guests once dom0 serves xenstore");
MODULE_AUTHOR("The xenbus-late-init developers");
MODULE_LICENSE("GPL");
MODULE_VERSION("1.0.0");
