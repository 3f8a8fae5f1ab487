/* SPDX-License-Identifier: GPL-2.0 */
/* A variable that the in-kernel xenbus exports, but declares only in a private header. */
#ifndef XENBUS_PEEK_BUILTIN_H
#define XENBUS_PEEK_BUILTIN_H

extern unsigned int xen_store_domain_type;

#endif /* XENBUS_PEEK_BUILTIN_H */
