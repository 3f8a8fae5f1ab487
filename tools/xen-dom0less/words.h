/* SPDX-License-Identifier: GPL-2.0 */
/* Names of the values, the same in the table and in JSON. */
#ifndef WORDS_H
#define WORDS_H

#include "facts.h"

const char *server_word(enum server server);
const char *port_word(enum port_state state);
const char *page_word(enum page page);
/* "connected", "reconnect", or the number, into @text. */
const char *connection_word(uint32_t connection, char text[16]);
/* The name of a XenbusState… value; "none" if the node is missing. */
const char *device_word(int state);

#endif /* WORDS_H */
