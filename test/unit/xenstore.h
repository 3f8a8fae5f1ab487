/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of libxenstore's header that xen-dom0less needs, so that its unit tests need no
 * package of Xen. dom0-machine.c has the functions.
 */
#ifndef XENSTORE_H
#define XENSTORE_H

#include <stdbool.h>
#include <stdint.h>

#define XBT_NULL	0
#define XS_PERM_NONE	0
#define XS_PERM_READ	1

typedef uint32_t xs_transaction_t;
struct xs_handle;

struct xs_permissions {
	unsigned int id;
	int perms;
};

struct xs_handle *xs_open(unsigned long flags);
void xs_close(struct xs_handle *handle);
void *xs_read(struct xs_handle *handle, xs_transaction_t t, const char *path, unsigned int *length);
char **xs_directory(struct xs_handle *handle, xs_transaction_t t, const char *path,
		    unsigned int *count);
bool xs_write(struct xs_handle *handle, xs_transaction_t t, const char *path, const void *data,
	      unsigned int length);
bool xs_mkdir(struct xs_handle *handle, xs_transaction_t t, const char *path);
bool xs_set_permissions(struct xs_handle *handle, xs_transaction_t t, const char *path,
			struct xs_permissions *permissions, unsigned int count);
bool xs_is_domain_introduced(struct xs_handle *handle, unsigned int domid);
xs_transaction_t xs_transaction_start(struct xs_handle *handle);
bool xs_transaction_end(struct xs_handle *handle, xs_transaction_t t, bool abort);

#endif /* XENSTORE_H */
