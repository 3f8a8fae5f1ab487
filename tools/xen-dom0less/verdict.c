// SPDX-License-Identifier: GPL-2.0
/*
 * From facts to a verdict. Nothing here asks Xen or xenstore, so that the unit tests can
 * simulate any situation.
 *
 * The tests are in the order in which dom0 works: a later step cannot succeed before the
 * earlier ones have, so report the first one that is missing.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <xs_wire_connection.h>

#include "helper.h"
#include "verdict.h"

/* From this release on Xen allocates the page when it builds the guest. */
bool verdict_xen_allocates_page(const struct machine *machine)
{
	return machine->xen_major > 4 || (machine->xen_major == 4 && machine->xen_minor >= 21);
}

static bool has_page(const struct guest *guest)
{
	return guest->page == PAGE_THERE || guest->page == PAGE_UNREADABLE;
}

static bool could_get_no_page(const struct record *record, unsigned int domid)
{
	size_t i;

	for (i = 0; i < record->no_page_count; i++)
		if (record->no_page[i] == domid)
			return true;
	return false;
}

/*
 * The guest on which init-dom0less exited before it reached this one, @index if there is none.
 * If the record does not name it, infer it from a page that is not served: up to Xen 4.20, only
 * init-dom0less allocates pages.
 */
static size_t find_stopped(const struct machine *machine, const struct guest guests[],
			   size_t index)
{
	const struct record *record = &machine->record;
	size_t i;

	for (i = 0; i < index; i++) {
		if (guests[i].introduced || !guests[i].port)
			continue;
		if (record->outcome == OUTCOME_FAILED && record->stopped_at == guests[i].domid)
			return i;
		if (!verdict_xen_allocates_page(machine) && has_page(&guests[i]))
			return i;
	}
	return index;
}

static bool stopped_here(const struct machine *machine, const struct guest *guest)
{
	const struct record *record = &machine->record;

	if (record->outcome == OUTCOME_FAILED && record->stopped_at == guest->domid)
		return true;
	return !verdict_xen_allocates_page(machine) && has_page(guest);
}

/* Return: what init-dom0less printed before it failed, or "" if it did not fail. */
static const char *reason(const struct record *record)
{
	return record->outcome == OUTCOME_FAILED ? record->said : "";
}

/*
 * Why did init-dom0less stop at this guest? Without the library, several vCPUs stop it, with
 * "Success" as the error. The library may have been installed since.
 */
static enum verdict cause_of_stop(const struct machine *machine, const struct guest *guest)
{
	const char *said = reason(&machine->record);
	bool other_error = machine->library && *said && !strstr(said, "Success");

	return guest->vcpus > 1 && !other_error ? VERDICT_SEVERAL_VCPUS : VERDICT_STOPPED_HERE;
}

static enum verdict introduced(const struct guest *guest)
{
	if (guest->stalled)
		return VERDICT_STALLED;
	if (*guest->missing)
		return VERDICT_INCOMPLETE;
	return guest->asked ? VERDICT_SERVED : VERDICT_SERVED_UNASKED;
}

/* The server is there and does not know the guest, so init-dom0less has something to do. */
static enum verdict unknown_to_server(const struct machine *machine, const struct guest guests[],
				      size_t index)
{
	const struct guest *guest = &guests[index];

	/* Requests have gone through this page, so the guest was introduced before. */
	if (guest->page == PAGE_THERE && guest->connection == XENSTORE_CONNECTED && guest->asked)
		return VERDICT_SERVER_RESTARTED;
	if (!machine->xen_init_dom0)
		return VERDICT_NO_XEN_INIT_DOM0;
	if (!machine->helper.found)
		return VERDICT_NO_HELPER;
	if (helper_is_for_other_xen(&machine->helper, machine->xen_major, machine->xen_minor))
		return VERDICT_OTHER_VERSION;
	if (could_get_no_page(&machine->record, guest->domid))
		return VERDICT_NO_PAGE;
	if (find_stopped(machine, guests, index) != index)
		return VERDICT_STOPPED_EARLIER;
	if (stopped_here(machine, guest))
		return cause_of_stop(machine, guest);
	return VERDICT_NOT_RUN;
}

enum verdict verdict_decide(const struct machine *machine, const struct guest guests[],
			    size_t count, size_t index)
{
	const struct guest *guest = &guests[index];

	(void)count;
	if (guest->shut_down)
		return VERDICT_SHUT_DOWN;
	/* Xen also gives this domain a channel, to itself. It does not wait for itself. */
	if (machine->server_domid && guest->domid == machine->server_domid)
		return VERDICT_HAS_SERVER;
	if (guest->page == PAGE_NONE)
		return VERDICT_NO_XENSTORE;
	switch (machine->server) {
	case SERVER_NONE:
		return VERDICT_NO_SERVER;
	case SERVER_SILENT:
		return VERDICT_SERVER_SILENT;
	case SERVER_ELSEWHERE:
		return VERDICT_SERVER_ELSEWHERE;
	case SERVER_ANSWERS:
		break;
	}
	if (guest->introduced)
		return introduced(guest);
	return unknown_to_server(machine, guests, index);
}

bool verdict_is_final(enum verdict verdict)
{
	return verdict == VERDICT_SERVED || verdict == VERDICT_SERVED_UNASKED ||
	       verdict == VERDICT_NO_XENSTORE || verdict == VERDICT_HAS_SERVER;
}

const char *verdict_name(enum verdict verdict)
{
	static const char * const words[] = {
		[VERDICT_SERVED] = "served",
		[VERDICT_SERVED_UNASKED] = "served-unasked",
		[VERDICT_STALLED] = "stalled",
		[VERDICT_INCOMPLETE] = "incomplete",
		[VERDICT_SHUT_DOWN] = "shut-down",
		[VERDICT_HAS_SERVER] = "has-server",
		[VERDICT_NO_XENSTORE] = "no-xenstore",
		[VERDICT_NO_SERVER] = "no-server",
		[VERDICT_SERVER_SILENT] = "server-silent",
		[VERDICT_SERVER_ELSEWHERE] = "server-elsewhere",
		[VERDICT_SERVER_RESTARTED] = "server-restarted",
		[VERDICT_NO_XEN_INIT_DOM0] = "no-xen-init-dom0",
		[VERDICT_NO_HELPER] = "no-init-dom0less",
		[VERDICT_OTHER_VERSION] = "other-version",
		[VERDICT_SEVERAL_VCPUS] = "several-vcpus",
		[VERDICT_STOPPED_HERE] = "broke-off-here",
		[VERDICT_STOPPED_EARLIER] = "broke-off-earlier",
		[VERDICT_NO_PAGE] = "no-room",
		[VERDICT_NOT_RUN] = "not-run",
	};

	return words[verdict];
}

static int stopped_guest_text(char *text, size_t size, const char *guest,
			      const struct record *record)
{
	const char *said = reason(record);

	return snprintf(text, size, "init-dom0less stopped at %s and did not introduce it%s%s%s.",
			guest, *said ? ": \"" : "", said, *said ? "\"" : "");
}

int verdict_sentence(char *text, size_t size, enum verdict verdict, const struct machine *machine,
		     const struct guest guests[], size_t count, size_t index)
{
	const struct guest *guest = &guests[index];
	const struct helper *helper = &machine->helper;
	char earlier[32];
	size_t used;

	(void)count;
	switch (verdict) {
	case VERDICT_SERVED:
		return snprintf(text, size, "The xenstore server has read the guest's requests.");
	case VERDICT_SERVED_UNASKED:
		return snprintf(text, size,
				"dom0 serves the page, but the guest has not sent a request yet.");
	case VERDICT_STALLED:
		return snprintf(text, size,
				"The xenstore server is not reading the guest's requests.");
	case VERDICT_INCOMPLETE:
		return snprintf(text, size,
				"The xenstore server serves the guest, but nodes are missing in /local/domain/%u: %s.",
				guest->domid, guest->missing);
	case VERDICT_SHUT_DOWN:
		return snprintf(text, size,
				"The guest has shut down. Xen starts a dom0less guest only when the host boots.");
	case VERDICT_HAS_SERVER:
		return snprintf(text, size,
				"Xen connected the guests to this domain, which has to run their xenstore server.");
	case VERDICT_NO_XENSTORE:
		/* "legacy" does not exist up to 4.20, and does not work in 4.21 and 4.22. */
		return snprintf(text, size,
				"Xen gave this guest no xenstore: its device-tree node has no xen,enhanced property, or it is set to \"no-xenstore\"%s.",
				machine->xen_major == 4 && machine->xen_minor <= 22 ?
				", \"disabled\" or (up to Xen 4.22) \"legacy\"" :
				" or \"disabled\"");
	case VERDICT_NO_SERVER:
		return snprintf(text, size, "No xenstore server is running in dom0.");
	case VERDICT_SERVER_SILENT:
		return snprintf(text, size,
				"The xenstore server does not answer dom0 within 5 s.");
	case VERDICT_SERVER_ELSEWHERE:
		return snprintf(text, size,
				"Xen connected this guest to a xenstore server in domain %u, which does not answer dom0.",
				machine->server_domid);
	case VERDICT_SERVER_RESTARTED:
		return snprintf(text, size,
				"The guest was served before, but the xenstore server does not know it any more: the server was restarted and has lost the guest's watches and requests.");
	case VERDICT_NO_XEN_INIT_DOM0:
		return snprintf(text, size, "xen-init-dom0 has not run.");
	case VERDICT_NO_HELPER:
		return snprintf(text, size,
				"dom0 has no init-dom0less for Xen %u.%u.",
				machine->xen_major, machine->xen_minor);
	case VERDICT_OTHER_VERSION:
		return snprintf(text, size, "%s is for Xen %u.%u, but Xen %u.%u is running.",
				helper->path, helper->major, helper->minor,
				machine->xen_major, machine->xen_minor);
	case VERDICT_SEVERAL_VCPUS:
		return snprintf(text, size,
				"The guest has %u vCPUs: init-dom0less fails on such a guest unless %s is preloaded.",
				guest->vcpus, VCPUS_LIBRARY);
	case VERDICT_STOPPED_HERE:
		return stopped_guest_text(text, size, "this guest", &machine->record);
	case VERDICT_STOPPED_EARLIER:
		snprintf(earlier, sizeof(earlier), "domain %u",
			 guests[find_stopped(machine, guests, index)].domid);
		used = stopped_guest_text(text, size, earlier, &machine->record);
		return used + snprintf(text + used, size - used,
				       " It never reached this guest.");
	case VERDICT_NO_PAGE:
		return snprintf(text, size,
				"init-dom0less could not add a page to this guest, as happens before Xen 4.21 to a guest that is direct-mapped or has static memory.");
	case VERDICT_NOT_RUN:
		return snprintf(text, size, "init-dom0less has not run for this guest.");
	}
	return 0;
}

int verdict_remedy(char *text, size_t size, enum verdict verdict, const struct machine *machine,
		   const struct guest guests[], size_t count, size_t index)
{
	size_t earlier;

	switch (verdict) {
	case VERDICT_SERVED:
		/* dom0 cannot see what the guest does with the replies. */
		return snprintf(text, size,
				"If the guest still waits, run \"xenbus-wait --timeout 0\" in it: the administration guide explains each state.");
	case VERDICT_SERVED_UNASKED:
		return snprintf(text, size,
				"Run \"xenbus-wait --timeout 0\" in the guest: it prints whether the module is loaded, and its state.");
	case VERDICT_NO_XENSTORE:
		return snprintf(text, size,
				"Set xen,enhanced = \"enabled\" in its device-tree node and reboot the host.");
	case VERDICT_STALLED:
		return snprintf(text, size, "See the logs in /var/log/xen, then reboot the host.");
	case VERDICT_SERVER_SILENT:
		return snprintf(text, size,
				"The command resumes a suspended server. If it still does not answer, see the logs in /var/log/xen and reboot the host.");
	case VERDICT_SERVER_ELSEWHERE:
		return snprintf(text, size,
				"Start the server in domain %u: \"server-elsewhere\" in xen-dom0less(8) explains how to find out what to run there.",
				machine->server_domid);
	case VERDICT_NO_HELPER:
	case VERDICT_OTHER_VERSION:
		return snprintf(text, size,
				"First install the tools of Xen %u.%u: in Debian, the package xen-utils-%u.%u; otherwise, \"make install-tools\" in Xen's sources.",
				machine->xen_major, machine->xen_minor,
				machine->xen_major, machine->xen_minor);
	case VERDICT_SHUT_DOWN:
	case VERDICT_SERVER_RESTARTED:
		return snprintf(text, size, "Reboot the host.");
	case VERDICT_NO_PAGE:
		return snprintf(text, size,
				"Use Xen 4.21 or newer, or remove direct-map and xen,static-mem from the guest's device-tree node.");
	case VERDICT_STOPPED_EARLIER:
		/* The remedy for that guest also helps this one. */
		earlier = find_stopped(machine, guests, index);
		return verdict_remedy(text, size, cause_of_stop(machine, &guests[earlier]), machine,
				      guests, count, earlier);
	case VERDICT_STOPPED_HERE:
		/* With the same cause, it would fail again. */
		if (*reason(&machine->record))
			return snprintf(text, size, "First fix that error.");
		break;
	case VERDICT_SEVERAL_VCPUS:
		if (!machine->library)
			return snprintf(text, size,
					"First install init-dom0less-vcpus.so: run \"make dom0_install\" in this project's sources.");
		break;
	case VERDICT_INCOMPLETE:
		if (strstr(guests[index].missing, "memory/target") && !guests[index].memory)
			return snprintf(text, size,
					"Write the guest's memory in KiB to memory/target.");
		break;
	case VERDICT_HAS_SERVER:
	case VERDICT_NO_SERVER:
	case VERDICT_NO_XEN_INIT_DOM0:
	case VERDICT_NOT_RUN:
		break;
	}
	*text = '\0';
	return 0;
}

__attribute__((format(printf, 3, 4)))
static void append(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + used, size - used, format, arguments);
	va_end(arguments);
}

/* Write what init-dom0less would have written. */
static int write_nodes(char *text, size_t size, const struct guest *guest)
{
	char missing[MESSAGE_LENGTH], allow[COMMAND_LENGTH] = "", value[32];
	char *node, *rest;

	*text = '\0';
	snprintf(missing, sizeof(missing), "%s", guest->missing);
	for (node = strtok_r(missing, " ", &rest); node; node = strtok_r(NULL, " ", &rest)) {
		if (!strcmp(node, "name")) {
			snprintf(value, sizeof(value), "dom0less-%u", guest->domid);
		} else if (!strcmp(node, "domid")) {
			snprintf(value, sizeof(value), "%u", guest->domid);
		} else if (!strcmp(node, "memory/target")) {
			if (!guest->memory)
				continue;
			snprintf(value, sizeof(value), "%lu", guest->memory);
		} else if (!strncmp(node, "cpu/", strlen("cpu/"))) {
			snprintf(value, sizeof(value), "online");
		} else {
			/* The guest writes to these. */
			snprintf(value, sizeof(value), "''");
			append(allow, sizeof(allow), "; xenstore-chmod /local/domain/%u/%s n%u r0",
			       guest->domid, node, guest->domid);
		}
		append(text, size, "%s /local/domain/%u/%s %s", *text ? "" : "xenstore-write",
		       guest->domid, node, value);
	}
	append(text, size, "%s", allow);
	return strlen(text);
}

int verdict_command(char *text, size_t size, enum verdict verdict, const struct machine *machine,
		    const struct guest guests[], size_t count, size_t index)
{
	(void)count;
	switch (verdict) {
	case VERDICT_NO_SERVER:
		return snprintf(text, size, "%s; xen-dom0less init", machine->start_server);
	case VERDICT_SERVER_SILENT:
		return snprintf(text, size, "kill -CONT $(pidof xenstored oxenstored)");
	case VERDICT_NO_XEN_INIT_DOM0:
		return snprintf(text, size, "%s; xen-dom0less init", machine->xen_init_dom0_path);
	case VERDICT_NO_HELPER:
	case VERDICT_OTHER_VERSION:
	case VERDICT_SEVERAL_VCPUS:
	case VERDICT_STOPPED_HERE:
	case VERDICT_STOPPED_EARLIER:
	case VERDICT_NOT_RUN:
		return snprintf(text, size, "xen-dom0less init");
	case VERDICT_INCOMPLETE:
		return write_nodes(text, size, &guests[index]);
	case VERDICT_SERVED:
	case VERDICT_SERVED_UNASKED:
	case VERDICT_STALLED:
	case VERDICT_SHUT_DOWN:
	case VERDICT_HAS_SERVER:
	case VERDICT_NO_XENSTORE:
	case VERDICT_SERVER_ELSEWHERE:
	case VERDICT_SERVER_RESTARTED:
	case VERDICT_NO_PAGE:
		break;
	}
	*text = '\0';
	return 0;
}
