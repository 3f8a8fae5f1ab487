# SPDX-License-Identifier: GPL-2.0
# The commands that people type. The kernel's own build reads Kbuild instead.

KERNELRELEASE ?= $(shell uname -r)
# Yocto's module.bbclass passes KERNEL_SRC, others pass KDIR.
KERNEL_SRC ?= /lib/modules/$(KERNELRELEASE)/build
KDIR ?= $(KERNEL_SRC)

# "make install" has two halves, the module and the user-space files. If the caller sets the
# root of one half, use it for both, or the other half would be installed on the build host.
ifeq ($(origin DESTDIR),undefined)
DESTDIR := $(INSTALL_MOD_PATH)
else ifeq ($(origin INSTALL_MOD_PATH),undefined)
export INSTALL_MOD_PATH := $(DESTDIR)
endif

PREFIX ?= /usr
# The hook for initramfs-tools expects xenbus-wait in /usr/sbin.
SBINDIR ?= $(PREFIX)/sbin
MANDIR ?= $(PREFIX)/share/man
COMPLETIONDIR ?= $(PREFIX)/share/bash-completion/completions
# systemd, udev, dracut and initramfs-tools search no other directory.
UNITDIR ?= /usr/lib/systemd/system
RULESDIR ?= /usr/lib/udev/rules.d
DRACUTDIR ?= /usr/lib/dracut/modules.d
INITRAMFSDIR ?= /usr/share/initramfs-tools
# xen-dom0less has this path compiled in.
DOM0LIBDIR ?= /usr/lib/xenbus-late-init
# How dom0 boots: systemd, sysvinit or openrc. The last two share a path.
DOM0_INIT ?= systemd
INITDIR ?= /etc/init.d

CFLAGS ?= -O2 -g
# If the caller set CC, also build the tools with it. It may be meant for the kernel, but any
# compiler for the target will do. Otherwise use $(CROSS_COMPILE)gcc.
TOOL_CC ?= $(if $(filter default,$(origin CC)),$(CROSS_COMPILE)gcc,$(CC))

# The kernel's build directory, which is not its source directory if O= is used.
KOUT = $(or $(O),$(KBUILD_OUTPUT),$(KDIR))

# The build system of a clang-built kernel passes options that gcc rejects. If the kernel's
# configuration names clang, add LLVM=1 (linked with lld) or CC=clang, unless the caller has set
# LLVM or CC.
ifeq ($(origin LLVM) $(origin CC),undefined default)
kconfig := $(firstword $(wildcard $(KOUT)/include/config/auto.conf $(KOUT)/.config))
ifneq ($(kconfig),)
ifneq ($(shell grep '^CONFIG_CC_IS_CLANG=y' $(kconfig)),)
KCLANG := $(if $(shell grep '^CONFIG_LD_IS_LLD=y' $(kconfig)),LLVM=1,CC=clang)
endif
endif
endif

# ARCH, CROSS_COMPILE, CC, LLVM, O and V reach the kernel's build by themselves.
KBUILD = $(MAKE) -C $(KDIR) M=$(CURDIR) $(KCLANG)

# The release of the kernel in KDIR: modules_install installs into lib/modules/RELEASE. In
# Debian's headers, .kernelvariables overrides KERNELRELEASE, so kernel.release does not hold
# the release. Read both files instead of running the headers' Makefile, which would modify
# the header tree.
INSTALLED_RELEASE = $(or \
	$(shell sed -n 's/^override KERNELRELEASE = //p' $(KOUT)/.kernelvariables 2>/dev/null), \
	$(shell cat $(KOUT)/include/config/kernel.release 2>/dev/null),$(KERNELRELEASE))

# The directory for everything that is built for user space.
BUILD ?= build
TOOL_COMMAND = $(TOOL_CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)

.PHONY: all kernel modules modules_install tools tools_install initramfs_install install
.PHONY: dom0 dom0_install uninstall help clean dist sbom FORCE

all: modules

modules modules_install: kernel
	$(KBUILD) $@

# Without this, make would only say that it cannot enter a directory.
kernel:
	@test -e $(KDIR)/Makefile || { \
		echo 'There are no kernel headers in $(KDIR).' >&2; \
		echo 'Install the package that contains them (linux-headers-$(KERNELRELEASE) on Debian and Ubuntu),' >&2; \
		echo 'or name the build directory of another kernel: make KDIR=...' >&2; exit 1; }

tools: $(BUILD)/xenbus-wait

# Rebuild when the compiler or its flags change.
$(BUILD)/command: FORCE
	@mkdir -p $(BUILD)
	@printf '%s\n' '$(subst ','\'',$(TOOL_COMMAND))' >$@.new
	@if cmp -s $@ $@.new; then rm $@.new; else mv $@.new $@; fi

$(BUILD)/xenbus-wait: tools/xenbus-wait.c include/xenbus_late_init.h $(BUILD)/command
	$(TOOL_CC) $(CPPFLAGS) $(CFLAGS) -Wall -Wextra -Iinclude $(LDFLAGS) -o $@ $<

# The user-space files that a package contains.
tools_install: tools
	install -D -m 0755 $(BUILD)/xenbus-wait $(DESTDIR)$(SBINDIR)/xenbus-wait
	install -D -m 0755 tools/xenbus-report $(DESTDIR)$(SBINDIR)/xenbus-report
	install -D -m 0644 -t $(DESTDIR)$(COMPLETIONDIR) tools/bash-completion/xenbus-wait tools/bash-completion/xenbus-report
	install -D -m 0644 -t $(DESTDIR)$(MANDIR)/man8 \
		Documentation/man/xenbus-wait.8 Documentation/man/xenbus-report.8
	install -D -m 0644 Documentation/man/xenbus_late_init.4 \
		$(DESTDIR)$(MANDIR)/man4/xenbus_late_init.4
	install -D -m 0644 boot/systemd/xenbus-ready.target $(DESTDIR)$(UNITDIR)/xenbus-ready.target
	install -D -m 0644 boot/systemd/60-xenbus-late-init.rules $(DESTDIR)$(RULESDIR)/60-xenbus-late-init.rules

# Hooks that put the module into an initramfs of initramfs-tools or dracut.
initramfs_install:
	install -D -m 0755 boot/initramfs-tools/hook $(DESTDIR)$(INITRAMFSDIR)/hooks/xenbus-late-init
	install -D -m 0755 boot/initramfs-tools/local-block \
		$(DESTDIR)$(INITRAMFSDIR)/scripts/local-block/xenbus-late-init
	install -D -m 0755 -t $(DESTDIR)$(DRACUTDIR)/90xenbus-late-init \
		boot/dracut/module-setup.sh boot/dracut/xenbus-wait.sh

install: modules_install tools_install initramfs_install

# In dom0: a command, units and scripts that run it at boot, and a library that makes
# init-dom0less initialise guests with several vCPUs.
dom0: $(BUILD)/init-dom0less-vcpus.so $(BUILD)/xen-dom0less

DOM0_SOURCES = $(wildcard tools/xen-dom0less/*.c)
# Read the version from main.c, because Yocto's recipe does not unpack dkms.conf.
DOM0_DEFINES = -D_GNU_SOURCE -DDOM0LIBDIR='"$(DOM0LIBDIR)"' \
	-DVERSION='"$(shell sed -n 's/^MODULE_VERSION("\(.*\)");/\1/p' module/main.c)"'

# Needs the headers of Xen's stable libraries: Debian's libxen-dev.
$(BUILD)/xen-dom0less: $(DOM0_SOURCES) $(wildcard tools/xen-dom0less/*.h) include/xs_wire_connection.h \
		$(BUILD)/command
	$(TOOL_CC) $(CPPFLAGS) $(CFLAGS) -Wall -Wextra $(DOM0_DEFINES) -Iinclude $(LDFLAGS) -o $@ \
		$(DOM0_SOURCES) -lxencall -lxenforeignmemory -lxenstore

$(BUILD)/init-dom0less-vcpus.so: packaging/dom0/init-dom0less-vcpus.c $(BUILD)/command
	$(TOOL_CC) $(CPPFLAGS) $(CFLAGS) -Wall -Wextra -fPIC -shared $(LDFLAGS) -o $@ $< -ldl

dom0_install: dom0
	install -D -m 0644 $(BUILD)/init-dom0less-vcpus.so $(DESTDIR)$(DOM0LIBDIR)/init-dom0less-vcpus.so
	install -D -m 0755 $(BUILD)/xen-dom0less $(DESTDIR)$(SBINDIR)/xen-dom0less
	install -D -m 0644 Documentation/man/xen-dom0less.8 $(DESTDIR)$(MANDIR)/man8/xen-dom0less.8
	$(foreach init,$(DOM0_INIT),$(DOM0_INIT_$(init)) &&) $(DOM0_DROP_OLD)

DOM0_INIT_systemd = install -D -m 0644 -t $(DESTDIR)$(UNITDIR) \
	packaging/dom0/xenbus-late-init-dom0.service packaging/dom0/xenbus-late-init-dom0-attach.service
DOM0_SCRIPTS = xenbus-late-init-dom0 xenbus-late-init-dom0-attach
dom0_scripts = $(foreach script,$(DOM0_SCRIPTS),install -D -m 0755 packaging/dom0/$(script).$(1) \
	$(DESTDIR)$(INITDIR)/$(script) &&) :
DOM0_INIT_sysvinit = $(call dom0_scripts,init)
DOM0_INIT_openrc = $(call dom0_scripts,openrc)

# Up to and including 1.0.0 this project's unit was named xen-init-dom0less. Another project's
# unit may have that name too, so remove it only if it names our library.
OLD_UNIT = $(DESTDIR)$(UNITDIR)/xen-init-dom0less.service
DOM0_DROP_OLD = if grep -qs init-dom0less-vcpus.so $(OLD_UNIT); then \
		rm -f $(OLD_UNIT) $(DESTDIR)/etc/systemd/system/multi-user.target.wants/xen-init-dom0less.service; \
	fi

# Remove what the targets above installed. Accepts the same variables.
uninstall:
	rm -f $(foreach tool,xenbus-wait xenbus-report,$(DESTDIR)$(SBINDIR)/$(tool) \
		$(DESTDIR)$(COMPLETIONDIR)/$(tool) $(DESTDIR)$(MANDIR)/man8/$(tool).8)
	rm -f $(DESTDIR)$(MANDIR)/man4/xenbus_late_init.4
	rm -f $(DESTDIR)$(UNITDIR)/xenbus-ready.target $(DESTDIR)$(RULESDIR)/60-xenbus-late-init.rules
	rm -f $(DESTDIR)$(INITRAMFSDIR)/hooks/xenbus-late-init
	rm -f $(DESTDIR)$(INITRAMFSDIR)/scripts/local-block/xenbus-late-init
	rm -rf $(DESTDIR)$(DRACUTDIR)/90xenbus-late-init
	rm -f $(DESTDIR)$(SBINDIR)/xen-dom0less $(DESTDIR)$(MANDIR)/man8/xen-dom0less.8
	rm -f $(foreach script,$(DOM0_SCRIPTS),$(DESTDIR)$(UNITDIR)/$(script).service $(DESTDIR)$(INITDIR)/$(script))
	$(DOM0_DROP_OLD)
	rm -rf $(DESTDIR)$(DOM0LIBDIR)
	rm -f $(foreach place,extra updates $(INSTALL_MOD_DIR), \
		$(INSTALL_MOD_PATH)/lib/modules/$(INSTALLED_RELEASE)/$(place)/xenbus_late_init.ko*)

# Files in the archive have the time of the commit, so one commit always yields the same archive.
VERSION = $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
DIST = $(BUILD)/xenbus-late-init-$(VERSION).tar.gz

dist:
	@git -c safe.directory=$(CURDIR) rev-parse --verify -q HEAD >/dev/null 2>&1 || { \
		echo 'make dist packs a commit, but this is not a git checkout.' >&2; \
		echo 'If you unpacked xenbus-late-init-$(VERSION).tar.gz, make dist would produce that same file.' >&2; exit 1; }
	@mkdir -p $(BUILD)
	git -c safe.directory=$(CURDIR) -c tar.umask=0022 archive --format=tar \
		--prefix=xenbus-late-init-$(VERSION)/ HEAD >$(DIST:.gz=)
	gzip -9nf $(DIST:.gz=)

# List the archive's files with licence and hash, as SPDX. Needs the tool "reuse".
sbom: dist
	rm -rf $(BUILD)/sbom
	mkdir $(BUILD)/sbom
	tar -xzf $(DIST) -C $(BUILD)/sbom
	reuse --root $(BUILD)/sbom/xenbus-late-init-$(VERSION) spdx -o $(abspath $(DIST:.tar.gz=.spdx))

help:
	@echo 'In a guest, or for one (KDIR=, ARCH=, CROSS_COMPILE=, LLVM=):'
	@echo '  modules            build xenbus_late_init.ko (default)'
	@echo '  modules_install    install it (INSTALL_MOD_PATH=, INSTALL_MOD_STRIP=1)'
	@echo '  tools_install      install xenbus-wait, xenbus-report, manuals, systemd and udev files (DESTDIR=)'
	@echo '  initramfs_install  install hooks for initramfs-tools and dracut (DESTDIR=)'
	@echo '  install            the three above; if only one of DESTDIR= and INSTALL_MOD_PATH= is set, it is used for all'
	@echo 'In dom0:'
	@echo '  dom0_install       install xen-dom0less and what runs it at boot (DESTDIR=, DOM0_INIT=sysvinit|openrc)'
	@echo 'Both:'
	@echo '  uninstall          remove what was installed; takes the same variables'
	@echo '  clean              remove what was built'
	@echo '  dist               pack this commit as $(DIST)'
	@echo '  sbom               list its files, licences and hashes in $(DIST:.tar.gz=.spdx)'
	@echo 'To try it out and test it, on Debian 12:'
	@echo '  diagnose           find the row of the support table for a kernel (GUEST_KERNEL=)'
	@echo '  demo               boot a real Xen, dom0 and a guest in QEMU (GUEST_KERNEL=, see README.md)'
	@echo '  test               run $(SHORT_SUITES:%=test-%)'
	@echo '  check              run static checks'
	@echo '  bench              measure speed and cost'
	@echo '  $(LONG_SUITES:%=test-%)'
	@echo '                     run longer tests, see CONTRIBUTING.md'

# Do not use the kernel's build: the headers may be gone by then.
clean:
	rm -rf $(BUILD) modules.order Module.symvers
	find . -name .git -prune -o \( -name '*.o' -o -name '*.ko' -o -name '*.mod' \
		-o -name '*.mod.c' -o -name '.*.cmd' \) -exec rm -f {} +

SHORT_SUITES = unit build own xen harmless pace
# These take longer and are not part of "test".
LONG_SUITES = hostile debug boot dkms package diagnose mutants next

.PHONY: demo diagnose bench test check $(SHORT_SUITES:%=test-%) $(LONG_SUITES:%=test-%)

demo:
	test/demo
diagnose:
	test/diagnose
# Each suite prints TAP and installs the packages that it needs.
bench:
	test/run bench
	cat test/results/bench/table.md
test:
	test/run $(SHORT_SUITES)
$(SHORT_SUITES:%=test-%) $(LONG_SUITES:%=test-%): test-%:
	test/run $*
check:
	test/run check
