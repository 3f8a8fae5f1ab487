/* SPDX-License-Identifier: GPL-2.0 */
/* Makes text from others fit for a terminal, a log and JSON. */
#ifndef PRINTABLE_H
#define PRINTABLE_H

/*
 * Replace control characters, and bytes that are not UTF-8, with "?". Guests write some of
 * the nodes that this program prints. Their text could otherwise add lines to the output, such
 * as a command to paste into a shell, or control the terminal.
 */
void make_printable(char *text);

#endif /* PRINTABLE_H */
