// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <unistd.h>

#include "helper.h"
#include "hypervisor.h"
#include "record.h"
#include "store.h"
#include "survey.h"

/*
 * All domains but dom0, in order of domid. drop_xl_domains() later drops those that libxl
 * created.
 */
static void find_guests(struct survey *survey)
{
	unsigned int domids[MAX_GUESTS];
	size_t i, count = hypervisor_guests(domids, MAX_GUESTS);

	for (i = 0; i < count; i++) {
		struct guest *guest = &survey->guests[survey->count];

		memset(guest, 0, sizeof(*guest));
		guest->domid = domids[i];
		/* A domain may be destroyed between the two calls. */
		if (hypervisor_look(guest))
			survey->count++;
	}
}

/* Xen connects the channel of each guest to the domain that has the xenstore server. */
static unsigned int server_domid(const struct survey *survey)
{
	size_t i;

	for (i = 0; i < survey->count; i++) {
		const struct guest *guest = &survey->guests[i];

		if (guest->port_state == PORT_UNBOUND || guest->port_state == PORT_CONNECTED)
			return guest->remote;
	}
	return 0;
}

void survey_machine(struct survey *survey)
{
	struct machine *machine = &survey->machine;

	memset(survey, 0, sizeof(*survey));
	hypervisor_version(&machine->xen_major, &machine->xen_minor);
	helper_extend_path(machine->xen_major, machine->xen_minor);
	helper_find(&machine->helper, machine->xen_major, machine->xen_minor);
	helper_find_program(machine->xen_init_dom0_path, sizeof(machine->xen_init_dom0_path),
			    "xen-init-dom0");
	helper_find_start(machine->start_server, sizeof(machine->start_server), "",
			  machine->xen_init_dom0_path);
	machine->library = !access(VCPUS_LIBRARY, R_OK);
	record_read(&machine->record);
	find_guests(survey);
	machine->server_domid = server_domid(survey);
	machine->server = store_open(machine->server_domid);
	if (machine->server == SERVER_ANSWERS)
		machine->xen_init_dom0 = store_dom0_is_set_up();
}

static void drop_xl_domains(struct survey *survey)
{
	size_t i, kept = 0;

	for (i = 0; i < survey->count; i++)
		if (!store_created_by_xl(survey->guests[i].domid))
			survey->guests[kept++] = survey->guests[i];
	survey->count = kept;
}

void survey_guests(struct survey *survey)
{
	size_t i;

	/* Without a server, xl would wait for one and show nothing. */
	if (survey->machine.server != SERVER_ANSWERS)
		return;
	drop_xl_domains(survey);
	/* A guest whose name contains a newline could forge the line of another one. */
	if (store_names_are_plain())
		helper_ask_xl(survey->guests, survey->count);
	for (i = 0; i < survey->count; i++)
		store_look(&survey->guests[i]);
}
