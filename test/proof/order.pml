/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The barriers of ring.c, as litmus tests for SPIN. Other CPUs may see two accesses of a CPU
 * to the page in either order, unless there is a barrier between them. All CPUs see an
 * access at the same time, as on Arm. This is a separate model of reordering, not the kernel's
 * memory model.
 *
 * SHAPE	the module's two accesses		its barrier	the server's
 * REQUEST	write req[], then req_prod		virt_wmb()	read req_prod, then req[]
 * ANSWER	read rsp_prod, then rsp[]		virt_rmb()	write rsp[], then rsp_prod
 * REQUEST_ROOM	read req_cons, then write req[]		virt_mb()	read req[], then write req_cons
 * ANSWER_ROOM	read rsp[], then write rsp_cons		virt_mb()	read rsp_cons, then write rsp[]
 */
#define REQUEST		1
#define ANSWER		2
#define REQUEST_ROOM	3
#define ANSWER_ROOM	4

#ifdef MUTANT_NO_BARRIER
#define BARRIER false
#else
#define BARRIER true
#endif

/*
 * bytes: new bytes are in the ring, where they may have overwritten old ones. flag: the index
 * says that new bytes are there, or that old ones were read and their room is free.
 */
bool bytes, flag;
bool flag_seen, bytes_seen;
byte ended;

#define IN_ORDER(ordered, first, second)	\
	if					\
	:: first; second			\
	:: !ordered -> second; first		\
	fi;					\
	ended++

active proctype Writer()
{
#if SHAPE == REQUEST
	IN_ORDER(BARRIER, bytes = true, flag = true)
#elif SHAPE == ANSWER
	IN_ORDER(true, bytes = true, flag = true)
#elif SHAPE == REQUEST_ROOM
	IN_ORDER(BARRIER, flag_seen = flag, bytes = true)
#else
	IN_ORDER(true, flag_seen = flag, bytes = true)
#endif
}

active proctype Reader()
{
#if SHAPE == REQUEST
	IN_ORDER(true, flag_seen = flag, bytes_seen = bytes)
#elif SHAPE == ANSWER
	IN_ORDER(BARRIER, flag_seen = flag, bytes_seen = bytes)
#elif SHAPE == REQUEST_ROOM
	IN_ORDER(true, bytes_seen = bytes, flag = true)
#else
	IN_ORDER(BARRIER, bytes_seen = bytes, flag = true)
#endif
}

active proctype Check()
{
	ended == 2;
#if SHAPE == REQUEST || SHAPE == ANSWER
	assert(!flag_seen || bytes_seen)	/* the reader saw an index before its bytes */
#else
	assert(!flag_seen || !bytes_seen)	/* bytes were overwritten before they had been read */
#endif
}
