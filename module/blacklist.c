// SPDX-License-Identifier: GPL-2.0
#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

#include "blacklist.h"

static const char option[] = "initcall_blacklist=";

static bool __init is_name(const char *word, size_t length, const char *name)
{
	return length == strlen(name) && !strncmp(word, name, length);
}

static bool __init contains(const char *word, size_t length, const char *part)
{
	const size_t n = strlen(part);

	for (; length >= n; word++, length--) {
		if (!strncmp(word, part, n))
			return true;
	}
	return false;
}

static void __init read_name(struct blacklist *list, const char *name, size_t length)
{
	if (is_name(name, length, "xenbus_init"))
		list->init = true;
	else if (is_name(name, length, "xenbus_probe_initcall"))
		list->probe = true;
	else if (contains(name, length, "xenbus") &&
		 !contains(name, length, "__initstub__"))
		list->unknown = true;
}

static void __init read_names(struct blacklist *list, const char *names, const char *end)
{
	while (names < end) {
		size_t length = strcspn(names, ",");

		if (length > (size_t)(end - names))
			length = end - names;
		read_name(list, names, length);
		names += length + 1;
	}
}

struct blacklist __init blacklist_read(const char *bootargs)
{
	struct blacklist list = { .init = false };
	const char *word = bootargs;

	while (word && *word) {
		size_t length = strcspn(word, " \t\n");
		const char *start = word, *end = word + length;

		/* The kernel accepts quotes around the whole word or around its value. */
		if (*start == '"')
			start++;
		if (!strncmp(start, option, strlen(option))) {
			start += strlen(option);
			if (*start == '"')
				start++;
			if (end > start && end[-1] == '"')
				end--;
			read_names(&list, start, end);
		}
		word += length;
		while (*word == ' ' || *word == '\t' || *word == '\n')
			word++;
	}
	return list;
}
