// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config.h"
#include "spec.h"

#define XVD_MAJOR	202
#define SD_MAJOR	8
#define HD_MAJOR	3
#define HD_MAJOR_2	22
/* Numbers that do not fit into the old scheme, see Xen's xen-vbd-interface(7). */
#define EXTENDED	0x10000000

size_t spec_split(char *spec, char *words[SPEC_WORDS])
{
	size_t count = 0;
	char *next = spec;

	while (next && count < SPEC_WORDS) {
		char *word = next, *end;

		next = strchr(word, ',');
		if (next)
			*next++ = '\0';
		word += strspn(word, " \t");
		end = word + strlen(word);
		while (end > word && (end[-1] == ' ' || end[-1] == '\t'))
			end--;
		*end = '\0';
		words[count++] = word;
	}
	return count;
}

bool spec_value(const char *spec, const char *key, char *value, size_t size)
{
	char copy[CONFIG_LENGTH], *words[SPEC_WORDS];
	size_t i, count, length = strlen(key);

	snprintf(copy, sizeof(copy), "%s", spec);
	count = spec_split(copy, words);
	for (i = 0; i < count; i++) {
		if (strncasecmp(words[i], key, length) || words[i][length] != '=')
			continue;
		snprintf(value, size, "%s", words[i] + length + 1);
		return true;
	}
	return false;
}

void spec_replace(const char *spec, const char *key, const char *value, char *copy, size_t size)
{
	size_t length = strlen(key);
	const char *word, *next;

	for (word = spec; word; word = next) {
		next = strchr(word, ',');
		if (next)
			next++;
		word += strspn(word, " \t");
		if (strncasecmp(word, key, length) || word[length] != '=')
			continue;
		word += length + 1;
		snprintf(copy, size, "%.*s%s%s", (int)(word - spec), spec, value,
			 word + strcspn(word, ", \t"));
		return;
	}
	snprintf(copy, size, "%s", spec);
}

/* a is 0, z is 25, aa is 26. Return: the letters' number; -1 if there is none. */
static int take_letters(const char **at)
{
	int number = -1;

	while (islower((unsigned char)**at) && number < 10000)
		number = (number + 1) * 26 + *(*at)++ - 'a';
	return number;
}

/* Return: the number after the letters, 0 if there is none, -1 if it is not a number. */
static int take_partition(const char *at)
{
	char *end;
	unsigned long number = 0;

	if (isdigit((unsigned char)*at)) {
		number = strtoul(at, &end, 10);
		at = end;
	}
	/* A CD-ROM has a suffix: hdc:cdrom. */
	return (*at && *at != ':') || number > 255 ? -1 : (int)number;
}

static int xen_number(int disk, int partition)
{
	if (disk < 16 && partition < 16)
		return XVD_MAJOR << 8 | disk << 4 | partition;
	return EXTENDED | disk << 8 | partition;
}

static int device_number(const char *name)
{
	const char *at = name;
	int disk, partition, end = 0;
	unsigned int d, p;

	if (sscanf(name, "d%up%u%n", &d, &p, &end) == 2 && !name[end])
		return xen_number(d, p);
	at += !strncmp(name, "xvd", 3) ? 3 : 2;
	if (at == name + 2 && strncmp(name, "sd", 2) && strncmp(name, "hd", 2))
		return -1;
	disk = take_letters(&at);
	partition = take_partition(at);
	if (disk < 0 || partition < 0)
		return -1;
	if (!strncmp(name, "xvd", 3))
		return xen_number(disk, partition);
	if (*name == 's')
		return disk < 16 && partition < 16 ? SD_MAJOR << 8 | disk << 4 | partition : -1;
	if (disk > 3 || partition > 63)
		return -1;
	return (disk < 2 ? HD_MAJOR : HD_MAJOR_2) << 8 | (disk & 1) << 6 | partition;
}

int spec_disk_number(const char *spec)
{
	char copy[CONFIG_LENGTH], *words[SPEC_WORDS];
	size_t i, count;

	if (spec_value(spec, "vdev", copy, sizeof(copy)))
		return device_number(copy);
	snprintf(copy, sizeof(copy), "%s", spec);
	count = spec_split(copy, words);
	/* The first word is the target, whatever its name looks like. */
	for (i = 1; i < count; i++)
		if (device_number(words[i]) >= 0)
			return device_number(words[i]);
	return -1;
}

const char *spec_disk_error(const char *spec)
{
	if (spec_disk_number(spec) < 0)
		return "no guest device given, such as xvda";
	return NULL;
}

const char *spec_vif_error(const char *spec)
{
	char copy[CONFIG_LENGTH], *words[SPEC_WORDS];
	size_t i, count;

	snprintf(copy, sizeof(copy), "%s", spec);
	count = spec_split(copy, words);
	/* To xl, an empty string is an interface with defaults. */
	if (count == 1 && !*words[0])
		return NULL;
	for (i = 0; i < count; i++)
		if (!strchr(words[i], '=') || *words[i] == '=')
			return "each word between commas has to be KEY=VALUE";
	return NULL;
}
