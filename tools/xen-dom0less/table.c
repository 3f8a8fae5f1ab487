// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "names.h"
#include "show.h"
#include "verdict.h"

#define FORMAT "%-5s %-14s %-13s %-11s %-11s %-10s %s\n"

bool selected(const struct selection *selection, unsigned int domid)
{
	size_t i;

	for (i = 0; i < selection->count; i++)
		if (selection->domids[i] == domid)
			return true;
	return !selection->count;
}

static void show_device(const struct device *device)
{
	char domid[16] = "?";

	if (device->backend_domid >= 0)
		snprintf(domid, sizeof(domid), "%d", device->backend_domid);
	printf("      %s %s: frontend %s, backend in domain %s %s\n", device->type, device->id,
	       device_name(device->frontend), domid, device_name(device->backend));
	if (*device->error)
		printf("      %s %s: the hotplug script failed: %s\n", device->type, device->id,
		       device->error);
}

static const char *nodes_name(const struct machine *machine, const struct guest *guest)
{
	if (machine->server != SERVER_ANSWERS)
		return "?";
	if (!guest->introduced)
		return "-";
	return *guest->missing ? "missing" : "complete";
}

static void show_guest(const struct survey *survey, size_t index)
{
	const struct machine *machine = &survey->machine;
	const struct guest *guest = &survey->guests[index];
	char domid[16], channel[32], page[32], number[16];
	char text[SENTENCE_LENGTH], remedy[SENTENCE_LENGTH], command[COMMAND_LENGTH];
	const char *connection = "-";
	enum verdict verdict;
	size_t i;

	snprintf(domid, sizeof(domid), "%u", guest->domid);
	snprintf(channel, sizeof(channel), "none");
	if (guest->port)
		snprintf(channel, sizeof(channel), "%u %s", guest->port,
			 port_name(guest->port_state));
	snprintf(page, sizeof(page), "%s", page_name(guest->page));
	if (guest->page == PAGE_THERE) {
		snprintf(page, sizeof(page), "0x%llx", (unsigned long long)guest->frame);
		connection = connection_name(guest->connection, number);
	}
	printf(FORMAT, domid, *guest->name ? guest->name : "-", channel, page, connection,
	       machine->server != SERVER_ANSWERS ? "?" : guest->introduced ? "yes" : "no",
	       nodes_name(machine, guest));
	for (i = 0; i < guest->device_count; i++)
		show_device(&guest->devices[i]);

	verdict = verdict_decide(machine, survey->guests, survey->count, index);
	verdict_sentence(text, sizeof(text), verdict, machine, survey->guests, survey->count,
			 index);
	verdict_remedy(remedy, sizeof(remedy), verdict, machine, survey->guests, survey->count,
		       index);
	verdict_command(command, sizeof(command), verdict, machine, survey->guests, survey->count,
			index);
	printf("      %s%s%s\n", text, *remedy ? " " : "", remedy);
	/* Nothing else belongs into this line, because people paste it into a shell. */
	if (*command)
		printf("      -> %s\n", command);
}

void show_table(const struct survey *survey, const struct selection *selection)
{
	size_t i;

	printf("Xen %u.%u, xenstore server: %s\n", survey->machine.xen_major,
	       survey->machine.xen_minor, server_name(survey->machine.server));
	if (survey->machine.server == SERVER_ANSWERS && !survey->machine.xen_init_dom0)
		puts("xen-init-dom0 has not run, so xl does not work.");
	if (!survey->count) {
		puts("There are no dom0less guests.");
		return;
	}
	printf(FORMAT, "DOMID", "NAME", "CHANNEL", "PAGE", "CONNECTION", "INTRODUCED", "NODES");
	for (i = 0; i < survey->count; i++)
		if (selected(selection, survey->guests[i].domid))
			show_guest(survey, i);
}
