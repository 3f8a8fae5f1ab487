// SPDX-License-Identifier: GPL-2.0
/*
 * Preload this into xenstored to make it treat the page like another server, chosen by
 * SERVER=:
 *
 * reconnect	never sets XENSTORE_CONNECTED, like Zephyr's server: before each
 *		notification, set every guest's page back to XENSTORE_RECONNECT
 * untouched	pages are XENSTORE_CONNECTED from the start. xenstored would not notify
 *		then, so notify a while after it has bound the event channel
 * notify-first	introduce like xenstored of Xen 4.17.0 to 4.17.2 (before e58bd71c09): set
 *		XENSTORE_CONNECTED, notify, and only then zero the indices
 * zeroed-page	the same without writing the connection, like xenstored of Xen 4.16. In the
 *		page that init-dom0less has cleared, it is XENSTORE_CONNECTED anyway
 *
 * For the last two, WIPE_AFTER= is the time between notification and zeroing, in
 * microseconds. xenstored serves no guest meanwhile. It zeroes the indices itself.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <xenevtchn.h>
#include <xengnttab.h>
#include <xen/io/xs_wire.h>

#define PAGES 32

static struct mapped {
	struct xenstore_domain_interface *page;
	uint32_t domid;
	bool introduced;
} mapped[PAGES];

void *xengnttab_map_grant_ref(xengnttab_handle *grants, uint32_t domid,
			      uint32_t ref, int prot)
{
	void *(*map)(xengnttab_handle *grants, uint32_t domid, uint32_t ref,
		     int prot) = dlsym(RTLD_NEXT, "xengnttab_map_grant_ref");
	void *page = map(grants, domid, ref, prot);
	size_t i;

	for (i = 0; i < PAGES; i++) {
		if (page && !mapped[i].page) {
			mapped[i] = (struct mapped) { .page = page, .domid = domid };
			break;
		}
	}
	return page;
}

int xengnttab_unmap(xengnttab_handle *grants, void *page, uint32_t count)
{
	int (*unmap)(xengnttab_handle *grants, void *page, uint32_t count) =
		dlsym(RTLD_NEXT, "xengnttab_unmap");
	size_t i;

	for (i = 0; i < PAGES; i++) {
		if (mapped[i].page == page)
			mapped[i].page = NULL;
	}
	return unmap(grants, page, count);
}

static bool is(const char *server)
{
	const char *wanted = getenv("SERVER");

	return wanted && !strcmp(wanted, server);
}

int xenevtchn_notify(xenevtchn_handle *events, evtchn_port_t port)
{
	int (*notify)(xenevtchn_handle *events, evtchn_port_t port) =
		dlsym(RTLD_NEXT, "xenevtchn_notify");
	size_t i;

	for (i = 0; i < PAGES; i++) {
		struct xenstore_domain_interface *page = mapped[i].page;

		if (page && is("reconnect")) {
			page->server_features = XENSTORE_SERVER_FEATURE_RECONNECTION;
			page->connection = XENSTORE_RECONNECT;
		}
	}
	return notify(events, port);
}

struct late {
	xenevtchn_handle *events;
	evtchn_port_t port;
};

static void *notify_late(void *data)
{
	struct late *late = data;

	usleep(200000);
	xenevtchn_notify(late->events, late->port);
	free(late);
	return NULL;
}

/*
 * xenstored binds the channel after it has mapped the page, and zeroes the indices soon
 * after that. It also binds the channel when a domain is introduced a second time, but
 * the old versions did not notify then, so notify only once. xenstored itself does not
 * notify afterwards, because the page is XENSTORE_CONNECTED.
 */
static void notify_first(xenevtchn_handle *events, uint32_t domid, evtchn_port_t port)
{
	const char *after = getenv("WIPE_AFTER");
	unsigned long us = after ? strtoul(after, NULL, 10) : 0;
	size_t i;

	for (i = 0; i < PAGES; i++) {
		if (!mapped[i].page || mapped[i].domid != domid || mapped[i].introduced)
			continue;
		mapped[i].introduced = true;
		if (is("notify-first"))
			mapped[i].page->connection = XENSTORE_CONNECTED;
		xenevtchn_notify(events, port);
		/* Otherwise Linux may sleep 50 us longer. */
		prctl(PR_SET_TIMERSLACK, 1);
		if (us)
			usleep(us);
	}
}

xenevtchn_port_or_error_t
xenevtchn_bind_interdomain(xenevtchn_handle *events, uint32_t domid,
			   evtchn_port_t remote_port)
{
	xenevtchn_port_or_error_t (*bind)(xenevtchn_handle *events, uint32_t domid,
					  evtchn_port_t remote_port) =
		dlsym(RTLD_NEXT, "xenevtchn_bind_interdomain");
	xenevtchn_port_or_error_t port = bind(events, domid, remote_port);
	struct late *late;
	pthread_t thread;

	if (port < 0)
		return port;
	if (is("notify-first") || is("zeroed-page"))
		notify_first(events, domid, port);
	if (!is("untouched"))
		return port;
	late = malloc(sizeof(*late));
	if (!late)
		abort();
	*late = (struct late) { .events = events, .port = port };
	if (pthread_create(&thread, NULL, notify_late, late))
		abort();
	pthread_detach(thread);
	return port;
}
