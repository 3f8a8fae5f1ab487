/* SPDX-License-Identifier: GPL-2.0 */
/* Runs another program for a bounded time and hands over each line that it prints. */
#ifndef PROCESS_H
#define PROCESS_H

#define PROCESS_MISSING		127	/* there is no such program */
#define PROCESS_TIMED_OUT	(-1)

/* Called for each line, without the newline and made printable. */
typedef void line_function(char *line, void *data);

/*
 * Run argv[0], searched for in PATH, with @preload in LD_PRELOAD if it is not NULL.
 * After @seconds, or if SIGINT, SIGTERM or SIGHUP arrives, the program is killed.
 * Return: its exit status, 128 + N if signal N killed it or arrived here, or one of the above.
 */
int process_run(const char * const argv[], const char *preload, unsigned int seconds,
		line_function *line, void *data);

/*
 * Return: the signal that ended a process_run(), 0 if there was none. The caller finishes what
 * must not remain half done, and then exits.
 */
int process_signal(void);

#endif /* PROCESS_H */
