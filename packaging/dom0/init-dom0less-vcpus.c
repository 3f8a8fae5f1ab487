// SPDX-License-Identifier: GPL-2.0
/*
 * For dom0: preloaded into init-dom0less, this library lets it initialise guests with
 * more than one vCPU. Up to Xen 4.22, tools/helpers/init-dom0less.c writes
 *
 *	cpu/N/availability/	whose trailing slash xenstored refuses: init-dom0less
 *				exits with status 1 and skips this guest and all
 *				later ones
 *	"offline"		for most vCPUs, because it uses a pool's id as a bitmap:
 *				the guest would take them down, including its CPU 0
 *
 * All vCPUs of a dom0less guest are up from the start, so the right value is "online".
 * Once both are fixed in Xen, this library changes nothing.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As in xenstore.h, which need not be installed to build this. */
struct xs_handle;
struct xs_permissions;
typedef uint32_t xs_transaction_t;

bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path,
	      const void *data, unsigned int len);
bool xs_set_permissions(struct xs_handle *h, xs_transaction_t t, const char *path,
			struct xs_permissions *perms, unsigned int num_perms);

/* Return: libxenstore's function of this name, or NULL with errno if there is none. */
static void *original(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	if (!function)
		errno = ENOSYS;
	return function;
}

/* Return: a copy of @path that does not end in a slash, NULL if out of memory. */
static char *without_slash(const char *path)
{
	size_t length = strlen(path);

	if (length > 1 && path[length - 1] == '/')
		length--;
	return strndup(path, length);
}

/* Is @path some domain's cpu/N/availability? */
static bool is_availability(const char *path)
{
	const char *cpu = strstr(path, "/cpu/");
	unsigned int number;
	int end = 0;

	return cpu && sscanf(cpu, "/cpu/%u/availability%n", &number, &end) == 1 &&
	       end && !cpu[end];
}

bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path,
	      const void *data, unsigned int len)
{
	bool (*write)(struct xs_handle *h, xs_transaction_t t, const char *path,
		      const void *data, unsigned int len) = original("xs_write");
	char *trimmed = without_slash(path);
	bool done = false;

	if (write && trimmed) {
		if (is_availability(trimmed) && len == strlen("offline") &&
		    !memcmp(data, "offline", len)) {
			data = "online";
			len = strlen(data);
		}
		done = write(h, t, trimmed, data, len);
	}
	free(trimmed);
	return done;
}

bool xs_set_permissions(struct xs_handle *h, xs_transaction_t t, const char *path,
			struct xs_permissions *perms, unsigned int num_perms)
{
	bool (*set)(struct xs_handle *h, xs_transaction_t t, const char *path,
		    struct xs_permissions *perms, unsigned int num_perms) =
		original("xs_set_permissions");
	char *trimmed = without_slash(path);
	bool done = set && trimmed && set(h, t, trimmed, perms, num_perms);

	free(trimmed);
	return done;
}
