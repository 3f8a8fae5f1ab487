// SPDX-License-Identifier: GPL-2.0
/*
 * Test the decision logic of xen-dom0less, compiled unchanged: the verdict for each
 * situation, the parser of init-dom0less's output, the parser of files in
 * /etc/xen/dom0less.d, and the reasons why a device has to wait.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "attachment.h"
#include "config.h"
#include "facts.h"
#include "helper.h"
#include "record.h"
#include "spec.h"
#include "store.h"
#include "verdict.h"

/* Xen 4.17 with everything that dom0 needs, and three guests before init-dom0less has run. */
static struct machine machine;
static struct guest guests[3];

static int before(void **unused)
{
	size_t i;

	machine = (struct machine) {
		.xen_major = 4,
		.xen_minor = 17,
		.server = SERVER_ANSWERS,
		.xen_init_dom0 = true,
		.xen_init_dom0_path = "/bin/xen-init-dom0",
		.start_server = "systemctl start xenstored",
		.library = true,
		.helper = { .found = true, .path = "/bin/init-dom0less", .major = 4, .minor = 17 },
	};
	for (i = 0; i < 3; i++)
		guests[i] = (struct guest) {
			.domid = i + 1,
			.vcpus = 1,
			.port = 1,
			.port_state = PORT_UNBOUND,
			.page = PAGE_NOT_YET,
			.frame = UINT64_MAX,
		};
	return 0;
}

/* Xen 4.@minor, with its tools. */
static void release(unsigned int minor)
{
	machine.xen_minor = minor;
	machine.helper.minor = minor;
}

static void give_page(size_t index)
{
	guests[index].page = PAGE_THERE;
	guests[index].frame = 0x39001;
	guests[index].connection = 1;
}

static void serve(size_t index)
{
	give_page(index);
	guests[index].connection = 0;
	guests[index].port_state = PORT_CONNECTED;
	guests[index].introduced = true;
	guests[index].asked = true;
}

/* Is this a program that one of the commands runs? */
static bool is_program(const char *name)
{
	static const char * const programs[] = {
		"kill", "pidof", "rc-service", "service", "systemctl", "xen-dom0less",
		"xenstore-chmod", "xenstore-write", "xenstored",
	};
	size_t i;

	for (i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (!strcmp(name, programs[i]))
			return true;
	return *name == '/';
}

/*
 * People paste a command into a shell. It has to parse, and must begin with a program and not
 * with a word of a sentence. Words in parentheses would be a remark, and a word in capitals
 * would be a placeholder.
 */
static void assert_pasteable(const char *command)
{
	char script[COMMAND_LENGTH + 32], *part, *rest;
	const char *at;
	FILE *shell = popen("sh -n", "w");

	assert_non_null(shell);
	fprintf(shell, "%s\n", command);
	if (pclose(shell))
		fail_msg("sh -n fails: %s", command);
	for (at = strchr(command, '('); at; at = strchr(at + 1, '('))
		if (at == command || at[-1] != '$')
			fail_msg("a remark in: %s", command);
	snprintf(script, sizeof(script), "%s", command);
	for (part = strtok_r(script, ";", &rest); part; part = strtok_r(NULL, ";", &rest)) {
		char word[PATH_LENGTH] = "";

		if (sscanf(part, "%255s", word) != 1 || !is_program(word))
			fail_msg("'%s' is not a program, in: %s", word, command);
	}
	snprintf(script, sizeof(script), "%s", command);
	for (part = strtok_r(script, " /;", &rest); part; part = strtok_r(NULL, " /;", &rest))
		if (strspn(part, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(part))
			fail_msg("the placeholder %s in: %s", part, command);
}

/* Test that the guest gets this verdict, and that its sentence contains @words. */
static void assert_verdict(size_t index, enum verdict verdict, const char *words)
{
	char text[SENTENCE_LENGTH], remedy[SENTENCE_LENGTH], command[COMMAND_LENGTH];
	int length;

	assert_string_equal(verdict_name(verdict_decide(&machine, guests, 3, index)),
			    verdict_name(verdict));
	length = verdict_sentence(text, sizeof(text), verdict, &machine, guests, 3, index);
	assert_in_range(length, 20, sizeof(text) - 1);
	assert_int_equal(strlen(text), length);
	assert_int_equal(text[length - 1], '.');
	if (!strstr(text, words))
		fail_msg("no \"%s\" in: %s", words, text);
	length = verdict_remedy(remedy, sizeof(remedy), verdict, &machine, guests, 3, index);
	assert_int_equal(strlen(remedy), length);
	if (length)
		assert_int_equal(remedy[length - 1], '.');
	length = verdict_command(command, sizeof(command), verdict, &machine, guests, 3, index);
	assert_int_equal(strlen(command), length);
	assert_pasteable(command);
	/* If something is missing, status has to print what to do. */
	if (!verdict_is_final(verdict) || verdict == VERDICT_NO_XENSTORE)
		assert_true(*remedy || *command);
	else
		assert_string_equal(command, "");
}

/* Test that status prints this remedy and this command for the guest. */
static void assert_remedy(size_t index, const char *remedy, const char *command)
{
	enum verdict verdict = verdict_decide(&machine, guests, 3, index);
	char text[COMMAND_LENGTH];

	verdict_remedy(text, sizeof(text), verdict, &machine, guests, 3, index);
	assert_string_equal(text, remedy);
	verdict_command(text, sizeof(text), verdict, &machine, guests, 3, index);
	assert_string_equal(text, command);
}

static void not_run(void **unused)
{
	assert_verdict(0, VERDICT_NOT_RUN, "has not run");
	assert_remedy(0, "", "xen-dom0less init");
	assert_verdict(2, VERDICT_NOT_RUN, "has not run");

	/* Xen 4.21 and newer: the page is there from the start. */
	release(22);
	give_page(0);
	give_page(1);
	assert_verdict(0, VERDICT_NOT_RUN, "has not run");
	assert_verdict(1, VERDICT_NOT_RUN, "has not run");
}

static void served(void **unused)
{
	serve(0);
	assert_verdict(0, VERDICT_SERVED, "has read the guest's requests");
	assert_remedy(0,
		      "If the guest still waits, run \"xenbus-wait --timeout 0\" in it: the administration guide explains each state.",
		      "");
	guests[0].asked = false;
	assert_verdict(0, VERDICT_SERVED_UNASKED, "has not sent a request");
	assert_remedy(0,
		      "Run \"xenbus-wait --timeout 0\" in the guest: it prints whether the module is loaded, and its state.",
		      "");

	/* A server that never sets XENSTORE_CONNECTED */
	serve(0);
	guests[0].connection = 1;
	assert_verdict(0, VERDICT_SERVED, "has read");

	/* It does not matter who introduced it. */
	machine.helper.found = false;
	machine.xen_init_dom0 = false;
	assert_verdict(0, VERDICT_SERVED, "has read");

	guests[0].stalled = true;
	assert_verdict(0, VERDICT_STALLED, "not reading the guest's requests");
	assert_remedy(0, "See the logs in /var/log/xen, then reboot the host.", "");
}

static void nodes_missing(void **unused)
{
	serve(0);
	guests[0].memory = 262144;
	strcpy(guests[0].missing, "memory/target data");
	assert_verdict(0, VERDICT_INCOMPLETE, "memory/target data");
	assert_remedy(0, "",
		      "xenstore-write /local/domain/1/memory/target 262144 /local/domain/1/data ''; xenstore-chmod /local/domain/1/data n1 r0");
	strcpy(guests[0].missing, "name domid cpu/1/availability");
	assert_verdict(0, VERDICT_INCOMPLETE, "cpu/1/availability");
	assert_remedy(0, "",
		      "xenstore-write /local/domain/1/name dom0less-1 /local/domain/1/domid 1 /local/domain/1/cpu/1/availability online");

	/* If xl cannot show the memory, no value is better than a wrong one. */
	guests[0].memory = 0;
	strcpy(guests[0].missing, "memory/target domid");
	assert_verdict(0, VERDICT_INCOMPLETE, "memory/target");
	assert_remedy(0, "Write the guest's memory in KiB to memory/target.",
		      "xenstore-write /local/domain/1/domid 1");
	strcpy(guests[0].missing, "memory/target");
	assert_verdict(0, VERDICT_INCOMPLETE, "memory/target");

	/* The longest list does not overrun the command. */
	memset(guests[0].missing, 0, sizeof(guests[0].missing));
	guests[0].domid = 32751;
	while (strlen(guests[0].missing) + 8 < sizeof(guests[0].missing))
		strcat(guests[0].missing, "device ");
	assert_verdict(0, VERDICT_INCOMPLETE, "nodes are missing");
}

static void shut_down(void **unused)
{
	serve(0);
	guests[0].shut_down = true;
	assert_verdict(0, VERDICT_SHUT_DOWN, "only when the host boots");
	assert_remedy(0, "Reboot the host.", "");
}

static void no_xenstore(void **unused)
{
	guests[0].port = 0;
	guests[0].frame = 0;
	guests[0].page = PAGE_NONE;
	assert_verdict(0, VERDICT_NO_XENSTORE, "no xen,enhanced property");
	assert_remedy(0,
		      "Set xen,enhanced = \"enabled\" in its device-tree node and reboot the host.",
		      "");
	assert_verdict(0, VERDICT_NO_XENSTORE, "\"disabled\" or (up to Xen 4.22) \"legacy\".");
	machine.xen_minor = 22;
	assert_verdict(0, VERDICT_NO_XENSTORE, "\"disabled\" or (up to Xen 4.22) \"legacy\".");
	machine.xen_minor = 23;
	assert_verdict(0, VERDICT_NO_XENSTORE, "\"no-xenstore\" or \"disabled\".");
	machine.server = SERVER_NONE;
	assert_verdict(0, VERDICT_NO_XENSTORE, "\"no-xenstore\" or \"disabled\".");
}

static void server_missing(void **unused)
{
	machine.server = SERVER_NONE;
	assert_verdict(0, VERDICT_NO_SERVER, "No xenstore server");
	assert_remedy(0, "", "systemctl start xenstored; xen-dom0less init");
	give_page(0);
	assert_verdict(0, VERDICT_NO_SERVER, "No xenstore server");
	machine.server = SERVER_SILENT;
	assert_verdict(0, VERDICT_SERVER_SILENT, "does not answer");
	assert_remedy(0,
		      "The command resumes a suspended server. If it still does not answer, see the logs in /var/log/xen and reboot the host.",
		      "kill -CONT $(pidof xenstored oxenstored)");
	machine.server = SERVER_ELSEWHERE;
	machine.server_domid = 5;
	assert_verdict(0, VERDICT_SERVER_ELSEWHERE, "server in domain 5, which does not answer");
	assert_remedy(0,
		      "Start the server in domain 5: \"server-elsewhere\" in xen-dom0less(8) explains how to find out what to run there.",
		      "");
}

/* Domain 2 has the server, and Xen connected each channel to it, its own included. */
static void server_in_guest(void **unused)
{
	size_t i;

	machine.server_domid = 2;
	for (i = 0; i < 3; i++)
		guests[i].remote = 2;
	machine.server = SERVER_ELSEWHERE;
	assert_verdict(0, VERDICT_SERVER_ELSEWHERE, "in domain 2");
	assert_verdict(1, VERDICT_HAS_SERVER, "has to run their xenstore server");
	assert_verdict(2, VERDICT_SERVER_ELSEWHERE, "in domain 2");
	/* It may have no page, or no xenstore of its own. */
	give_page(1);
	assert_verdict(1, VERDICT_HAS_SERVER, "has to run");
	guests[1].page = PAGE_NONE;
	assert_verdict(1, VERDICT_HAS_SERVER, "has to run");
	guests[1].page = PAGE_NOT_YET;

	machine.server = SERVER_ANSWERS;
	assert_verdict(0, VERDICT_NOT_RUN, "has not run");
	assert_verdict(1, VERDICT_HAS_SERVER, "has to run");
	guests[1].shut_down = true;
	assert_verdict(1, VERDICT_SHUT_DOWN, "has shut down");
}

/* Requests went through the page, but the server does not know it: it was restarted. */
static void server_restarted(void **unused)
{
	serve(0);
	guests[0].introduced = false;
	machine.xen_init_dom0 = false;
	assert_verdict(0, VERDICT_SERVER_RESTARTED, "restarted");
	assert_remedy(0, "Reboot the host.", "");

	/* AMD's 4.16 sets a zeroed page before a server serves it. */
	guests[0].asked = false;
	machine.xen_init_dom0 = true;
	assert_verdict(0, VERDICT_STOPPED_HERE, "this guest");
}

static void dom0_not_set_up(void **unused)
{
	machine.xen_init_dom0 = false;
	assert_verdict(0, VERDICT_NO_XEN_INIT_DOM0, "xen-init-dom0 has not run");
	assert_remedy(0, "", "/bin/xen-init-dom0; xen-dom0less init");
}

static void helper(void **unused)
{
	machine.helper.minor = 20;
	assert_verdict(0, VERDICT_OTHER_VERSION, "is for Xen 4.20, but Xen 4.17 is running");
	assert_remedy(0,
		      "First install the tools of Xen 4.17: in Debian, the package xen-utils-4.17; otherwise, \"make install-tools\" in Xen's sources.",
		      "xen-dom0less init");
	/* A statically linked program has no version, so it may be the right one. */
	machine.helper.major = 0;
	assert_verdict(0, VERDICT_NOT_RUN, "has not run");
	machine.helper.found = false;
	assert_verdict(0, VERDICT_NO_HELPER, "no init-dom0less for Xen 4.17");
	assert_remedy(0,
		      "First install the tools of Xen 4.17: in Debian, the package xen-utils-4.17; otherwise, \"make install-tools\" in Xen's sources.",
		      "xen-dom0less init");
}

static void programs(void **unused)
{
	char path[PATH_LENGTH];

	/* The tools of a release are in no directory that is in PATH. */
	setenv("PATH", ":/missing", 1);
	helper_find_program(path, sizeof(path), "sh");
	assert_string_equal(path, "sh");
	helper_extend_path(4, 17);
	helper_find_program(path, sizeof(path), "sh");
	assert_string_equal(path, "/usr/bin/sh");
	helper_find_program(path, sizeof(path), "no-such-program");
	assert_string_equal(path, "no-such-program");
}

/* Make an empty file in @root, with its directories. */
static void make_file(const char *root, const char *file)
{
	char path[PATH_LENGTH], *slash;
	FILE *made;

	snprintf(path, sizeof(path), "%s%s", root, file);
	for (slash = strchr(path + strlen(root) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	made = fopen(path, "w");
	assert_non_null(made);
	fclose(made);
}

/* Each host also has the files of the hosts before it. */
static void ways_to_start(void **unused)
{
	static const struct {
		const char *file, *command;
	} hosts[] = {
		{ "/etc/init.d/S50xencommons", "/etc/init.d/S50xencommons start" },
		{ "/etc/init.d/xencommons", "/etc/init.d/xencommons start" },
		{ "/etc/init.d/xen", "service xen start" },
		{ "/etc/init.d/xenstored", "service xen start" },
		{ "/run/openrc/softlevel", "rc-service xenstored start" },
		{ "/run/systemd/system/dir", "systemctl restart xen" },
		{ "/lib/systemd/system/xenstored.service", "systemctl start xenstored" },
	};
	char root[] = "/tmp/unit-dom0-XXXXXX", command[COMMAND_LENGTH];
	size_t i;

	assert_non_null(mkdtemp(root));
	setenv("PATH", "/missing", 1);
	helper_find_start(command, sizeof(command), root, "/bin/xen-init-dom0");
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	assert_string_equal(command, "xenstored; /bin/xen-init-dom0");
	assert_pasteable(command);
	for (i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		make_file(root, hosts[i].file);
		helper_find_start(command, sizeof(command), root, "/bin/xen-init-dom0");
		assert_string_equal(command, hosts[i].command);
		assert_pasteable(command);
	}
	snprintf(command, sizeof(command), "rm -r %s", root);
	assert_int_equal(system(command), 0);
}

static void several_vcpus(void **unused)
{
	serve(0);
	give_page(1);
	guests[1].vcpus = 2;
	assert_verdict(1, VERDICT_SEVERAL_VCPUS, "2 vCPUs");
	assert_remedy(1, "", "xen-dom0less init");
	machine.library = false;
	assert_remedy(1,
		      "First install init-dom0less-vcpus.so: run \"make dom0_install\" in this project's sources.",
		      "xen-dom0less init");
	assert_verdict(2, VERDICT_STOPPED_EARLIER, "domain 2");
	assert_remedy(2,
		      "First install init-dom0less-vcpus.so: run \"make dom0_install\" in this project's sources.",
		      "xen-dom0less init");
}

static void aborted(void **unused)
{
	give_page(0);
	assert_verdict(0, VERDICT_STOPPED_HERE, "this guest");
	assert_remedy(0, "", "xen-dom0less init");
	assert_verdict(1, VERDICT_STOPPED_EARLIER, "domain 1");
	assert_verdict(2, VERDICT_STOPPED_EARLIER, "domain 1");

	/* From 4.21 on, only the record shows where it failed. */
	release(21);
	assert_verdict(1, VERDICT_NOT_RUN, "has not run");
	machine.record.outcome = OUTCOME_FAILED;
	machine.record.stopped_at = 1;
	strcpy(machine.record.said, "init-dom0less: writing to xenstore: Success");
	assert_verdict(0, VERDICT_STOPPED_HERE, "writing to xenstore");
	assert_remedy(0, "First fix that error.", "xen-dom0less init");
	assert_verdict(1, VERDICT_STOPPED_EARLIER, "writing to xenstore");
	assert_remedy(1, "First fix that error.", "xen-dom0less init");
	guests[0].vcpus = 4;
	assert_verdict(0, VERDICT_SEVERAL_VCPUS, "4 vCPUs");
	assert_remedy(0, "", "xen-dom0less init");
	assert_remedy(1, "", "xen-dom0less init");
	/* With the library, several vCPUs cannot be the cause of an error other than "Success". */
	strcpy(machine.record.said, "init-dom0less: writing to xenstore: No space left on device");
	assert_verdict(0, VERDICT_STOPPED_HERE, "No space left");
	assert_remedy(0, "First fix that error.", "xen-dom0less init");
	assert_remedy(1, "First fix that error.", "xen-dom0less init");
	machine.library = false;
	assert_verdict(0, VERDICT_SEVERAL_VCPUS, "4 vCPUs");
	machine.library = true;

	/* That guest has been introduced since. */
	serve(0);
	assert_verdict(1, VERDICT_NOT_RUN, "has not run");
}

static void no_room(void **unused)
{
	machine.record.outcome = OUTCOME_FAILED;
	machine.record.no_page[0] = 2;
	machine.record.no_page_count = 1;
	assert_verdict(1, VERDICT_NO_PAGE, "direct-mapped");
	assert_remedy(1,
		      "Use Xen 4.21 or newer, or remove direct-map and xen,static-mem from the guest's device-tree node.",
		      "");
	assert_verdict(2, VERDICT_NOT_RUN, "has not run");
}

/* The lines in the order in which they arrive: stdout to a pipe is flushed only at exit. */
static void lines_of_init_dom0less(void **unused)
{
	struct record record = { .outcome = OUTCOME_UNKNOWN };

	record_line(&record, "init-dom0less: writing to xenstore: Success");
	record_line(&record, "Checking domid: 1");
	record_line(&record, "Domain 1 has already been initialized");
	record_line(&record, "Checking domid: 2");
	record_line(&record, "Init dom0less domain: 2");
	assert_int_equal(record.stopped_at, 2);
	assert_string_equal(record.said, "init-dom0less: writing to xenstore: Success");
	assert_int_equal(record.no_page_count, 0);

	record_line(&record, "Error on alloc magic pages");
	record_line(&record, "Checking domid: 3");
	record_line(&record, "Init dom0less domain: 3");
	record_line(&record, "Error on getting xenstore page");
	assert_int_equal(record.no_page_count, 2);
	assert_int_equal(record.no_page[0], 2);
	assert_int_equal(record.no_page[1], 3);

	/* It ended while it checked the next guest, so the one before is not the cause. */
	record_line(&record, "Checking domid: 4");
	assert_int_equal(record.stopped_at, 0);
}

static struct config config;

static void accepts(const char *text, size_t disks, size_t vifs)
{
	if (!config_parse(&config, text))
		fail_msg("line %u: %s", config.line, config.error);
	assert_int_equal(config.disks.count, disks);
	assert_int_equal(config.vifs.count, vifs);
}

static void refuses(const char *text, unsigned int line, const char *words)
{
	assert_false(config_parse(&config, text));
	if (config.line != line || !strstr(config.error, words))
		fail_msg("line %u: %s", config.line, config.error);
}

static void valid_files(void **unused)
{
	accepts("", 0, 0);
	accepts("# nothing\n\n", 0, 0);
	accepts("disk = [ ]", 0, 0);
	accepts("disk=['phy:/dev/loop0,xvda,w']", 1, 0);
	assert_string_equal(config.disks.entries[0], "phy:/dev/loop0,xvda,w");
	accepts("vif = [ \"bridge=xenbr0\" ]\n"
		"disk = [ # two of them\n"
		"\t\"phy:/dev/vg/a#b,xvda,w\", # with a # in it\n"
		"\t'format=raw, vdev=xvdb, access=ro, target=/srv/it',\n"
		"]\n", 2, 1);
	assert_string_equal(config.disks.entries[0], "phy:/dev/vg/a#b,xvda,w");
	assert_string_equal(config.disks.entries[1],
			    "format=raw, vdev=xvdb, access=ro, target=/srv/it");
	accepts("disk = []; vif = [ '' ];", 0, 1);
	accepts("vif = [ 'bridge=xenbr0' ]\r\n", 0, 1);
}

static void files_with_errors(void **unused)
{
	refuses("disk = [ 'phy:/dev/loop0,xvda,w'\n", 1, "has no ]");
	refuses("\n\ndisk = 'phy:/dev/loop0,xvda,w'\n", 3, "expected a list");
	refuses("disk = [ 'phy:/dev/loop0,xvda,w ]\n", 1, "no closing quote");
	refuses("disk = [\n'phy:/dev/loop0,xvda,w'\n'phy:/dev/loop1,xvdb,w' ]", 3, "expected ,");
	refuses("disks = [ ]", 1, "unknown setting 'disks'");
	refuses("name = \"guest\"", 1, "unknown setting 'name'");
	refuses("vif = [ ]\ndisk [ ]", 2, "expected =");
	refuses("disk = [ 1 ]", 1, "in quotes");
	refuses("disk = [ 'a\\'b,xvda' ]", 1, "backslash");
	refuses("disk = [ ] vif = [ ]", 1, "end of the line");
	refuses("disk = [ 'phy:/dev/loop0,xvda,w' ]\ndisk = [ ]", 2, "twice");
	refuses("[ ]", 1, "not '['");
	refuses("disk = [ 'phy:/dev/loop0,w' ]", 1, "no guest device");
	refuses("# net\nvif = [ 'xenbr0' ]", 2, "KEY=VALUE");
}

static void long_files(void **unused)
{
	char text[CONFIG_LENGTH + CONFIG_ENTRIES * 8 + 64];
	size_t i, used;

	used = snprintf(text, sizeof(text), "disk = [ 'xvda,");
	memset(text + used, 'a', CONFIG_LENGTH);
	snprintf(text + used + CONFIG_LENGTH, sizeof(text) - used - CONFIG_LENGTH, "' ]");
	refuses(text, 1, "the string is longer than 511 characters");

	used = snprintf(text, sizeof(text), "vif = [\n");
	for (i = 0; i < CONFIG_ENTRIES; i++)
		used += snprintf(text + used, sizeof(text) - used, "'a=%zu',\n", i);
	snprintf(text + used, sizeof(text) - used, "]");
	accepts(text, 0, CONFIG_ENTRIES);
	snprintf(text + used, sizeof(text) - used, "'' ]");
	refuses(text, CONFIG_ENTRIES + 2, "more than 32 entries");
}

/*
 * The functions of store.c that attachment.c needs. The server knows dom0less-2, which is
 * introduced, and lets nobody create nodes.
 */
unsigned int store_find(const char *name)
{
	return strcmp(name, "dom0less-2") ? 0 : 2;
}

void store_look(struct guest *guest)
{
	guest->introduced = guest->domid == 2;
}

bool store_device_exists(unsigned int domid, const char *device)
{
	return false;
}

size_t store_vifs(unsigned int domid, unsigned int ids[], size_t max)
{
	return 0;
}

bool store_vif_has_mac(unsigned int domid, unsigned int id, const char *mac)
{
	return false;
}

bool store_mark_vif(unsigned int domid, unsigned int id, const char *spec)
{
	return false;
}

bool store_vif_is_marked(unsigned int domid, unsigned int id, const char *spec)
{
	return false;
}

bool store_allow_list(unsigned int backend, const char *kind, unsigned int domid)
{
	return false;
}

static void assert_waits(const char *spec, bool disk, const char *why)
{
	struct attachment attachment = { .domid = 1 };

	attachment_fill(&attachment, spec, disk);
	assert_int_equal(attachment_try(&attachment), ATTACH_WAITS);
	assert_int_equal(attachment.tries, 0);
	assert_string_equal(attachment.why, why);
}

static void backend_not_ready(void **unused)
{
	assert_waits("phy:/dev/a,xvda,w,backend=dom0less-3", true,
		     "its backend domain dom0less-3 does not exist or has no xenstore yet");
	assert_waits("backend=3", false,
		     "its backend domain 3 does not exist or has no xenstore yet");
	assert_waits("phy:/dev/a,xvda,w,backend=dom0less-2", true,
		     "cannot create nodes in xenstore for the backend domain dom0less-2");
	assert_waits("backend=2", false,
		     "cannot create nodes in xenstore for the backend domain 2");
}

static void numbers_of_disks(void **unused)
{
	assert_int_equal(spec_disk_number("phy:/dev/loop0,xvda,w"), 51712);
	assert_int_equal(spec_disk_number("phy:/dev/loop0,xvdb1,w"), 51729);
	assert_int_equal(spec_disk_number("/dev/sda,raw,xvdp,r"), 51952);
	assert_int_equal(spec_disk_number("/dev/sda,raw,xvdq,r"), (1 << 28) | (16 << 8));
	assert_int_equal(spec_disk_number("/dev/sda,raw,xvdaa2,r"), (1 << 28) | (26 << 8) | 2);
	assert_int_equal(spec_disk_number("/dev/sda,raw,d3p4,r"), 51712 + 3 * 16 + 4);
	assert_int_equal(spec_disk_number("file:/iso,hdc:cdrom,r"), 22 << 8);
	assert_int_equal(spec_disk_number("file:/iso,hdb3,r"), (3 << 8) | 64 | 3);
	assert_int_equal(spec_disk_number("file:/iso,sdc,r"), (8 << 8) | 32);
	assert_int_equal(spec_disk_number("target=/x , vdev=xvdc , access=rw"), 51744);
	assert_int_equal(spec_disk_number("xvda"), -1);
	assert_int_equal(spec_disk_number("phy:/dev/loop0,,w"), -1);
	assert_int_equal(spec_disk_number("phy:/dev/loop0,xvd,w"), -1);
	assert_int_equal(spec_disk_number("phy:/dev/loop0,xvda1x,w"), -1);
}

static void values(void **unused)
{
	char value[32];

	assert_true(spec_value("bridge=xenbr0, MAC=00:16:3e:00:00:01", "mac", value, 32));
	assert_string_equal(value, "00:16:3e:00:00:01");
	assert_false(spec_value("smac=1", "mac", value, 32));
	assert_true(spec_value("phy:/dev/a,xvda,w,backend=dom0less-2", "backend", value, 32));
	assert_string_equal(value, "dom0less-2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(not_run, before),
		cmocka_unit_test_setup(served, before),
		cmocka_unit_test_setup(nodes_missing, before),
		cmocka_unit_test_setup(shut_down, before),
		cmocka_unit_test_setup(no_xenstore, before),
		cmocka_unit_test_setup(server_missing, before),
		cmocka_unit_test_setup(server_in_guest, before),
		cmocka_unit_test_setup(server_restarted, before),
		cmocka_unit_test_setup(dom0_not_set_up, before),
		cmocka_unit_test_setup(helper, before),
		cmocka_unit_test(programs),
		cmocka_unit_test(ways_to_start),
		cmocka_unit_test_setup(several_vcpus, before),
		cmocka_unit_test_setup(aborted, before),
		cmocka_unit_test_setup(no_room, before),
		cmocka_unit_test(lines_of_init_dom0less),
		cmocka_unit_test(valid_files),
		cmocka_unit_test(files_with_errors),
		cmocka_unit_test(long_files),
		cmocka_unit_test(backend_not_ready),
		cmocka_unit_test(numbers_of_disks),
		cmocka_unit_test(values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
