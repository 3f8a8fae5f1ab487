/* SPDX-License-Identifier: GPL-2.0 */
/* What the xenstore server knows. */
#ifndef STORE_H
#define STORE_H

#include "facts.h"

/*
 * Connect to the server. @elsewhere: Xen has connected guests to a domain other than
 * dom0, so the server can be reached only through the kernel.
 */
enum server store_open(bool elsewhere);
void store_close(void);
/* Has xen-init-dom0 run? */
bool store_dom0_is_set_up(void);
/* Was this domain created by libxl? If so, it is not a dom0less guest. */
bool store_created_by_xl(unsigned int domid);
/* Fill in the guest's name, nodes and devices and whether it is introduced. */
void store_look(struct guest *guest);

/* Do all domains have names that xl prints in one line? Guests may change their names. */
bool store_names_are_plain(void);

#define STORE_SEVERAL	(~0u)
/*
 * Look up a guest by its name. "dom0less-N" is only domain N: guests may change their names, and
 * a guest must not get the devices of another one.
 * Return: its domid, 0 if the server knows none, STORE_SEVERAL if the name is not unique.
 */
unsigned int store_find(const char *name);
/* Does the guest have this device, such as "vbd/51712"? */
bool store_device_exists(unsigned int domid, const char *device);
/* Store the ids of the guest's network interfaces in @ids. Return: how many there are. */
size_t store_vifs(unsigned int domid, unsigned int ids[], size_t max);
/* Does this interface have the MAC address @mac? */
bool store_vif_has_mac(unsigned int domid, unsigned int id, const char *mac);
/*
 * xenstore does not record from which entry of a file an interface was made, so store the
 * entry in a node of its own. libxl removes the node with the interface.
 */
bool store_mark_vif(unsigned int domid, unsigned int id, const char *spec);
bool store_vif_is_marked(unsigned int domid, unsigned int id, const char *spec);
/*
 * Allow the backend domain to list the devices of one kind, such as "vbd", that it provides
 * to a guest. init-dom0less does not allow that. Without it, the backend domain's kernel
 * misses devices that were attached before its xenbus was ready: it sees their watch events,
 * but cannot list them.
 */
bool store_allow_list(unsigned int backend, const char *kind, unsigned int domid);

#endif /* STORE_H */
