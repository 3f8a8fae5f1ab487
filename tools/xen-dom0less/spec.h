/* SPDX-License-Identifier: GPL-2.0 */
/* Spec: the parts of a disk or vif entry that xen-dom0less reads before it passes it to xl. */
#ifndef SPEC_H
#define SPEC_H

#include <stdbool.h>
#include <stddef.h>

#define SPEC_WORDS	32

/* Return: NULL, or why xl could not use this entry. */
const char *spec_disk_error(const char *spec);
const char *spec_vif_error(const char *spec);

/* The number that a PV disk has in xenstore. Return: -1 if the entry has no device. */
int spec_disk_number(const char *spec);

/*
 * Copy the value of @key=VALUE, one of the words between commas.
 * Return: whether there is such a word.
 */
bool spec_value(const char *spec, const char *key, char *value, size_t size);

/* Copy the entry to @copy, with another @value of the first @key=VALUE in it. */
void spec_replace(const char *spec, const char *key, const char *value, char *copy, size_t size);

/*
 * Split an entry at its commas in place and strip the blanks around the words.
 * Return: the number of words, not more than SPEC_WORDS.
 */
size_t spec_split(char *spec, char *words[SPEC_WORDS]);

#endif /* SPEC_H */
