################################################################################
#
# xenbus-late-init
#
################################################################################

# SPDX-License-Identifier: GPL-2.0
XENBUS_LATE_INIT_VERSION = 1.0.0
XENBUS_LATE_INIT_SITE = $(BR2_EXTERNAL_XENBUS_LATE_INIT_PATH)/../..
XENBUS_LATE_INIT_SITE_METHOD = local
XENBUS_LATE_INIT_OVERRIDE_SRCDIR_RSYNC_EXCLUSIONS = --exclude=/build --exclude=/test
XENBUS_LATE_INIT_LICENSE = GPL-2.0-only
XENBUS_LATE_INIT_LICENSE_FILES = LICENSE

define XENBUS_LATE_INIT_LINUX_CONFIG_FIXUPS
	$(call KCONFIG_ENABLE_OPT,CONFIG_XEN)
	$(call KCONFIG_ENABLE_OPT,CONFIG_KALLSYMS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_XEN_SYS_HYPERVISOR)
	$(call KCONFIG_ENABLE_OPT,CONFIG_XEN_BLKDEV_FRONTEND)
	$(call KCONFIG_ENABLE_OPT,CONFIG_XEN_NETDEV_FRONTEND)
endef

define XENBUS_LATE_INIT_BUILD_CMDS
	$(MAKE) -C $(@D) $(TARGET_CONFIGURE_OPTS) tools
endef

define XENBUS_LATE_INIT_INSTALL_TARGET_CMDS
	$(MAKE) -C $(@D) $(TARGET_CONFIGURE_OPTS) DESTDIR=$(TARGET_DIR) tools_install
endef

# With systemd there is udev, which loads the module.
define XENBUS_LATE_INIT_INSTALL_INIT_SYSV
	$(INSTALL) -D -m 0755 $(XENBUS_LATE_INIT_PKGDIR)/S12xenbus-late-init \
		$(TARGET_DIR)/etc/init.d/S12xenbus-late-init
endef

$(eval $(kernel-module))
$(eval $(generic-package))
