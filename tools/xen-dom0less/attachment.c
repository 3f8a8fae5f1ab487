// SPDX-License-Identifier: GPL-2.0
/* One device: check whether it is attached, and if not, have xl attach it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attachment.h"
#include "process.h"
#include "spec.h"
#include "store.h"

/* libxl itself waits 10 s for a backend and 40 s for a script. */
#define XL_SECONDS	90
#define MAX_VIFS	64

void attachment_fill(struct attachment *attachment, const char *spec, bool disk)
{
	attachment->disk = disk;
	snprintf(attachment->spec, sizeof(attachment->spec), "%s", spec);
	if (!spec_value(spec, "backend", attachment->backend, sizeof(attachment->backend)) ||
	    !strcmp(attachment->backend, "0") || !strcmp(attachment->backend, "Domain-0"))
		*attachment->backend = '\0';
}

static bool disk_is_there(const struct attachment *attachment)
{
	char device[32];

	snprintf(device, sizeof(device), "vbd/%d", spec_disk_number(attachment->spec));
	return store_device_exists(attachment->domid, device);
}

static bool vif_is_there(const struct attachment *attachment)
{
	unsigned int ids[MAX_VIFS], twins = 0;
	size_t i, count = store_vifs(attachment->domid, ids, MAX_VIFS);
	char mac[32];
	bool has_mac = spec_value(attachment->spec, "mac", mac, sizeof(mac));

	for (i = 0; i < count; i++) {
		if (has_mac) {
			if (store_vif_has_mac(attachment->domid, ids[i], mac))
				return true;
		} else if (store_vif_is_marked(attachment->domid, ids[i], attachment->spec) &&
			   twins++ == attachment->twins) {
			return true;
		}
	}
	return false;
}

/* Find the interface that was not there before. Return: false if there is none. */
static bool find_new_vif(const struct attachment *attachment, const unsigned int before[],
			 size_t before_count, unsigned int *id)
{
	unsigned int ids[MAX_VIFS];
	size_t i, j, count = store_vifs(attachment->domid, ids, MAX_VIFS);

	for (i = 0; i < count; i++) {
		for (j = 0; j < before_count && before[j] != ids[i]; j++)
			;
		if (j == before_count) {
			*id = ids[i];
			return true;
		}
	}
	return false;
}

struct complaint {
	char *text;
	bool is_error;
};

/* Of all that xl prints, its first error is nearest to the cause. */
static void keep_error(char *line, void *data)
{
	struct complaint *complaint = data;
	bool is_error = strstr(line, "error");

	if (complaint->is_error || (!is_error && *complaint->text))
		return;
	complaint->is_error = is_error;
	snprintf(complaint->text, MESSAGE_LENGTH, "%.*s", MESSAGE_LENGTH - 1, line);
}

static enum attached run_xl(struct attachment *attachment, const char * const argv[])
{
	struct complaint complaint = { .text = attachment->why };
	int status;

	*attachment->why = '\0';
	status = process_run(argv, NULL, XL_SECONDS, keep_error, &complaint);
	if (!status)
		return ATTACHED;
	if (status == PROCESS_TIMED_OUT)
		snprintf(attachment->why, sizeof(attachment->why),
			 "xl did not finish within %d s", XL_SECONDS);
	else if (status == PROCESS_MISSING)
		snprintf(attachment->why, sizeof(attachment->why), "dom0 has no xl");
	else if (!*attachment->why)
		snprintf(attachment->why, sizeof(attachment->why), "xl exited with status %d",
			 status);
	return ATTACH_FAILED;
}

/*
 * If a script in dom0 fails, xl fails and leaves the device in xenstore. Remove it, or the
 * next try would find it and report it as attached. For an interface, xl needs no --force to
 * remove it even if its script fails again.
 */
static void detach(const char *domid, bool disk, unsigned int id)
{
	char number[16];
	const char * const disk_argv[] = { "xl", "block-detach", "--force", domid, number, NULL };
	const char * const vif_argv[] = { "xl", "network-detach", domid, number, NULL };

	snprintf(number, sizeof(number), "%u", id);
	process_run(disk ? disk_argv : vif_argv, NULL, XL_SECONDS, NULL, NULL);
}

static enum attached attach_disk(struct attachment *attachment, const char *domid)
{
	const char * const argv[] = { "xl", "block-attach", domid, attachment->xl_spec, NULL };
	enum attached ret = run_xl(attachment, argv);

	/*
	 * If the backend is in another domain, leave the disk attached: it works as soon as
	 * that domain serves it.
	 */
	if (ret != ATTACHED && !*attachment->backend && disk_is_there(attachment))
		detach(domid, true, spec_disk_number(attachment->spec));
	return ret;
}

static enum attached attach_vif(struct attachment *attachment, const char *domid)
{
	const char *argv[SPEC_WORDS + 4] = { "xl", "network-attach", domid };
	unsigned int before[MAX_VIFS];
	size_t count = store_vifs(attachment->domid, before, MAX_VIFS);
	char copy[sizeof(attachment->xl_spec)], *words[SPEC_WORDS];
	unsigned int id;
	size_t i, used;
	enum attached ret;

	snprintf(copy, sizeof(copy), "%s", attachment->xl_spec);
	used = spec_split(copy, words);
	/* An empty entry asks for an interface with defaults. */
	for (i = 0; i < used && *words[0]; i++)
		argv[3 + i] = words[i];
	ret = run_xl(attachment, argv);
	if (!find_new_vif(attachment, before, count, &id)) {
		if (ret != ATTACHED)
			return ret;
		snprintf(attachment->why, sizeof(attachment->why),
			 "xl succeeded, but xenstore has no new interface");
		return ATTACH_FAILED;
	}
	/*
	 * xl also fails if the backend domain does not respond within 10 s. The interface
	 * remains and works later. Mark it, or the next try would attach a second one.
	 */
	if (ret == ATTACHED || *attachment->backend)
		store_mark_vif(attachment->domid, id, attachment->spec);
	else
		detach(domid, false, id);
	return ret;
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/*
 * Return: the backend domain, 0 if it does not exist or has no xenstore yet, STORE_SEVERAL if
 * the name is not unique.
 */
static unsigned int find_backend(const struct attachment *attachment)
{
	struct guest guest = { .domid = 0 };

	if (is_number(attachment->backend))
		guest.domid = strtoul(attachment->backend, NULL, 10);
	else
		guest.domid = store_find(attachment->backend);
	if (!guest.domid || guest.domid == STORE_SEVERAL)
		return guest.domid;
	store_look(&guest);
	return guest.introduced ? guest.domid : 0;
}

/* Return: whether the backend is ready, so that xl can attach the device. */
static bool prepare_backend(struct attachment *attachment)
{
	unsigned int backend;
	char number[16];

	snprintf(attachment->xl_spec, sizeof(attachment->xl_spec), "%s", attachment->spec);
	if (!*attachment->backend)
		return true;
	backend = find_backend(attachment);
	/* Guests may change their names, so do not let xl look for this one again. */
	snprintf(number, sizeof(number), "%u", backend);
	spec_replace(attachment->spec, "backend", number, attachment->xl_spec,
		     sizeof(attachment->xl_spec));
	if (backend == STORE_SEVERAL)
		snprintf(attachment->why, sizeof(attachment->why),
			 "several domains are called %s", attachment->backend);
	else if (!backend)
		snprintf(attachment->why, sizeof(attachment->why),
			 "its backend domain %s does not exist or has no xenstore yet",
			 attachment->backend);
	else if (!store_allow_list(backend, attachment->disk ? "vbd" : "vif", attachment->domid))
		snprintf(attachment->why, sizeof(attachment->why),
			 "cannot create nodes in xenstore for the backend domain %s",
			 attachment->backend);
	else
		return true;
	return false;
}

enum attached attachment_try(struct attachment *attachment)
{
	char domid[16];

	if (attachment->disk ? disk_is_there(attachment) : vif_is_there(attachment))
		return ATTACHED_BEFORE;
	if (!prepare_backend(attachment))
		return ATTACH_WAITS;
	snprintf(domid, sizeof(domid), "%u", attachment->domid);
	attachment->tries++;
	return attachment->disk ? attach_disk(attachment, domid) : attach_vif(attachment, domid);
}
