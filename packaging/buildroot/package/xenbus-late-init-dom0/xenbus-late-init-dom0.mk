################################################################################
#
# xenbus-late-init-dom0
#
################################################################################

# SPDX-License-Identifier: GPL-2.0
XENBUS_LATE_INIT_DOM0_VERSION = 1.0.0
XENBUS_LATE_INIT_DOM0_SITE = $(BR2_EXTERNAL_XENBUS_LATE_INIT_PATH)/../..
XENBUS_LATE_INIT_DOM0_SITE_METHOD = local
XENBUS_LATE_INIT_DOM0_OVERRIDE_SRCDIR_RSYNC_EXCLUSIONS = --exclude=/build --exclude=/test
XENBUS_LATE_INIT_DOM0_LICENSE = GPL-2.0-only
XENBUS_LATE_INIT_DOM0_LICENSE_FILES = LICENSE
XENBUS_LATE_INIT_DOM0_DEPENDENCIES = xen

# xen installs headers and libraries into the target's directory, not into staging.
XENBUS_LATE_INIT_DOM0_MAKE = $(MAKE) -C $(@D) TOOL_CC="$(TARGET_CC)" CFLAGS="$(TARGET_CFLAGS)" \
	CPPFLAGS="-idirafter $(TARGET_DIR)/usr/include" \
	LDFLAGS="$(TARGET_LDFLAGS) -L$(TARGET_DIR)/usr/lib -Wl,-rpath-link,$(TARGET_DIR)/usr/lib" \
	DESTDIR=$(TARGET_DIR)

define XENBUS_LATE_INIT_DOM0_BUILD_CMDS
	$(XENBUS_LATE_INIT_DOM0_MAKE) dom0
endef

define XENBUS_LATE_INIT_DOM0_INSTALL_TARGET_CMDS
	$(XENBUS_LATE_INIT_DOM0_MAKE) dom0_install DOM0_INIT=
endef

define XENBUS_LATE_INIT_DOM0_INSTALL_INIT_SYSTEMD
	$(XENBUS_LATE_INIT_DOM0_MAKE) dom0_install DOM0_INIT=systemd
endef

# Between S50xencommons and S60xendomains. S40network sets up the bridges before.
define XENBUS_LATE_INIT_DOM0_INSTALL_INIT_SYSV
	$(INSTALL) -D -m 0755 $(@D)/packaging/dom0/xenbus-late-init-dom0.init \
		$(TARGET_DIR)/etc/init.d/S55xenbus-late-init-dom0
	$(INSTALL) -D -m 0755 $(@D)/packaging/dom0/xenbus-late-init-dom0-attach.init \
		$(TARGET_DIR)/etc/init.d/S56xenbus-late-init-dom0-attach
endef

define XENBUS_LATE_INIT_DOM0_INSTALL_INIT_OPENRC
	$(XENBUS_LATE_INIT_DOM0_MAKE) dom0_install DOM0_INIT=openrc
endef

$(eval $(generic-package))
