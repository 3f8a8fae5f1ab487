// SPDX-License-Identifier: GPL-2.0
/*
 * Time operations for which a shell would be too slow:
 *
 *	measure load FILE PARAMETERS	load a module
 *	measure ready			wait for xenstore and send it one request
 *	measure reads COUNT		send it this many requests
 *	measure disk DEVICE BYTES	read the disk in blocks of 64 KiB, without page cache
 *	measure keep-reading FILE...	read the files a hundred times a second
 *
 * The last one ends when it is killed or a file disappears. The others print the times
 * before and after. "ready" prints all times from the stopwatch's file "times", and
 * the time after. See test/modules/stopwatch.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STOPWATCH "/sys/module/stopwatch/parameters/"
#define CHUNK 65536

/* See Xen's xs_wire.h. */
static const struct {
	uint32_t type, req_id, tx_id, len;
	char path[8];
} question = { .type = 2 /* XS_READ */, .len = 6, .path = "domid" };

#define QUESTION_LENGTH (16 + 6)
#define ANSWER_LENGTH (16 + 1)

static int open_or_die(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

static void ask(int store)
{
	char answer[ANSWER_LENGTH];
	ssize_t got, all = 0;

	if (write(store, &question, QUESTION_LENGTH) != QUESTION_LENGTH)
		err(1, "request");
	while (all < ANSWER_LENGTH) {
		got = read(store, answer + all, sizeof(answer) - all);
		if (got <= 0)
			err(1, "reply");
		all += got;
	}
	if (answer[0] != 2)
		errx(1, "not a reply");
}

static void fetch(int disk, long bytes)
{
	/* O_DIRECT needs aligned memory. */
	char *chunk = aligned_alloc(4096, CHUNK);
	ssize_t got;

	if (!chunk)
		err(1, "memory");
	for (; bytes > 0; bytes -= got) {
		got = read(disk, chunk, CHUNK);
		if (got <= 0)
			err(1, "disk");
	}
}

/* Read in C, so that a reader costs little more than the reads themselves. */
static void keep_reading(char **paths)
{
	char text[64];
	int i, file;

	while (!usleep(10000)) {
		for (i = 0; paths[i]; i++) {
			file = open_or_die(paths[i], O_RDONLY);
			if (read(file, text, sizeof(text)) < 0)
				err(1, "%s", paths[i]);
			close(file);
		}
	}
}

static char before[256], after[64];

static void look(int file, char *moments, size_t size)
{
	ssize_t got = pread(file, moments, size - 1, 0);

	if (got <= 0)
		err(1, "stopwatch");
	moments[strcspn(moments, "\n")] = '\0';
}

#define LOOK(file, moments) look(file, moments, sizeof(moments))

int main(int argc, char **argv)
{
	int now = open_or_die(STOPWATCH "now", O_RDONLY);
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "load") && argc == 4) {
		int file = open_or_die(argv[2], O_RDONLY);

		LOOK(now, before);
		if (syscall(SYS_finit_module, file, argv[3], 0))
			err(1, "%s", argv[2]);
	} else if (!strcmp(what, "ready") && argc == 2) {
		int times = open_or_die(STOPWATCH "times", O_RDONLY);

		LOOK(times, before);
		ask(open_or_die("/dev/xen/xenbus", O_RDWR));
	} else if (!strcmp(what, "reads") && argc == 3) {
		int store = open_or_die("/dev/xen/xenbus", O_RDWR);
		int count = atoi(argv[2]);

		LOOK(now, before);
		while (count--)
			ask(store);
	} else if (!strcmp(what, "disk") && argc == 4) {
		int disk = open_or_die(argv[2], O_RDONLY | O_DIRECT);

		LOOK(now, before);
		fetch(disk, atol(argv[3]));
	} else if (!strcmp(what, "keep-reading") && argc > 2) {
		keep_reading(argv + 2);
	} else {
		errx(2, "usage: see measure.c");
	}
	LOOK(now, after);
	printf("%s %s\n", before, after);
	return 0;
}
