/* SPDX-License-Identifier: GPL-2.0 */
/* What xen-dom0less finds out about the machine and about each dom0less guest. */
#ifndef FACTS_H
#define FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef RUN_FOLDER
#define RUN_FOLDER	"/run/xenbus-late-init"
#endif

#define NAME_LENGTH	64
#define PATH_LENGTH	256
#define MESSAGE_LENGTH	256
#define COMMAND_LENGTH	1024
#define MAX_DEVICES	32
#define MAX_GUESTS	64

enum server {
	SERVER_ANSWERS,		/* in dom0, or reached through the kernel */
	SERVER_NONE,		/* no process listens in dom0 */
	SERVER_SILENT,		/* it accepts connections but does not answer */
	SERVER_ELSEWHERE,	/* it is in another domain and does not answer */
};

/* The init-dom0less that belongs to the running Xen. */
struct helper {
	bool found;
	char path[PATH_LENGTH];
	/* The release of Xen for which it was built; major is 0 if that is unknown. */
	unsigned int major, minor;
};

enum outcome {
	OUTCOME_UNKNOWN,	/* "xen-dom0less init" has not run since boot */
	OUTCOME_DONE,
	OUTCOME_FAILED,		/* it failed, was killed, or could not add a page to a guest */
	OUTCOME_NOT_RUN,	/* no usable init-dom0less, or no xenstore server that answers */
};

/* What the last "xen-dom0less init" saw. */
struct record {
	enum outcome outcome;
	int status;
	/* The guest on which init-dom0less was working when it exited, 0 if none. */
	unsigned int stopped_at;
	/* The guests to which it could not add a page. */
	unsigned int no_page[MAX_GUESTS];
	size_t no_page_count;
	char said[MESSAGE_LENGTH];
};

struct machine {
	unsigned int xen_major, xen_minor;
	enum server server;
	unsigned int server_domid;	/* the domain that has the server */
	bool xen_init_dom0;		/* it has run */
	char xen_init_dom0_path[PATH_LENGTH];
	char start_server[COMMAND_LENGTH / 2];	/* the command for this host */
	bool library;			/* init-dom0less-vcpus.so is installed */
	struct helper helper;
	struct record record;
};

enum port_state {
	PORT_NONE,		/* Xen gave this guest no channel */
	PORT_UNKNOWN,		/* Xen does not show dom0 the channel's state */
	PORT_CLOSED,
	PORT_UNBOUND,
	PORT_CONNECTED,
};

enum page {
	PAGE_NONE,		/* Xen gave this guest no xenstore */
	PAGE_NOT_YET,
	PAGE_UNREADABLE,
	PAGE_THERE,
};

struct device {
	char type[16];		/* vbd, vif, … */
	char id[16];
	int backend_domid;	/* -1 if the node is missing */
	int frontend, backend;	/* XenbusState…, -1 if the node is missing */
	char error[MESSAGE_LENGTH];	/* the backend's hotplug-error */
};

struct guest {
	unsigned int domid;
	char name[NAME_LENGTH];
	unsigned int vcpus;	/* 0: unknown */
	unsigned long memory;	/* in KiB, 0: unknown */
	bool shut_down;

	uint32_t port;
	enum port_state port_state;
	unsigned int remote;	/* the domain at the channel's other end */

	enum page page;
	uint64_t frame;
	uint32_t connection;
	bool asked;		/* the guest has put a request into the ring */
	bool stalled;		/* and the server has not read it for a while */

	bool introduced;
	char missing[MESSAGE_LENGTH];	/* nodes, "" if they are complete */
	struct device devices[MAX_DEVICES];
	size_t device_count;
};

#endif /* FACTS_H */
