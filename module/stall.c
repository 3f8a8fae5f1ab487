// SPDX-License-Identifier: GPL-2.0
/*
 * The in-kernel xenbus waits for each reply uninterruptibly and without a timeout, and
 * nothing can cancel a request that was lost. The work item that started the handover does
 * nothing until the chain has ended, so another one reports a stall.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/workqueue.h>

#include "stall.h"
#include "status.h"
#include "wait.h"
#include "xenbus/inkernel.h"

/* Seconds until the first check. The time doubles with each further check. */
#define STALL_TIMEOUT	60

/* Seconds between the two looks of a check */
#define LOOK_AGAIN	1

static int start_error;		/* from the chain's first entry */
static unsigned int patience;	/* seconds */
static int reported;		/* enum wait_stall, or -1 */
static bool looked;		/* once in this check */
static bool was_running;	/* the in-kernel xenbus, at that look */
static struct ring_indices before;	/* at that look, if it was running */

static void report(enum wait_stall on)
{
	char device[32];

	if (on == STALL_SERVER) {
		status_error(-ETIMEDOUT);
		status_waiting_for(WAITING_FOR_SERVER);
		pr_warn("the handover has taken more than %u s: a request of the kernel's xenbus has had no reply from the xenstore server; if the server was restarted, reboot the host to recover\n",
			patience);
		return;
	}
	if (reported == STALL_SERVER) {
		status_error(0);
		status_waiting_for(WAITING_FOR_HANDOVER);
	}
	if (!inkernel_probing(device, sizeof(device)))
		strscpy(device, "a PV device", sizeof(device));
	pr_warn("the xenstore server answers, but the driver of %s has not finished its probe after %u s; look at that device's backend\n",
		device, patience);
}

static void on_stall(struct work_struct *work);
static DECLARE_DELAYED_WORK(stall_work, on_stall);

static void on_stall(struct work_struct *work)
{
	struct ring_indices ring;
	int on;

	/* Look twice, see wait_stalled_on(). */
	looked = !looked;
	if (looked) {
		was_running = inkernel_ring(&before);
		schedule_delayed_work(&stall_work, LOOK_AGAIN * HZ);
		return;
	}
	/*
	 * Before xs_init(), or if it failed, no request is outstanding and nothing can stall.
	 * A guest that was paused during the ping may come here before xs_init().
	 */
	if (was_running && !READ_ONCE(start_error) && inkernel_ring(&ring)) {
		on = wait_stalled_on(&before, &ring);
		if (on != reported)
			report(on);
		reported = on;
	}
	patience *= 2;
	schedule_delayed_work(&stall_work, (patience / 2 - LOOK_AGAIN) * HZ);
}

void stall_begin(void)
{
	patience = STALL_TIMEOUT;
	reported = -1;
	looked = false;
	schedule_delayed_work(&stall_work, (STALL_TIMEOUT - LOOK_AGAIN) * HZ);
}

void stall_end(void)
{
	cancel_delayed_work_sync(&stall_work);
}

void stall_on_start(int err)
{
	WRITE_ONCE(start_error, err);
	if (err)
		status_error(err);
}
