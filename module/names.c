// SPDX-License-Identifier: GPL-2.0
#include "names.h"
#include <xenbus_late_init.h>

const char *state_name(enum late_state state)
{
	static const char * const names[] = {
		[STATE_ABSENT]		= XENBUS_ABSENT,
		[STATE_WAITING]		= XENBUS_WAITING,
		[STATE_HANDOVER]	= XENBUS_HANDOVER,
		[STATE_READY]		= XENBUS_READY,
		[STATE_FAILED]		= XENBUS_FAILED,
	};

	return names[state];
}

const char *mode_name(enum late_mode mode)
{
	static const char * const names[] = {
		[MODE_NONE]		= XENBUS_NONE,
		[MODE_REVIVE]		= XENBUS_REVIVE,
		[MODE_TAKEOVER]		= XENBUS_TAKEOVER,
		[MODE_GUARD]		= XENBUS_GUARD,
		[MODE_OBSERVE]		= XENBUS_OBSERVE,
	};

	return names[mode];
}

const char *waiting_for_name(enum late_waiting_for waiting_for)
{
	static const char * const names[] = {
		[WAITING_FOR_NONE]		= XENBUS_NONE,
		[WAITING_FOR_PAGE]		= XENBUS_PAGE,
		[WAITING_FOR_SERVER]		= XENBUS_SERVER,
		[WAITING_FOR_HANDOVER]		= XENBUS_HANDOVER,
	};

	return names[waiting_for];
}
