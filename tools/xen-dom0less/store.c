// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xenstore.h>

#include "printable.h"
#include "store.h"

#define ANSWER_SECONDS	5

static struct xs_handle *store;

/* Does a process in dom0 listen on the server's socket? */
static bool listens(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool connected;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	/*
	 * If the server accepts no connections, its backlog fills up, and a blocking
	 * connect() would hang.
	 */
	connected = fd >= 0 && (!connect(fd, (struct sockaddr *)&address, sizeof(address)) ||
				errno == EAGAIN);
	if (fd >= 0)
		close(fd);
	return connected;
}

static bool listens_in_dom0(void)
{
	const char *own = getenv("XENSTORED_PATH");

	if (own)
		return listens(own);
	return listens("/run/xenstored/socket") || listens("/var/run/xenstored/socket");
}

/*
 * libxenstore waits forever if a server does not answer, so let a child ask first, and
 * kill it after a timeout.
 */
static bool answers(void)
{
	pid_t pid;
	int status;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		struct xs_handle *handle;
		unsigned int count;

		alarm(ANSWER_SECONDS);
		handle = xs_open(0);
		_exit(!handle || !xs_directory(handle, XBT_NULL, "/", &count));
	}
	if (pid < 0)
		return false;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

enum server store_open(bool elsewhere)
{
	bool local = listens_in_dom0();

	/* Without a server xs_open() would wait in the kernel for one. */
	if (!local && !elsewhere)
		return SERVER_NONE;
	store = answers() ? xs_open(0) : NULL;
	if (store)
		return SERVER_ANSWERS;
	return elsewhere ? SERVER_ELSEWHERE : SERVER_SILENT;
}

void store_close(void)
{
	if (store)
		xs_close(store);
	store = NULL;
}

/* Return: the node's value, which the caller frees, or NULL. */
__attribute__((format(printf, 1, 2)))
static char *read_node(const char *format, ...)
{
	char path[PATH_LENGTH];
	va_list arguments;
	unsigned int length;

	va_start(arguments, format);
	vsnprintf(path, sizeof(path), format, arguments);
	va_end(arguments);
	return xs_read(store, XBT_NULL, path, &length);
}

static bool node_exists(unsigned int domid, const char *name)
{
	char *value = read_node("/local/domain/%u/%s", domid, name);

	free(value);
	return value;
}

static int node_number(const char *path, const char *name)
{
	char *value = read_node("%s/%s", path, name), *end;
	long number = -1;

	if (value && *value >= '0' && *value <= '9') {
		number = strtol(value, &end, 10);
		if (*end || number > INT_MAX)
			number = -1;
	}
	free(value);
	return number;
}

static void node_text(char *text, size_t size, const char *path, const char *name)
{
	char *value = read_node("%s/%s", path, name);

	snprintf(text, size, "%s", value ? value : "");
	make_printable(text);
	free(value);
}

bool store_dom0_is_set_up(void)
{
	return node_exists(0, "domid") && node_exists(0, "name");
}

/* libxl gives each of its domains a console. init-dom0less gives none. */
bool store_created_by_xl(unsigned int domid)
{
	return node_exists(domid, "console");
}

static void append(char *list, size_t size, const char *name)
{
	size_t used = strlen(list);

	/* Half a name would be that of another node, which the reader would then write. */
	if (used + 1 + strlen(name) >= size)
		return;
	snprintf(list + used, size - used, "%s%s", used ? " " : "", name);
}

/* Check the nodes that the guest's kernel or xl needs to work properly. */
static void look_for_missing_nodes(struct guest *guest)
{
	static const char * const nodes[] = {
		"name", "domid", "memory/target", "control/shutdown", "device", "data",
	};
	char cpu[32];
	unsigned int i;

	for (i = 0; i < sizeof(nodes) / sizeof(*nodes); i++)
		if (!node_exists(guest->domid, nodes[i]))
			append(guest->missing, sizeof(guest->missing), nodes[i]);
	/* init-dom0less does not write the last vCPU's node. To a guest, that means online. */
	for (i = 0; i + 1 < guest->vcpus; i++) {
		snprintf(cpu, sizeof(cpu), "cpu/%u/availability", i);
		if (!node_exists(guest->domid, cpu))
			append(guest->missing, sizeof(guest->missing), cpu);
	}
}

/* @path: of the frontend */
static void look_at_device(struct guest *guest, const char *type, const char *id,
			   const char *path)
{
	struct device *device = &guest->devices[guest->device_count];
	char backend[PATH_LENGTH];

	node_text(backend, sizeof(backend), path, "backend");
	if (!*backend || guest->device_count == MAX_DEVICES)
		return;
	snprintf(device->type, sizeof(device->type), "%s", type);
	snprintf(device->id, sizeof(device->id), "%s", id);
	device->backend_domid = node_number(path, "backend-id");
	device->frontend = node_number(path, "state");
	device->backend = node_number(backend, "state");
	node_text(device->error, sizeof(device->error), backend, "hotplug-error");
	guest->device_count++;
}

static void look_at_devices(struct guest *guest)
{
	unsigned int types, ids, i, j;
	char path[PATH_LENGTH];
	char **type, **id;

	snprintf(path, sizeof(path), "/local/domain/%u/device", guest->domid);
	type = xs_directory(store, XBT_NULL, path, &types);
	for (i = 0; type && i < types; i++) {
		snprintf(path, sizeof(path), "/local/domain/%u/device/%s", guest->domid, type[i]);
		id = xs_directory(store, XBT_NULL, path, &ids);
		for (j = 0; id && j < ids; j++) {
			snprintf(path, sizeof(path), "/local/domain/%u/device/%s/%s",
				 guest->domid, type[i], id[j]);
			look_at_device(guest, type[i], id[j], path);
		}
		free(id);
	}
	free(type);
}

void store_look(struct guest *guest)
{
	char path[PATH_LENGTH];

	snprintf(path, sizeof(path), "/local/domain/%u", guest->domid);
	node_text(guest->name, sizeof(guest->name), path, "name");
	guest->introduced = xs_is_domain_introduced(store, guest->domid);
	if (!guest->introduced)
		return;
	look_for_missing_nodes(guest);
	look_at_devices(guest);
}

bool store_names_are_plain(void)
{
	unsigned int count, i;
	char **domid = xs_directory(store, XBT_NULL, "/local/domain", &count);
	bool plain = true;

	for (i = 0; domid && i < count; i++) {
		char *value = read_node("/local/domain/%s/name", domid[i]);

		plain = plain && !(value && strchr(value, '\n'));
		free(value);
	}
	free(domid);
	return plain;
}

/* May this domain have the name? init-dom0less calls domain N "dom0less-N". */
static bool may_have(const char *domid, const char *name)
{
	static const char prefix[] = "dom0less-";
	const char *digits;

	if (strncmp(name, prefix, strlen(prefix)))
		return true;
	digits = name + strlen(prefix);
	return !*digits || strspn(digits, "0123456789") != strlen(digits) ||
	       !strcmp(digits, domid);
}

unsigned int store_find(const char *name)
{
	unsigned int count, i, found = 0;
	char **domid = xs_directory(store, XBT_NULL, "/local/domain", &count);

	for (i = 0; domid && i < count; i++) {
		char *value = read_node("/local/domain/%s/name", domid[i]);

		if (value && !strcmp(value, name) && may_have(domid[i], name))
			found = found ? STORE_SEVERAL : strtoul(domid[i], NULL, 10);
		free(value);
	}
	free(domid);
	return found;
}

bool store_device_exists(unsigned int domid, const char *device)
{
	char *backend = read_node("/local/domain/%u/device/%s/backend", domid, device);

	free(backend);
	return backend;
}

size_t store_vifs(unsigned int domid, unsigned int ids[], size_t max)
{
	char path[PATH_LENGTH];
	unsigned int count, i;
	size_t used = 0;
	char **names;

	snprintf(path, sizeof(path), "/local/domain/%u/device/vif", domid);
	names = xs_directory(store, XBT_NULL, path, &count);
	for (i = 0; names && i < count && used < max; i++)
		ids[used++] = strtoul(names[i], NULL, 10);
	free(names);
	return used;
}

bool store_vif_has_mac(unsigned int domid, unsigned int id, const char *mac)
{
	char *value = read_node("/local/domain/%u/device/vif/%u/mac", domid, id);
	bool same = value && !strcasecmp(value, mac);

	free(value);
	return same;
}

/*
 * libxl keeps these nodes for itself, and removes them with the interface. A mark elsewhere
 * would outlive the interface, and a later interface with the same number would inherit it.
 */
#define LIBXL_VIF "/libxl/%u/device/vif/%u"
#define MARK LIBXL_VIF "/xenbus-late-init"

bool store_mark_vif(unsigned int domid, unsigned int id, const char *spec)
{
	char path[PATH_LENGTH];
	xs_transaction_t t;
	unsigned int length;
	void *there;
	bool done;

	/* Without the transaction, this could create a node of an interface that is gone. */
	t = xs_transaction_start(store);
	if (!t)
		return false;
	snprintf(path, sizeof(path), LIBXL_VIF, domid, id);
	there = xs_read(store, t, path, &length);
	snprintf(path, sizeof(path), MARK, domid, id);
	done = there && xs_write(store, t, path, spec, strlen(spec));
	free(there);
	return xs_transaction_end(store, t, !done) && done;
}

bool store_vif_is_marked(unsigned int domid, unsigned int id, const char *spec)
{
	char *value = read_node(MARK, domid, id);
	bool same = value && !strcmp(value, spec);

	free(value);
	return same;
}

static bool allow_read(unsigned int domid, const char *path)
{
	struct xs_permissions permissions[] = {
		{ .id = 0, .perms = XS_PERM_NONE },
		{ .id = domid, .perms = XS_PERM_READ },
	};

	return xs_mkdir(store, XBT_NULL, path) &&
	       xs_set_permissions(store, XBT_NULL, path, permissions, 2);
}

bool store_allow_list(unsigned int backend, const char *kind, unsigned int domid)
{
	char path[PATH_LENGTH];

	snprintf(path, sizeof(path), "/local/domain/%u/backend", backend);
	if (!allow_read(backend, path))
		return false;
	snprintf(path, sizeof(path), "/local/domain/%u/backend/%s", backend, kind);
	if (!allow_read(backend, path))
		return false;
	snprintf(path, sizeof(path), "/local/domain/%u/backend/%s/%u", backend, kind, domid);
	return allow_read(backend, path);
}
