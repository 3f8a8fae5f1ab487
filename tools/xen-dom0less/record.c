// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "record.h"

#define RECORD_FILE	RUN_FOLDER "/init-dom0less"

static void add_no_page(struct record *record, unsigned int domid)
{
	if (record->no_page_count < MAX_GUESTS)
		record->no_page[record->no_page_count++] = domid;
}

/*
 * init-dom0less prints "Init dom0less domain: N" when it starts on a guest. If it cannot
 * get a page for the guest, it prints one of the messages below and continues with the
 * next guest. Its exit status may still be 0.
 */
void record_line(struct record *record, const char *line)
{
	unsigned int domid;

	if (sscanf(line, "Checking domid: %u", &domid) == 1) {
		record->stopped_at = 0;
	} else if (sscanf(line, "Init dom0less domain: %u", &domid) == 1) {
		record->stopped_at = domid;
	} else if (!strcmp(line, "Error on alloc magic pages") ||
		   !strcmp(line, "Error on getting xenstore page")) {
		add_no_page(record, record->stopped_at);
	} else if (*line && !strstr(line, "has already been initialized")) {
		snprintf(record->said, sizeof(record->said), "%s", line);
	}
}

void record_write(const struct record *record)
{
	FILE *file;
	size_t i;

	mkdir(RUN_FOLDER, 0755);
	file = fopen(RECORD_FILE, "we");
	if (!file)
		return;
	fprintf(file, "outcome %d\nstatus %d\nstopped_at %u\n", record->outcome, record->status,
		record->stopped_at);
	for (i = 0; i < record->no_page_count; i++)
		fprintf(file, "no_page %u\n", record->no_page[i]);
	fprintf(file, "said %s\n", record->said);
	fclose(file);
}

void record_read(struct record *record)
{
	FILE *file = fopen(RECORD_FILE, "re");
	char line[MESSAGE_LENGTH + 16];
	unsigned int number;

	memset(record, 0, sizeof(*record));
	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "outcome %u", &number) == 1 && number <= OUTCOME_NOT_RUN)
			record->outcome = number;
		else if (sscanf(line, "status %u", &number) == 1)
			record->status = number;
		else if (sscanf(line, "stopped_at %u", &number) == 1)
			record->stopped_at = number;
		else if (sscanf(line, "no_page %u", &number) == 1)
			add_no_page(record, number);
		else if (!strncmp(line, "said ", 5))
			snprintf(record->said, sizeof(record->said), "%.255s", line + 5);
	}
	fclose(file);
}
