// SPDX-License-Identifier: GPL-2.0
/* xen-dom0less status: read-only. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "hypervisor.h"
#include "process.h"
#include "show.h"
#include "store.h"
#include "verdict.h"

#define WATCH_SECONDS 2

static int take_domids(int argc, char **argv, struct selection *selection)
{
	char *end;

	for (; *argv; argv++, argc--) {
		unsigned long domid = strtoul(*argv, &end, 10);

		if (end == *argv || *end || !domid || domid >= 0x7ff0) {
			complain("'%s' is not a valid domid", *argv);
			return EXIT_USAGE;
		}
		if (selection->count && selected(selection, domid))
			continue;
		if (selection->count == MAX_GUESTS) {
			complain("more than %d domids", MAX_GUESTS);
			return EXIT_USAGE;
		}
		selection->domids[selection->count++] = domid;
	}
	return 0;
}

/* Return: true if every selected guest exists and dom0 has nothing left to do for it. */
static bool all_served(const struct survey *survey, const struct selection *selection)
{
	size_t i, found = 0;

	for (i = 0; i < survey->count; i++) {
		if (!selected(selection, survey->guests[i].domid))
			continue;
		found++;
		if (!verdict_is_final(verdict_decide(&survey->machine, survey->guests,
						     survey->count, i)))
			return false;
	}
	return found >= selection->count;
}

static void report_strangers(const struct survey *survey, const struct selection *selection)
{
	size_t i, j;

	for (i = 0; i < selection->count; i++) {
		for (j = 0; j < survey->count; j++)
			if (survey->guests[j].domid == selection->domids[i])
				break;
		if (j == survey->count)
			complain("domain %u is not a dom0less guest", selection->domids[i]);
	}
}

static int look_once(const struct selection *selection, bool json)
{
	static struct survey survey;

	survey_machine(&survey);
	survey_guests(&survey);
	store_close();
	/* The signal may have ended xl before it showed everything. */
	if (process_signal())
		return EXIT_NOT_YET;
	if (json)
		show_json(&survey, selection);
	else
		show_table(&survey, selection);
	if (fflush(stdout) || ferror(stdout)) {
		complain("cannot write the output: %s", strerror(errno));
		return EXIT_NOT_YET;
	}
	report_strangers(&survey, selection);
	return all_served(&survey, selection) ? EXIT_SERVED : EXIT_NOT_YET;
}

int status_command(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "watch", no_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 }
	};
	struct selection selection = { .count = 0 };
	bool json = false, watch = false;
	int option, ret;

	while ((option = getopt_long(argc, argv, "jw", options, NULL)) >= 0) {
		if (option == '?')
			return EXIT_USAGE;
		if (option == 'j')
			json = true;
		else
			watch = true;
	}
	if (take_domids(argc - optind, argv + optind, &selection))
		return EXIT_USAGE;
	if (open_xen())
		return EXIT_NO_XEN;
	for (;;) {
		/* One screen for people, one line for scripts. */
		if (watch && !json && isatty(STDOUT_FILENO))
			fputs("\033[H\033[2J", stdout);
		ret = look_once(&selection, json);
		if (!watch || ret == EXIT_SERVED || ferror(stdout) || process_signal())
			break;
		sleep(WATCH_SECONDS);
	}
	hypervisor_close();
	return ret;
}
