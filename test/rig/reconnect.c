// SPDX-License-Identifier: GPL-2.0
/*
 * Preloaded into xenstored it makes a server of it that never says connected, as
 * Zephyr's does: before each notification, every guest's page gets back what was
 * there, reconnect in progress.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

#include <xenevtchn.h>
#include <xengnttab.h>
#include <xen/io/xs_wire.h>

#define PAGES 32

static struct xenstore_domain_interface *pages[PAGES];

void *xengnttab_map_grant_ref(xengnttab_handle *grants, uint32_t domid,
			      uint32_t ref, int prot)
{
	void *(*map)(xengnttab_handle *grants, uint32_t domid, uint32_t ref,
		     int prot) = dlsym(RTLD_NEXT, "xengnttab_map_grant_ref");
	void *page = map(grants, domid, ref, prot);
	size_t i;

	for (i = 0; i < PAGES; i++) {
		if (page && !pages[i]) {
			pages[i] = page;
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
		if (pages[i] == page)
			pages[i] = NULL;
	}
	return unmap(grants, page, count);
}

int xenevtchn_notify(xenevtchn_handle *events, evtchn_port_t port)
{
	int (*notify)(xenevtchn_handle *events, evtchn_port_t port) =
		dlsym(RTLD_NEXT, "xenevtchn_notify");
	size_t i;

	for (i = 0; i < PAGES; i++) {
		if (pages[i]) {
			pages[i]->server_features = XENSTORE_SERVER_FEATURE_RECONNECTION;
			pages[i]->connection = XENSTORE_RECONNECT;
		}
	}
	return notify(events, port);
}
