/* SPDX-License-Identifier: GPL-2.0 */
/* What the built-in xenbus exports, as plain numbers to look at. */
#ifndef XENBUS_FAULT_BUILTIN_H
#define XENBUS_FAULT_BUILTIN_H

extern unsigned int xen_store_domain_type;
extern unsigned long xen_store_interface;

#endif /* XENBUS_FAULT_BUILTIN_H */
