/* SPDX-License-Identifier: GPL-2.0 */
/* Interrupts, Xen's calls, devices and sysfs, the device tree, /dev and /proc. */
#ifndef SIM_KERNEL_XEN_H
#define SIM_KERNEL_XEN_H

#include <xen/interface/xen.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/hvm/params.h>

/* Interrupts */
typedef int irqreturn_t;
#define IRQ_NONE		0
#define IRQ_HANDLED		1
typedef irqreturn_t (*irq_handler_t)(int irq, void *data);
struct irqaction {
	irq_handler_t handler, thread_fn;
	const char *name;
	void *dev_id;
};

struct irq_data { int irq; };
struct irq_desc {
	struct irq_data irq_data;
	raw_spinlock_t lock;
	struct irqaction *action;
};

int sim_request_irq(enum owner owner, unsigned int irq, irq_handler_t handler,
		    const char *name, void *dev_id);
const void *free_irq(unsigned int irq, void *dev_id);
#define request_irq(irq, handler, flags, name, id) \
	sim_request_irq(OWNER, irq, handler, name, id)
struct irq_data *irq_get_irq_data(unsigned int irq);
#define irq_data_to_desc(data)	container_of(data, struct irq_desc, irq_data)
#define irq_to_desc(irq)	irq_data_to_desc(irq_get_irq_data(irq))
#define irq_desc_has_action(desc) (!!(desc)->action)
void synchronize_irq(unsigned int irq);
void disable_irq(unsigned int irq);
void enable_irq(unsigned int irq);

/* Event channels */
int irq_from_evtchn(evtchn_port_t port);
int sim_bind_irq(enum owner owner, evtchn_port_t port);
#define bind_evtchn_to_irq(port) sim_bind_irq(OWNER, port)
int sim_bind_evtchn(enum owner owner, evtchn_port_t port, irq_handler_t handler,
		    const char *name, void *dev_id);
#define bind_evtchn_to_irqhandler(port, handler, flags, name, id) \
	sim_bind_evtchn(OWNER, port, handler, name, id)
void unbind_from_irqhandler(unsigned int irq, void *dev_id);
void rebind_evtchn_irq(evtchn_port_t port, int irq);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
int evtchn_make_refcounted(evtchn_port_t port);
#else
int evtchn_make_refcounted(evtchn_port_t port, bool is_static);
#endif
int evtchn_get(evtchn_port_t port);
void evtchn_put(evtchn_port_t port);
void notify_remote_via_evtchn(evtchn_port_t port);

/* Hypercalls */
#ifndef xen_domain
extern bool sim_xen, sim_pv, sim_dom0;
#define xen_domain()		sim_xen
#define xen_pv_domain()		sim_pv
#define xen_hvm_domain()	(sim_xen && !sim_pv)
#define xen_initial_domain()	sim_dom0
#endif
int sim_hvm_op(enum owner owner, int op, void *arg);
#define HYPERVISOR_hvm_op(op, arg) sim_hvm_op(OWNER, op, arg)
int HYPERVISOR_event_channel_op(int op, void *arg);
int HYPERVISOR_grant_table_op(unsigned int op, void *arg, unsigned int count);
#ifndef GNTST_permission_denied
#define GNTST_permission_denied (-8)
#endif
#define XEN_PAGE_SHIFT		12
#define XEN_PAGE_SIZE		4096
#define virt_to_gfn(p)		((unsigned long)(p))
#define gfn_to_virt(gfn)	((void *)(gfn))
struct sim_start_info { int store_evtchn; unsigned long store_mfn; };
extern struct sim_start_info *xen_start_info;
struct kvec { void *iov_base; size_t iov_len; };
#define SYSTEM_POWER_OFF	1
#define SYSTEM_RESTART		2
#define SYSTEM_HALT		3
#define system_state		0
#define reset_devices		0
int xen_resume_notifier_register(struct notifier_block *nb);

/* Memory and the device tree */
bool page_is_ram(unsigned long pfn);
#define pfn_valid(pfn)		page_is_ram(pfn)
#define pfn_to_page(pfn)	(pfn)
#define PageReserved(page)	((page) != 0)
struct resource { u64 start, end; };
struct device_node { const char *name; struct resource regions[2]; };
struct device_node *of_find_node_by_path(const char *path);
struct device_node *of_find_compatible_node(struct device_node *from, const char *type,
					    const char *compatible);
struct device_node *sim_next_child(struct device_node *parent, struct device_node *child);
void of_node_put(struct device_node *node);
int of_address_to_resource(struct device_node *node, int index, struct resource *r);
int of_property_read_string(struct device_node *node, const char *name, const char **value);
#define for_each_available_child_of_node(parent, child)			\
	for (child = sim_next_child(parent, NULL); child; child = sim_next_child(parent, child))

/* Devices */
struct kset { struct list_head list; spinlock_t list_lock; };
struct kobject { const char *name; struct list_head entry; struct kset *kset; };
struct device_driver {
	const char *name;
	const void *of_match_table;
	bool suppress_bind_attrs;
	int probe_type;
};

struct bus_type { const char *name; };
struct device {
	struct kobject kobj;
	struct device_driver *driver;
	const struct bus_type *bus;
	struct mutex mutex;		/* held while a driver probes it */
};

#define kobj_to_dev(k)		container_of(k, struct device, kobj)
#define dev_name(dev)		((dev)->kobj.name)
extern struct device platform_bus;
struct attribute { const char *name; unsigned short mode; };
struct attribute_group { const char *name; struct attribute **attrs; };
struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *dev, struct device_attribute *attr, char *buf);
	ssize_t (*store)(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t count);
};

struct dev_ext_attribute { struct device_attribute attr; void *var; };
struct platform_device { struct device dev; };
struct of_device_id { char compatible[32]; };
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	struct device_driver driver;
};

struct kobj_uevent_env { int unused; };
#define PROBE_FORCE_SYNCHRONOUS	1
#define PLATFORM_DEVID_NONE	(-1)
#define KOBJ_ADD		0
#define KOBJ_CHANGE		2
#define __ATTR(_name, _mode, _show, _store) \
	{ .attr = { .name = #_name, .mode = _mode }, .show = _show, .store = _store }
#define DEVICE_ATTR_RO(name) \
	struct device_attribute dev_attr_##name = __ATTR(name, 0444, name##_show, NULL)
#define DEVICE_ATTR_ADMIN_RO(name) \
	struct device_attribute dev_attr_##name = __ATTR(name, 0400, name##_show, NULL)
#define ATTRIBUTE_GROUPS(name)						\
static const struct attribute_group name##_group = { .attrs = name##_attrs }; \
static const struct attribute_group *name##_groups[] = { &name##_group, NULL }
extern struct kobject *hypervisor_kobj;
int sysfs_emit(char *buf, const char *format, ...);
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#define scnprintf(buf, size, ...) snprintf(buf, size, __VA_ARGS__)
#endif
void sysfs_notify(struct kobject *kobj, const char *dir, const char *name);
int kobject_uevent_env(struct kobject *kobj, int action, char **env);
int sysfs_create_groups(struct kobject *kobj, const struct attribute_group **groups);
void sysfs_remove_groups(struct kobject *kobj, const struct attribute_group **groups);
int sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name);
void sysfs_remove_link(struct kobject *kobj, const char *name);
int platform_driver_register(struct platform_driver *driver);
void platform_driver_unregister(struct platform_driver *driver);
struct platform_device *platform_device_register_simple(const char *name, int id,
							const void *resources, unsigned int n);
void platform_device_unregister(struct platform_device *pdev);

struct kobject *kset_find_obj(struct kset *kset, const char *name);
void kobject_put(struct kobject *kobj);

/* Files */
struct inode { int unused; };
struct file { void *private_data; unsigned int f_flags; };
typedef struct { int unused; } poll_table;
#define EPOLLIN			1
#define EPOLLRDNORM		0x40
#define O_NONBLOCK		04000
#define poll_wait(file, q, table) ((void)(table))
#define stream_open(inode, file) ((void)(inode))
#define no_llseek		NULL
struct file_operations {
	ssize_t (*read)(struct file *file, char *buf, size_t size, loff_t *pos);
	ssize_t (*write)(struct file *file, const char *buf, size_t size, loff_t *pos);
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
	__poll_t (*poll)(struct file *file, poll_table *table);
	void *llseek;
};

#define MISC_DYNAMIC_MINOR	255
struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *this_device;
};

int sim_misc_register(enum owner owner, struct miscdevice *device);
#define misc_register(device)	sim_misc_register(OWNER, device)
void misc_deregister(struct miscdevice *device);
void *sim_create_mount_point(enum owner owner, const char *name);
#define proc_create_mount_point(name) sim_create_mount_point(OWNER, name)
struct path { int none; };
int kern_path(const char *name, unsigned int flags, struct path *path);
void path_put(const struct path *path);

/* Symbols: those of the simulation's executable, as kallsyms would show them */
#define KSYM_SYMBOL_LEN		256
void *__symbol_get(const char *name);
void __symbol_put(const char *name);
int sim_format(char *buf, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int sim_scan_symbol(const char *from, const char *format, unsigned long *offset,
		    unsigned long *size);
#ifdef SIM_MODULE
#define sscanf			sim_scan_symbol
#define snprintf		sim_format
#endif

#endif /* SIM_KERNEL_XEN_H */
