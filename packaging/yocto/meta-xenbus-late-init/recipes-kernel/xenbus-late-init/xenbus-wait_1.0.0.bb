# SPDX-License-Identifier: GPL-2.0
SUMMARY = "Waits until a dom0less Xen guest has its xenstore"
require sources.inc

do_compile() {
	oe_runmake tools TOOL_CC="${CC}"
}

do_install() {
	oe_runmake tools_install TOOL_CC="${CC}" DESTDIR="${D}" \
		SBINDIR="${sbindir}" MANDIR="${mandir}" \
		UNITDIR="${systemd_system_unitdir}" \
		RULESDIR="${nonarch_base_libdir}/udev/rules.d"
}

FILES:${PN} += "${systemd_system_unitdir} ${nonarch_base_libdir}/udev ${datadir}/bash-completion"
