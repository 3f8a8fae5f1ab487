/* SPDX-License-Identifier: GPL-2.0 */
/* Hypercalls and guest memory, using only Xen's stable interfaces. */
#ifndef HYPERVISOR_H
#define HYPERVISOR_H

#include "facts.h"

/* Return: NULL, or a sentence that says why dom0 cannot ask Xen. */
const char *hypervisor_open(void);
void hypervisor_close(void);
void hypervisor_version(unsigned int *major, unsigned int *minor);
/* Return: the number of guests found, not more than @max. */
size_t hypervisor_guests(unsigned int domids[], size_t max);
/* Fill in channel and page. Return: false if the domain has gone. */
bool hypervisor_look(struct guest *guest);

#endif /* HYPERVISOR_H */
