# SPDX-License-Identifier: GPL-2.0
# The notifier chain runs in an early initcall, before there is a xenbus. c4295ab0b485,
# "arm/xen: Don't probe xenbus as part of an early initcall", removed this.
/^static int __init xen_guest_init(void)$/,/^}$/ {
	s/^\tgnttab_init();$/&\
	if (!xen_initial_domain())\
		xenbus_probe(NULL);/
}
