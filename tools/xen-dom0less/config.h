/* SPDX-License-Identifier: GPL-2.0 */
/* Reads a file in /etc/xen/dom0less.d, which has the syntax of xl's own files. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#define CONFIG_ENTRIES	32
#define CONFIG_LENGTH	512

struct config_list {
	char entries[CONFIG_ENTRIES][CONFIG_LENGTH];
	size_t count;
};

struct config {
	struct config_list disks, vifs;
	/* If it is not valid: where, and what is wrong. */
	unsigned int line;
	char error[CONFIG_LENGTH];
};

/* @text ends with a NUL. Return: false if it has an error. */
bool config_parse(struct config *config, const char *text);

#endif /* CONFIG_H */
