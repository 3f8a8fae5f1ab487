// SPDX-License-Identifier: GPL-2.0
/* xen-dom0less attach: attaches the disks and interfaces listed in configuration files. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "attachment.h"
#include "command.h"
#include "hypervisor.h"
#include "lock.h"
#include "process.h"
#include "store.h"
#include "survey.h"

#define FILES		"/etc/xen/dom0less.d/*.cfg"
#define MAX_FILE	65536
#define MAX_ATTACHMENTS	512

/* With the backend in dom0, a retry only helps if udev was busy. */
#define TRIES		4
#define RETRY_MS	2000
/* A driver domain can take minutes to boot. */
#define TIMEOUT_SECONDS	300
#define RETRY_BACKEND_MS	5000
#define POLL_MS		1000

static struct attachment attachments[MAX_ATTACHMENTS];
static size_t attachment_count;

static long long milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* Return: the contents, which the caller frees, or NULL with errno. */
static char *read_file(const char *path)
{
	struct stat status;
	char *text = NULL;
	size_t length;
	FILE *file;

	/* Opening a FIFO would wait for somebody to write to it. */
	if (!stat(path, &status) && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
		errno = EFBIG;
		return NULL;
	}
	file = fopen(path, "re");
	if (!file)
		return NULL;
	text = malloc(MAX_FILE + 1);
	if (text) {
		length = fread(text, 1, MAX_FILE + 1, file);
		if (ferror(file) || length > MAX_FILE || memchr(text, 0, length)) {
			errno = ferror(file) ? errno : EFBIG;
			free(text);
			text = NULL;
		} else {
			text[length] = '\0';
		}
	}
	fclose(file);
	return text;
}

/* /etc/xen/dom0less.d/NAME.cfg: NAME */
static void guest_name(char *name, size_t size, const char *path)
{
	const char *base = strrchr(path, '/');
	size_t length;

	snprintf(name, size, "%s", base ? base + 1 : path);
	length = strlen(name);
	if (length > 4 && !strcmp(name + length - 4, ".cfg"))
		name[length - 4] = '\0';
}

static bool add(const char *file, const char *guest, unsigned int domid,
		const struct config_list *list, bool disk)
{
	size_t i, j;

	for (i = 0; i < list->count; i++) {
		struct attachment *attachment = &attachments[attachment_count];

		if (attachment_count == MAX_ATTACHMENTS) {
			complain("%s: more than %d devices in total", file, MAX_ATTACHMENTS);
			return false;
		}
		attachment_count++;
		memset(attachment, 0, sizeof(*attachment));
		attachment->file = file;
		attachment->domid = domid;
		snprintf(attachment->guest, sizeof(attachment->guest), "%s", guest);
		attachment_fill(attachment, list->entries[i], disk);
		for (j = 0; j < i; j++)
			attachment->twins += !strcmp(list->entries[i], list->entries[j]);
	}
	return true;
}

/* Return: false, after a message, if the file or its guest cannot be used. */
static bool take_file(const char *path)
{
	static struct config config;
	char guest[NAME_LENGTH], *text = read_file(path);
	unsigned int domid;
	bool valid;

	if (!text) {
		complain("%s: %s", path,
			 errno == EFBIG ? "not a configuration file" : strerror(errno));
		return false;
	}
	valid = config_parse(&config, text);
	free(text);
	if (!valid) {
		complain("%s:%u: %s; nothing in this file was attached", path, config.line,
			 config.error);
		return false;
	}
	guest_name(guest, sizeof(guest), path);
	domid = store_find(guest);
	if (domid == STORE_SEVERAL) {
		complain("%s: several guests are called %s (see xl list): attached nothing",
			 path, guest);
		return false;
	}
	if (!domid) {
		complain("%s: there is no guest %s (see xl list); nothing in the file was attached",
			 path, guest);
		return false;
	}
	return add(path, guest, domid, &config.disks, true) &&
	       add(path, guest, domid, &config.vifs, false);
}

static const char *kind(const struct attachment *attachment)
{
	return attachment->disk ? "disk" : "vif";
}

enum progress { PENDING, DONE, GIVEN_UP };

static enum progress try_once(struct attachment *attachment, long long deadline)
{
	enum attached result = attachment_try(attachment);
	long long now = milliseconds();
	bool last;

	switch (result) {
	case ATTACHED_BEFORE:
		printf("%s: %s '%s' is already attached\n", attachment->guest, kind(attachment),
		       attachment->spec);
		return DONE;
	case ATTACHED:
		printf("%s: attached %s '%s'\n", attachment->guest, kind(attachment),
		       attachment->spec);
		return DONE;
	case ATTACH_WAITS:
		attachment->due = now + POLL_MS;
		last = now >= deadline;
		break;
	default:
		attachment->due = now + (*attachment->backend ? RETRY_BACKEND_MS : RETRY_MS);
		last = *attachment->backend ? now >= deadline : attachment->tries == TRIES;
	}
	if (!last)
		return PENDING;
	complain("%s: %s '%s' is not attached, tried %u times: %s", attachment->guest,
		 kind(attachment), attachment->spec, attachment->tries, attachment->why);
	return GIVEN_UP;
}

static void sleep_until_due(void)
{
	long long due = attachments[0].due, left;
	size_t i;

	for (i = 1; i < attachment_count; i++)
		if (attachments[i].due < due)
			due = attachments[i].due;
	left = due - milliseconds();
	fflush(stdout);
	if (left > 0)
		usleep(left * 1000);
}

/*
 * Try all devices in turn, so that no device waits for the backend of another one.
 * Return: true if all were attached.
 */
static bool attach_all(unsigned int seconds)
{
	long long deadline = milliseconds() + seconds * 1000LL;
	bool all = true;
	size_t i;

	while (attachment_count) {
		size_t kept = 0;

		for (i = 0; i < attachment_count && !process_signal(); i++) {
			enum progress progress = PENDING;

			if (attachments[i].due <= milliseconds())
				progress = try_once(&attachments[i], deadline);
			if (progress == PENDING)
				attachments[kept++] = attachments[i];
			all = all && progress != GIVEN_UP;
		}
		if (process_signal())
			return false;
		attachment_count = kept;
		if (kept)
			sleep_until_due();
	}
	return all;
}

static int attach_files(char **files, size_t count, unsigned int seconds)
{
	bool all = true;
	size_t i;

	for (i = 0; i < count; i++)
		all = take_file(files[i]) && all;
	return attach_all(seconds) && all ? 0 : 1;
}

static bool take_seconds(const char *text, unsigned int *seconds)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	*seconds = value;
	return end != text && !*end && *text != '-' && value <= 86400;
}

int attach_command(int argc, char **argv)
{
	static const struct option options[] = {
		{ "timeout", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 }
	};
	static struct survey survey;
	unsigned int seconds = TIMEOUT_SECONDS;
	glob_t found = { .gl_pathc = 0 };
	int option, ret;

	while ((option = getopt_long(argc, argv, "t:", options, NULL)) >= 0) {
		if (option == '?')
			return EXIT_USAGE;
		if (!take_seconds(optarg, &seconds)) {
			complain("'%s' is not a number of seconds", optarg);
			return EXIT_USAGE;
		}
	}
	if (optind == argc && glob(FILES, 0, NULL, &found))
		return 0;
	if (open_xen())
		return EXIT_NO_XEN;
	/* If nobody reads the output any more, the guests still need their devices. */
	signal(SIGPIPE, SIG_IGN);
	/* Two processes at once could attach a device twice. */
	if (!lock_take("attach"))
		return EXIT_NOT_YET;
	survey_machine(&survey);
	if (survey.machine.server != SERVER_ANSWERS) {
		complain("no xenstore server answers: run xen-dom0less status");
		return EXIT_NOT_YET;
	}
	if (optind < argc)
		ret = attach_files(argv + optind, argc - optind, seconds);
	else
		ret = attach_files(found.gl_pathv, found.gl_pathc, seconds);
	store_close();
	hypervisor_close();
	return ret;
}
