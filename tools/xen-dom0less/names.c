// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include <xs_wire_connection.h>

#include "names.h"

const char *server_name(enum server server)
{
	static const char * const words[] = {
		[SERVER_ANSWERS] = "answers",
		[SERVER_NONE] = "none",
		[SERVER_SILENT] = "silent",
		[SERVER_ELSEWHERE] = "elsewhere",
	};

	return words[server];
}

const char *port_name(enum port_state state)
{
	static const char * const words[] = {
		[PORT_NONE] = "none",
		[PORT_UNKNOWN] = "unknown",
		[PORT_CLOSED] = "closed",
		[PORT_UNBOUND] = "unbound",
		[PORT_CONNECTED] = "connected",
	};

	return words[state];
}

const char *page_name(enum page page)
{
	static const char * const words[] = {
		[PAGE_NONE] = "none",
		[PAGE_NOT_YET] = "not yet",
		[PAGE_UNREADABLE] = "unreadable",
		[PAGE_THERE] = "there",
	};

	return words[page];
}

const char *connection_name(uint32_t connection, char text[16])
{
	switch (connection) {
	case XENSTORE_CONNECTED:
		return "connected";
	case XENSTORE_RECONNECT:
		return "reconnect";
	}
	snprintf(text, 16, "%u", connection);
	return text;
}

const char *device_name(int state)
{
	/* In the order of xen/io/xenbus.h. */
	static const char * const words[] = {
		"unknown", "initialising", "init-wait", "initialised", "connected", "closing",
		"closed", "reconfiguring", "reconfigured",
	};

	if (state < 0 || state >= (int)(sizeof(words) / sizeof(*words)))
		return "none";
	return words[state];
}
