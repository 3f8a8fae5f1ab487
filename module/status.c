// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/sysfs.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>
#include <xen/xen.h>

#include <xenbus_late_init.h>
#include <xs_wire_connection.h>

#include "compat.h"
#include "status.h"

#define LINK_NAME (strrchr(XENBUS_SYSFS, '/') + 1)

#define UNMAPPED (-1LL)

static struct {
	enum late_state state;
	enum late_mode mode;
	enum late_waiting_for waiting_for;
	bool closed;
	/* atomic, so that 32-bit machines never read half a value */
	atomic64_t frame;
	atomic64_t connection;		/* UNMAPPED or 32 bits */
	atomic64_t error, event_channel, events, attempts;
	atomic64_t load_time, served_time, ready_time;
} status = {
	.frame = ATOMIC64_INIT(HANDSHAKE_NO_FRAME),
	.connection = ATOMIC64_INIT(UNMAPPED),
};

/* The device that carries the files; NULL while there is none. */
static struct device *status_dev;

static ssize_t state_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	if (READ_ONCE(status.closed))
		return -ENODEV;
	return sysfs_emit(buf, "%s\n", state_name(READ_ONCE(status.state)));
}
static DEVICE_ATTR_RO(state);

static ssize_t mode_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%s\n", mode_name(READ_ONCE(status.mode)));
}
static DEVICE_ATTR_RO(mode);

static ssize_t waiting_for_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", waiting_for_name(READ_ONCE(status.waiting_for)));
}
static DEVICE_ATTR_RO(waiting_for);

static ssize_t store_frame_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	u64 frame = atomic64_read(&status.frame);

	if (frame == HANDSHAKE_NO_FRAME)
		return sysfs_emit(buf, XENBUS_NONE "\n");
	return sysfs_emit(buf, "0x%llx\n", frame);
}
static DEVICE_ATTR_ADMIN_RO(store_frame);

static ssize_t connection_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	s64 connection = atomic64_read(&status.connection);

	if (connection == UNMAPPED)
		return sysfs_emit(buf, XENBUS_UNMAPPED "\n");
	if (connection == XENSTORE_CONNECTED)
		return sysfs_emit(buf, XENBUS_CONNECTED "\n");
	if (connection == XENSTORE_RECONNECT)
		return sysfs_emit(buf, XENBUS_RECONNECT "\n");
	return sysfs_emit(buf, "%u\n", (u32)connection);
}
static DEVICE_ATTR_RO(connection);

static ssize_t number_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct dev_ext_attribute *number =
		container_of(attr, struct dev_ext_attribute, attr);

	return sysfs_emit(buf, "%lld\n", (s64)atomic64_read(number->var));
}

#define NUMBER(name)							\
static struct dev_ext_attribute dev_attr_##name = {			\
	__ATTR(name, 0444, number_show, NULL), &status.name		\
}

NUMBER(error);
NUMBER(event_channel);
NUMBER(events);
NUMBER(attempts);
NUMBER(load_time);
NUMBER(served_time);
NUMBER(ready_time);

static struct attribute *xenbus_attrs[] = {
	&dev_attr_state.attr,
	&dev_attr_mode.attr,
	&dev_attr_waiting_for.attr,
	&dev_attr_error.attr.attr,
	&dev_attr_event_channel.attr.attr,
	&dev_attr_store_frame.attr,
	&dev_attr_connection.attr,
	&dev_attr_events.attr.attr,
	&dev_attr_attempts.attr.attr,
	&dev_attr_load_time.attr.attr,
	&dev_attr_served_time.attr.attr,
	&dev_attr_ready_time.attr.attr,
	NULL
};
ATTRIBUTE_GROUPS(xenbus);

static int xenbus_node_probe(struct platform_device *pdev)
{
	/* Ignore a second node. The driver core does not log -ENODEV. */
	if (status_dev)
		return -ENODEV;
	status_dev = &pdev->dev;
	return 0;
}

static const struct of_device_id xenbus_node_match[] = {
	{ .compatible = "xen,xen" },
	{ }
};

/*
 * The aliases that MODULE_DEVICE_TABLE() would generate. Debian's 64-bit modpost fails on
 * the table of a 32-bit module, whose entries differ in size.
 */
MODULE_ALIAS("of:N*T*Cxen,xen");
MODULE_ALIAS("of:N*T*Cxen,xenC*");

static struct platform_driver xenbus_node_driver = {
	.probe = xenbus_node_probe,
	.driver = {
		.name = KBUILD_MODNAME,
		.of_match_table = xenbus_node_match,
		/* unbinding would remove the files of a loaded module */
		.suppress_bind_attrs = true,
		/* status_open() checks status_dev right after registering */
		.probe_type = PROBE_FORCE_SYNCHRONOUS,
	},
};

/* inotify does not report changes in sysfs, so wake pollers and send a uevent. */
static void publish(void)
{
	char state_env[32], mode_env[32];
	char *env[] = { state_env, mode_env, NULL };

	snprintf(state_env, sizeof(state_env), "XENBUS_STATE=%s",
		 state_name(status.state));
	snprintf(mode_env, sizeof(mode_env), "XENBUS_MODE=%s",
		 mode_name(status.mode));
	sysfs_notify(&status_dev->kobj, NULL, "state");
	kobject_uevent_env(&status_dev->kobj, KOBJ_CHANGE, env);
}

/*
 * A handover is over within milliseconds. With one CPU, udevd would first handle the uevent
 * for its start, and the guest's boot would wait for that. So publish that state later:
 * before the next state, or after this time.
 */
#define PUBLISH_LATER	(HZ / 10)

static void on_publish(struct work_struct *work)
{
	publish();
}

static DECLARE_DELAYED_WORK(publish_work, on_publish);

/* Used only if there is no device-tree node, or another driver is bound to it. */
static struct platform_device *own_device;

int status_open(void)
{
	int err;

	err = platform_driver_register(&xenbus_node_driver);
	if (err)
		return err;

	if (!status_dev) {
		own_device = platform_device_register_simple(KBUILD_MODNAME,
							     PLATFORM_DEVID_NONE,
							     NULL, 0);
		if (IS_ERR(own_device)) {
			err = PTR_ERR(own_device);
			goto err_driver;
		}
		if (!status_dev) {
			err = -ENODEV;
			goto err_device;
		}
	}

	err = sysfs_create_groups(&status_dev->kobj, xenbus_groups);
	if (err)
		goto err_device;
	err = sysfs_create_link(hypervisor_kobj, &status_dev->kobj, LINK_NAME);
	if (err)
		goto err_groups;
	publish();
	return 0;

err_groups:
	sysfs_remove_groups(&status_dev->kobj, xenbus_groups);
err_device:
	platform_device_unregister(own_device);
err_driver:
	own_device = NULL;
	platform_driver_unregister(&xenbus_node_driver);
	status_dev = NULL;
	return err;
}

void status_close(void)
{
	cancel_delayed_work_sync(&publish_work);
	/* Removing a sysfs file does not wake its pollers. */
	WRITE_ONCE(status.closed, true);
	sysfs_notify(&status_dev->kobj, NULL, "state");
	sysfs_remove_link(hypervisor_kobj, LINK_NAME);
	sysfs_remove_groups(&status_dev->kobj, xenbus_groups);
	platform_device_unregister(own_device);
	platform_driver_unregister(&xenbus_node_driver);
	status_dev = NULL;
}

void status_load(void)
{
	atomic64_set(&status.load_time, ktime_get_boottime_ns());
}

void status_mode(enum late_mode mode)
{
	WRITE_ONCE(status.mode, mode);
}

void status_channel(u32 port)
{
	atomic64_set(&status.event_channel, port);
}

void status_state(enum late_state state)
{
	if (state == status.state)
		return;
	if (cancel_delayed_work_sync(&publish_work))
		publish();
	if (state == STATE_READY)
		atomic64_set(&status.ready_time, ktime_get_boottime_ns());
	WRITE_ONCE(status.state, state);
	if (!status_dev)
		return;
	if (state == STATE_HANDOVER)
		schedule_delayed_work(&publish_work, PUBLISH_LATER);
	else
		publish();
}

void status_waiting_for(enum late_waiting_for waiting_for)
{
	WRITE_ONCE(status.waiting_for, waiting_for);
}

void status_error(int error)
{
	atomic64_set(&status.error, error);
}

void status_attempt(void)
{
	atomic64_set(&status.attempts, atomic64_read(&status.attempts) + 1);
}

void status_event(void)
{
	atomic64_inc(&status.events);
}

void status_page(const struct handshake_facts *facts)
{
	atomic64_set(&status.frame, facts->frame);
	atomic64_set(&status.connection,
		     facts->readable ? facts->connection : UNMAPPED);
}

void status_served(void)
{
	if (!atomic64_read(&status.served_time))
		atomic64_set(&status.served_time, ktime_get_boottime_ns());
}

u64 status_since_served(void)
{
	return ktime_get_boottime_ns() - atomic64_read(&status.served_time);
}
