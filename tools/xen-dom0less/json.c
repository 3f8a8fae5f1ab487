// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "names.h"
#include "show.h"
#include "verdict.h"

static void text_member(const char *name, const char *value)
{
	const unsigned char *c;

	printf("\"%s\":\"", name);
	for (c = (const unsigned char *)value; *c; c++) {
		if (*c == '"' || *c == '\\')
			printf("\\%c", *c);
		else if (*c < 0x20)
			printf("\\u%04x", *c);
		else
			putchar(*c);
	}
	putchar('"');
}

static void show_device(const struct device *device)
{
	putchar('{');
	text_member("type", device->type);
	putchar(',');
	text_member("id", device->id);
	printf(",\"backend_domid\":%d,", device->backend_domid);
	text_member("frontend", device_name(device->frontend));
	putchar(',');
	text_member("backend", device_name(device->backend));
	putchar(',');
	text_member("error", device->error);
	putchar('}');
}

static const char *page_owner(const struct machine *machine, const struct guest *guest)
{
	if (guest->page != PAGE_THERE && guest->page != PAGE_UNREADABLE)
		return "nobody";
	return verdict_xen_allocates_page(machine) ? "xen" : "init-dom0less";
}

static void show_verdict(const struct survey *survey, size_t index)
{
	const struct machine *machine = &survey->machine;
	enum verdict verdict = verdict_decide(machine, survey->guests, survey->count, index);
	char text[SENTENCE_LENGTH], command[COMMAND_LENGTH];

	text_member("verdict", verdict_name(verdict));
	putchar(',');
	verdict_sentence(text, sizeof(text), verdict, machine, survey->guests, survey->count,
			 index);
	text_member("sentence", text);
	putchar(',');
	verdict_remedy(text, sizeof(text), verdict, machine, survey->guests, survey->count, index);
	text_member("remedy", text);
	putchar(',');
	verdict_command(command, sizeof(command), verdict, machine, survey->guests, survey->count,
			index);
	text_member("command", command);
}

static void show_guest(const struct survey *survey, size_t index)
{
	const struct guest *guest = &survey->guests[index];
	char number[16];
	size_t i;

	printf("{\"domid\":%u,", guest->domid);
	text_member("name", guest->name);
	printf(",\"vcpus\":%u,\"port\":%u,", guest->vcpus, guest->port);
	text_member("channel", port_name(guest->port_state));
	printf(",\"remote_domid\":%u,", guest->remote);
	text_member("page", page_name(guest->page));
	putchar(',');
	if (guest->page == PAGE_THERE || guest->page == PAGE_UNREADABLE)
		printf("\"frame\":\"0x%llx\",", (unsigned long long)guest->frame);
	text_member("page_from", page_owner(&survey->machine, guest));
	putchar(',');
	if (guest->page == PAGE_THERE) {
		text_member("connection", connection_name(guest->connection, number));
		putchar(',');
	}
	printf("\"asked\":%s,\"introduced\":%s,\"shut_down\":%s,",
	       guest->asked ? "true" : "false", guest->introduced ? "true" : "false",
	       guest->shut_down ? "true" : "false");
	text_member("missing_nodes", guest->missing);
	printf(",\"devices\":[");
	for (i = 0; i < guest->device_count; i++) {
		if (i)
			putchar(',');
		show_device(&guest->devices[i]);
	}
	printf("],");
	show_verdict(survey, index);
	putchar('}');
}

void show_json(const struct survey *survey, const struct selection *selection)
{
	const struct machine *machine = &survey->machine;
	bool first = true;
	size_t i;

	printf("{\"xen\":\"%u.%u\",", machine->xen_major, machine->xen_minor);
	text_member("server", server_name(machine->server));
	printf(",\"server_domid\":%u,\"xen_init_dom0\":%s,", machine->server_domid,
	       machine->xen_init_dom0 ? "true" : "false");
	text_member("init_dom0less", machine->helper.found ? machine->helper.path : "");
	printf(",\"guests\":[");
	for (i = 0; i < survey->count; i++) {
		if (!selected(selection, survey->guests[i].domid))
			continue;
		if (!first)
			putchar(',');
		first = false;
		show_guest(survey, i);
	}
	puts("]}");
}
