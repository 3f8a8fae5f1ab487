// SPDX-License-Identifier: GPL-2.0
/* xen-dom0less init: sets up the guests' xenstore with Xen's own init-dom0less. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "helper.h"
#include "hypervisor.h"
#include "lock.h"
#include "process.h"
#include "record.h"
#include "store.h"
#include "survey.h"

/* A unit may start this as soon as the server's process exists. */
#define SERVER_SECONDS	10
/* init-dom0less takes a fraction of a second for each guest. */
#define HELPER_SECONDS	120

static void wait_for_server(struct machine *machine)
{
	unsigned int tries;

	for (tries = 0; tries < SERVER_SECONDS && machine->server == SERVER_NONE; tries++) {
		sleep(1);
		machine->server = store_open(machine->server_domid);
	}
}

/* Return: NULL or why init-dom0less cannot run. */
static const char *obstacle(const struct machine *machine)
{
	static char text[COMMAND_LENGTH];
	const struct helper *helper = &machine->helper;

	if (machine->server == SERVER_NONE) {
		snprintf(text, sizeof(text), "no xenstore server runs in dom0; to start it: %s",
			 machine->start_server);
		return text;
	}
	if (machine->server == SERVER_SILENT)
		return "the xenstore server does not answer within 5 s: see /var/log/xen";
	if (machine->server == SERVER_ELSEWHERE) {
		snprintf(text, sizeof(text),
			 "Xen connected the guests to a xenstore server in domain %u, which does not answer: run xen-dom0less status",
			 machine->server_domid);
		return text;
	}
	if (!helper->found) {
		snprintf(text, sizeof(text),
			 "dom0 has no init-dom0less for Xen %u.%u: install the tools of the running Xen",
			 machine->xen_major, machine->xen_minor);
		return text;
	}
	if (helper_is_for_other_xen(helper, machine->xen_major, machine->xen_minor)) {
		snprintf(text, sizeof(text),
			 "%s is for Xen %u.%u, but Xen %u.%u is running: install the tools of the running Xen",
			 helper->path, helper->major, helper->minor, machine->xen_major,
			 machine->xen_minor);
		return text;
	}
	return NULL;
}

static void pass_on(char *line, void *data)
{
	puts(line);
	record_line(data, line);
}

/*
 * init-dom0less prints nothing when it has finished with a guest. If it fails after the last
 * one, that guest is not the cause.
 */
static bool is_done(unsigned int domid)
{
	struct guest guest = { .domid = domid };

	if (!hypervisor_look(&guest) || store_open(guest.remote) != SERVER_ANSWERS)
		return false;
	store_look(&guest);
	store_close();
	return guest.introduced || guest.page == PAGE_NONE;
}

static void judge(struct record *record, const struct helper *helper)
{
	size_t i;

	if (!record->status || (record->stopped_at && is_done(record->stopped_at)))
		record->stopped_at = 0;
	if (record->status == PROCESS_TIMED_OUT)
		complain("%s did not finish within %d s", helper->path, HELPER_SECONDS);
	else if (record->status && record->stopped_at)
		complain("init-dom0less stopped at domain %u with status %d: %s",
			 record->stopped_at, record->status, record->said);
	else if (record->status)
		complain("init-dom0less exited with status %d, not while initialising a guest: %s",
			 record->status, record->said);
	for (i = 0; i < record->no_page_count; i++)
		complain("domain %u got no page (direct-mapped, or static memory, before Xen 4.21)",
			 record->no_page[i]);
	if (record->status || record->no_page_count)
		record->outcome = OUTCOME_FAILED;
	else
		record->outcome = OUTCOME_DONE;
}

static void run(const struct machine *machine, struct record *record)
{
	const char * const argv[] = { machine->helper.path, NULL };
	const char *other = getenv("LD_PRELOAD");
	char preload[PATH_LENGTH * 2];

	snprintf(preload, sizeof(preload), "%s%s%s", VCPUS_LIBRARY, other && *other ? ":" : "",
		 other ? other : "");
	if (!machine->library)
		complain("%s is missing: init-dom0less stops at the first guest with several vCPUs",
			 VCPUS_LIBRARY);
	record->status = process_run(argv, machine->library ? preload : NULL, HELPER_SECONDS,
				     pass_on, record);
	judge(record, &machine->helper);
}

int init_command(int argc, char **argv)
{
	static struct survey survey;
	struct record record = { .outcome = OUTCOME_NOT_RUN };
	const char *why;

	if (argc > 1) {
		complain("init takes no arguments, but got '%s'", argv[1]);
		return EXIT_USAGE;
	}
	if (open_xen())
		return EXIT_NO_XEN;
	/* If nobody reads the output any more, the guests still need their xenstore. */
	signal(SIGPIPE, SIG_IGN);
	/* Two at once would initialise the same guest twice. */
	if (!lock_take("init"))
		return EXIT_NOT_YET;
	survey_machine(&survey);
	wait_for_server(&survey.machine);
	why = obstacle(&survey.machine);
	if (why) {
		complain("%s", why);
		snprintf(record.said, sizeof(record.said), "%.255s", why);
	} else {
		if (!store_dom0_is_set_up())
			complain("xen-init-dom0 has not run: xl will not work");
		store_close();
		run(&survey.machine, &record);
	}
	record_write(&record);
	hypervisor_close();
	return record.outcome == OUTCOME_DONE ? EXIT_SERVED : EXIT_NOT_YET;
}
