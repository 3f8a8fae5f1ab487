// SPDX-License-Identifier: GPL-2.0
/*
 * disk = [ "phy:/dev/vg/data,xvda,w" ]
 * vif  = [ 'bridge=xenbr0', 'mac=00:16:3e:00:00:01,bridge=xenbr1', ]
 *
 * As in xl's files, a comment begins with #, a list may extend over several lines, and
 * a newline or a semicolon ends an assignment. Any other name is an error: ignoring a
 * misspelt one would silently leave a guest without its disk.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "printable.h"
#include "spec.h"

struct parser {
	struct config *config;
	const char *at;
	unsigned int line;
};

__attribute__((format(printf, 2, 3)))
static bool wrong(struct parser *parser, const char *format, ...)
{
	va_list arguments;

	parser->config->line = parser->line;
	va_start(arguments, format);
	vsnprintf(parser->config->error, sizeof(parser->config->error), format, arguments);
	va_end(arguments);
	make_printable(parser->config->error);
	return false;
}

static void skip_blanks(struct parser *parser)
{
	while (*parser->at == ' ' || *parser->at == '\t' || *parser->at == '\r')
		parser->at++;
	if (*parser->at == '#')
		parser->at += strcspn(parser->at, "\n");
}

static void skip_lines(struct parser *parser)
{
	for (skip_blanks(parser); *parser->at == '\n'; skip_blanks(parser)) {
		parser->at++;
		parser->line++;
	}
}

static bool parse_string(struct parser *parser, char text[CONFIG_LENGTH])
{
	char quote = *parser->at, stops[] = { quote, '\n', '\\', '\0' };
	size_t length;

	if (quote != '"' && quote != '\'')
		return wrong(parser, "expected a string in quotes");
	parser->at++;
	length = strcspn(parser->at, stops);
	if (parser->at[length] == '\\')
		return wrong(parser, "a backslash in a string is not supported");
	if (parser->at[length] != quote)
		return wrong(parser, "the string has no closing quote");
	if (length >= CONFIG_LENGTH)
		return wrong(parser, "the string is longer than %d characters",
			     CONFIG_LENGTH - 1);
	memcpy(text, parser->at, length);
	text[length] = '\0';
	parser->at += length + 1;
	return true;
}

typedef const char *check_function(const char *spec);

static bool parse_list(struct parser *parser, struct config_list *list, check_function *check)
{
	unsigned int start = parser->line;

	if (*parser->at != '[')
		return wrong(parser, "expected a list: [ \"...\" ]");
	parser->at++;
	for (;;) {
		char *entry = list->entries[list->count];
		const char *why;

		skip_lines(parser);
		if (*parser->at == ']') {
			parser->at++;
			return true;
		}
		if (!*parser->at) {
			parser->line = start;
			return wrong(parser, "the list that begins here has no ]");
		}
		if (list->count == CONFIG_ENTRIES)
			return wrong(parser, "more than %d entries", CONFIG_ENTRIES);
		if (!parse_string(parser, entry))
			return false;
		why = check(entry);
		if (why)
			return wrong(parser, "'%.200s': %s", entry, why);
		list->count++;
		skip_lines(parser);
		if (*parser->at == ',')
			parser->at++;
		else if (*parser->at && *parser->at != ']')
			return wrong(parser, "expected , or ] after '%.200s'", entry);
	}
}

static bool parse_assignment(struct parser *parser)
{
	const char *name = parser->at;
	struct config_list *list;
	check_function *check;
	int length = 0;

	while (isalnum((unsigned char)name[length]) || name[length] == '_')
		length++;
	if (!length)
		return wrong(parser, "expected disk = [ ... ] or vif = [ ... ], not '%c'", *name);
	parser->at += length;
	skip_blanks(parser);
	if (*parser->at != '=')
		return wrong(parser, "expected = after '%.*s'", length, name);
	parser->at++;
	skip_blanks(parser);
	if (length == 4 && !strncmp(name, "disk", length)) {
		list = &parser->config->disks;
		check = spec_disk_error;
	} else if (length == 3 && !strncmp(name, "vif", length)) {
		list = &parser->config->vifs;
		check = spec_vif_error;
	} else {
		return wrong(parser, "unknown setting '%.*s': only disk and vif are supported",
			     length, name);
	}
	if (list->count)
		return wrong(parser, "'%.*s' is set twice", length, name);
	if (!parse_list(parser, list, check))
		return false;
	skip_blanks(parser);
	if (*parser->at && *parser->at != '\n' && *parser->at != ';')
		return wrong(parser, "expected the end of the line, not '%c'", *parser->at);
	if (*parser->at == ';')
		parser->at++;
	return true;
}

bool config_parse(struct config *config, const char *text)
{
	struct parser parser = { .config = config, .at = text, .line = 1 };

	memset(config, 0, sizeof(*config));
	/* Some editors put a byte order mark in front. */
	if (!strncmp(text, "\xef\xbb\xbf", 3))
		parser.at += 3;
	for (;;) {
		skip_lines(&parser);
		if (!*parser.at)
			return true;
		if (!parse_assignment(&parser))
			return false;
	}
}
