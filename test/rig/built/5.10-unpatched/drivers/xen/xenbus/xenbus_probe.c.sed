# SPDX-License-Identifier: GPL-2.0
# Take out the two fixes of 2021, first seen in 5.10.83.
/^static int __init xenbus_init(void)$/,/^}$/ {
	# xen: detect uninitialized xenbus in xenbus_init
	/^\t\t\/\*$/,/^#endif$/d

	# xen: don't continue xenstore initialization in case of errors
	s/^\tint err;$/\tint err = 0;/
	/^\treturn 0;$/d
	/^out_error:$/ {
		n
		d
	}
}
