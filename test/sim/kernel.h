/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel: the parts of Linux that the module and the in-kernel xenbus need, for user space.
 * This file is included first, and all of Linux's own headers are empty. Each function in
 * which the scheduler may switch tasks calls point().
 */
#ifndef SIM_KERNEL_H
#define SIM_KERNEL_H

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

typedef int8_t s8;
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int32_t s32;
typedef long long s64;
typedef uint8_t __u8;
typedef uint16_t __u16;
typedef uint32_t __u32;
typedef int32_t __s32;
typedef long long __s64;
typedef u64 __u64, phys_addr_t;
#define aligned_u64		u64 __attribute__((aligned(8)))
typedef unsigned int gfp_t, __poll_t;

#define __init
#define __exit
#define __initdata
#define __initconst
#define __user
#define __must_check
#define __printf(a, b)
#define __scanf(a, b)
#define __counted_by(member)
#define __packed		__attribute__((packed))
#define __aligned(n)		__attribute__((aligned(n)))
#define __maybe_unused		__attribute__((unused))
#define fallthrough		__attribute__((fallthrough))
#define noinline		__attribute__((noinline))
#define likely(x)		(x)
#define unlikely(x)		(x)
#define barrier()		__asm__ volatile("" : : : "memory")
#define EXPORT_SYMBOL(x)
#define EXPORT_SYMBOL_GPL(x)
#define KERNEL_VERSION(a, b, c)	(((a) << 16) + ((b) << 8) + (c))

#ifndef KBUILD_MODNAME
#define KBUILD_MODNAME		"xen"
#endif

/* Is the caller the module or the kernel? */
#ifdef SIM_MODULE
#define OWNER OWNER_MODULE
#else
#define OWNER OWNER_KERNEL
#endif
enum owner { OWNER_KERNEL, OWNER_MODULE };

#define ERESTARTSYS		512
#define MAX_ERRNO		4095
#define PAGE_SHIFT		12
#define PAGE_SIZE		4096UL
#define PHYS_MASK		((1ULL << 40) - 1)
#define BITS_PER_LONG		64
#define HZ			250
#define NSEC_PER_USEC		1000ULL
#define USEC_PER_MSEC		1000L
#define NSEC_PER_MSEC		1000000ULL
#define NSEC_PER_JIFFY		(1000000000ULL / HZ)
#define MSEC_PER_SEC		1000
#define GFP_KERNEL		0
#define GFP_NOIO		0
#define GFP_ATOMIC		0
#define __GFP_HIGH		0

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define offsetofend(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))
#define struct_size(p, member, n) (sizeof(*(p)) + (n) * sizeof((p)->member[0]))
#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define clamp(x, low, high)	min(max(x, low), high)
#define div_u64(a, b)		((u64)(a) / (b))
#define div_u64_rem		sim_div_u64_rem
#define BUILD_BUG_ON(c)		_Static_assert(!(c), #c)

/* Like in Linux: an option that is 1 becomes "0, 1, 0", any other becomes "junk 1, 0". */
#define SIM_SET_1		0,
#define SIM_SECOND(ignored, value, ...) value
#define SIM_IS_SET__(junk)	SIM_SECOND(junk 1, 0)
#define SIM_IS_SET_(value)	SIM_IS_SET__(SIM_SET_##value)
#define IS_ENABLED(option)	SIM_IS_SET_(option)
#define IS_BUILTIN(option)	SIM_IS_SET_(option)
#define IS_MODULE(option)	0
#define CONFIG_XEN		1
#define CONFIG_XEN_SYS_HYPERVISOR 1
#define CONFIG_KALLSYMS		1
#define CONFIG_XEN_COMPAT_XENFS	1
#define CONFIG_XEN_XENBUS_FRONTEND 1
#define CONFIG_XEN_BALLOON	1
#define CONFIG_XEN_UNPOPULATED_ALLOC 1
#define CONFIG_HOTPLUG_CPU	1

static inline bool is_power_of_2(unsigned long n)
{
	return n && !(n & (n - 1));
}

static inline void *ERR_PTR(long err)
{
	return (void *)err;
}

static inline long PTR_ERR(const void *p)
{
	return (long)p;
}

static inline bool IS_ERR(const void *p)
{
	return (unsigned long)p >= (unsigned long)-MAX_ERRNO;
}

#define ERR_CAST(p)		((void *)(p))
#define PTR_ERR_OR_ZERO(p)	(IS_ERR(p) ? PTR_ERR(p) : 0)

/* Scheduling: see sched.c */
void point(const char *name);
void sim_test_point(const char *name);
#define test_point(name)	sim_test_point(name)
#define XENBUS_LATE_TEST_POINT_H

/* Accesses to data that another CPU or dom0 may write at any time */
void sim_wrote(enum owner owner, const volatile void *p);
void sim_reads(enum owner owner, const volatile void *p);
#define READ_ONCE(x)		({ point("read"); sim_reads(OWNER, &(x)); \
				   *(volatile __typeof__(x) *)&(x); })
#define WRITE_ONCE(x, v)	({ point("write"); *(volatile __typeof__(x) *)&(x) = (v); \
				   sim_wrote(OWNER, &(x)); })
#define cmpxchg(p, old, new)						\
({									\
	point("cmpxchg");						\
	__typeof__(*(p)) was_ = *(p);					\
	if (was_ == (old)) {						\
		*(p) = (new);						\
		sim_wrote(OWNER, p);					\
	}								\
	was_;								\
})
#define xchg(p, new)		({ point("xchg"); __typeof__(*(p)) was_ = *(p); *(p) = (new); \
				   was_; })
void sim_read_barrier(void);
#define virt_mb()		(point("mb"), sim_read_barrier())
#define virt_rmb()		(point("rmb"), sim_read_barrier())
#define virt_wmb()		point("wmb")
#define smp_mb()		point("mb")
#define smp_load_acquire(p)	READ_ONCE(*(p))
#define smp_store_release(p, v)	WRITE_ONCE(*(p), v)
#define test_bit(b, w)		(READ_ONCE(*(w)) >> (b) & 1)
#define set_bit(b, w)		({ point("set_bit"); *(w) |= 1UL << (b); })
#define clear_bit(b, w)		({ point("clear_bit"); *(w) &= ~(1UL << (b)); })
#define test_and_clear_bit(b, w) ({ point("test_and_clear_bit"); bool was_ = *(w) >> (b) & 1; \
				   *(w) &= ~(1UL << (b)); was_; })
#define test_and_set_bit(b, w)	({ point("test_and_set_bit"); bool was_ = *(w) >> (b) & 1; \
				   *(w) |= 1UL << (b); was_; })

typedef struct { s64 v; } atomic64_t;
typedef struct { int v; } atomic_t;
#define ATOMIC64_INIT(n)	{ n }
#define ATOMIC_INIT(n)		{ n }
#define atomic64_read(p)	(((atomic64_t *)(p))->v)
#define atomic64_set(p, n)	(((atomic64_t *)(p))->v = (n))
#define atomic64_inc(p)		((p)->v++)
#define atomic_read(p)		((p)->v)
#define atomic_set(p, n)	((p)->v = (n))
#define atomic_inc(p)		((p)->v++)

/* The clock */
u64 sim_ns(void);
unsigned long sim_jiffies(void);
unsigned long sim_wheel(unsigned long expires);
#define jiffies			sim_jiffies()
#define MAX_JIFFY_OFFSET	((LONG_MAX >> 1) - 1)
#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	time_after_eq(b, a)
#define msecs_to_jiffies(ms)	(((ms) * HZ + 999UL) / 1000)
#define jiffies_to_msecs(j)	((unsigned int)((j) * (1000 / HZ)))
#define ktime_get_boottime_ns()	sim_ns()
#define ktime_get_ns()		sim_ns()
#define ktime_get()		((s64)sim_ns())
#define ktime_to_ms(t)		((t) / 1000000)
typedef s64 ktime_t;
void msleep(unsigned int ms);

/* Logs */
__attribute__((format(printf, 3, 4)))
void sim_log(enum owner owner, char level, const char *format, ...);
bool sim_ratelimit(u64 *state);
#define pr_emit(level, format, ...) sim_log(OWNER, level, pr_fmt(format), ##__VA_ARGS__)
#define pr_limited(level, ...)						\
({									\
	static u64 state_[2];						\
	if (sim_ratelimit(state_))					\
		pr_emit(level, __VA_ARGS__);				\
})
#define pr_once(level, ...)	({ static bool said_; if (!said_) pr_emit(level, __VA_ARGS__); \
				   said_ = true; })
#define pr_err(...)		pr_emit('3', __VA_ARGS__)
#define pr_warn(...)		pr_emit('4', __VA_ARGS__)
#define pr_notice(...)		pr_emit('5', __VA_ARGS__)
#define pr_info(...)		pr_emit('6', __VA_ARGS__)
#define pr_debug(...)		((void)0)
#define pr_err_ratelimited(...)	pr_limited('3', __VA_ARGS__)
#define pr_warn_ratelimited(...) pr_limited('4', __VA_ARGS__)
#define pr_info_ratelimited(...) pr_limited('6', __VA_ARGS__)
#define pr_err_once(...)	pr_once('3', __VA_ARGS__)
#define pr_warn_once(...)	pr_once('4', __VA_ARGS__)
#define pr_info_once(...)	pr_once('6', __VA_ARGS__)
#ifndef pr_fmt
#define pr_fmt(fmt)		fmt
#endif

void sim_warn(const char *what);
void sim_oops(const char *what);
#define SIM_STRING_(x)		#x
#define SIM_STRING(x)		SIM_STRING_(x)
#define WARN_ON(c)		({ bool c_ = !!(c); if (c_) sim_warn(#c); c_; })
#define WARN_ON_ONCE(c)		WARN_ON(c)
#define WARN(c, ...)		WARN_ON(c)
#define BUG_ON(c)		({ if (c) sim_oops("kernel BUG: " #c); })
#define BUG()			sim_oops("kernel BUG")

/* Memory */
void *sim_alloc(enum owner owner, size_t size, bool zero);
void kfree(const void *p);
char *sim_printf_alloc(const char *format, va_list args);
char *kasprintf(gfp_t gfp, const char *format, ...);
char *kstrdup(const char *s, gfp_t gfp);
#define kmalloc(size, gfp)	sim_alloc(OWNER, size, false)
#define kzalloc(size, gfp)	sim_alloc(OWNER, size, true)
#define kcalloc(n, size, gfp)	sim_alloc(OWNER, (n) * (size), true)
#define kmalloc_obj(x, ...)	((__typeof__(x) *)sim_alloc(OWNER, sizeof(x), false))
#define kzalloc_obj(x, ...)	((__typeof__(x) *)sim_alloc(OWNER, sizeof(x), true))
#define kmalloc_flex(x, member, n, ...) \
	((__typeof__(x) *)sim_alloc(OWNER, sizeof(x) + (n) * sizeof((x).member[0]), false))
#define kvasprintf(gfp, format, args) sim_printf_alloc(format, args)
#define get_zeroed_page(gfp)	((unsigned long)sim_alloc(OWNER, PAGE_SIZE, true))
#define free_page(p)		kfree((void *)(p))
#define MEMREMAP_WB		1
void *sim_map(enum owner owner, phys_addr_t address);
void sim_unmap(enum owner owner, void *p);
#define memremap(address, size, flags) sim_map(OWNER, address)
#define xen_remap(address, size) sim_map(OWNER, address)
#define memunmap(p)		sim_unmap(OWNER, p)
#define strscpy(to, from, size)	snprintf(to, size, "%s", from)
#define copy_to_user(to, from, n) (memcpy(to, from, n), 0)
#define copy_from_user(to, from, n) (memcpy(to, from, n), 0)
#define simple_strtoul		strtoul
unsigned long strtoul(const char *s, char **end, int base);
int kstrtou32(const char *s, unsigned int base, u32 *value);
#define kstrtouint kstrtou32

#include "kernel_sched.h"
#include "kernel_xen.h"
#endif /* SIM_KERNEL_H */
