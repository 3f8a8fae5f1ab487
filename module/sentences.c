// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/printk.h>

#include "ring.h"
#include "sentences.h"
#include "status.h"
#include "xenbus/inkernel.h"

void sentences_log_ready(bool ours)
{
	if (ours)
		pr_info("xenstore is ready, %llu us after this module saw dom0 serve it\n",
			div_u64(status_since_served(), NSEC_PER_USEC));
	else
		pr_info("xenstore is ready, the kernel's xenbus came up by itself\n");
}

void sentences_log_failure(enum wait_failure failure, int err)
{
	switch (failure) {
	case FAILURE_SILENT:
		pr_warn_ratelimited("no reply from the xenstore server within %d s (%d); retrying on its next notification or in 30 s\n",
				    RING_TIMEOUT, err);
		break;
	case FAILURE_GARBLED:
		pr_warn_ratelimited("the xenstore ring or the reply in it makes no sense (%d); retrying on the next notification or in 30 s\n",
				    err);
		break;
	case FAILURE_LOST:
		pr_err("the kernel's xenbus was woken by something else before dom0 served xenstore, or has crashed; reboot the host to recover\n");
		break;
	case FAILURE_RETRY:
		pr_err_ratelimited("the kernel's xenbus did not start (%d); retrying in 1 s\n",
				   err);
		break;
	case FAILURE_GIVE_UP:
		pr_err("the kernel's xenbus failed to start too many times (last error %d); giving up until dom0 introduces this domain again\n",
		       err);
		break;
	}
}

/*
 * In observe mode, a driver on the xen bus probes only if the kernel's own chain runs. If the
 * server replies, that driver waits for its backend.
 */
static bool chain_waits_for_driver(const struct wait *wait, u64 now, char *device, size_t size)
{
	return wait->mode == MODE_OBSERVE && wait_server_replies(wait, now) &&
	       inkernel_probing(device, size);
}

void sentences_log_not_ready(const struct wait *wait, unsigned int timeout, u64 now)
{
	char device[32];

	if (wait->state == STATE_FAILED)
		pr_warn("not ready after %u s: the last attempt failed (%d)\n",
			timeout, wait->last_error);
	else if (chain_waits_for_driver(wait, now, device, sizeof(device)))
		pr_warn("not ready after %u s: the xenstore server answers, but the driver of %s has not finished its probe; look at that device's backend\n",
			timeout, device);
	else if (wait->mode == MODE_OBSERVE && wait->handshake == HANDSHAKE_CONNECTED)
		pr_warn("not ready after %u s: dom0 serves the xenstore page, but the kernel's xenbus does not come up (was it used too early?); reboot the host to recover\n",
			timeout);
	else
		pr_warn("not ready after %u s: %s\n", timeout,
			handshake_sentence(wait->handshake));
}
