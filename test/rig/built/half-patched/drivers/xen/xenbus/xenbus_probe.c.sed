# SPDX-License-Identifier: GPL-2.0
# Like linux-xlnx 5.10 and 5.15: xenbus_init() checks HVM_PARAM_STORE_PFN and returns
# early (36e8f60f0867), but xen_store_domain_type stays XS_HVM then, as without
# 08f6c2b09ebd, "xen: don't continue xenstore initialization in case of errors".
/^static int __init xenbus_init(void)$/,/^}$/ {
	s/^\tint err;$/\tint err = 0;/
	/^\treturn 0;$/d
	/^out_error:$/ {
		n
		d
	}
}
