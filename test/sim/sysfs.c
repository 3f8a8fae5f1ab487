// SPDX-License-Identifier: GPL-2.0
/* Sysfs: devices, files, uevents, the device tree, /dev and /proc. */
#include "sim.h"

static struct kobject hypervisor = { "hypervisor" };
struct kobject *hypervisor_kobj = &hypervisor;
static struct kset devices = { LIST_HEAD_INIT(devices.list) };
struct device platform_bus = { .kobj = { .name = "platform", .kset = &devices } };
static struct platform_device node_device = { .dev.kobj.name = "xen" }, own_device;
static struct platform_device second_node = { .dev.kobj.name = "xen.1" };
static struct platform_driver *driver;
static const struct attribute_group **files;
static struct kobject *files_of;
static int kobject_refs, node_refs, path_refs, readers;
static bool has_link, own_bound, mount_point;
const struct file_operations *sim_dev_xenbus;

int sysfs_emit(char *buf, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(buf, PAGE_SIZE, format, args);
	va_end(args);
	return n;
}

void sysfs_notify(struct kobject *kobj, const char *dir, const char *name)
{
	point("sysfs_notify");
	if (!kobj || !kobj->name)
		sim_oops("sysfs_notify() of no object");
	/* A poller reads the file at once. */
	sim.polled = files && !strcmp(name, "state");
	sim.polled_gone = sim.polled && read_file(name, NULL, 0) == -ENODEV;
}

int kobject_uevent_env(struct kobject *kobj, int act, char **env)
{
	might_sleep();
	trace("uevent %s %s", env[0], env[1]);
	if (!sim.polled)
		violated("a new state wakes no poller", "%s", env[0]);
	sim.polled = false;
	if (act != KOBJ_CHANGE)
		violated("a uevent has the wrong action", "%d", act);
	check_state(env[0] + sizeof("XENBUS_STATE"), env[1] + sizeof("XENBUS_MODE"));
	point("uevent");
	return 0;
}

int sysfs_create_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	struct attribute **a;

	might_sleep();
	point("sysfs_create_groups");
	if (fails(OWNER_MODULE, "sysfs_create_groups"))
		return -ENOMEM;
	files = groups;
	files_of = kobj;
	for (a = files[0]->attrs; *a; a++) {
		if ((*a)->mode != (strcmp((*a)->name, "store_frame") ? 0444 : 0400))
			violated("a file has the wrong mode", "%s", (*a)->name);
	}
	return 0;
}

void sysfs_remove_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	might_sleep();
	point("sysfs_remove_groups");
	if (sim.announced[0] && !sim.polled_gone)
		violated("unload does not tell pollers that the files disappear", "");
	files = NULL;
	/* kernfs waits until no process is in a show(). */
	while (readers)
		sleep_ns(1000);
}

int sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name)
{
	might_sleep();
	point("sysfs_create_link");
	if (fails(OWNER_MODULE, "sysfs_create_link"))
		return -ENOMEM;
	has_link = true;
	return 0;
}

void sysfs_remove_link(struct kobject *kobj, const char *name)
{
	might_sleep();
	point("sysfs_remove_link");
	has_link = false;
}

int platform_driver_register(struct platform_driver *new)
{
	might_sleep();
	point("platform_driver_register");
	if (fails(OWNER_MODULE, "platform_driver_register"))
		return -ENOMEM;
	driver = new;
	if (!sim.world.no_node && !driver->probe(&node_device) && !driver->probe(&second_node))
		violated("two devices carry the files", "");
	return 0;
}

void platform_driver_unregister(struct platform_driver *old)
{
	might_sleep();
	point("platform_driver_unregister");
	if (driver != old)
		sim_warn("driver is not registered");
	driver = NULL;
}

struct platform_device *platform_device_register_simple(const char *name, int id,
							const void *resources, unsigned int n)
{
	might_sleep();
	point("platform_device_register");
	if (fails(OWNER_MODULE, "platform_device_register_simple"))
		return ERR_PTR(-ENOMEM);
	own_device.dev.kobj.name = name;
	own_bound = true;
	if (driver && !fails(OWNER_MODULE, "probe"))
		driver->probe(&own_device);
	return &own_device;
}

void platform_device_unregister(struct platform_device *pdev)
{
	might_sleep();
	point("platform_device_unregister");
	if (pdev && !IS_ERR(pdev))
		own_bound = false;
}

int sim_misc_register(enum owner owner, struct miscdevice *device)
{
	might_sleep();
	point("misc_register");
	if (fails(owner, "misc_register"))
		return -ENOMEM;
	memory_adopt(device);
	if (sim_dev_xenbus)
		return -EEXIST;
	sim_dev_xenbus = device->fops;
	return 0;
}

void misc_deregister(struct miscdevice *device)
{
	might_sleep();
	point("misc_deregister");
	sim_dev_xenbus = NULL;
}

void xenbus_ring_ops_init(void)
{
}

/* A "/" in a device's name is a "!" in its kobject's. */
struct kobject *kset_find_obj(struct kset *kset, const char *name)
{
	static struct kobject device = { "xen!xenbus" };

	point("kset_find_obj");
	if (!sim_dev_xenbus || strcmp(name, device.name))
		return NULL;
	kobject_refs++;
	return &device;
}

void kobject_put(struct kobject *kobj)
{
	if (kobj)
		kobject_refs--;
}

void *sim_create_mount_point(enum owner owner, const char *name)
{
	might_sleep();
	point("proc_create_mount_point");
	if (fails(owner, "proc_create_mount_point"))
		return NULL;
	if (mount_point)
		sim_warn("proc_dir_entry already registered");
	mount_point = true;
	return &mount_point;
}

/* /proc is mounted, and /proc/xen exists once it has been created. */
int kern_path(const char *name, unsigned int flags, struct path *path)
{
	might_sleep();
	point("kern_path");
	if (!strcmp(name, "/proc/xen") && !mount_point)
		return -ENOENT;
	path_refs++;
	return 0;
}

void path_put(const struct path *path)
{
	path_refs--;
}

/* Frames below 0x1000 are the guest's own memory, 0x38000 the grant table's region. */
bool page_is_ram(unsigned long pfn)
{
	return pfn < 0x1000;
}

/* Is it the guest's own memory outside the reserved pool, or in the grant table's region? */
bool frame_is_taken(u64 frame)
{
	return (frame < 0x1000 && (frame < 0x800 || frame > 0x80f)) ||
	       (frame >= 0x38000 && frame < 0x39000);
}

static struct device_node nodes[] = {
	{ "reserved-memory" }, { "pool", { { 0x800000, 0x80ffff } } },
	{ "xen,xen", { { 0x38000000ULL, 0x38ffffffULL }, { 0x50000000ULL, 0xffffffffULL } } },
};

struct device_node *of_find_node_by_path(const char *path)
{
	node_refs++;
	return &nodes[0];
}

struct device_node *of_find_compatible_node(struct device_node *from, const char *type,
					    const char *compatible)
{
	if (sim.world.no_node)
		return NULL;
	node_refs++;
	return &nodes[2];
}

struct device_node *sim_next_child(struct device_node *parent, struct device_node *child)
{
	of_node_put(child);
	if (parent != &nodes[0] || child)
		return NULL;
	node_refs++;
	return &nodes[1];
}

void of_node_put(struct device_node *node)
{
	node_refs -= !!node;
}

int of_address_to_resource(struct device_node *node, int index, struct resource *r)
{
	if (index >= (int)ARRAY_SIZE(node->regions) || !node->regions[index].end)
		return -EINVAL;
	*r = node->regions[index];
	return 0;
}

int of_property_read_string(struct device_node *node, const char *name, const char **value)
{
	static const char * const words[WORDS][3] = {
		[WORDS_PLAIN] = {
			"initcall_blacklist=xenbus_probe_initcall",
			"initcall_blacklist=xenbus_init quiet",
			"initcall_blacklist=xenbus_init,xenbus_probe_initcall" },
		[WORDS_QUOTED] = {
			"\"initcall_blacklist=xenbus_probe_initcall\" quiet",
			"\"initcall_blacklist=xenbus_init\"",
			"quiet\t\"initcall_blacklist=xenbus_init,xenbus_probe_initcall\"" },
		[WORDS_VALUE_QUOTED] = {
			"quiet initcall_blacklist=\"xenbus_probe_initcall\"",
			"initcall_blacklist=\"xenbus_init\" quiet",
			"initcall_blacklist=\"xenbus_init,xenbus_probe_initcall\"" },
		[WORDS_UNKNOWN] = {
			"initcall_blacklist=no,xenbus_dev_init,xenbus_probe_initcall",
			"initcall_blacklist=xenbus_init initcall_blacklist=xenbus_probe",
			"initcall_blacklist=xenbus_init,xenbus_init2,xenbus_probe_initcall" },
	};
	const struct world *w = &sim.world;

	if (!w->no_probe && !w->no_init)
		return -EINVAL;
	*value = words[w->words][!w->no_init ? 0 : !w->no_probe ? 1 : 2];
	return 0;
}

/*
 * Read a file without letting simulated time pass. Return: its length without the newline, or an
 * errno.
 */
int read_file(const char *name, char *to, size_t size)
{
	struct task_struct *task = current;
	static char buf[4096];
	struct attribute **a;
	int n = -ENOENT;

	current = NULL;
	for (a = files[0]->attrs; *a; a++) {
		struct device_attribute *attr = container_of(*a, struct device_attribute, attr);

		if (!strcmp((*a)->name, name))
			n = attr->show(container_of(files_of, struct device, kobj), attr, buf);
	}
	current = task;
	if (n <= 0)
		return n;
	if (to)
		snprintf(to, size, "%.*s", n - 1, buf);
	return n - 1;
}

/* Read all files, like a monitoring process. */
void read_files(void)
{
	static char buf[4096];
	struct attribute **a;
	int n;

	if (!files)
		return;
	for (a = files[0]->attrs; files && *a; a++) {
		struct device_attribute *attr = container_of(*a, struct device_attribute, attr);

		readers++;
		n = attr->show(container_of(files_of, struct device, kobj), attr, buf);
		readers--;
		if (n > 0 && buf[n - 1] != '\n')
			violated("a file does not end with a newline", "%s", (*a)->name);
	}
}

void sysfs_check(void)
{
	if (files || has_link || driver || own_bound)
		violated("unload leaves files or devices", "");
	if (kobject_refs || node_refs || path_refs)
		violated("unload leaves a reference", "devices %d, nodes %d, paths %d",
			 kobject_refs, node_refs, path_refs);
}

/* xenbus_init() creates it on every kernel, if it runs. */
bool has_mount_point(void)
{
	return mount_point;
}

void sysfs_reset(void)
{
	driver = NULL;
	files = NULL;
	kobject_refs = 0;
	node_refs = 0;
	path_refs = 0;
	readers = 0;
	has_link = false;
	own_bound = false;
	mount_point = false;
	sim_dev_xenbus = NULL;
}
