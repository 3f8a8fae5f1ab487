// SPDX-License-Identifier: GPL-2.0
/* xen-dom0less - show and initialise dom0less guests, and attach their devices, in dom0 */
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "hypervisor.h"
#include "process.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

static const char usage[] =
	"usage: xen-dom0less status [--json] [--watch] [DOMID...]\n"
	"       xen-dom0less init\n"
	"       xen-dom0less attach [--timeout SECONDS] [FILE...]\n"
	"\n"
	"status  show each dom0less guest, what its xenstore still lacks, and how to fix\n"
	"        it; --json for scripts, --watch until all are served\n"
	"init    set up the guests' xenstore: run the init-dom0less of the running Xen\n"
	"attach  attach the disks and interfaces listed in the FILEs (default:\n"
	"        /etc/xen/dom0less.d/*.cfg); --timeout: for how long to retry a device\n"
	"        with a backend in another guest (default: 300)\n"
	"\n"
	"exit: 0 done, all guests are served; 1 not yet, or something failed;\n"
	"      2 usage; 4 no Xen, not dom0 or not root\n";

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "status", status_command },
	{ "init", init_command },
	{ "attach", attach_command },
};

void complain(const char *format, ...)
{
	va_list arguments;

	/* Both go into the same log: keep them in order. */
	fflush(stdout);
	fputs("xen-dom0less: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

int open_xen(void)
{
	const char *why = hypervisor_open();

	if (!why)
		return 0;
	complain("%s", why);
	return EXIT_NO_XEN;
}

/* Undo what our parent may have passed on to us. */
static void start_clean(void)
{
	int fd;

	/* Otherwise a connection to Xen could become stdout, and our output would go there. */
	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
	/* waitpid() fails if SIGCHLD is ignored. */
	signal(SIGCHLD, SIG_DFL);
	signal(SIGALRM, SIG_DFL);
}

/* Run the command. If a signal interrupted it, die of that signal, as the caller expects. */
static int run(int (*command)(int argc, char **argv), int argc, char **argv)
{
	int status = command(argc, argv);

	if (process_signal()) {
		fflush(stdout);
		signal(process_signal(), SIG_DFL);
		raise(process_signal());
	}
	return status;
}

int main(int argc, char **argv)
{
	size_t i;

	start_clean();
	if (argc < 2) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		fputs(usage, stdout);
		return 0;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("xen-dom0less " VERSION);
		return 0;
	}
	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(argv[1], commands[i].name))
			return run(commands[i].run, argc - 1, argv + 1);
	complain("there is no command '%s'", argv[1]);
	fputs(usage, stderr);
	return EXIT_USAGE;
}
