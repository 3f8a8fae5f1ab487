# SPDX-License-Identifier: GPL-2.0
SUMMARY = "Gives dom0less Xen guests their xenstore, those with several vCPUs as well"
require sources.inc

inherit systemd features_check
REQUIRED_DISTRO_FEATURES = "systemd"

SYSTEMD_SERVICE:${PN} = "xen-init-dom0less.service"

do_compile() {
	oe_runmake dom0 TOOL_CC="${CC}"
}

do_install() {
	oe_runmake dom0_install TOOL_CC="${CC}" DESTDIR="${D}" \
		UNITDIR="${systemd_system_unitdir}"
}

# The unit names this path, whatever the machine's libdir is.
FILES:${PN} += "${nonarch_libdir}/xenbus-late-init"
INSANE_SKIP:${PN} += "libdir"
