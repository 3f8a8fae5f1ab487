# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # set by "decide", and by who reads this
# What "make diagnose" says of a kernel, in sentences and as JSON.

# sentence SEEN WHERE LOST: about a guest
sentence() {
	case $1 in
	waits) echo "gets to user space; its xenbus waits for dom0${2:+, and $2}" ;;
	idle) echo "gets to user space; its xenbus does nothing" ;;
	up) echo "gets to user space; its xenbus is up" ;;
	no-xen) echo "gets to user space; it does not know that it runs on Xen" ;;
	hides) echo "gets through its boot${2:+ and $2}; what its xenbus does cannot be seen" ;;
	silent) echo "says nothing at all" ;;
	crash) echo "crashes${2:+ $2}" ;;
	hang) echo "hangs${2:+ in the initcall $2}${3:+; what it asked xenstore is lost}" ;;
	esac
}

# advice WORD: what a kernel lacks, and what to do
advice() {
	case $1 in
	KALLSYMS) echo "It has no CONFIG_KALLSYMS, without which neither initcall_blacklist= nor the module works: build it with that." ;;
	PROC_FS) echo "It has no CONFIG_PROC_FS, so what it lacks and what its xenbus does was not seen: build it with that." ;;
	MODULES) echo "It has no CONFIG_MODULES, so no module can be loaded: build it with that." ;;
	XEN_SYS_HYPERVISOR) echo "It has no CONFIG_XEN_SYS_HYPERVISOR, without which the module cannot be loaded: build it with that." ;;
	bootargs) echo "It does not take its command line from Xen (CONFIG_CMDLINE_FORCE): put the words into CONFIG_CMDLINE in place of bootargs." ;;
	root) echo "It has taken no initramfs, so its user space was not reached: build it with CONFIG_BLK_DEV_INITRD, without which the module can be loaded no earlier than its root is there." ;;
	shell) echo "It has run no shell script, so its user space told nothing: build it with CONFIG_BINFMT_SCRIPT to have it diagnosed." ;;
	pl011) echo "It has no console on the PL011 that Xen gives its guests: build it with CONFIG_SERIAL_AMBA_PL011_CONSOLE, and put console=ttyAMA0 into bootargs. hvc0 is none: a dom0less guest gets no PV console. This was seen by earlycon=xenboot." ;;
	console) echo "It has no console that Xen gives its guests, so only its end was seen: build it with CONFIG_SERIAL_AMBA_PL011_CONSOLE, and put console=ttyAMA0 into bootargs." ;;
	silent) echo "It has not printed a line: is it for another processor, or one board alone (CONFIG_ARCH_VEXPRESS, CONFIG_ARCH_VIRT)? A dom0less guest has Xen's virtual machine, whatever the board." ;;
	esac
}

# alternatives LIST, json_list LIST, json_value LIST: as a sentence, or as JSON
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

# put WORDS: what to do with them
put() {
	case $1 in
	-) echo "put nothing into \`bootargs\`" ;;
	*'|'*) echo "whether it needs \`${1#*|}\` in \`bootargs\` is not known" ;;
	*) echo "put \`$1\` into \`bootargs\`" ;;
	esac
}

# paragraph: the verdict
paragraph() {
	local name names=''
	case $row in
	no-xen)
		echo "Your kernel does not know that it runs on Xen, so it is of no row of README's" \
			"support table, and the module declines: build it with CONFIG_XEN."
		return
		;;
	'')
		echo "Your kernel is of no row of README's support table:" \
			"what became of it, above, is none of theirs, or not the same on each Xen." \
			"Please tell us, with the consoles of this run."
		return
		;;
	esac
	while read -r name; do
		names+="${names:+ or }\"${rows[$name]}\""
	done <<<"${row//|/$'\n'}"
	echo "Your kernel is of the row $names of README's support table."
	if [[ "$mode_late $words_late" == "$mode_first $words_first" && $row != *'|'* ]]; then
		echo "The module's mode is \`$mode_late\`; $(put "$words_late")."
		return
	fi
	echo "On Xen up to 4.20 the module's mode is \`$(alternatives "$mode_late")\`; $(put "$words_late")." \
		"On Xen 4.21 and newer it is \`$(alternatives "$mode_first")\`; $(put "$words_first")."
}

# unknown: what was not found out
unknown() {
	[[ " ${whens[*]} " == *" late "* ]] ||
		echo "Not found out: what becomes of it on Xen up to 4.20, where dom0 makes the page."
	[[ " ${whens[*]} " == *" first "* ]] ||
		echo "Not found out: the handshake of Xen 4.21, which the rig plays for 64 bits alone."
	[[ " ${seen[*]} " != *" hides "* ]] || echo "Not found out: what its xenbus does."
	[[ " $lacks " != *" silent "* ]] || echo "Not found out: anything but that."
	[[ $verdict != differs ]] || echo "Not found out: why it is not the same on each Xen."
	echo "Not tried: the module itself, and a use of /dev/xen/xenbus before dom0 is done."
}

# verdict_json: the same in a line
verdict_json() {
	printf '{"release": %s, "arch": "%s", "rows": [%s], "lacks": [%s], "up to 4.20": {"mode": %s, "bootargs": %s}, "4.21": {"mode": %s, "bootargs": %s}}\n' \
		"$(json_value "$release")" "$GUEST_ARCH" "$(json_list "${row#no-xen}")" \
		"$(json_list "$(xargs -r <<<"$lacks" | tr ' ' '|')")" \
		"$(json_value "$mode_late")" "$(json_value "$words_late")" \
		"$(json_value "$mode_first")" "$(json_value "$words_first")"
}
