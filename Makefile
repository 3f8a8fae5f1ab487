# SPDX-License-Identifier: GPL-2.0
# What people type. The kernel's own build reads Kbuild instead.

KERNELRELEASE ?= $(shell uname -r)
# Yocto's module.bbclass says KERNEL_SRC, others KDIR.
KERNEL_SRC ?= /lib/modules/$(KERNELRELEASE)/build
KDIR ?= $(KERNEL_SRC)

PREFIX ?= /usr
# The hook for initramfs-tools looks for xenbus-wait in /usr/sbin.
SBINDIR ?= $(PREFIX)/sbin
MANDIR ?= $(PREFIX)/share/man
# systemd, udev, dracut and initramfs-tools look nowhere else.
UNITDIR ?= /usr/lib/systemd/system
RULESDIR ?= /usr/lib/udev/rules.d
DRACUTDIR ?= /usr/lib/dracut/modules.d
INITRAMFSDIR ?= /usr/share/initramfs-tools
# Nor does the unit for dom0.
DOM0LIBDIR ?= /usr/lib/xenbus-late-init

CFLAGS ?= -O2 -g
# With LLVM=1 and the like, CC is the kernel's compiler; any will do here.
TOOL_CC ?= $(if $(filter default,$(origin CC)),$(CROSS_COMPILE)gcc,$(CC))

# ARCH, CROSS_COMPILE, CC, LLVM, O and V reach the kernel's build by themselves.
KBUILD = $(MAKE) -C $(KDIR) M=$(CURDIR)

# What is built for user space.
BUILD ?= build
TOOL_COMMAND = $(TOOL_CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)

.PHONY: all modules modules_install tools tools_install initramfs_install install
.PHONY: dom0 dom0_install uninstall help clean dist sbom FORCE

all: modules

modules modules_install:
	$(KBUILD) $@

tools: $(BUILD)/xenbus-wait

# Is newer than what another compiler, or one with other flags, has built.
$(BUILD)/command: FORCE
	@mkdir -p $(BUILD)
	@printf '%s\n' '$(subst ','\'',$(TOOL_COMMAND))' >$@.new
	@if cmp -s $@ $@.new; then rm $@.new; else mv $@.new $@; fi

$(BUILD)/xenbus-wait: tools/xenbus-wait.c include/xenbus_late_init.h $(BUILD)/command
	$(TOOL_CC) $(CPPFLAGS) $(CFLAGS) -Wall -Wextra -Iinclude $(LDFLAGS) -o $@ $<

# What of user space a package has.
tools_install: tools
	install -D -m 0755 $(BUILD)/xenbus-wait $(DESTDIR)$(SBINDIR)/xenbus-wait
	install -D -m 0644 Documentation/man/xenbus-wait.8 $(DESTDIR)$(MANDIR)/man8/xenbus-wait.8
	install -D -m 0644 Documentation/man/xenbus_late_init.4 \
		$(DESTDIR)$(MANDIR)/man4/xenbus_late_init.4
	install -D -m 0644 boot/systemd/xenbus-ready.target $(DESTDIR)$(UNITDIR)/xenbus-ready.target
	install -D -m 0644 boot/systemd/60-xenbus-late-init.rules $(DESTDIR)$(RULESDIR)/60-xenbus-late-init.rules

# What initramfs-tools and dracut, where there are any, put into an initramfs.
initramfs_install:
	install -D -m 0755 boot/initramfs-tools/hook $(DESTDIR)$(INITRAMFSDIR)/hooks/xenbus-late-init
	install -D -m 0755 boot/initramfs-tools/local-block \
		$(DESTDIR)$(INITRAMFSDIR)/scripts/local-block/xenbus-late-init
	install -D -m 0755 -t $(DESTDIR)$(DRACUTDIR)/90xenbus-late-init \
		boot/dracut/module-setup.sh boot/dracut/xenbus-wait.sh

install: modules_install tools_install initramfs_install

# In dom0: a unit, and what makes init-dom0less bring up guests with several vCPUs.
dom0: $(BUILD)/init-dom0less-vcpus.so

$(BUILD)/init-dom0less-vcpus.so: packaging/dom0/init-dom0less-vcpus.c $(BUILD)/command
	$(TOOL_CC) $(CPPFLAGS) $(CFLAGS) -Wall -Wextra -fPIC -shared $(LDFLAGS) -o $@ $< -ldl

dom0_install: dom0
	install -D -m 0644 $(BUILD)/init-dom0less-vcpus.so $(DESTDIR)$(DOM0LIBDIR)/init-dom0less-vcpus.so
	install -D -m 0644 packaging/dom0/xen-init-dom0less.service \
		$(DESTDIR)$(UNITDIR)/xen-init-dom0less.service

# What the targets above have installed, with the same variables.
uninstall:
	rm -f $(DESTDIR)$(SBINDIR)/xenbus-wait $(DESTDIR)$(MANDIR)/man8/xenbus-wait.8
	rm -f $(DESTDIR)$(MANDIR)/man4/xenbus_late_init.4
	rm -f $(DESTDIR)$(UNITDIR)/xenbus-ready.target $(DESTDIR)$(RULESDIR)/60-xenbus-late-init.rules
	rm -f $(DESTDIR)$(INITRAMFSDIR)/hooks/xenbus-late-init
	rm -f $(DESTDIR)$(INITRAMFSDIR)/scripts/local-block/xenbus-late-init
	rm -rf $(DESTDIR)$(DRACUTDIR)/90xenbus-late-init
	rm -f $(DESTDIR)$(UNITDIR)/xen-init-dom0less.service
	rm -rf $(DESTDIR)$(DOM0LIBDIR)
	rm -f $(foreach place,extra updates,$(INSTALL_MOD_PATH)/lib/modules/$(KERNELRELEASE)/$(place)/xenbus_late_init.ko*)

# The same bytes for the same commit, whose time the files have.
VERSION = $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
DIST = $(BUILD)/xenbus-late-init-$(VERSION).tar.gz

dist:
	@mkdir -p $(BUILD)
	git -c safe.directory=$(CURDIR) -c tar.umask=0022 archive --format=tar \
		--prefix=xenbus-late-init-$(VERSION)/ HEAD >$(DIST:.gz=)
	gzip -9nf $(DIST:.gz=)

# What is in it, file by file with licence and hash, as SPDX; by the tool "reuse".
sbom: dist
	rm -rf $(BUILD)/sbom
	mkdir $(BUILD)/sbom
	tar -xzf $(DIST) -C $(BUILD)/sbom
	reuse --root $(BUILD)/sbom/xenbus-late-init-$(VERSION) spdx -o $(abspath $(DIST:.tar.gz=.spdx))

help:
	@echo 'In a guest, or for one (KDIR=, ARCH=, CROSS_COMPILE=, LLVM=):'
	@echo '  modules            build xenbus_late_init.ko (default)'
	@echo '  modules_install    install it (INSTALL_MOD_PATH=)'
	@echo '  tools_install      xenbus-wait, its manual, systemd and udev files (DESTDIR=)'
	@echo '  initramfs_install  hooks for initramfs-tools and dracut (DESTDIR=)'
	@echo '  install            all of these'
	@echo 'In dom0:'
	@echo '  dom0_install       a unit that runs init-dom0less, for several vCPUs as well (DESTDIR=)'
	@echo 'Both:'
	@echo '  uninstall          remove what was installed, with the same variables'
	@echo '  clean              remove what was built'
	@echo '  dist               $(DIST): this commit, for packages'
	@echo '  sbom               $(DIST:.tar.gz=.spdx): its files, licences and hashes'
	@echo 'To try and to test it, on Debian 12:'
	@echo '  diagnose           what a kernel needs: which row of the support table it is of (GUEST_KERNEL=)'
	@echo '                     demo and diagnose on your own Xen: XEN_IMAGE= XEN_TOOLS='
	@echo '  demo               a real Xen, dom0 and a guest in QEMU (GUEST_KERNEL=, see README.md)'
	@echo '  test               $(LANES:%=test-%)'
	@echo '  check              static checks'
	@echo '  bench              what it costs'
	@echo '  $(LONG_LANES:%=test-%)'
	@echo '                     longer ones, see CONTRIBUTING.md'

# Without the kernel's headers, which may be gone by then.
clean:
	rm -rf $(BUILD) modules.order Module.symvers
	find . -name .git -prune -o \( -name '*.o' -o -name '*.ko' -o -name '*.mod' \
		-o -name '*.mod.c' -o -name '.*.cmd' \) -exec rm -f {} +

LANES = unit build own xen harmless pace
# Those that take longer are no part of "test".
LONG_LANES = hostile debug boot dkms package diagnose

.PHONY: demo diagnose bench test check $(LANES:%=test-%) $(LONG_LANES:%=test-%)

# Each lane speaks TAP and installs what it lacks.
demo:
	test/demo
diagnose:
	test/diagnose
bench:
	test/run bench
	cat test/results/bench/table.md
test:
	test/run $(LANES)
$(LANES:%=test-%) $(LONG_LANES:%=test-%): test-%:
	test/run $*
check:
	test/run check
