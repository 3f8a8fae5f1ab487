// SPDX-License-Identifier: GPL-2.0
#include "words.h"
#include <xenbus_late_init.h>

const char *state_word(enum late_state state)
{
	static const char * const words[] = {
		[STATE_ABSENT]		= XENBUS_ABSENT,
		[STATE_WAITING]		= XENBUS_WAITING,
		[STATE_HANDOVER]	= XENBUS_HANDOVER,
		[STATE_READY]		= XENBUS_READY,
		[STATE_FAILED]		= XENBUS_FAILED,
	};

	return words[state];
}

const char *mode_word(enum late_mode mode)
{
	static const char * const words[] = {
		[MODE_NONE]		= XENBUS_NONE,
		[MODE_REVIVE]		= XENBUS_REVIVE,
		[MODE_TAKEOVER]		= XENBUS_TAKEOVER,
		[MODE_GUARD]		= XENBUS_GUARD,
		[MODE_OBSERVE]		= XENBUS_OBSERVE,
	};

	return words[mode];
}

const char *want_word(enum late_want want)
{
	static const char * const words[] = {
		[WANT_NONE]		= XENBUS_NONE,
		[WANT_PAGE]		= XENBUS_PAGE,
		[WANT_SERVER]		= XENBUS_SERVER,
		[WANT_HANDOVER]		= XENBUS_HANDOVER,
	};

	return words[want];
}
