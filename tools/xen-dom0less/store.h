/* SPDX-License-Identifier: GPL-2.0 */
/* What the xenstore server knows. */
#ifndef STORE_H
#define STORE_H

#include "facts.h"

/*
 * Connect to the server. @elsewhere: Xen has connected guests to a domain other than
 * dom0, so that the server is to be reached through the kernel.
 */
enum server store_open(bool elsewhere);
void store_close(void);
/* Has xen-init-dom0 run? */
bool store_dom0_is_set_up(void);
/* Has libxl created this domain? Then it is no dom0less guest. */
bool store_is_of_xl(unsigned int domid);
/* Fill in the guest's name, nodes and devices and whether it is introduced. */
void store_look(struct guest *guest);

/* Look up a guest by its name. Return: its number, 0 if the server knows none. */
unsigned int store_find(const char *name);
/* Has the guest a device, as "vbd/51712"? */
bool store_device_exists(unsigned int domid, const char *device);
/* Return: the number of the guest's network interfaces, their numbers in @ids. */
size_t store_vifs(unsigned int domid, unsigned int ids[], size_t max);
/* Has this interface the address @mac? */
bool store_vif_has_mac(unsigned int domid, unsigned int id, const char *mac);
/*
 * Nothing in xenstore tells from which entry of a file an interface was made, so keep
 * that beside the nodes of dom0. It is lost at the same time as the interface.
 */
bool store_mark_vif(unsigned int domid, unsigned int id, const char *spec);
bool store_vif_is_marked(unsigned int domid, unsigned int id, const char *spec);
/*
 * Let the backend's guest list the devices of one kind, "vbd", that it serves to a guest.
 * init-dom0less does not, and then that guest's kernel misses the devices that were
 * attached before its xenbus is ready: it gets their events only.
 */
bool store_let_list(unsigned int backend, const char *kind, unsigned int domid);

#endif /* STORE_H */
