# SPDX-License-Identifier: GPL-2.0
# As in 5.10.10 and earlier, before "xen: Fix event channel callback via INTX/GSI" (3499ba8198ca):
# xenbus_probe() is exported and only runs the notifier chain, there is no thread to
# run it later, and xenbus_init() calls xs_init() itself.
/^static void xenbus_probe(void)$/,/^}$/ {
	s/^static void.*/void xenbus_probe(struct work_struct *unused)/
	/^\t\/\*$/,/^\t\txs_init();$/d
	s/^}$/&\
EXPORT_SYMBOL_GPL(xenbus_probe);/
}
/^static bool xs_hvm_defer_init_for_callback(void)$/,/^}$/d
/^static int xenbus_probe_thread(void \*unused)$/,/^}$/d
/^static int __init xenbus_probe_initcall(void)$/,/^}$/ {
	/^\t\/\*$/,/^\t}$/d
}
/^\tif (!xenstored_ready && xs_hvm_defer_init_for_callback())$/,+1d
/^static int __init xenbus_init(void)$/,/^}$/ {
	s/^\tif (xen_store_domain_type != XS_HVM) {$/\t{/

	# As in 5.10-unpatched: xenbus_init() maps a page even if STORE_PFN is not set.
	/^\t\t\/\*$/,/^#endif$/d
	s/^\tint err;$/\tint err = 0;/
	/^\treturn 0;$/d
	/^out_error:$/ {
		n
		d
	}
}
