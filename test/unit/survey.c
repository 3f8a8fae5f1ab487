// SPDX-License-Identifier: GPL-2.0
/*
 * The survey's table: every combination of facts about the in-kernel xenbus, and the mode
 * and state for it. This is a second, independent implementation, so that a combination
 * which the module does not handle is found.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "survey.h"

struct row {
	enum late_mode mode;
	enum late_state state;
};

/* One bit for each fact about the in-kernel xenbus. */
enum { UP, EARLY, RUNS, OLDEST, LATE_IRQ, PROBER, ASLEEP, DEFERRED, GUARD, BITS };

static struct survey_facts guest(enum xenstore_init type, unsigned int bits)
{
	return (struct survey_facts) {
		.enable = true,
		.xen = true,
		.type = type,
		.up = bits & 1 << UP,
		.started_early = bits & 1 << EARLY,
		.threads_run = bits & 1 << RUNS,
		.oldest = bits & 1 << OLDEST,
		.late_irq = bits & 1 << LATE_IRQ,
		.prober = bits & 1 << PROBER,
		.asleep = bits & 1 << ASLEEP,
		.deferred = bits & 1 << DEFERRED,
		.guard = bits & 1 << GUARD,
		.channel = 1,
		.channel_status = CHANNEL_OPEN,
	};
}

static struct row wanted(const struct survey_facts *f)
{
	if (f->type == XS_UNKNOWN) {
		if (f->up && f->oldest)
			return (struct row) { MODE_TAKEOVER, STATE_WAITING };
		if (f->up || f->started_early)
			return (struct row) { MODE_NONE, STATE_FAILED };
		return (struct row) { MODE_REVIVE, STATE_WAITING };
	}
	if (f->up)
		return f->threads_run ? (struct row) { MODE_OBSERVE, STATE_READY } :
				 (struct row) { MODE_NONE, STATE_FAILED };
	/* Only observe xenbus if it runs, or may still run, by itself. */
	if (f->started_early || (f->prober && !f->asleep && !f->late_irq) ||
	    (!f->prober && f->deferred))
		return (struct row) { MODE_OBSERVE, STATE_WAITING };
	if (f->prober && f->late_irq)
		return (struct row) { f->guard ? MODE_GUARD : MODE_OBSERVE, STATE_WAITING };
	return (struct row) { MODE_TAKEOVER, STATE_WAITING };
}

static void each_combination_is_decided(void **unused)
{
	static const enum xenstore_init types[] = { XS_UNKNOWN, XS_HVM };
	unsigned int i, bits;

	for (i = 0; i < 2; i++) {
		for (bits = 0; bits < 1 << BITS; bits++) {
			struct survey_facts facts = guest(types[i], bits);
			const struct survey_verdict *v = survey_decide(&facts);
			struct row row = wanted(&facts);

			if (v->mode != row.mode || v->state != row.state || v->error ||
			    strlen(v->why) < 20)
				fail_msg("type %d, bits 0x%x: mode %d, state %d, wanted %d, %d",
					 types[i], bits, v->mode, v->state, row.mode, row.state);
		}
	}
}

/* There must be only one prober, so an existing kernel thread must be found. */
static void thread_is_held_or_watched(void **unused)
{
	struct survey_facts facts = guest(XS_UNKNOWN, 1 << PROBER | 1 << ASLEEP);

	assert_non_null(strstr(survey_decide(&facts)->why, "thread is asleep"));
	facts.prober = false;
	assert_null(strstr(survey_decide(&facts)->why, "thread"));
}

static void reads(const char *bootargs, bool init, bool probe, bool unknown)
{
	struct blacklist list = blacklist_read(bootargs);

	if (list.init != init || list.probe != probe || list.unknown != unknown)
		fail_msg("%s: init %d, probe %d, unknown %d", bootargs, list.init,
			 list.probe, list.unknown);
}

static void words_of_the_command_line(void **unused)
{
	reads(NULL, false, false, false);
	reads("", false, false, false);
	reads("console=hvc0 root=/dev/xvda", false, false, false);
	reads("initcall_blacklist=xenbus_init", true, false, false);
	reads("a initcall_blacklist=xenbus_probe_initcall b", false, true, false);
	reads("initcall_blacklist=xenbus_init,xenbus_probe_initcall", true, true, false);
	reads("initcall_blacklist=xenbus_init initcall_blacklist=xenbus_probe_initcall",
	      true, true, false);
	reads("initcall_blacklist=\"xenbus_init,x\"", true, false, false);
	reads("\"initcall_blacklist=xenbus_init\"", true, false, false);
	/* The kernel compares whole names. */
	reads("initcall_blacklist=xenbus_inti", false, false, true);
	reads("initcall_blacklist=xenbus_probe", false, false, true);
	reads("initcall_blacklist=xenbus_init2,acpi_init", false, false, true);
	reads("initcall_blacklist=__initstub__kmod_xenbus__281_xenbus_probe_initcall6",
	      false, false, false);
	reads("initcall_blacklist=acpi_init", false, false, false);
	reads("xinitcall_blacklist=xenbus_init", false, false, false);
	reads("initcall_blacklist=", false, false, false);
	reads("initcall_blacklist=,,", false, false, false);
	reads("initcall_blacklist=\"", false, false, false);
	reads("\"", false, false, false);
}

static void says(struct survey_facts facts, const char *bootargs, const char *part)
{
	const char *line;

	facts.blacklist = blacklist_read(bootargs);
	line = survey_blacklist(&facts, survey_decide(&facts));
	if (!part)
		assert_null(line);
	else if (!line || !strstr(line, part))
		fail_msg("%s: %s", bootargs, line ? line : "nothing");
}

static void word_of_another_kernel(void **unused)
{
	struct survey_facts gave_up = guest(XS_UNKNOWN, 0);
	struct survey_facts oldest = guest(XS_UNKNOWN, 1 << UP | 1 << OLDEST);
	struct survey_facts waits = guest(XS_HVM, 1 << LATE_IRQ | 1 << PROBER |
						  1 << ASLEEP | 1 << GUARD);

	says(gave_up, "", NULL);
	says(gave_up, "initcall_blacklist=xenbus_probe_initcall", NULL);
	says(gave_up, "initcall_blacklist=xenbus_init", "before 5.10.17");
	says(oldest, "initcall_blacklist=xenbus_init", NULL);
	says(oldest, "initcall_blacklist=xenbus_probe_initcall", "needs xenbus_init");
	says(gave_up, "initcall_blacklist=xenbus_probe_initcal", "does not know");
	says(waits, "initcall_blacklist=xenbus_probe_initcall", "has no effect");
	waits.waits_for_server = true;
	waits.prober = false;
	waits.asleep = false;
	says(waits, "initcall_blacklist=xenbus_probe_initcall", "does not need");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_combination_is_decided),
		cmocka_unit_test(thread_is_held_or_watched),
		cmocka_unit_test(words_of_the_command_line),
		cmocka_unit_test(word_of_another_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
