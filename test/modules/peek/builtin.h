/* SPDX-License-Identifier: GPL-2.0 */
/* What the built-in xenbus exports, but declares in a header of its own. */
#ifndef XENBUS_PEEK_BUILTIN_H
#define XENBUS_PEEK_BUILTIN_H

extern unsigned int xen_store_domain_type;

#endif /* XENBUS_PEEK_BUILTIN_H */
