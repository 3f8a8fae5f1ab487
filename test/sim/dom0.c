// SPDX-License-Identifier: GPL-2.0
/*
 * Dom0: init-dom0less and a xenstore server, as the world chooses. The servers write in the
 * order of tools/xenstore/xenstored_domain.c (introduce_domain(),
 * do_introduce()) of Xen 4.16, 4.17.2 and 4.17.3, in oxenstored, in init-dom0less.c, and in
 * dom0less_init_domain() of xen-troops/zephyr-xenlib.
 */
#include "sim.h"

#define FRAME	0x39001

static struct {
	struct task_struct *task;
	bool introduce, gone, ignored;
	bool serves;			/* it has introduced this domain */
	bool new_page;			/* since the first introduction */
	unsigned int changes;		/* pages given, and servers that exited */
	unsigned int introduces;	/* its value when the introduction began */
	bool has_stalled;
	u64 stalled_until;
	char in[64];
	u32 got;
	unsigned int requests;		/* that were read */
	unsigned int answers;
	bool half;			/* it has written the header of a message, but no body */
	bool half_late;			/* and no module was there to read it */
} server;

static void wake_server(void)
{
	/* Only from TASK_IDLE, so that a delay or a stall does not end early. */
	sim_wake_task(server.task, TASK_NOLOAD);
}

void notify_dom0(void)
{
	wake_server();
}

unsigned int server_answers(void)
{
	return server.answers;
}

/*
 * Has the server written half a reply that no module could wait for? A thread that something wakes
 * starts at once. An unload may only take some seconds, and cannot wait for a server that is not
 * there yet, or stalls.
 */
bool is_half_unavoidable(void)
{
	return server.half && (sim.woken || server.half_late);
}

/* Is a request in the ring that no server is there to read? */
bool is_left_unread(void)
{
	return !sim.fair_since && page.req_prod != page.req_cons;
}

/* Do the requests, read and unread, end with an incomplete message? */
bool has_partial_request(void)
{
	const u32 n = page.req_prod - page.req_cons;
	char in[2048];
	u32 i, at = 0, left;

	if (server.ignored || n > 1024 || (sim.world.left_over && !server.serves))
		return false;
	memcpy(in, server.in, server.got);
	for (i = 0; i < n; i++)
		in[server.got + i] = page.req[(page.req_cons + i) % 1024];
	for (left = server.got + n; left >= sizeof(struct xsd_sockmsg);) {
		const u32 size = sizeof(struct xsd_sockmsg) +
				 ((struct xsd_sockmsg *)(in + at))->len;

		if (size > left)
			return true;
		at += size;
		left -= size;
	}
	return left;
}

/* Record the time from which the server replies to every request, or 0 if it does not. */
static void fair(bool fair)
{
	if (!fair)
		sim.fair_since = 0;
	else if (!server.gone && server.stalled_until <= sim.now)
		sim.fair_since = sim.now;
}

/*
 * Has dom0 given a new page meanwhile, or has the server exited? Then the rest of this
 * introduction goes to the old page, or does not happen.
 */
static bool is_old(void)
{
	return server.introduces != server.changes;
}

static void zero_indices(void)
{
	u32 *indices[] = { &page.req_prod, &page.req_cons, &page.rsp_prod, &page.rsp_cons };
	unsigned int order = sim.world.zero_order, left;

	if (is_old())
		return;
	/*
	 * By default in the order of Debian's xenstored 4.17, disassembled. The source leaves it
	 * to the compiler and to the CPU.
	 */
	for (left = ARRAY_SIZE(indices); left; left--) {
		u32 **next = &indices[order % left];

		order /= left;
		if (sim.world.zero_pause_at == ARRAY_SIZE(indices) - left &&
		    sim.world.zero_pause_us) {
			sleep_ns(sim.world.zero_pause_us * NSEC_PER_USEC);
			if (is_old())
				return;
		}
		if (sim.ring_taken && !sim.unasked) {
			/* This loses requests of the in-kernel xenbus, also without the module. */
			trace("dom0 resets a ring in use");
			sim.unrecoverable = true;
		}
		if (*next == &page.req_prod && page.req_prod && sim.handing_over &&
		    !sim.ring_taken)
			sim.wiped_at = sim.now;
		**next = 0;
		sim.zeroing = left > 1;
		sim.zeroed_at = sim.now;
		memmove(next, next + 1, (indices + left - next - 1) * sizeof(*next));
		point("index");
		if (is_old())
			return;
	}
	server.got = 0;
	sim.reset_at = server.answers ? sim.now : 0;
	trace("xenstored zeroes the indices");
}

static void fill(char *ring)
{
	sim_read_barrier();
	if (!is_old())
		memset(ring, 0xff, 512);
	point("fill");
	if (!is_old())
		memset(ring + 512, 0xff, 512);
	point("fill");
}

/* Return: whether the page said RECONNECT. */
static bool connect(void)
{
	const bool connects = page.connection == 1 && !is_old();

	if (connects) {
		page.connection = 0;
		trace("xenstored says CONNECTED");
	}
	point("connected");
	return connects;
}

static void introduce(bool quiet)
{
	const struct world *w = &sim.world;

	trace("xenstored introduces the domain");
	server.introduces = server.changes;
	channel.bound = true;
	channel.to_dom0 = true;
	point("bound");
	switch (w->server) {
	case SERVER_XENSTORED:
		zero_indices();
		/* It notifies only if it has to say CONNECTED, not at a second introduction. */
		quiet |= !connect();
		break;
	case SERVER_NOTIFY_FIRST:
	case SERVER_ZEROED_PAGE:
		/* introduce_domain() notifies a new domain, do_introduce() then zeroes. */
		if (!server.serves) {
			connect();
			if (!quiet)
				event_send();
			sleep_ns(w->fill_ms ? w->fill_ms * MSEC : 100000);
		}
		zero_indices();
		quiet = true;
		break;
	case SERVER_OXENSTORED:
		/* do_introduce() binds the port again if it knows the domain. */
		if (server.serves)
			return;
		/* open_mmap() keeps the ring. The first read resets it if it says RECONNECT. */
		page.features = 1;
		if (page.connection != 1) {
			quiet = true;
			break;
		}
		zero_indices();
		if (w->fill_ms)
			sleep_ns(w->fill_ms * MSEC);
		fill(page.req);
		fill(page.rsp);
		sleep_ns(100000);
		connect();
		break;
	case SERVER_RECONNECT:
		zero_indices();
		break;
	case SERVER_EARLY:
		if (server.new_page)
			zero_indices();
		connect();
		break;
	case SERVER_ZEPHYR:
		/* It serves the ring as it is, writes the nodes, and then notifies. */
		page.features = 1;
		page.connection = 1;
		quiet |= !server.serves;
		break;
	case SERVER_NONE:
	default:
		return;
	}
	if (is_old())
		return;
	server.serves = true;
	server.ignored = false;
	/* Zephyr's page may come without an event, which an idle guest does not notice. */
	if (w->server != SERVER_ZEPHYR)
		fair(true);
	if (!quiet)
		event_send();
}

/*
 * Bytes of the response ring that the guest's CPU has not read yet: until a read barrier it may
 * see what was there before, although it has seen the new rsp_prod.
 */
static struct {
	char bytes[1024];
	bool is_new[1024];
	unsigned int n;
} late;

void sim_read_barrier(void)
{
	unsigned int i;

	for (i = 0; late.n && i < 1024; i++) {
		if (!late.is_new[i])
			continue;
		page.rsp[i] = late.bytes[i];
		late.is_new[i] = false;
		late.n--;
	}
}

static void write_response(u32 at, char byte)
{
	at %= 1024;
	late.n += !late.is_new[at];
	late.is_new[at] = true;
	late.bytes[at] = byte;
}

static void put(const void *from, u32 n)
{
	const char *bytes = from;
	u32 room, i;

	while (n) {
		room = 1024 - (page.rsp_prod - page.rsp_cons);
		if (room > 1024) {
			trace("xenstored gives up on this ring: rsp %u:%u", page.rsp_cons,
			      page.rsp_prod);
			server.ignored = true;
			return;
		}
		/* writechn() and Xs_ring.write() */
		room = min(room, n);
		if (sim.world.server != SERVER_OXENSTORED)
			room = min(room, 1024 - page.rsp_prod % 1024);
		point("response");
		for (i = 0; i < room; i++)
			write_response(page.rsp_prod + i, bytes[i]);
		point("response written");
		page.rsp_prod += room;
		event_send();
		bytes += room;
		n -= room;
		if (n && page.rsp_prod - page.rsp_cons == 1024) {
			channel.to_dom0 = false;
			block(sim.now + SEC, TASK_IDLE);
		}
	}
}

struct message {
	struct xsd_sockmsg header;
	char body[64];
};

/* As write_messages() of C xenstored, which calls writechn() for the header and for the body. */
static void put_message(const struct message *m)
{
	const unsigned int changes = server.changes;
	const bool absent = !sim.loaded || sim.loading;

	if (!world_writes_twice(&sim.world)) {
		put(m, sizeof(m->header) + m->header.len);
		return;
	}
	server.half = true;
	server.half_late = false;
	put(&m->header, sizeof(m->header));
	server.half_late = (absent && sim.now > sim.asked_at + 5 * SEC) ||
			   ((absent || sim.unload_at) && sim.left_unread);
	/* Another process gets dom0's CPU. */
	if (sim.world.half_at == server.answers && m->header.type != XS_WATCH_EVENT) {
		fair(false);
		sleep_ns(sim.world.half_us * NSEC_PER_USEC);
		if (server.changes == changes)
			fair(true);
	}
	if (server.changes != changes)
		return;		/* this server has exited, or the page is another one */
	put(m->body, m->header.len);
	server.half = false;
}

static void answer(const struct xsd_sockmsg *request, const char *body)
{
	struct message reply = { .header = *request };
	/* An introduction may come before dom0 has written this domain's nodes. */
	bool domid = request->type == XS_READ && !strcmp(body, "domid") &&
		     sim.now >= sim.world.nodes_ms * MSEC;

	switch (request->type) {
	case XS_READ:
		strcpy(reply.body, domid ? "1" : "ENOENT");
		reply.header.len = domid ? 1 : 7;
		if (!domid)
			reply.header.type = XS_ERROR;
		break;
	case XS_DIRECTORY:
		strcpy(reply.body, "ENOENT");
		reply.header.len = 7;
		reply.header.type = XS_ERROR;
		break;
	case XS_WATCH:
	case XS_UNWATCH:
		strcpy(reply.body, "OK");
		reply.header.len = 3;
		break;
	default:
		strcpy(reply.body, "EINVAL");
		reply.header.len = 7;
		reply.header.type = XS_ERROR;
	}
	if (request->type == XS_READ && !domid && !sim.ring_taken)
		check_no_nodes();
	/* Delay only the replies before the in-kernel xenbus uses the ring. */
	if (sim.world.answer_ms && !sim.ring_taken) {
		fair(false);
		sleep_ns(sim.world.answer_ms * MSEC);
		if (is_old())
			return;		/* this server has exited, and its replies with it */
		fair(true);
	}
	server.answers++;
	trace("xenstored answers request %x, type %u", request->req_id, request->type);
	put_message(&reply);
	if (request->type == XS_WATCH) {
		reply.header.type = XS_WATCH_EVENT;
		reply.header.len = request->len;
		memcpy(reply.body, body, request->len);
		put_message(&reply);
	}
}

/*
 * The server exits after it has read @server.got bytes of a request. The next one serves the ring
 * as it is, like an oxenstored that is updated or restarted. It sends no event.
 */
static bool exits(bool has_all)
{
	const struct world *w = &sim.world;
	bool after_all = w->exits_after == FIRST_REQUEST;

	if (server.requests + 1 != w->exits_at || has_all != after_all)
		return false;
	if (!has_all && server.got != w->exits_after)
		return false;
	/* This may also happen to the first requests of a kernel without the module. */
	if (sim.ring_taken && w->module)
		return false;
	server.requests++;
	trace("xenstored exits after %u bytes of a request", server.got);
	/*
	 * The next server would take the rest of a request for the beginning of one. Nobody can
	 * know which bytes were read.
	 */
	if (sim.ring_taken || !has_all)
		sim.unrecoverable = true;
	else
		sim.unanswered = true;
	server.got = 0;
	fair(false);
	channel.bound = false;
	sleep_ns(w->gone_ms * MSEC);
	channel.bound = true;
	trace("another xenstored serves the ring as it is");
	fair(server.serves);
	return true;
}

/* Return: whether it read anything. */
static bool read_requests(void)
{
	struct xsd_sockmsg *header = (void *)server.in;
	u32 n = page.req_prod - page.req_cons;

	if (!n || server.ignored)
		return false;
	point("request");
	/* While a driver polls, a request is in the ring most of the time. */
	if (sim.world.probe_polls && driver_probes())
		sleep_ns(300 * MSEC);
	if (n > 1024) {
		trace("xenstored gives up on this ring: req %u:%u", page.req_cons, page.req_prod);
		server.ignored = true;
		return false;
	}
	while (n) {
		server.in[server.got++] = page.req[page.req_cons % 1024];
		page.req_cons++;
		n--;
		/* C xenstored reads the header first. Fewer bytes only if there are no more. */
		if ((!n || server.got == sizeof(*header)) && exits(false))
			return true;
		if (server.got < sizeof(*header))
			continue;
		if (server.got == sizeof(*header) && header->len > 4096) {
			trace("xenstored gives up on this ring: a message of %u bytes",
			      header->len);
			server.ignored = true;
			return false;
		}
		if (server.got == sizeof(server.in))
			server.got--;		/* drop the end of a long message */
		if (server.got == sizeof(*header) + header->len) {
			char body[64] = "";

			memcpy(body, server.in + sizeof(*header), header->len);
			event_send();
			if (exits(true))
				return true;
			server.requests++;
			server.got = 0;
			answer(header, body);
			/* Introduce the domain again while the guest reads this reply. */
			if (sim.world.trouble == TROUBLE_TWICE &&
			    server.answers == sim.world.at_answer)
				server.introduce = true;
			return true;
		}
	}
	event_send();
	return true;
}

static void stall(void)
{
	trace("xenstored stalls for %u ms", sim.world.stall_ms);
	server.has_stalled = true;
	server.stalled_until = sim.now + sim.world.stall_ms * MSEC;
	fair(false);
}

static int server_main(void *unused)
{
	for (;;) {
		if (sim.world.trouble == TROUBLE_STALL && sim.world.at_answer &&
		    server.answers == sim.world.at_answer && !server.has_stalled)
			stall();
		if (server.stalled_until > sim.now) {
			block(server.stalled_until, TASK_UNINTERRUPTIBLE);
			continue;
		}
		if (server.stalled_until) {
			server.stalled_until = 0;
			trace("xenstored resumes");
			fair(server.serves);
		}
		if (server.introduce && !server.gone) {
			server.introduce = false;
			sim.introducing = server.answers;
			introduce(sim.world.trouble == TROUBLE_NO_EVENT);
			sim.introducing = false;
		}
		if (server.serves && !server.gone && read_requests())
			continue;
		channel.to_dom0 = false;
		if (server.gone || (!server.introduce && (!server.serves ||
							  page.req_prod == page.req_cons)))
			block(0, TASK_IDLE);
		else
			point("server");
		if (server.ignored)
			block(0, TASK_UNINTERRUPTIBLE);
	}
}

/* The page before the introduction */
static void init_page_fields(void)
{
	page.connection = sim.world.trouble == TROUBLE_STRANGE ? 7 :
			  sim.world.server != SERVER_ZEROED_PAGE;
	page.req_prod = server.new_page ? 0 : sim.world.left_over;
}

/* What the server had read or written in part no longer counts. */
static void change_server(void)
{
	server.got = 0;
	server.half = false;
	server.changes++;
}

static void give_page(void)
{
	sim_read_barrier();
	memset(&page, 0, sizeof(page));
	change_server();
	init_page_fields();
	point("page");
	channel.has_memory = true;
	channel.frame = sim.world.frame ?: FRAME;
	trace("dom0 gives the page");
}

static void tell_server(void)
{
	server.introduce = true;
	wake_server();
}

static void make_trouble(void)
{
	const struct world *w = &sim.world;

	sleep_until(w->trouble_ms * MSEC);
	switch (w->trouble) {
	case TROUBLE_TWICE:
		tell_server();
		break;
	case TROUBLE_RESET:
		if (sim.ring_taken)
			return;
		fair(false);
		server.serves = false;
		server.new_page = true;
		give_page();
		sleep_ns(w->stall_ms * MSEC);
		tell_server();
		break;
	case TROUBLE_STALL:
		if (w->at_answer)
			break;
		stall();
		wake_server();
		break;
	case TROUBLE_RESTART:
		trace("xenstored is gone");
		server.gone = true;
		/* Nobody can know which bytes it had read, or what it still had to write. */
		sim.unrecoverable |= (server.got || server.half) && w->server == SERVER_EARLY;
		change_server();
		server.serves = false;
		fair(false);
		sleep_ns(w->stall_ms * MSEC);
		server.gone = false;
		if (sim.ring_taken)
			sim.unrecoverable = true;
		page.connection = w->server != SERVER_ZEROED_PAGE;
		sim.reconnects = true;
		tell_server();
		break;
	default:
		break;
	}
}

static int script(void *unused)
{
	const struct world *w = &sim.world;

	if (!w->page_at_boot) {
		if (w->trouble == TROUBLE_BAD_FRAME) {
			sleep_until(w->page_ms * MSEC / 2);
			channel.frame = w->bad_frame;
			/* Unless the thread is held, a kernel that waits maps it and hangs. */
			sim.early_client |= !sim.load_at;
			event_send();
		}
		sleep_until(w->page_ms * MSEC);
		give_page();
	}
	if (w->server == SERVER_ZEPHYR) {
		sleep_until(w->page_ms * MSEC);
		tell_server();
	}
	sleep_until(w->introduce_ms * MSEC);
	if (page.connection == 7)
		page.connection = 1;
	if (w->server == SERVER_ZEPHYR) {
		while (!server.serves)
			sleep_ns(MSEC);
		fair(true);
		if (w->trouble != TROUBLE_NO_EVENT)
			event_send();
	} else {
		tell_server();
	}
	if (w->trouble)
		make_trouble();
	return 0;
}

static int deny(void *unused)
{
	sleep_until(sim.world.denied_ms * MSEC);
	channel.denied = true;
	/*
	 * The in-kernel xenbus also needs the parameter, and newer kernels read it again at the
	 * event. Without the module, it would come up only if it mapped the page at boot and
	 * the server has served for some time before the denial.
	 */
	sim.unrecoverable |= !sim.world.page_at_boot || !sim.fair_since ||
			     sim.now - sim.fair_since < (sim.world.steals ? 100 * MSEC : MSEC);
	trace("Xen's new policy denies STORE_PFN");
	return 0;
}

/* A CPU that sometimes has other work */
static int busy(void *cpu)
{
	for (;;) {
		sleep_ns(sim.world.tick_ms * MSEC);
		cpu_ticks((long)cpu);
	}
}

void dom0_start(void)
{
	unsigned long i;

	memset(&server, 0, sizeof(server));
	memset(&late, 0, sizeof(late));
	if (sim.world.page_at_boot) {
		init_page_fields();
		channel.has_memory = true;
		channel.frame = sim.world.frame ?: FRAME;
	}
	server.task = spawn_on(DOM0_CPU, "xenstored", server_main, NULL);
	spawn_on(DOM0_CPU, "init-dom0less", script, NULL);
	if (sim.world.denied_ms)
		spawn_on(DOM0_CPU, "policy", deny, NULL);
	for (i = 0; sim.world.tick_ms && i < sim.world.cpus; i++)
		spawn_on(DOM0_CPU, "tick", busy, (void *)i);
}
