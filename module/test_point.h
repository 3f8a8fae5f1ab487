/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Named points at which a test can delay the module. The function is empty here. For a
 * scenario with DELAY=, test/rig/lib/settings.sh adds a body to the copy that is built.
 */
#ifndef XENBUS_LATE_TEST_POINT_H
#define XENBUS_LATE_TEST_POINT_H

#include <linux/sched.h>
#include <linux/string.h>

static inline void test_point(const char *name)
{
}

#endif /* XENBUS_LATE_TEST_POINT_H */
