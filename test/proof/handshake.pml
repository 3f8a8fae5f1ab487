/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A model of the handshake and the handover for SPIN: dom0 with its xenstore server, the
 * xenstore event channel, the module, the in-kernel xenbus, and a process that uses
 * /dev/xen/xenbus. Each step's comment names the function that it models. test/proof/model
 * has the properties, the bounds, and a mutant for each.
 *
 * Each access to the page, to a flag that another context writes, or to a lock is a separate
 * step, so that other processes can run in between. Simplifications: a request has
 * two units, its first byte and the rest; memory is sequentially consistent; all frames
 * are valid; any time may pass between two steps, but an introduction takes less than
 * SETTLE_BEGUN, and a server that does not stall replies within RING_TIMEOUT.
 */

/* Parameters of a run */
#ifndef MODE
#define MODE	0	/* one of the three modes below; 0: all of them */
#endif
#ifndef SERVER
#define SERVER	0	/* one of the three servers below; 0: all of them */
#endif
#ifndef AGAIN
#define AGAIN	1	/* init-dom0less fails before it introduces, and is run again */
#endif
#ifndef STALLS
#define STALLS	0	/* the server stops reading for a while */
#endif
#ifndef RESETS
#define RESETS	0	/* dom0 restarts the handshake after it has served */
#endif
#ifndef NOMEM
#define NOMEM	0	/* number of allocation failures */
#endif
#ifndef LOADS
#define LOADS	1	/* how often the module is loaded */
#endif
#ifndef CLIENTS
#define CLIENTS	0	/* uses of /dev/xen/xenbus before xenstore is ready */
#endif
#ifndef UNLOAD
#define UNLOAD	0	/* the module may be unloaded at any time */
#endif
#ifndef RECHECK
#define RECHECK	1	/* with the deferrable re-check */
#endif

/* States of the in-kernel xenbus after boot, and the modes that they lead to */
#define GUARD		1	/* the kernel waits on its own */
#define REVIVE		2	/* it gave up: XS_UNKNOWN */
#define TAKEOVER	3	/* it was never probed */
#define OBSERVE		4

/* xenstore servers */
#define XENSTORED	1	/* reads parts of messages, sets XENSTORE_CONNECTED */
#define OXENSTORED	2	/* the same, but fills the rings with 0xff first */
#define RECONNECT_ONLY	3	/* never sets XENSTORE_CONNECTED, reads whole messages */

/* Units in the rings. A reply is the second unit of its request. */
#define FILL		1	/* 0xff */
#define KERNEL_TYPE	2
#define KERNEL_REST	3
#define TYPE		4
#define REST		5	/* + id */
#define IDS		2

#define RING		4	/* XENSTORE_RING_SIZE, in units */
#define SLOT(index)	((index) & 3)

/* desc->action of the store channel's irq */
#define NOBODY		0
#define MODULE		1	/* on_event() */
#define LATE		2	/* xenbus_late_init(), if the in-kernel xenbus waits */
#define XENBUS		3	/* wake_waiting() */

/* xen_store_domain_type */
#define XS_UNKNOWN	0
#define XS_PV		1
#define XS_HVM		2

/* enum handshake */
#define NO_PAGE		0
#define RECONNECT	1
#define CONNECTED	2

/* enum ring_request */
#define NONE		0
#define BEGUN		1
#define TAKEN		2
#define PUT		3
#define ANSWERED	4

/* enum late_state */
#define WAITING		0
#define HANDOVER	1
#define READY		2
#define FAILED		3

/* errors */
#define OK		0
#define DOM0		1	/* -ETIMEDOUT, -EIO: server_failed() */
#define MEMORY		2

/* waiting.work */
#define IDLE		0
#define TIMER		1
#define QUEUED		2

byte mode, server;		/* in this run */

/* The page, and the two ends of the channel */
bool pfn;			/* HVM_PARAM_STORE_PFN names it */
bool connected;			/* connection == XENSTORE_CONNECTED */
byte req_prod, req_cons, rsp_prod, rsp_cons;
byte req[RING], rsp[RING];
bool to_guest, to_dom0;		/* pending */

/* dom0 */
bool amid;			/* the introduction has zeroed the indices */
bool served;
bool notified_served;		/* served, and dom0 has notified */
bool stalled;
byte have;			/* the first unit of a message, read by the server */
bool reset;			/* dom0 has restarted the handshake after it had served */

/* The guest's irq */
byte action = NOBODY;
byte in_irq = NOBODY;		/* whose handler runs: synchronize_irq() */
bool xb_lock;			/* xb_waitq.lock */
bool will_look;			/* the running handler has seen OPEN set */

/* The in-kernel xenbus */
byte type;			/* xen_store_domain_type */
bool interface;			/* xen_store_interface */
bool evtchn = true;		/* xen_store_evtchn is not 0 */
bool thread;			/* the thread xenbus_probe exists */
bool asleep;			/* its entry is in xb_waitq */
bool woken;			/* it was woken, or probe_main() in its place */
bool alone;			/* it was woken while nobody held it */
bool ready_flag;		/* xenstored_ready */
bool chain;			/* xenstore_chain is being called: its rwsem is held */
bool chain_done;
bool event_k;			/* wake_waiting() woke xb_waitq */
byte xs_inits;			/* calls that bound the interrupt */
bool works;			/* one of its requests was answered */
bool dead;			/* without the module, it had no memory and does not retry */

/* The module */
bool text;			/* the module is loaded */
bool going;			/* MODULE_STATE_GOING */
byte refs;
byte state, m_mode;
byte nomem = NOMEM;
bool on_chain, held, is_up, set_out, going_on, prober;
bool late, bell, parked;	/* waiting.late_irq, wake_entry is in xb_waitq, held */
bool listening;
bool rung, open;		/* EVENT, OPEN */
bool pinging, heard;		/* ring_ping() waits on ring_waitq; it was woken */
bool under_way;
bool queue;			/* waiting.queue */
byte work;			/* waiting.work: IDLE, TIMER or QUEUED */
bool due;			/* waiting.due */
bool running, by_due;
byte last_error, seen, request;
byte sent_end, sent_length, id;
bool answered, garbled;

/* Local variables of look(), put() and get_answer(). They are reset after use. */
bool frame, event, settled, news, may;
byte step, prod, cons, used, start, length, err, got, was;

inline random(flag) { if :: flag = true :: flag = false fi }

/* Maybe fail with -ENOMEM, if nomem allows more failures */
inline out_of_memory(result)
{
	if
	:: nomem > 0 -> nomem--; result = MEMORY
	:: result = OK
	fi
}

inline forget()
{
	frame = false; event = false; settled = false; news = false; may = false;
	step = 0; prod = 0; cons = 0; used = 0; start = 0; length = 0; err = 0; got = 0;
	was = 0; heard = false; by_due = false
}

/* --- module/channel.c --- */

/* channel_notify() */
inline notify_dom0() { to_dom0 = true }

#define channel_taken (!listening && action != NOBODY)

/* channel_listen() */
inline listen()
{
	if
	:: m_mode != OBSERVE && !listening && action == NOBODY ->
		action = MODULE; listening = true
	:: else
	fi
}

/* channel_unlisten(): free_irq() waits for the handler. Later events stay pending */
inline unlisten()
{
	atomic {
	if
	:: listening -> in_irq != MODULE; action = NOBODY; listening = false
	:: else
	fi
	}
}

/* --- module/ring.c --- */

/* ring_request(), handshake_request(), with the ring's indices in locals */
inline ring_request(r_prod, r_cons, a_prod, a_cons)
{
	if
	:: sent_length == 0 || r_prod != sent_end -> request = NONE
	:: sent_length == 1 && r_prod == sent_end ->
		request = (r_cons == sent_end -> TAKEN : BEGUN)
	:: sent_length == 2 && r_prod == sent_end ->
		request = (a_prod > a_cons || answered -> ANSWERED : PUT)
	fi
}

/* take_for_ours() */
#define ours(at) (at >= 2 && req[SLOT(at - 2)] == TYPE && req[SLOT(at - 1)] >= REST)

/* ring_put(): publish the request up to @bytes */
inline put(bytes)
{
	/* read req_prod and req_cons, then write the bytes */
	d_step {
	prod = req_prod;
	used = prod - req_cons;
	length = bytes;
#ifdef MUTANT_PUT_WHOLE
	length = 2;
#endif
	err = OK;
	if
#ifndef MUTANT_PUT_AFRESH
	/* wiped since its first byte was published */
	:: prod != sent_end && sent_length > 0 && length == 2 -> sent_length = 0; err = DOM0
#endif
	:: else -> sent_length = (prod == sent_end -> sent_length : 0)
	fi;
	if
	:: used > RING || err -> err = DOM0; length = 0
	:: used <= RING && !err && sent_length >= length -> length = 0; notify_dom0()
	:: used <= RING && !err && sent_length < length && RING - used < 2 - sent_length ->
		err = DOM0; length = 0
	:: else ->
		start = prod - sent_length;
		if
		:: sent_length > 0
		:: sent_length == 0 && used > 0 && used <= 2 && ours(prod) ->
			start = start - 2; length = 2;
			id = req[SLOT(prod - 1)] - REST
		:: else -> id = (id + 1) % IDS
		fi;
		/* never write into the ring once the in-kernel xenbus uses it */
		assert(xs_inits == 0);
		req[SLOT(start)] = TYPE;
		req[SLOT(start + 1)] = REST + id
	fi
	};
	/* cmpxchg(&page->req_prod, …), channel_notify() */
	d_step {
	if
	:: length == 0
#ifdef MUTANT_NO_CMPXCHG
	:: length > 0 ->
#else
	:: length > 0 && req_prod != prod -> sent_length = 0; err = DOM0
	:: length > 0 && req_prod == prod ->
#endif
		assert(xs_inits == 0);
		req_prod = start + length;
		sent_end = start + length;
		sent_length = length;
		answered = false; garbled = false;
		notify_dom0()
	fi
	}
}

/* discard_answers() */
inline discard_answers()
{
	prod = rsp_prod;
	d_step {
	if
	:: rsp_cons != prod ->
		assert(xs_inits == 0);
		rsp_cons = prod;
		notify_dom0()
	:: else
	fi
	}
}

/* get_answer(): got is 1 if the reply was read, 0 if more has to come, or 2 for -EIO */
inline get_answer()
{
	/* read rsp_cons, rsp_prod and the bytes */
	d_step {
	heard = false; got = 0; start = 0;
	cons = rsp_cons;
	prod = rsp_prod;
	if
	:: prod < cons || prod - cons > RING -> got = 2
	:: prod == cons
	:: else ->
		start = 1;
		do
		:: cons < prod && got == 0 ->
			got = (rsp[SLOT(cons)] == REST + id -> 1 : 0);
			cons++
		:: else -> break
		od
	fi
	};
	/* write rsp_cons, channel_notify() */
	d_step {
	if
	:: start -> assert(xs_inits == 0); rsp_cons = cons; notify_dom0()
	:: else
	fi
	}
}

/* ring_ping(): err is OK if the server has replied */
inline ring_ping()
{
	d_step {
	if
	:: answered || garbled || req_prod != sent_end -> sent_length = 0
	:: else
	fi
	};
	if
	:: sent_length == 0 -> discard_answers()
	:: else
	fi;
	put(2);
	if
	:: err == OK ->
		pinging = true;
		used = 0;
		do
		:: get_answer();
		   if
		   :: got != 0 || used -> break
		   :: else ->
			if
			:: heard
			/* RING_TIMEOUT has expired: check the condition once more */
			:: stalled || !served || reset -> used = 1
			fi
		   fi
		od;
		atomic {
		pinging = false;
		answered = (got == 1);
		garbled = (got == 2);
		err = (got == 1 -> OK : DOM0)
		}
	:: else
	fi;
#ifdef MUTANT_TRUST_EVENT
	err = OK
#endif
}

/* --- module/handover.c, module/xenbus/ --- */

/* inkernel_start(): set page, port and type, then wake the thread or probe_main() */
inline inkernel_start()
{
	atomic {
	assert(!alone && xs_inits == 0);
	assert(served || reset);
	interface = true;
	type = XS_PV;
	going_on = true;
	evtchn = true;
	if
	:: bell -> !xb_lock; bell = false
	:: else
	fi
	};
	d_step { parked = false; woken = true; under_way = true }
}

/* hand_over(), handover_try() */
inline try_handover()
{
	/* try_module_get(), page_map() */
	atomic {
	may = !going;
	if
	:: may ->
#ifndef MUTANT_NO_GET
		refs++;
#endif
		state = HANDOVER;
		out_of_memory(err)
	:: else
	fi
	};
	if
	:: may ->
		if
		:: err == OK -> ring_ping()
		:: else
		fi;
		if
		:: err == OK ->
			unlisten();
			inkernel_start()
		:: else ->
			atomic {
#if !defined(MUTANT_NO_GET) && !defined(MUTANT_KEEP_REF)
			refs--;
#endif
			last_error = err;
			state = FAILED
			}
		fi
	:: else
	fi
}

/* --- module/waiting.c --- */

/* read_page(), its first half: the frame and the ring's indices */
inline look_at_ring()
{
	was = seen;
	frame = pfn;
	if
	:: frame ->
		/* start keeps the earlier state of the request */
		start = request;
		ring_request(req_prod, req_cons, rsp_prod, rsp_cons);
		used = (req_cons != req_prod)
	:: else -> start = NONE; request = NONE
	fi
}

/* read_page(), its second half: the connection, handshake_decide() */
inline look_at_connection()
{
	seen = (!frame -> NO_PAGE : (connected -> CONNECTED : RECONNECT));
	news = (seen != was || (start != NONE && request == NONE))
}

/* wait_is_served() sets @may; handshake_step() sets @step, the units to publish */
inline next_step()
{
	/* nothing has changed for SETTLE or SETTLE_BEGUN */
	if
	:: amid
	:: !amid && by_due -> settled = true
	:: !amid && !by_due -> random(settled)
	fi;
	may = (seen == CONNECTED);
	if
	:: seen != RECONNECT || m_mode == OBSERVE
	:: else ->
#ifdef MUTANT_TRUST_EVENT
		may = event;
#endif
		if
		:: request == NONE -> step = (event || settled -> 1 : 0)
		:: request == BEGUN && settled -> step = 2
		:: request == BEGUN && !settled && event -> notify_dom0()
		:: request == BEGUN && !settled && !event
		:: request == TAKEN -> step = 2
		:: request == PUT && used && event -> notify_dom0()
		:: request == PUT && !(used && event)
		:: request == ANSWERED -> may = true
		fi
	fi
}

/* may_try() */
inline may_try()
{
	if
	:: m_mode == OBSERVE -> may = false
	:: m_mode != OBSERVE && (state != FAILED || news || by_due ||
				 event && last_error == DOM0)
	:: else -> random(may)
	fi
}

/* arm() */
inline plan()
{
	work = (work == IDLE -> TIMER : work);
#ifndef MUTANT_NO_TIMER
	if
	:: state == FAILED ||
	   (m_mode != OBSERVE && seen == RECONNECT && (request == NONE || request == BEGUN)) ->
		due = true
	:: else
	fi
#endif
}

/* put_request(): page_map() may fail */
inline ask(bytes)
{
	out_of_memory(err);
	if
	:: err == OK ->
		put(bytes);
		d_step { ring_request(req_prod, req_cons, rsp_prod, rsp_cons) }
	:: else
	fi
}

/* waiting_finish(), inkernel_finish_init(), inkernel_release(): kthread_stop() waits */
inline finish()
{
	if
	:: prober -> chain_done; prober = false
	:: else
	fi;
	unlisten();
	d_step {
#ifndef MUTANT_NO_GET
	if
	:: under_way -> refs--
	:: else
	fi;
#endif
	under_way = false
	};
	/* never ready unless served */
	assert(works && (served || reset));
	state = READY
}

/* work_main(), on the ordered queue, as waiting.work or as waiting.due */
active proctype Work()
{
end:	do
	:: atomic {
		if
		:: work == QUEUED -> work = IDLE
		/* nothing reports the end of a chain that had begun, so poll inkernel_is_up() */
		:: (RECHECK || set_out) && work == TIMER -> work = IDLE
		:: due -> due = false; by_due = true
		fi;
		assert(text);
		running = true;
		if
		:: !open || (under_way && !is_up) -> goto idle
		:: open && is_up && !(set_out && thread) ->
			open = false; due = false; goto up
		:: else
		fi;
		/* listen before reading the page, so that no event in between is lost */
		listen();
		event = rung; rung = false;
		look_at_ring()
	   };
	   atomic {
		look_at_connection();
		next_step();
		if
		:: step == 0 && !may -> state = WAITING; plan(); goto done
		:: step > 0
		:: may ->
			may_try();
			if
			:: may
			:: else -> plan(); goto done
			fi
		fi
	   };
	   if
	   :: step == 1 -> ask(1)
	   :: step == 2 -> ask(2)
	   :: step == 0 -> try_handover()
	   fi;
	   atomic {
		if
		:: under_way
		:: !under_way && step > 0 -> state = WAITING; plan()
		:: !under_way && step == 0 -> plan()
		fi;
		goto done
	   };
up:	   finish();
done:	   atomic { forget() };
idle:	   atomic { by_due = false; running = false }
	od
}

/* --- the event channel --- */

/* waiting_kick() */
inline look_soon()
{
	assert(text);
	work = (open -> QUEUED : work)
}

/*
 * event_seen(), as interrupt handler or from waitq_woken(). An unload may begin between its
 * test of OPEN and mod_delayed_work(). The unload then waits: free_irq() for the handler,
 * inkernel_let_go() for xb_waitq's lock.
 */
inline on_bell(busy)
{
	d_step { assert(text); heard = pinging; rung = true; will_look = open };
	atomic {
	assert(text);
#ifndef MUTANT_NO_WORK_AT_EVENT
	work = (will_look -> QUEUED : work);
#endif
	will_look = false;
	busy = 0
	}
}

/* wake_up(&xb_waitq): wake the thread that sleeps there, or call waitq_woken() */
inline wake_up_xb()
{
	atomic {
	!xb_lock;
	if
	:: asleep -> asleep = false; woken = true; alone = true
	:: else
	fi;
	xb_lock = bell
	};
	if
	:: xb_lock -> on_bell(xb_lock)
	:: else
	fi
}

active proctype Irq()
{
end:	do
	:: atomic { to_guest && action == MODULE -> to_guest = false; in_irq = MODULE };
	   on_bell(in_irq)
	:: atomic { to_guest && action == LATE -> to_guest = false; in_irq = LATE };
	   if
	   :: pfn -> wake_up_xb()	/* xenbus_late_init() */
	   :: else
	   fi;
	   in_irq = NOBODY
	:: atomic { to_guest && action == XENBUS -> to_guest = false; event_k = true }
	od
}

/* --- drivers/xen/xenbus --- */

/* xb_write(), then xb_read(): a request sleeps uninterruptibly */
inline kernel_request()
{
	atomic {
	req_prod - req_cons <= RING - 2;
	/* never write into an unserved ring; without the module it may, and then it hangs */
	assert(served || alone || reset);
	if
	:: alone && !served -> goto endhung
	:: else
	fi;
	req[SLOT(req_prod)] = KERNEL_TYPE;
	req[SLOT(req_prod + 1)] = KERNEL_REST;
	req_prod = req_prod + 2;
	to_dom0 = true
	};
	do
	:: atomic { rsp_cons < rsp_prod ->
		if
		:: rsp[SLOT(rsp_cons)] == KERNEL_REST -> rsp_cons++; to_dom0 = true;
			works = true; break
		:: else -> rsp_cons++; to_dom0 = true
		fi }
	:: rsp_cons >= rsp_prod -> atomic { event_k -> event_k = false }
	od
}

/* xs_init(), xb_init_comms() */
inline xs_init()
{
	atomic {
	assert(xs_inits == 0);		/* at most one call may get as far as the interrupt */
	rsp_cons = rsp_prod;		/* "response ring is not quiescent" */
	if
	:: nomem > 0 -> nomem--; k_err = MEMORY
	:: action != NOBODY -> k_err = MEMORY	/* -EBUSY */
	:: action == NOBODY ->
		action = XENBUS;
		xs_inits++;
		out_of_memory(k_err)		/* kthread_run() */
	fi
	};
	if
	:: k_err == OK -> kernel_request()	/* xs_reset_watches() */
	:: else
	fi
}

/* free_irq() of the late interrupt */
inline free_late_irq()
{
	atomic {
	if
	:: action == LATE -> in_irq != LATE; action = NOBODY
	:: else
	fi
	}
}

/* notifier_chain_begins(), comms_start() */
inline chain_begins()
{
	/* try_module_get() */
	atomic {
	assert(text);
	held = !going;
	refs = refs + held;
#ifdef MUTANT_READY_EARLY
	is_up = true; look_soon()
#endif
	};
	if
	:: going_on ->
		type = XS_HVM;
		free_late_irq();
		do
#ifndef MUTANT_TWICE
		:: atomic { channel_taken -> assert(text); break }	/* threads_start() */
		:: atomic { !channel_taken -> assert(text) };
#else
		::
#endif
		   xs_init();
		   if
		   :: k_err == OK -> break
		   :: else		/* retry every second */
		   fi
		od
	:: else
	fi
}

/* notifier_chain_ends() */
inline chain_ends()
{
	atomic {
	assert(text);
	refs = refs - held;
	held = false;
	is_up = true;
	look_soon()
	}
}

/* xenbus_probe_thread(), xenbus_probe(): in the kernel's own thread, or in probe_main() */
active proctype Probe()
{
	byte k_err;

endasleep:
	atomic { woken -> ready_flag = true };
	if
	:: !interface ->
		assert(pfn || alone);	/* it would map frame 0 */
		interface = true;
		free_late_irq()
	:: else
	fi;
	if
	:: type == XS_HVM ->
		xs_init();
		if
		:: k_err != OK -> dead = true; goto endhung	/* xenbus_probe() ignores the error */
		:: else
		fi
	:: else
	fi;
	/* blocking_notifier_call_chain() */
	chain = true;
	if
	:: on_chain -> chain_begins()
	:: else
	fi;
	kernel_request();		/* frontend_probe_and_watch() */
	if
	:: on_chain -> chain_ends()
	:: else
	fi;
	atomic { chain = false; chain_done = true; thread = false };
endhung:
	false
}

/* A process that uses /dev/xen/xenbus, which it may have opened before the module's load */
active proctype Client()
{
	byte uses = CLIENTS;
	bool descriptor;

endidle:
	do
	:: atomic { uses > 0 && !ready_flag && queue -> uses--; random(descriptor) };
		if
		:: evtchn || descriptor -> wake_up_xb()
		:: else		/* xenbus_file_open(): -ENOENT */
		fi
	od
}

/* --- dom0 --- */

#define readable (req_prod > req_cons && \
		  (server != RECONNECT_ONLY || have || req_prod - req_cons >= 2))

/*
 * Read one unit of a request, and reply after its last one. Nothing reads a complete
 * request again, so clear it.
 */
inline serve()
{
	if
	/* 0, from a cleared page, counts as 0xff: neither is the first byte of our request */
	:: have == 0 -> have = (req[SLOT(req_cons)] -> req[SLOT(req_cons)] : FILL)
	:: else ->
		unit = req[SLOT(req_cons)];
		/*
		 * two units of 0xff in a row would be a header with a length of 4 GiB, so the
		 * server would ignore the domain
		 */
		assert(unit != FILL || reset);
		assert((unit == KERNEL_REST && have == KERNEL_TYPE) ||
		       (unit >= REST && (have == TYPE || have == FILL)) || reset);
		assert((rsp_prod >= rsp_cons && rsp_prod - rsp_cons < RING) || reset);
		rsp[SLOT(rsp_prod)] = unit;
		rsp_prod++;
		req[SLOT(req_cons)] = 0;
		req[SLOT(req_cons + RING - 1)] = 0;
		have = 0; unit = 0
	fi;
	req_cons++;
	to_guest = true
}

active proctype Dom0()
{
	byte again = AGAIN, resets = RESETS, stalls = STALLS;
	byte unit;

	/* Xen 4.21 and newer create the page before the guest boots */
	random(pfn);
new:
	/* init-dom0less: a cleared page with connection XENSTORE_RECONNECT */
	atomic {
	reset = reset || served;
	served = false; connected = false; have = 0; notified_served = false; stalled = false;
	req_prod = 0; req_cons = 0; rsp_prod = 0; rsp_cons = 0;
	req[0] = 0; req[1] = 0; req[2] = 0; req[3] = 0;
	rsp[0] = 0; rsp[1] = 0; rsp[2] = 0; rsp[3] = 0;
	pfn = true
	};
	if
	:: again > 0 -> again--; goto new
	:: skip
	fi;
	/* xs_introduce_domain(): the server zeroes the indices */
	d_step { amid = true; req_prod = 0; req_cons = 0; rsp_prod = 0; rsp_cons = 0 };
	if
	:: server == OXENSTORED -> d_step {
		req[0] = FILL; req[1] = FILL; req[2] = FILL; req[3] = FILL;
		rsp[0] = FILL; rsp[1] = FILL; rsp[2] = FILL; rsp[3] = FILL }
	:: else
	fi;
	d_step { connected = (server != RECONNECT_ONLY); served = true; amid = false };
	d_step { to_guest = true; notified_served = true };
end:	do
	:: atomic { !stalled && to_dom0 && !readable -> to_dom0 = false }
	:: atomic { !stalled && to_dom0 && readable -> serve() }
	:: atomic { stalls > 0 -> stalls--; stalled = true }
	:: stalled -> stalled = false
	:: atomic { resets > 0 -> resets-- }; goto new
	od
}

/* --- module/main.c: insmod and rmmod --- */

/* late_init(): survey_gather(), survey_decide(), start(); waiting_prepare(), waiting_begin() */
inline load()
{
	/* inkernel_watch(), inkernel_late_irq_bound(), inkernel_prober() */
	atomic {
	text = true; state = WAITING; last_error = OK; seen = CONNECTED;
	is_up = false; set_out = false; going_on = false; rung = false; request = NONE;
	sent_end = 0; sent_length = 0; answered = false; garbled = false;
	if
	:: ready_flag -> is_up = true; set_out = thread
	:: else -> on_chain = true
	fi
	};
	atomic {
	late = (action == LATE && thread);
	m_mode = (late -> GUARD : (thread -> OBSERVE : mode));
	if
	:: is_up && !thread -> state = READY; m_mode = OBSERVE
	:: else ->
		queue = true;
		prober = (m_mode == REVIVE || m_mode == TAKEOVER)
	fi
	};
	if
	:: queue ->
		d_step { look_at_ring(); look_at_connection(); forget() };
		/* inkernel_hold() */
		atomic {
		!xb_lock;
		bell = late;
		parked = late && asleep;
#ifndef MUTANT_NO_PARK
		asleep = asleep && !parked;
#endif
		if
		:: late && !parked -> bell = false; m_mode = OBSERVE
		:: else
		fi
		};
		/* inkernel_gate(true) */
		atomic {
		evtchn = !(m_mode == GUARD || m_mode == TAKEOVER);
		open = true;
		look_soon()
		}
	:: else
	fi
}

/* read_page(), outside the work */
inline look()
{
	d_step { look_at_ring() };
	d_step { look_at_connection() }
}

/* replay_missed_event(): we may have received the event that the in-kernel xenbus waits for */
inline make_good()
{
	event = rung;
	look();
	d_step {
	if
	:: seen == CONNECTED -> may = news || event || last_error != DOM0
	:: else ->
#ifdef MUTANT_OLD_EVENT
		may = seen == RECONNECT && event && (request == NONE || request == ANSWERED)
#else
		may = seen == RECONNECT && (request == ANSWERED || event && request == NONE)
#endif
	fi
	};
	/* inkernel_replay_event(): xenbus_late_init() */
	if
	:: may && pfn -> wake_up_xb()
	:: else
	fi
}

/* late_exit(), waiting_end() */
inline unload()
{
	/* inkernel_unwatch(): the rwsem is held while the chain runs */
	atomic {
	if
	:: on_chain -> !chain; on_chain = false
	:: else
	fi
	};
	if
	:: queue ->
		open = false;
		/* cancel_delayed_work_sync(), twice */
		atomic { !running -> work = IDLE };
		atomic { !running -> due = false };
		if
		:: state != READY ->
			/* complete_request() */
			do
			:: look();
				if
				:: request == BEGUN || request == TAKEN ->
#ifndef MUTANT_HASTY_UNLOAD
					request == TAKEN || !amid;	/* for SETTLE_BEGUN at most */
#endif
					ask(2)
				:: else -> break
				fi
#ifdef MUTANT_ONE_TRY
				; break
#endif
			od;
			skip;
			/* inkernel_gate(false) */
			d_step { forget(); evtchn = true }
		:: else
		fi;
		/* inkernel_let_go() */
		atomic {
		if
		:: bell -> !xb_lock; bell = false; asleep = asleep || parked
		:: else
		fi
		};
		if
		:: parked ->
			parked = false;
#ifndef MUTANT_NO_REPLAY
			make_good();
#endif
			d_step { forget() }
		:: else
		fi;
		unlisten();
#ifndef MUTANT_NO_LAST_CANCEL
		atomic { !running -> work = IDLE };
#endif
		queue = false
	:: else
	fi;
	/* inkernel_release(): kthread_stop() */
	atomic {
	if
	:: prober && woken -> chain_done
	:: else
	fi;
	prober = false;
	/* the guest is as it was found, and nothing can still call the module */
	assert(!bell && !parked && !listening && work == IDLE && !running && !due &&
	       !on_chain && action != MODULE && evtchn && refs == 0);
	text = false; going = false
	}
}

active proctype Module()
{
	byte loads = LOADS;

	atomic {
	if
	:: MODE == 0 || MODE == GUARD -> mode = GUARD; type = XS_HVM; action = LATE;
		asleep = true; thread = true
	:: MODE == 0 || MODE == REVIVE -> mode = REVIVE; type = XS_UNKNOWN
	:: MODE == 0 || MODE == TAKEOVER -> mode = TAKEOVER; type = XS_HVM
	fi;
	if
	:: SERVER == 0 || SERVER == XENSTORED -> server = XENSTORED
	:: SERVER == 0 || SERVER == OXENSTORED -> server = OXENSTORED
	:: SERVER == 0 || SERVER == RECONNECT_ONLY -> server = RECONNECT_ONLY
	fi
	};
next:
	loads--;
	load();
endloaded:
	/* delete_module(): refused only during the handover */
	atomic {
		if
		:: UNLOAD && refs == 0 -> going = true
		:: UNLOAD && refs > 0 -> assert(state == HANDOVER || chain); refs == 0; goto endloaded
		fi
	};
	unload();
endunloaded:
	if
	:: loads > 0 -> goto next
	fi
}

/* Properties that are not assertions in the steps above */

#ifdef QUIET
/*
 * No notification is lost: when no step is left, with or without the re-check, the module
 * has noticed that dom0 serves, or, if it is unloaded, the kernel's own thread has.
 */
active proctype Quiet()
{
end:	timeout;
	assert(!notified_served || stalled || reset ||
	       (text && !going -> state == READY : mode != GUARD || works))
}
#endif

#ifdef FAIR
/* If dom0 makes progress, the state eventually becomes ready. */
ltl ready { <> (state == READY || dead) }
#endif

#ifdef LEAVES
/* Every unload that is not refused terminates. */
ltl leaves { [] (going -> <> !text) }
#endif
