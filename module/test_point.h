/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Moments in which a test may hold the module, by name. Here it does nothing; for a
 * scenario with HOLD= test/rig/settings.sh gives the copy that is built a body.
 */
#ifndef XENBUS_LATE_TEST_POINT_H
#define XENBUS_LATE_TEST_POINT_H

#include <linux/sched.h>
#include <linux/string.h>

static inline void test_point(const char *name)
{
}

#endif /* XENBUS_LATE_TEST_POINT_H */
