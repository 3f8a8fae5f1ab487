# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # set by "decide", and by the scripts that source this
# The report of "make diagnose" about a kernel, as text and as JSON.

# sentence SEEN WHERE LOST: print what happened to a guest
sentence() {
	case $1 in
	waits) echo "gets to user space; its xenbus waits for dom0${2:+, and $2}" ;;
	idle) echo "gets to user space; its xenbus does nothing" ;;
	up) echo "gets to user space; its xenbus is up" ;;
	no-xen) echo "gets to user space; it does not know that it runs on Xen" ;;
	hides) echo "boots${2:+ and $2}; the state of its xenbus cannot be observed" ;;
	silent) echo "prints nothing at all" ;;
	crash) echo "crashes${2:+ $2}" ;;
	hang) echo "hangs${2:+ in the initcall $2}${3:+; its xenstore request is lost}" ;;
	esac
}

# advice WORD: print what the kernel lacks, and what to do about it
advice() {
	case $1 in
	KALLSYMS) echo "It lacks CONFIG_KALLSYMS, which initcall_blacklist= and the module need: enable it." ;;
	PROC_FS) echo "It lacks CONFIG_PROC_FS, so its other options and its xenbus could not be observed: enable it." ;;
	MODULES) echo "It lacks CONFIG_MODULES, so no module can be loaded: enable it." ;;
	XEN_SYS_HYPERVISOR) echo "It lacks CONFIG_XEN_SYS_HYPERVISOR, without which the module cannot be loaded: enable it." ;;
	bootargs) echo "It ignores the command line from Xen (CONFIG_CMDLINE_FORCE): put the options into CONFIG_CMDLINE instead of bootargs." ;;
	root) echo "It used no initramfs, so its user space was not reached: enable CONFIG_BLK_DEV_INITRD; otherwise the module can only be loaded from the root file system." ;;
	shell) echo "It ran no shell script, so nothing was learnt from user space: enable CONFIG_BINFMT_SCRIPT for a full diagnosis." ;;
	pl011) echo "It has no console on the PL011 that Xen gives its guests: enable CONFIG_SERIAL_AMBA_PL011_CONSOLE, and put console=ttyAMA0 into bootargs. hvc0 does not work: a dom0less guest gets no PV console. This output came through earlycon=xenboot." ;;
	console) echo "It supports no console that Xen gives its guests, so only how it ended could be observed: enable CONFIG_SERIAL_AMBA_PL011_CONSOLE, and put console=ttyAMA0 into bootargs." ;;
	silent) echo "It has not printed a line: is it built for another CPU, or for a single board (CONFIG_ARCH_VEXPRESS, CONFIG_ARCH_VIRT)? A dom0less guest runs on Xen's virtual machine, whatever the board." ;;
	esac
}

# alternatives LIST, json_list LIST, json_value LIST: print the list as text, or as JSON
alternatives() {
	echo "${1//|/ or }"
}

json_list() {
	[[ ! $1 ]] || sed 's/"/\\"/g; s/|/", "/g; s/.*/"&"/' <<<"$1"
}

json_value() {
	case $1 in
	'' | *'|'*) echo null ;;
	-) echo '""' ;;
	*) echo "\"$1\"" ;;
	esac
}

# bootargs_advice OPTIONS: print what to do with these options
bootargs_advice() {
	case $1 in
	-) echo "put nothing into \`bootargs\`" ;;
	*'|'*) echo "whether it needs \`${1#*|}\` in \`bootargs\` is not known" ;;
	*) echo "put \`$1\` into \`bootargs\`" ;;
	esac
}

# paragraph: print the verdict
paragraph() {
	local name names=''
	case $row in
	no-xen)
		echo "Your kernel does not know that it runs on Xen, so it matches no row of README's" \
			"support table, and the module refuses to load: enable CONFIG_XEN."
		return
		;;
	'')
		echo "Your kernel matches no row of README's support table:" \
			"the results above fit none of them, or differ between versions of Xen." \
			"Please report this, with the consoles of this run."
		return
		;;
	esac
	while read -r name; do
		names+="${names:+ or }\"${rows[$name]}\""
	done <<<"${row//|/$'\n'}"
	echo "Your kernel matches the row $names of README's support table."
	if [[ "$mode_late $options_late" == "$mode_first $options_first" && $row != *'|'* ]]; then
		echo "The module's mode is \`$mode_late\`; $(bootargs_advice "$options_late")."
		return
	fi
	echo "On Xen up to 4.20 the module's mode is \`$(alternatives "$mode_late")\`; $(bootargs_advice "$options_late")." \
		"On Xen 4.21 and newer it is \`$(alternatives "$mode_first")\`; $(bootargs_advice "$options_first")."
}

# unknown: print what remains unknown
unknown() {
	[[ " ${whens[*]} " == *" late "* ]] ||
		echo "Unknown: what happens on Xen up to 4.20, where dom0 creates the page."
	[[ " ${whens[*]} " == *" first "* ]] ||
		echo "Unknown: the handshake of Xen 4.21, which the rig emulates only for arm64."
	[[ " ${seen[*]} " != *" hides "* ]] || echo "Unknown: the state of its xenbus."
	[[ " $lacks " != *" silent "* ]] || echo "Unknown: everything else about it."
	[[ $verdict != differs ]] || echo "Unknown: why the results differ between versions of Xen."
	echo "Not tried: the module itself, and a use of /dev/xen/xenbus before dom0 has finished."
}

# verdict_json: print the verdict as one line of JSON
verdict_json() {
	printf '{"release": %s, "arch": "%s", "rows": [%s], "lacks": [%s], "up to 4.20": {"mode": %s, "bootargs": %s}, "4.21": {"mode": %s, "bootargs": %s}}\n' \
		"$(json_value "$release")" "$GUEST_ARCH" "$(json_list "${row#no-xen}")" \
		"$(json_list "$(xargs -r <<<"$lacks" | tr ' ' '|')")" \
		"$(json_value "$mode_late")" "$(json_value "$options_late")" \
		"$(json_value "$mode_first")" "$(json_value "$options_first")"
}
