// SPDX-License-Identifier: GPL-2.0
/*
 * A machine for the tests of xen-dom0less's commands, in place of hypervisor.c and libxenstore.
 * Its guests are the domids in the environment variable GUESTS. Its xenstore is the directory
 * STORE: a node is a directory, and its value is the file ".value" in it. A guest is introduced if
 * it has a node "introduced".
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xenstore.h>

#include "hypervisor.h"

const char *hypervisor_open(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	return fd > STDERR_FILENO ? NULL : "the connection to Xen is stdin, stdout or stderr";
}

void hypervisor_close(void)
{
}

void hypervisor_version(unsigned int *major, unsigned int *minor)
{
	*major = 4;
	*minor = 17;
}

size_t hypervisor_guests(unsigned int domids[], size_t max)
{
	char *at = getenv("GUESTS");
	size_t count = 0;

	while (at && *at && count < max)
		domids[count++] = strtoul(at, &at, 10);
	return count;
}

/* All guests are served. */
bool hypervisor_look(struct guest *guest)
{
	guest->port = 1;
	guest->port_state = PORT_CONNECTED;
	guest->page = PAGE_THERE;
	guest->frame = 0x39001;
	guest->connection = 0;
	guest->asked = true;
	return true;
}

/* store.c connects to the server's socket to find out whether there is a server. */
int connect(int fd, const struct sockaddr *address, socklen_t length)
{
	return 0;
}

struct xs_handle *xs_open(unsigned long flags)
{
	return (struct xs_handle *)getenv("STORE");
}

void xs_close(struct xs_handle *handle)
{
}

static const char *file_of(const char *path, const char *file)
{
	static char text[4096];

	snprintf(text, sizeof(text), "%s%s%s", getenv("STORE"), path, file);
	return text;
}

void *xs_read(struct xs_handle *handle, xs_transaction_t t, const char *path, unsigned int *length)
{
	FILE *file = fopen(file_of(path, "/.value"), "re");
	char *text;

	if (!file)
		return NULL;
	text = calloc(1, 4097);
	*length = fread(text, 1, 4096, file);
	fclose(file);
	return text;
}

char **xs_directory(struct xs_handle *handle, xs_transaction_t t, const char *path,
		    unsigned int *count)
{
	struct dirent **entries;
	int i, found = scandir(file_of(path, ""), &entries, NULL, alphasort);
	char **names, *at;

	*count = 0;
	if (found < 0)
		return NULL;
	/* Like libxenstore, return one allocation, with the strings behind the pointers. */
	names = malloc(found * (sizeof(*names) + 256) + 1);
	at = (char *)(names + found);
	for (i = 0; i < found; i++) {
		if (*entries[i]->d_name != '.') {
			names[(*count)++] = strcpy(at, entries[i]->d_name);
			at += strlen(at) + 1;
		}
		free(entries[i]);
	}
	free(entries);
	return names;
}

bool xs_mkdir(struct xs_handle *handle, xs_transaction_t t, const char *path)
{
	const char *dir = file_of(path, "");
	struct stat stat_of_dir;

	return !mkdir(dir, 0755) || !stat(dir, &stat_of_dir);
}

bool xs_write(struct xs_handle *handle, xs_transaction_t t, const char *path, const void *data,
	      unsigned int length)
{
	FILE *file;

	if (!xs_mkdir(handle, t, path))
		return false;
	file = fopen(file_of(path, "/.value"), "we");
	return file && fwrite(data, 1, length, file) == length && !fclose(file);
}

bool xs_set_permissions(struct xs_handle *handle, xs_transaction_t t, const char *path,
			struct xs_permissions *permissions, unsigned int count)
{
	return true;
}

bool xs_is_domain_introduced(struct xs_handle *handle, unsigned int domid)
{
	char path[64];

	snprintf(path, sizeof(path), "/local/domain/%u/introduced", domid);
	return !access(file_of(path, ""), F_OK);
}

xs_transaction_t xs_transaction_start(struct xs_handle *handle)
{
	return 1;
}

bool xs_transaction_end(struct xs_handle *handle, xs_transaction_t t, bool abort)
{
	return true;
}
