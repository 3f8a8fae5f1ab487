/* SPDX-License-Identifier: GPL-2.0 */
/* The subcommands. Each takes the arguments after its name and returns the exit status. */
#ifndef COMMAND_H
#define COMMAND_H

enum {
	EXIT_SERVED = 0,
	EXIT_NOT_YET = 1,
	EXIT_USAGE = 2,
	EXIT_NO_XEN = 4,
};

int status_command(int argc, char **argv);
int init_command(int argc, char **argv);
int attach_command(int argc, char **argv);

/* Print a sentence about a failure. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Open the hypervisor, or complain. Return: 0 or EXIT_NO_XEN. */
int open_xen(void);

#endif /* COMMAND_H */
