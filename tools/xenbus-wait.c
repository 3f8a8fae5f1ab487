// SPDX-License-Identifier: GPL-2.0
/*
 * xenbus-wait - wait until xenbus_late_init reports that xenstore is ready
 *
 * Sleeps in poll() on the module's state file. Never opens /dev/xen/xenbus:
 * on some kernels that alone breaks a xenbus that is not ready.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <xenbus_late_init.h>

#define VERSION "1.0.0"

#ifdef XENBUS_SYSFS_FOR_TEST
#undef XENBUS_SYSFS
#define XENBUS_SYSFS XENBUS_SYSFS_FOR_TEST
#endif

enum {
	EXIT_READY = 0,
	EXIT_FAILED = 1,	/* or absent */
	EXIT_USAGE = 2,
	EXIT_TIMEOUT = 3,
	EXIT_NO_MODULE = 4,
};

#define WORD_MAX 32

static bool quiet;
static bool json;

static void usage(FILE *out)
{
	fputs("usage: xenbus-wait [OPTION]...\n"
	      "Wait until xenstore is ready, as " XENBUS_SYSFS "/state shows.\n"
	      "\n"
	      "  -t, --timeout SECONDS  wait at most this long; 0: check once (default: forever)\n"
	      "  -j, --json             print all files in " XENBUS_SYSFS " as one JSON object\n"
	      "  -q, --quiet            print nothing\n"
	      "  -V, --version          print the version and exit\n"
	      "  -h, --help             print this help and exit\n"
	      "\n"
	      "exit: 0 ready, 1 failed or absent, 2 usage, 3 timed out, 4 the module is not loaded\n",
	      out);
}

/* Reads a file of one word from its start. Return: 0 or -errno. */
static int read_word(int fd, char word[WORD_MAX])
{
	ssize_t n = pread(fd, word, WORD_MAX - 1, 0);

	if (n < 0)
		return -errno;
	word[n] = '\0';
	word[strcspn(word, "\n")] = '\0';
	return 0;
}

static int read_file(const char *path, char word[WORD_MAX])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = read_word(fd, word);
	close(fd);
	return err;
}

/* Reads a file of one word, "?" if that fails. */
static void read_file_or_unknown(const char *path, char word[WORD_MAX])
{
	if (read_file(path, word))
		strcpy(word, "?");
}

static bool is_number(const char *word)
{
	if (*word == '-')
		word++;
	return *word && word[strspn(word, "0123456789")] == '\0';
}

static void print_string(const char *word)
{
	putchar('"');
	for (; *word; word++) {
		unsigned char c = *word;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

/*
 * Numbers are printed as JSON numbers. So "connection" is a string only if its
 * value has a name. A file that this user may not read is null.
 */
static void print_json(const char *state)
{
	static const char * const files[] = {
		"mode", "waiting_for", "error", "event_channel", "store_frame",
		"connection", "events", "attempts", "load_time", "served_time",
		"ready_time",
	};
	char word[WORD_MAX];
	size_t i;

	/* Print the state on which the caller's exit status is based: the file may have changed. */
	fputs("{\"state\": ", stdout);
	print_string(state);
	for (i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char path[sizeof(XENBUS_SYSFS) + WORD_MAX];

		snprintf(path, sizeof(path), XENBUS_SYSFS "/%s", files[i]);
		printf(", \"%s\": ", files[i]);
		if (read_file(path, word))
			fputs("null", stdout);
		else if (is_number(word))
			fputs(word, stdout);
		else
			print_string(word);
	}
	puts("}");
}

static void diagnose(const char *state)
{
	char mode[WORD_MAX], want[WORD_MAX], error[WORD_MAX];

	if (quiet)
		return;
	if (json) {
		print_json(state);
	} else {
		read_file_or_unknown(XENBUS_SYSFS "/mode", mode);
		read_file_or_unknown(XENBUS_SYSFS "/waiting_for", want);
		read_file_or_unknown(XENBUS_SYSFS "/error", error);
		printf("xenstore: %s, mode %s, waiting for %s, error %s\n",
		       state, mode, want, error);
	}
	fflush(stdout);
}

static int no_module(void)
{
	if (!quiet)
		fputs("xenbus-wait: there is no " XENBUS_SYSFS
		      ": xenbus_late_init is not loaded (if it refused to load, the kernel's log says why)\n",
		      stderr);
	return EXIT_NO_MODULE;
}

static long long milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* Milliseconds for poll(): -1 without a deadline. */
static int remaining(long long deadline)
{
	long long left;

	if (deadline < 0)
		return -1;
	left = deadline - milliseconds();
	if (left < 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

/*
 * The module retries after a failure, unless its mode is "none" or the thread of the
 * in-kernel xenbus was woken by something else or has crashed (-EBUSY).
 */
static bool is_final(const char *state)
{
	char mode[WORD_MAX], error[WORD_MAX];

	if (!strcmp(state, XENBUS_ABSENT))
		return true;
	if (strcmp(state, XENBUS_FAILED))
		return false;
	read_file_or_unknown(XENBUS_SYSFS "/mode", mode);
	read_file_or_unknown(XENBUS_SYSFS "/error", error);
	return !strcmp(mode, XENBUS_NONE) || atoi(error) == -EBUSY;
}

static int wait_for_ready(int fd, long long deadline)
{
	struct pollfd p = { .fd = fd, .events = POLLPRI };
	char state[WORD_MAX];

	for (;;) {
		int left;

		/* Read first: poll() reports only changes since the last read. */
		if (read_word(fd, state))
			return no_module();
		if (!strcmp(state, XENBUS_READY)) {
			diagnose(state);
			return EXIT_READY;
		}
		if (is_final(state)) {
			diagnose(state);
			return EXIT_FAILED;
		}

		left = remaining(deadline);
		if (!left) {
			diagnose(state);
			return strcmp(state, XENBUS_FAILED) ? EXIT_TIMEOUT : EXIT_FAILED;
		}
		if (poll(&p, 1, left) < 0 && errno != EINTR) {
			perror("xenbus-wait: poll");
			return EXIT_FAILED;
		}
	}
}

static bool parse_seconds(const char *text, long long *seconds)
{
	char *end;

	errno = 0;
	*seconds = strtoll(text, &end, 10);
	return !errno && end != text && !*end &&
	       *seconds >= 0 && *seconds <= INT_MAX;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "timeout", required_argument, NULL, 't' },
		{ "json", no_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	long long deadline = -1;
	long long seconds;
	int option, fd, ret;

	while ((option = getopt_long(argc, argv, "t:jqVh", options, NULL)) >= 0) {
		switch (option) {
		case 't':
			if (!parse_seconds(optarg, &seconds)) {
				fprintf(stderr, "xenbus-wait: '%s' is not a number of seconds\n",
					optarg);
				return EXIT_USAGE;
			}
			deadline = milliseconds() + seconds * 1000;
			break;
		case 'j':
			json = true;
			break;
		case 'q':
			quiet = true;
			break;
		case 'V':
			puts("xenbus-wait " VERSION);
			return EXIT_READY;
		case 'h':
			usage(stdout);
			return EXIT_READY;
		default:
			usage(stderr);
			return EXIT_USAGE;
		}
	}
	if (optind < argc) {
		usage(stderr);
		return EXIT_USAGE;
	}

	fd = open(XENBUS_SYSFS "/state", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return no_module();
	ret = wait_for_ready(fd, deadline);
	close(fd);
	return ret;
}
