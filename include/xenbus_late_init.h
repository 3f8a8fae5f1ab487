/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The values in the files of /sys/hypervisor/xenbus and in uevents, for the module
 * and for user space.
 */
#ifndef XENBUS_LATE_INIT_H
#define XENBUS_LATE_INIT_H

#define XENBUS_SYSFS		"/sys/hypervisor/xenbus"

/* state */
#define XENBUS_ABSENT		"absent"	/* no xenstore, and none will come */
#define XENBUS_WAITING		"waiting"	/* for dom0 */
#define XENBUS_HANDOVER		"handover"	/* the built-in xenbus is being started */
#define XENBUS_READY		"ready"		/* the built-in xenbus works */
#define XENBUS_FAILED		"failed"	/* see error; the next event triggers a retry */

/* mode */
#define XENBUS_REVIVE		"revive"	/* the built-in gave up */
#define XENBUS_TAKEOVER		"takeover"	/* the built-in was never probed */
#define XENBUS_GUARD		"guard"		/* the built-in waits by itself */
#define XENBUS_OBSERVE		"observe"	/* the module only reports */
#define XENBUS_NONE		"none"

/* waiting_for; "none" and "handover" as above */
#define XENBUS_PAGE		"page"		/* dom0 has not given a xenstore page */
#define XENBUS_SERVER		"server"	/* nobody serves the page */

/* connection; a number if it is any other value */
#define XENBUS_CONNECTED	"connected"
#define XENBUS_RECONNECT	"reconnect"
#define XENBUS_UNMAPPED		"unmapped"	/* there is no page to read it from */

#endif /* XENBUS_LATE_INIT_H */
