/* SPDX-License-Identifier: GPL-2.0 */
/* The values behind the words of <xenbus_late_init.h>. */
#ifndef XENBUS_LATE_WORDS_H
#define XENBUS_LATE_WORDS_H

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

enum late_want {
	WANT_NONE,
	WANT_PAGE,
	WANT_SERVER,
	WANT_HANDOVER,
};

const char *state_word(enum late_state state);
const char *mode_word(enum late_mode mode);
const char *want_word(enum late_want want);

#endif /* XENBUS_LATE_WORDS_H */
