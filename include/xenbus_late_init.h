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
#define XENBUS_HANDOVER		"handover"	/* the in-kernel xenbus is being started */
#define XENBUS_READY		"ready"		/* the in-kernel xenbus works */
#define XENBUS_FAILED		"failed"	/* xenbus is not up, see error and mode */

/* mode */
#define XENBUS_REVIVE		"revive"	/* the in-kernel xenbus gave up at boot */
#define XENBUS_TAKEOVER		"takeover"	/* the in-kernel xenbus was never probed */
#define XENBUS_GUARD		"guard"		/* it waits on its own, the module guards it */
#define XENBUS_OBSERVE		"observe"	/* the module only reports */
#define XENBUS_NONE		"none"

/* waiting_for; "none" and "handover" as above */
#define XENBUS_PAGE		"page"		/* there is no valid xenstore page yet */
#define XENBUS_SERVER		"server"	/* no server serves the page yet */

/* connection; any other value is shown as a number */
#define XENBUS_CONNECTED	"connected"
#define XENBUS_RECONNECT	"reconnect"
#define XENBUS_UNMAPPED		"unmapped"	/* there is no page to read it from */

#endif /* XENBUS_LATE_INIT_H */
