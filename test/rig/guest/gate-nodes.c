// SPDX-License-Identifier: GPL-2.0
/*
 * Join two flattened device trees: add the nodes below the second one's root to the
 * first one's root. This code runs freestanding and with the MMU off, so all accesses
 * must be aligned. See the Devicetree Specification, chapter 5.
 */
#include <stdint.h>

#define BEGIN_NODE	1
#define END_NODE	2
#define PROP		3
#define NOP		4
#define END		9

struct header {
	uint32_t magic;
	uint32_t totalsize;
	uint32_t off_dt_struct;
	uint32_t off_dt_strings;
	uint32_t off_mem_rsvmap;
	uint32_t version;
	uint32_t last_comp_version;
	uint32_t boot_cpuid_phys;
	uint32_t size_dt_strings;
	uint32_t size_dt_struct;
};

#define BE(word) __builtin_bswap32(word)
/* Words before and after the nodes below the root: BEGIN_NODE and name; END_NODE and END. */
#define ROOT_BEGIN	2
#define ROOT_END	2

static void *copy(void *to, const void *from, uint32_t size)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	while (size--)
		*t++ = *f++;
	return t;
}

static const void *at(const struct header *tree, uint32_t offset)
{
	return (const uint8_t *)tree + BE(offset);
}

/* Copy the nodes below @tree's root, and add @names to the offset of each property's name. */
static uint32_t *copy_nodes(uint32_t *to, const struct header *tree, uint32_t names)
{
	const uint32_t *word = at(tree, tree->off_dt_struct);
	const uint32_t *end = word + BE(tree->size_dt_struct) / 4 - ROOT_END;
	uint32_t length;

	for (word += ROOT_BEGIN; word < end;) {
		uint32_t token = BE(*word);

		*to++ = *word++;
		if (token == BEGIN_NODE) {
			/* The name ends with the first word whose last byte is zero. */
			do {
				*to++ = *word++;
			} while (((const uint8_t *)word)[-1]);
		} else if (token == PROP) {
			length = BE(*word);
			*to++ = *word++;
			*to++ = BE(BE(*word) + names);
			word++;
			for (length = (length + 3) / 4; length; length--)
				*to++ = *word++;
		}
	}
	return to;
}

const void *add_nodes(const struct header *tree, const struct header *nodes,
		      struct header *joined);

const void *add_nodes(const struct header *tree, const struct header *nodes,
		      struct header *joined)
{
	uint32_t names = BE(tree->size_dt_strings);
	uint32_t size = BE(tree->size_dt_struct) - 4 * ROOT_END;
	const uint64_t *reserved = at(tree, tree->off_mem_rsvmap);
	uint8_t *to = (uint8_t *)joined + 48;
	uint32_t *word;

	copy(joined, tree, sizeof(*tree));

	joined->off_mem_rsvmap = BE(to - (uint8_t *)joined);
	do {
		to = copy(to, reserved, 16);
		reserved += 2;
	} while (reserved[-2] || reserved[-1]);

	joined->off_dt_struct = BE(to - (uint8_t *)joined);
	word = copy(to, at(tree, tree->off_dt_struct), size);
	word = copy_nodes(word, nodes, names);
	*word++ = BE(END_NODE);
	*word++ = BE(END);
	joined->size_dt_struct = BE((uint8_t *)word - to);

	to = (uint8_t *)word;
	joined->off_dt_strings = BE(to - (uint8_t *)joined);
	to = copy(to, at(tree, tree->off_dt_strings), names);
	to = copy(to, at(nodes, nodes->off_dt_strings), BE(nodes->size_dt_strings));
	joined->size_dt_strings = BE(names + BE(nodes->size_dt_strings));
	joined->totalsize = BE(to - (uint8_t *)joined);
	return joined;
}
