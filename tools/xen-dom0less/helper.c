// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper.h"
#include "process.h"

#define XL_SECONDS 20

/* Debian has one directory for each release. The others come from Xen's makefiles. */
static const char * const folders[] = {
	"/usr/lib/xen-%u.%u/bin",
	"/usr/lib/xen/bin",
	"/usr/libexec/xen/bin",
	"/usr/local/lib/xen/bin",
	"/usr/local/libexec/xen/bin",
};

#define FOLDERS (sizeof(folders) / sizeof(*folders))

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"

/* libxenctrl's name contains the release of Xen: libxenctrl.so.4.17. */
static void read_release(struct helper *helper)
{
	static const char soname[] = "libxenctrl.so.";
	int fd = open(helper->path, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	char *file, *at;

	if (fd < 0)
		return;
	if (!fstat(fd, &stat) && stat.st_size > 0) {
		file = mmap(NULL, stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (file != MAP_FAILED) {
			char digits[16] = "";

			at = memmem(file, stat.st_size, soname, strlen(soname));
			if (at && at + strlen(soname) + sizeof(digits) < file + stat.st_size)
				memcpy(digits, at + strlen(soname), sizeof(digits) - 1);
			if (sscanf(digits, "%u.%u", &helper->major, &helper->minor) != 2)
				helper->major = 0;
			munmap(file, stat.st_size);
		}
	}
	close(fd);
}

static bool is_program(struct helper *helper)
{
	helper->found = !access(helper->path, X_OK);
	if (helper->found)
		read_release(helper);
	return helper->found;
}

void helper_find(struct helper *helper, unsigned int major, unsigned int minor)
{
	const char *own = getenv("INIT_DOM0LESS");
	char folder[PATH_LENGTH / 2];
	size_t i;

	memset(helper, 0, sizeof(*helper));
	if (own) {
		snprintf(helper->path, sizeof(helper->path), "%s", own);
		is_program(helper);
		return;
	}
	for (i = 0; i < FOLDERS; i++) {
		snprintf(folder, sizeof(folder), folders[i], major, minor);
		snprintf(helper->path, sizeof(helper->path), "%s/init-dom0less", folder);
		if (is_program(helper))
			return;
	}
}

bool helper_is_for_other_xen(const struct helper *helper, unsigned int major, unsigned int minor)
{
	return helper->found && helper->major &&
	       (helper->major != major || helper->minor != minor);
}

void helper_extend_path(unsigned int major, unsigned int minor)
{
	const char *old = getenv("PATH");
	char path[4096], folder[PATH_LENGTH];
	size_t i;

	snprintf(path, sizeof(path), "%s:/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin",
		 old ? old : "");
	for (i = 0; i < FOLDERS; i++) {
		size_t used = strlen(path);

		snprintf(folder, sizeof(folder), folders[i], major, minor);
		snprintf(path + used, sizeof(path) - used, ":%s", folder);
	}
	setenv("PATH", path, 1);
}

void helper_find_program(char *path, size_t size, const char *name)
{
	const char *at = getenv("PATH");

	while (at && *at) {
		int length = strcspn(at, ":");

		snprintf(path, size, "%.*s/%s", length, at, name);
		if (length && !access(path, X_OK))
			return;
		at += length + (at[length] == ':');
	}
	snprintf(path, size, "%s", name);
}

/*
 * In this order, because several may exist. A host runs the init system whose directory in
 * /run exists.
 */
static const struct {
	const char *running, *file, *command;
} starts[] = {
	{ "/run/systemd/system", "/etc/systemd/system/xenstored.service",
	  "systemctl start xenstored" },
	{ "/run/systemd/system", "/usr/lib/systemd/system/xenstored.service",
	  "systemctl start xenstored" },
	{ "/run/systemd/system", "/lib/systemd/system/xenstored.service",
	  "systemctl start xenstored" },
	/*
	 * Debian has one script for everything. After a crash of the server, systemd still
	 * considers it active, so "start" would do nothing.
	 */
	{ "/run/systemd/system", "/etc/init.d/xen", "systemctl restart xen" },
	{ "/run/openrc", "/etc/init.d/xenstored", "rc-service xenstored start" },
	{ "", "/etc/init.d/xen", "service xen start" },
	{ "", "/etc/init.d/xencommons", "/etc/init.d/xencommons start" },
	/* Buildroot */
	{ "", "/etc/init.d/S50xencommons", "/etc/init.d/S50xencommons start" },
};

static bool exists(const char *root, const char *path)
{
	char full[PATH_LENGTH];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return !access(full, F_OK);
}

void helper_find_start(char *command, size_t size, const char *root, const char *xen_init_dom0)
{
	char server[PATH_LENGTH];
	size_t i;

	for (i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		if (exists(root, starts[i].running) && exists(root, starts[i].file)) {
			snprintf(command, size, "%s", starts[i].command);
			return;
		}
	}
	helper_find_program(server, sizeof(server), "xenstored");
	snprintf(command, size, "%s; %s", server, xen_init_dom0);
}

struct listing {
	struct guest *guests;
	size_t count;
};

/* "NAME ID MEMORY VCPUS STATE TIME", in which the name may have spaces. */
static void take_line(char *line, void *data)
{
	struct listing *listing = data;
	char *field[5], *at;
	size_t i;

	for (i = 0; i < 5; i++) {
		at = strrchr(line, ' ');
		if (!at)
			return;
		field[i] = at + 1;
		while (at > line && at[-1] == ' ')
			at--;
		*at = '\0';
	}
	for (i = 0; i < listing->count; i++) {
		struct guest *guest = &listing->guests[i];

		if (!isdigit(*field[4]) || strtoul(field[4], NULL, 10) != guest->domid)
			continue;
		guest->vcpus = strtoul(field[2], NULL, 10);
		guest->memory = strtoul(field[3], NULL, 10) * 1024;
		guest->shut_down = strchr(field[1], 's');
	}
}

void helper_ask_xl(struct guest guests[], size_t count)
{
	static const char * const argv[] = { "xl", "list", NULL };
	struct listing listing = { guests, count };

	process_run(argv, NULL, XL_SECONDS, take_line, &listing);
}
