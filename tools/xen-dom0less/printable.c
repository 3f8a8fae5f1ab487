// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <stdint.h>

#include "printable.h"

/*
 * Return: the length of the character at @at, 0 if it is a control character or not UTF-8. This
 * never reads beyond a NUL, because a NUL continues no character.
 */
static size_t character(const unsigned char *at)
{
	/* The first code of each length. U+0080 to U+009F are control characters. */
	static const uint32_t first[] = { 0, ' ', 0xa0, 0x800, 0x10000 };
	size_t i, length = *at < 0x80 ? 1 : *at < 0xc0 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
	uint32_t code = length == 1 ? *at : *at & (0xff >> (length + 1));

	if (!length || *at > 0xf4 || *at == 0x7f)
		return 0;
	for (i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (at[i] & 0x3f);
	}
	if (code < first[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return length;
}

void make_printable(char *text)
{
	while (*text) {
		size_t length = character((const unsigned char *)text);

		if (length) {
			text += length;
		} else {
			*text = *text == '\t' ? ' ' : '?';
			text++;
		}
	}
}
