/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fields after the ring's indices, which the kernel's <xen/interface/io/xs_wire.h>
 * lacks before 5.19. Names and offsets are those of Xen's public/io/xs_wire.h.
 */
#ifndef XS_WIRE_CONNECTION_H
#define XS_WIRE_CONNECTION_H

#ifndef XENSTORE_CONNECTED
#define XENSTORE_CONNECTED	0 /* the xenstore server serves the page */
#define XENSTORE_RECONNECT	1 /* no server serves it yet: data written now is lost */
#endif

/* Bytes from the start of the page. They follow rsp_prod. */
#define XENSTORE_SERVER_FEATURES_OFFSET	2064
#define XENSTORE_CONNECTION_OFFSET	2068

#endif /* XS_WIRE_CONNECTION_H */
