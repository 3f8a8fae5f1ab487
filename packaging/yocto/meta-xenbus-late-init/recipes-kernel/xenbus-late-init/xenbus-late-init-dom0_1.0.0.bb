# SPDX-License-Identifier: GPL-2.0
SUMMARY = "Shows and initialises dom0less Xen guests in dom0, and attaches their devices"
require sources.inc

# From meta-virtualization, for the headers of Xen's stable libraries.
DEPENDS = "xen-tools"

inherit systemd update-rc.d

SYSTEMD_SERVICE:${PN} = "xenbus-late-init-dom0.service"
# update-rc.d handles one script per package, so the second one has a package of its own.
PACKAGES =+ "${PN}-attach"
RDEPENDS:${PN} += "${PN}-attach"
INITSCRIPT_PACKAGES = "${PN} ${PN}-attach"
INITSCRIPT_NAME:${PN} = "xenbus-late-init-dom0"
# After xencommons, before xendomains.
INITSCRIPT_PARAMS:${PN} = "defaults 85"
INITSCRIPT_NAME:${PN}-attach = "xenbus-late-init-dom0-attach"
INITSCRIPT_PARAMS:${PN}-attach = "defaults 86"

# Without meta-virtualization there is no xen-tools, so this cannot be built.
python () {
    if "virtualization-layer" not in d.getVar("BBFILE_COLLECTIONS").split():
        raise bb.parse.SkipRecipe("xen-tools is in meta-virtualization, which is not in bblayers.conf")
}

do_compile() {
	oe_runmake dom0 TOOL_CC="${CC}"
}

# The classes remove what the chosen init manager does not use.
do_install() {
	oe_runmake dom0_install TOOL_CC="${CC}" DESTDIR="${D}" \
		SBINDIR="${sbindir}" MANDIR="${mandir}" \
		DOM0_INIT="systemd sysvinit" INITDIR="${sysconfdir}/init.d" \
		UNITDIR="${systemd_system_unitdir}"
}

# The first unit starts this one, so it is not enabled and not in SYSTEMD_SERVICE.
FILES:${PN}-attach = "${systemd_system_unitdir}/xenbus-late-init-dom0-attach.service \
	${sysconfdir}/init.d/xenbus-late-init-dom0-attach"
# xen-dom0less has this path compiled in, whatever libdir is.
FILES:${PN} += "${nonarch_libdir}/xenbus-late-init"
INSANE_SKIP:${PN} += "libdir"
