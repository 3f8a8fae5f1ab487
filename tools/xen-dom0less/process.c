// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "printable.h"
#include "process.h"

#define LINE_LENGTH	1024
/* How soon we notice that a program which has closed its output has exited. */
#define SLICE_MS	50

struct reader {
	char text[LINE_LENGTH];
	size_t used;
	line_function *line;
	void *data;
};

static long long milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/*
 * The program runs in a process group of its own, so a terminal's Ctrl-C reaches only us. If we
 * just died, the program would go on, unseen and without the lock.
 */
static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

#define SIGNALS (sizeof(signals) / sizeof(*signals))

static volatile sig_atomic_t arrived;
/* A program that cleans up after the first signal can be interrupted by a second one. */
static volatile sig_atomic_t interrupted;

static void note_signal(int signal)
{
	arrived = signal;
	interrupted = 1;
}

int process_signal(void)
{
	return arrived;
}

static void catch_signals(struct sigaction old[SIGNALS])
{
	struct sigaction action = { .sa_handler = note_signal };
	size_t i;

	interrupted = 0;
	for (i = 0; i < SIGNALS; i++) {
		sigaction(signals[i], NULL, &old[i]);
		/* nohup ignores SIGHUP. */
		if (old[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

static void restore_signals(const struct sigaction old[SIGNALS])
{
	size_t i;

	for (i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &old[i], NULL);
}

static void end_line(struct reader *reader)
{
	reader->text[reader->used] = '\0';
	make_printable(reader->text);
	if (reader->used && reader->line)
		reader->line(reader->text, reader->data);
	reader->used = 0;
}

static void take(struct reader *reader, const char *bytes, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (bytes[i] == '\n')
			end_line(reader);
		else if (reader->used < LINE_LENGTH - 1)
			reader->text[reader->used++] = bytes[i];
	}
}

/*
 * Read until the program has exited, and store its status in @status. A daemon that it
 * started may keep the pipe open, so do not only wait for end-of-file.
 * Return: false if a signal arrived or @deadline passed first.
 */
static bool read_all(int fd, pid_t pid, long long deadline, struct reader *reader, int *status)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char bytes[LINE_LENGTH];
	bool ended = false;

	for (;;) {
		if (!ended && (interrupted || milliseconds() >= deadline))
			return false;
		if (poll(&p, 1, ended ? 0 : SLICE_MS) > 0) {
			ssize_t count = read(fd, bytes, sizeof(bytes));

			if (count > 0) {
				take(reader, bytes, count);
				continue;
			}
			p.fd = -1;
		}
		if (ended) {
			end_line(reader);
			return true;
		}
		ended = waitpid(pid, status, WNOHANG) == pid;
	}
}

static void become(const char * const argv[], const char *preload, int output)
{
	int null = open("/dev/null", O_RDONLY);

	/* A process group of its own, so that its children can be killed with it. */
	setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
	if (null >= 0)
		dup2(null, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	if (preload)
		setenv("LD_PRELOAD", preload, 1);
	/* execvp() does not modify the arguments, although its prototype lacks the const. */
	execvp(argv[0], (char *const *)argv);
	_exit(PROCESS_MISSING);
}

int process_run(const char * const argv[], const char *preload, unsigned int seconds,
		line_function *line, void *data)
{
	struct reader reader = { .line = line, .data = data };
	struct sigaction old[SIGNALS];
	int ends[2], status;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return PROCESS_MISSING;
	fflush(NULL);
	catch_signals(old);
	pid = fork();
	if (!pid)
		become(argv, preload, ends[1]);
	close(ends[1]);
	/* The child does this as well, because either may run first, and kill() needs the group. */
	if (pid > 0)
		setpgid(pid, pid);
	if (pid < 0) {
		close(ends[0]);
		restore_signals(old);
		return PROCESS_MISSING;
	}
	if (!read_all(ends[0], pid, milliseconds() + seconds * 1000LL, &reader, &status)) {
		/* Kill its whole process group. */
		kill(-pid, SIGKILL);
		waitpid(pid, &status, 0);
		status = interrupted ? 128 + arrived : PROCESS_TIMED_OUT;
	} else {
		status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	}
	close(ends[0]);
	restore_signals(old);
	return status;
}
