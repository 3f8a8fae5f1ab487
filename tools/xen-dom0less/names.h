/* SPDX-License-Identifier: GPL-2.0 */
/* Names of the values, the same in the table and in JSON. */
#ifndef NAMES_H
#define NAMES_H

#include "facts.h"

const char *server_name(enum server server);
const char *port_name(enum port_state state);
const char *page_name(enum page page);
/* Return: "connected", "reconnect", or @text with the number written into it. */
const char *connection_name(uint32_t connection, char text[16]);
/* The name of a XenbusState… value; "none" if the node is missing. */
const char *device_name(int state);

#endif /* NAMES_H */
