/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An arm64 Image that runs before a guest's kernel. The unmodified kernel follows it.
 * With WAIT, it starts the kernel only after dom0 has set STORE_PFN. The kernel then
 * finds the xenstore page at boot, as on Xen 4.21 and newer. With NODES, a device
 * tree, it adds these nodes to the kernel's tree, see gate-nodes.c, because Xen passes
 * on only a few kinds of nodes.
 *
 * KERNEL is the kernel's file. TEXT_OFFSET, IMAGE_SIZE and FLAGS are from its header.
 * The MMU is off, so addresses are physical. The emulator has no caches, so Xen sees
 * at once what is written here.
 */
#define KERNEL_OFFSET	0x200000	/* a kernel must be at a multiple of 2 MiB */

#define HVM_OP			34
#define HVMOP_GET_PARAM		1
#define HVM_PARAM_STORE_PFN	1
#define SCHED_OP		29
#define SCHEDOP_POLL		3
#define DOMID_SELF		0x7ff0

#define SECOND	1000000000
#define NAP	20000000

	.macro	hypercall number, operation, argument
	mov	x16, #\number
	mov	x0, #\operation
	adr	x1, \argument
	hvc	#0xea1
	.endm

	b	start
	.long	0
	.quad	0				/* text_offset */
	.quad	KERNEL_OFFSET + TEXT_OFFSET + IMAGE_SIZE
	.quad	FLAGS
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

start:	/* x0 to x3 are for the kernel; a hypercall preserves all other registers */
	mov	x19, x0
	mov	x20, x1
	mov	x21, x2
	mov	x22, x3
#ifdef WAIT
	mrs	x4, cntfrq_el0
	ldr	x5, =SECOND
	udiv	x23, x5, x4			/* nanoseconds per tick */

look:	hypercall HVM_OP, HVMOP_GET_PARAM, param
	ldr	x4, frame
	add	x4, x4, #1
	cmp	x4, #1				/* neither ~0 nor 0? */
	b.hi	page_is_set

	/* Xen's time starts a little later than the counter, so the sleep is a bit longer. */
	mrs	x4, cntpct_el0
	mul	x4, x4, x23
	ldr	x5, =NAP
	add	x4, x4, x5
	adr	x5, until
	str	x4, [x5]
	hypercall SCHED_OP, SCHEDOP_POLL, poll
	b	look

page_is_set:
#endif
	mov	x0, x19
#ifdef NODES
	adr	x1, nodes
	adr	x2, stack
	mov	sp, x2
	adr	x2, tree
	bl	add_nodes
#endif
	mov	x1, x20
	mov	x2, x21
	mov	x3, x22
	b	kernel

	.ltorg

	.balign	8
param:	.short	DOMID_SELF, 0			/* struct xen_hvm_param */
	.long	HVM_PARAM_STORE_PFN
frame:	.quad	0

poll:	.quad	poll				/* struct sched_poll: no ports */
	.quad	0
until:	.quad	0

#ifdef NODES
	.balign	8
nodes:	.incbin	NODES

	.org	KERNEL_OFFSET / 4
stack:
	.org	KERNEL_OFFSET / 2
tree:
#endif
	.org	KERNEL_OFFSET + TEXT_OFFSET
kernel:	.incbin	KERNEL
