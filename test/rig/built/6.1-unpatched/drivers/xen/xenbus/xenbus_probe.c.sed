# SPDX-License-Identifier: GPL-2.0
# As in 5.19 to 6.9.3, before "drivers/xen: Improve the late XenStore init
# protocol" (6.9.4, 6.6.33, 6.1.93): a mapped page counts as served, and
# xenbus_probe() frees xs_init_irq only if it has to map the page itself.
s/^static int xs_init_irq = -1;$/static int xs_init_irq;/
/^#define XS_INTERFACE_READY/,/CONNECTED))$/c\
#define XS_INTERFACE_READY (xen_store_interface != NULL)
/^static void xenbus_probe(void)$/,/^}$/ {
	s/^\tif (!xen_store_interface)$/& {/
	s/^\tif (xs_init_irq >= 0)$//
	s/^\t\tfree_irq(.*/&\n\t}/
}
/connection != XENSTORE_CONNECTED)$/,/wait = true/d
