// SPDX-License-Identifier: GPL-2.0
/*
 * conring TEXT [SECONDS [NUMBER]]: wait until the guest's report TEXT is in Xen's
 * console ring. NUMBER selects a guest other than the first. Exit with 0 if the report
 * is there, 1 on a timeout, 2 without TEXT or if the hypercalls fail, 3 if the guest has
 * skipped the scenario instead.
 *
 * Unlike "xl dmesg", this works before a xenstore server runs.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <xenctrl.h>

static char mark[32];

/* The guest's report in this line, without its number and without trailing blanks, or NULL */
static const char *report(char *line)
{
	char *at = strstr(line, mark);
	size_t length;

	if (!at)
		return NULL;
	at += strlen(mark);
	at += strspn(at, "0123456789");
	length = strlen(at);
	while (length && (at[length - 1] == '\r' || at[length - 1] == ' '))
		at[--length] = '\0';
	return *at == ' ' ? at + 1 : NULL;
}

int main(int argc, char **argv)
{
	static char chunk[16384], line[1024];
	double seconds = argc > 2 ? atof(argv[2]) : 0;
	struct timespec start, now;
	uint32_t index = 0;
	size_t used = 0;
	bool skips = false;
	xc_interface *xch = xc_interface_open(NULL, NULL, 0);

	if (!xch || argc < 2)
		return 2;
	snprintf(mark, sizeof(mark), "rig: guest%s ", argc > 3 ? argv[3] : "");
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (;;) {
		unsigned int i, n = sizeof(chunk);
		const char *said;

		if (xc_readconsolering(xch, chunk, &n, 0, 1, &index))
			return 2;
		for (i = 0; i < n; i++) {
			if (chunk[i] != '\n') {
				if (used < sizeof(line) - 1)
					line[used++] = chunk[i];
				continue;
			}
			line[used] = '\0';
			used = 0;
			said = report(line);
			if (said && !strcmp(said, argv[1]))
				return 0;
			/* dom0 ends the run, so let the guest end first. */
			skips = skips || (said && !strncmp(said, "skip ", 5));
			if (skips && said && !strcmp(said, "end"))
				return 3;
		}
		if (n == sizeof(chunk))
			continue;
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec - start.tv_sec + (now.tv_nsec - start.tv_nsec) / 1e9 >= seconds)
			return 1;
		usleep(50000);
	}
}
