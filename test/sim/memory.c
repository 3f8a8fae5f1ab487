// SPDX-License-Identifier: GPL-2.0
/* Memory, allocation failures, the clock, logs and symbols. */
#include <ctype.h>
#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "sim.h"

/* Allocations of the module may fail. The world says how often. */
bool fails(enum owner owner, const char *what)
{
	if (owner != OWNER_MODULE || !sim.fails_left || sim.now < sim.world.fails_ms * MSEC)
		return false;
	if (sim.world.fails > OFTEN ? sim.loading : !choose(CHOOSE_FAIL, 2))
		return false;
	sim.fails_left--;
	sim.lacks_memory = !sim.stuck_at;	/* else the thread that was woken does */
	trace("%s fails", what);
	return true;
}

struct block {
	struct block *next, **prev;
	enum owner owner;
	bool adopted;		/* handed to the kernel, which keeps it */
	size_t size;
	u64 bytes[];
};

static struct block *blocks;

void *sim_alloc(enum owner owner, size_t size, bool zero)
{
	struct block *b;

	might_sleep();
	point("alloc");
	if (fails(owner, "allocation"))
		return NULL;
	b = malloc(sizeof(*b) + size);
	*b = (struct block) {
		.next = blocks, .prev = &blocks, .owner = owner, .size = size };
	if (blocks)
		blocks->prev = &b->next;
	blocks = b;
	memset(b->bytes, zero ? 0 : 0x5a, size);
	return b->bytes;
}

static void free_block(struct block *b)
{
	if (b->next)
		b->next->prev = b->prev;
	*b->prev = b->next;
	free(b);
}

/*
 * Memory that the kernel frees stays readable until the run ends, because 5.10's
 * process_msg() wakes a request's queue after its owner may have freed it (fixed by
 * b0576cc9c6b8).
 */
void kfree(const void *p)
{
	struct block *b = p ? container_of(p, struct block, bytes) : NULL;

	if (b && b->adopted)
		violated("memory that the kernel uses is freed", "");
	if (b && b->owner == OWNER_MODULE)
		free_block(b);
	point("kfree");
}

/* It belongs to the kernel from now on. */
void memory_adopt(const void *p)
{
	struct block *b;

	for (b = blocks; b; b = b->next) {
		if (p >= (void *)b->bytes && (char *)p < (char *)b->bytes + b->size) {
			b->owner = OWNER_KERNEL;
			b->adopted = true;
		}
	}
}

char *sim_printf_alloc(const char *format, va_list args)
{
	char buf[512], *s;
	int n = vsnprintf(buf, sizeof(buf), format, args);

	s = sim_alloc(OWNER_KERNEL, n + 1, false);
	return memcpy(s, buf, n + 1);
}

char *kasprintf(gfp_t gfp, const char *format, ...)
{
	va_list args;
	char *s;

	va_start(args, format);
	s = sim_printf_alloc(format, args);
	va_end(args);
	return s;
}

char *kstrdup(const char *s, gfp_t gfp)
{
	return kasprintf(gfp, "%s", s);
}

int kstrtou32(const char *s, unsigned int base, u32 *value)
{
	*value = strtoul(s, NULL, base);
	return 0;
}

/*
 * The xenstore page. Dom0 and the in-kernel xenbus see it at &page, and the module at
 * another address of the same memory. Accessing a frame without memory aborts.
 */
struct page_bytes page __attribute__((aligned(4096)));
static struct page_bytes *module_view;
static int module_maps, symbol_refs;

static void share_page(void)
{
	int memory = memfd_create("page", 0);

	if (memory < 0 || ftruncate(memory, sizeof(page)) ||
	    mmap(&page, sizeof(page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, memory,
		 0) != &page)
		abort();
	module_view = mmap(NULL, sizeof(page), PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	close(memory);
	if (module_view == MAP_FAILED)
		abort();
}

void *sim_map(enum owner owner, phys_addr_t address)
{
	const bool looks = owner == OWNER_MODULE && sim.look_maps;
	static void *hole;

	might_sleep();
	point("memremap");
	if (owner == OWNER_MODULE)
		sim.look_maps = false;
	if (fails(owner, "memremap"))
		return NULL;
	/* STORE_PFN is ~0 while there is no page, and arm64's __ioremap_caller() rejects that. */
	if (address >> 48)
		return NULL;
	if (owner == OWNER_MODULE && !sim.world.no_node && frame_is_taken(address >> PAGE_SHIFT))
		violated("the module maps memory that is not the page", "frame %llx",
			 address >> PAGE_SHIFT);
	if (channel.has_memory && address >> PAGE_SHIFT == channel.frame) {
		if (looks)
			sim.seen_connection = page.connection;
		module_maps += owner == OWNER_MODULE;
		return owner == OWNER_MODULE ? module_view : &page;
	}
	if (!hole)
		hole = mmap(NULL, PAGE_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return hole;
}

void sim_unmap(enum owner owner, void *p)
{
	might_sleep();
	point("memunmap");
	if (owner != OWNER_MODULE)
		return;
	if (p == &page)
		violated("the module unmaps the kernel's mapping", "");
	module_maps--;
}

static bool in_page(const struct page_bytes *view, const volatile void *p)
{
	return (char *)p >= (char *)view && (char *)p < (char *)(view + 1);
}

/*
 * The module publishes its request just after it has seen CONNECTED. If a restarted oxenstored
 * begins its introduction between the two, it fills the ring over the request, and then gives up
 * on what it reads there. No client can prevent that: whatever it checks, it publishes later.
 */
void sim_reads(enum owner owner, const volatile void *p)
{
	if (owner != OWNER_MODULE || (p != &page.connection && p != &module_view->connection))
		return;
	sim.looked_at = page.connection ? 0 : sim.now;
	sim.reconnects = false;
}

static bool restart_is_unseen(void)
{
	const u64 stolen = sim.world.steals ? 100 * MSEC : 0;

	return sim.reconnects && sim.world.server == SERVER_OXENSTORED && sim.looked_at &&
	       sim.now - sim.looked_at < stolen + 20 * NSEC_PER_USEC;
}

/*
 * The kernel's thread was woken during a round of the module's work. It waits forever in any
 * case, so this round may end as it began.
 */
static bool just_stuck(void)
{
	return sim.stuck_at && sim.round_at <= sim.stuck_at;
}

void sim_wrote(enum owner owner, const volatile void *p)
{
	if (owner != OWNER_MODULE || !(in_page(&page, p) || in_page(module_view, p)))
		return;
	trace("the module writes the ring: req %u:%u rsp %u:%u", page.req_cons, page.req_prod,
	      page.rsp_cons, page.rsp_prod);
	/* If half of its request is in the ring, the module publishes the rest at unload. */
	if (sim.ring_taken && !just_stuck() && !(sim.stuck_at && sim.unload_at))
		violated("the module writes into the in-kernel xenbus's ring", "");
	if (p == &page.req_prod || p == &module_view->req_prod) {
		sim.asked_at = sim.now;
		if (restart_is_unseen()) {
			trace("the server reconnects just before the request is published");
			sim.unrecoverable = true;
		}
		sim.looked_at = 0;
		sim.unanswered = false;
		check_published(page.req_prod - page.req_cons);
	}
}

extern struct xenstore_domain_interface *xen_store_interface;

void memory_check(void)
{
	struct block *b;

	for (b = blocks; b; b = b->next) {
		if (b->owner == OWNER_MODULE)
			violated("unload leaks memory", "");
	}
	if (symbol_refs)
		violated("unload leaves a reference to a symbol", "");
	/* The in-kernel xenbus uses this mapping. */
	if (module_maps > ((void *)xen_store_interface == module_view))
		violated("unload leaves the page mapped", "%d times", module_maps);
}

void memory_reset(void)
{
	if (!module_view)
		share_page();
	while (blocks)
		free_block(blocks);
	module_maps = 0;
	symbol_refs = 0;
}

/* The clock */
u64 sim_ns(void)
{
	return sim.now;
}

unsigned long sim_jiffies(void)
{
	return sim.now / NSEC_PER_JIFFY;
}

/*
 * Return: the jiffy at which a timer expires, as calc_wheel_index() of kernel/time/timer.c. Timers
 * never expire early. The longer they run, the later they may expire, up to an eighth of their
 * time.
 */
unsigned long sim_wheel(unsigned long expires)
{
	const unsigned long left = expires - sim_jiffies();
	unsigned int shift = 0;

	while (left >= 63UL << shift && shift < 24)
		shift += 3;
	return ((expires >> shift) + 1) << shift;
}

bool sim_ratelimit(u64 *state)
{
	if (sim.now - state[0] > 5 * SEC) {
		state[0] = sim.now;
		state[1] = 0;
	}
	return state[1]++ < 10;
}

void sim_log(enum owner owner, char level, const char *format, ...)
{
	char line[400];
	va_list args;

	/* xb_init_comms() now drops what is in the response ring. */
	if (owner == OWNER_KERNEL && strstr(format, "response ring is not quiescent"))
		sim.unrecoverable |= is_half_unavoidable();
	point("printk");
	if (owner != OWNER_MODULE && !verbose)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	line[strcspn(line, "\n")] = 0;
	if (owner == OWNER_MODULE) {
		sim.lines++;
		check_line(line);
	}
	trace("<%c> %s", level, line);
}

void sim_warn(const char *what)
{
	sim.warnings++;
	if (!sim.crash_at)
		sim.crash_at = sim.now;
	trace("WARNING: %s", what);
}

/* The task ends and keeps its locks. In an interrupt or in init, the guest ends. */
void sim_oops(const char *what)
{
	trace("Oops: %s in %s", what, current->comm);
	sim.oops = true;
	/* Nothing excuses this: the module must also survive a kernel whose xenbus has crashed. */
	if (!strcmp(current->comm, "kworker"))
		violated("the module's work crashes", "");
	sim.thread_crashed |= !strcmp(current->comm, "xenbus_probe");
	if (!sim.crash_at)
		sim.crash_at = sim.now;
	current->atomic = 0;
	if (current->irq || !strcmp(current->comm, "init")) {
		sim.panic = true;
		stop_run();
	}
	task_exit();
}

void oops_here(void)
{
	sim_oops("bad access");
}

/* Symbols: the functions of this executable in link order */
static struct function { unsigned long start; const char *name; } *functions;
static unsigned int n_functions;

static int by_address(const void *a, const void *b)
{
	const struct function *f = a, *g = b;

	return f->start < g->start ? -1 : f->start > g->start;
}

static void read_symbols(void)
{
	int fd = open("/proc/self/exe", O_RDONLY);
	Elf64_Shdr *section;
	const char *names;
	struct stat st;
	Elf64_Ehdr *elf;
	Elf64_Sym *sym;
	unsigned int i, j;

	if (fd < 0 || fstat(fd, &st))
		abort();
	elf = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (elf == MAP_FAILED)
		abort();
	section = (void *)((char *)elf + elf->e_shoff);
	for (i = 0; i < elf->e_shnum; i++) {
		if (section[i].sh_type != SHT_SYMTAB)
			continue;
		sym = (void *)((char *)elf + section[i].sh_offset);
		names = (char *)elf + section[section[i].sh_link].sh_offset;
		functions = calloc(section[i].sh_size / sizeof(*sym), sizeof(*functions));
		for (j = 0; j < section[i].sh_size / sizeof(*sym); j++) {
			if (ELF64_ST_TYPE(sym[j].st_info) == STT_FUNC && sym[j].st_size)
				functions[n_functions++] = (struct function) {
					sym[j].st_value, names + sym[j].st_name };
		}
	}
	qsort(functions, n_functions, sizeof(*functions), by_address);
}

/* Only the oldest layout exports xenbus_probe(). */
void *__symbol_get(const char *name)
{
#ifdef SIM_OLDEST
	if (!strcmp(name, "xenbus_probe")) {
		symbol_refs++;
		return xenbus_probe;
	}
#endif
	return NULL;
}

void __symbol_put(const char *name)
{
	symbol_refs--;
}

static char *put_hex(char *to, unsigned long n)
{
	if (n > 15)
		to = put_hex(to, n / 16);
	*to++ = "0123456789abcdef"[n % 16];
	return to;
}

static int print_symbol(char *buf, unsigned long address)
{
	unsigned int low = 0, high;
	const char *name;
	char *end;

	point("%pS");
	if (!functions)
		read_symbols();
	high = n_functions - 1;
	while (high - low > 1) {
		unsigned int middle = (low + high) / 2;

		if (functions[middle].start <= address)
			low = middle;
		else
			high = middle;
	}
	/* The simulated kallsyms knows only the functions of the in-kernel xenbus. */
	if ((char *)address < __start_sim_kernel_text || (char *)address >= __stop_sim_kernel_text)
		return sprintf(buf, "0x%lx", address);
	name = functions[low].name;
	if (sim.world.names == NAMES_RENAMED && !strcmp(name, "xenbus_resume_cb"))
		name = "xenbus_resume";
	if (sim.world.names == NAMES_NO_THREADS &&
	    (!strcmp(name, "xenbus_thread") || !strcmp(name, "xenwatch_thread")))
		name = "thread";
	if (sim.world.names == NAMES_JUMP_TABLE && !strcmp(name, "register_xenbus_watch"))
		name = "register_xenbus_watch.cfi_jt";
	/* a small function near xs_init() */
	if (sim.world.names == NAMES_ALIKE && !strcmp(name, "xb_data_to_read"))
		name = "xs_init.cold";
	/* Like sprintf(), but fast: each load calls this more than a hundred times. */
	end = stpcpy(buf, name);
	if (sim.world.names == NAMES_SUFFIXED)
		end = stpcpy(end, ".llvm.1234");
	end = stpcpy(end, "+0x");
	end = stpcpy(put_hex(end, address - functions[low].start), "/0x");
	end = put_hex(end, functions[low + 1].start - functions[low].start);
	*end = 0;
	return end - buf;
}

/* snprintf(), with the kernel's format for a function */
int sim_format(char *buf, size_t size, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	if (strcmp(format, "%pS"))
		n = vsnprintf(buf, size, format, args);
	else
		n = print_symbol(buf, va_arg(args, unsigned long));
	va_end(args);
	return n;
}

static const char *get_hex(const char *from, unsigned long *n)
{
	for (*n = 0; isxdigit(*from); from++)
		*n = *n * 16 + (isdigit(*from) ? *from - '0' : *from - 'a' + 10);
	return from;
}

/* sscanf() for the only format that the module uses: what print_symbol() has written */
int sim_scan_symbol(const char *from, const char *format, unsigned long *offset,
		    unsigned long *size)
{
	if (strcmp(format, "+0x%lx/0x%lx"))
		abort();
	from = get_hex(from + 3, offset);
	get_hex(from + 3, size);
	return 2;
}
