/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of the kernel that ring.c needs, for a checker. dom0 may change the page at any
 * time, so each read and each barrier may find it changed. Each write is checked.
 */
#ifndef PROOF_KERNEL_H
#define PROOF_KERNEL_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef int64_t s64;
typedef uint64_t u64;

typedef uint32_t evtchn_port_t;
typedef int irqreturn_t;
typedef irqreturn_t (*irq_handler_t)(int irq, void *data);

/* Xen's own header, from libxen-dev */
#include <xen/io/xs_wire.h>

#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE KERNEL_VERSION(7, 3, 0)
#define DEVICE_ATTR_ADMIN_RO(name)

#define KBUILD_MODNAME "xenbus_late_init"
#ifndef msleep
#define pr_info(...)		((void)0)
#define msleep(ms)		((void)(ms))
#endif

#define HZ 250
#define offsetofend(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#define min(a, b) ((a) < (b) ? (a) : (b))

#define DECLARE_WAIT_QUEUE_HEAD(name) int name
#define wake_up(queue) ((void)*(queue))
#define wq_has_sleeper(queue) ((void)*(queue), true)
#define wait_event_idle(queue, condition) ((void)0)

/* The condition is checked again at each wake-up and on timeout. */
#ifndef wait_event_interruptible_hrtimeout
#define wait_event_interruptible_hrtimeout(queue, condition, timeout)	\
	do {								\
		(void)*(&(queue));					\
		(void)(timeout);					\
		if (!(condition))					\
			(void)(condition);				\
	} while (0)
#endif

/* Any time may pass between two reads of the clock. */
unsigned long read_jiffies(void);
#define jiffies			read_jiffies()
#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define msecs_to_jiffies(ms)	((unsigned long)(ms) * HZ / 1000)
#define NSEC_PER_USEC		1000L
#define ns_to_ktime(ns)		((s64)(ns))

struct xenstore_domain_interface;

#ifdef THREADS	/* real threads */
#define READ_ONCE(field)	__atomic_load_n(&(field), __ATOMIC_RELAXED)
#define WRITE_ONCE(field, value) __atomic_store_n(&(field), value, __ATOMIC_RELAXED)
#define cmpxchg(field, old, new) __sync_val_compare_and_swap(field, old, new)
#define virt_mb()		__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define virt_rmb()		__atomic_thread_fence(__ATOMIC_ACQUIRE)
#define virt_wmb()		__atomic_thread_fence(__ATOMIC_RELEASE)
#else
u32 page_read(const void *field);
void page_write(void *field, u32 value);
u32 page_cmpxchg(void *field, u32 old, u32 new);
void page_changes(void);

#define READ_ONCE(field)	page_read(&(field))
#define WRITE_ONCE(field, value) page_write(&(field), value)
#define cmpxchg(field, old, new) page_cmpxchg(field, old, new)
#define virt_mb()		page_changes()
#define virt_rmb()		page_changes()
#define virt_wmb()		page_changes()
#endif

u64 ktime_get_boottime_ns(void);

#endif /* PROOF_KERNEL_H */
