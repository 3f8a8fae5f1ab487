/* SPDX-License-Identifier: GPL-2.0 */
/* The values behind the names in <xenbus_late_init.h>. */
#ifndef XENBUS_LATE_NAMES_H
#define XENBUS_LATE_NAMES_H

enum late_state {
	STATE_ABSENT,
	STATE_WAITING,
	STATE_HANDOVER,
	STATE_READY,
	STATE_FAILED,
};

enum late_mode {
	MODE_NONE,
	MODE_REVIVE,
	MODE_TAKEOVER,
	MODE_GUARD,
	MODE_OBSERVE,
};

enum late_waiting_for {
	WAITING_FOR_NONE,
	WAITING_FOR_PAGE,
	WAITING_FOR_SERVER,
	WAITING_FOR_HANDOVER,
};

const char *state_name(enum late_state state);
const char *mode_name(enum late_mode mode);
const char *waiting_for_name(enum late_waiting_for waiting_for);

#endif /* XENBUS_LATE_NAMES_H */
