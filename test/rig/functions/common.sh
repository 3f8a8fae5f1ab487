# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# shellcheck disable=SC2154 # "case" sets side, guest.sh and dom0.sh set width
# Functions for both sides of a scenario.

# report KIND TEXT…: send one line to the host, numbered so that the host sees a gap
report() {
	report_text=$*
	(
		flock 8
		read -r n </run/rig/count
		echo "$((n + 1))" >/run/rig/count
		printf "rig: %s %d %.${width}s\n" "$side${domu-}" "$((n + 1))" "$report_text" | send
	) 8>/run/rig/lock
}

# note TEXT…: report something that helps a reader of the log
note() {
	report note "$(printf '%s' "$*" | tr '\n\t' '  ')"
}

# figure NAME VALUE: report a measurement, in nanoseconds unless its name has another unit
figure() {
	report figure "$@"
}

# not COMMAND…: invert the command's status
not() {
	! "$@"
}

# ok TEXT COMMAND…: test that the command succeeds
ok() {
	ok_text=$1
	shift
	if "$@" >/run/rig/output 2>&1; then
		report ok "$ok_text"
		return 0
	fi
	report FAIL "$ok_text"
	tail -n 8 /run/rig/output >/run/rig/tail
	while read -r ok_line; do
		note "$ok_line"
	done </run/rig/tail
	return 1
}

# is TEXT GOT WANT: test that two strings are equal
is() {
	if [ "$2" = "$3" ]; then
		report ok "$1"
		return 0
	fi
	report FAIL "$1"
	note "got:  $2"
	note "want: $3"
	return 1
}

# within SECONDS COMMAND…: repeat the command until it succeeds or SECONDS have passed
within() {
	within_end=$(($(uptime_s) + $1))
	shift
	until "$@"; do
		[ "$(uptime_s)" -lt "$within_end" ] || return 1
		usleep 50000
	done
}

# receive PORT >FILE: receive what the other side transmits
receive() {
	# Give nc an input that never ends, or nc would hang up.
	[ -p /run/rig/nothing ] || mkfifo /run/rig/nothing
	nc -l -p "$1" 0<>/run/rig/nothing
}

# transmit ADDRESS PORT <FILE
transmit() {
	nc -w 10 "$1" "$2"
}

uptime_s() {
	read -r uptime_now _ </proc/uptime
	echo "${uptime_now%.*}"
}

# xen_is SERIES: does this Xen belong to that series, such as "4.16"?
xen_is() {
	case $XEN_VERSION in
	"$1" | "$1".* | "$1"-*) return 0 ;;
	esac
	return 1
}

# broken TEXT…: report that the rig itself failed, so that nothing was tested, and end
broken() {
	report broken "$*"
	leave
}

# skip TEXT…: report why this cannot be tested here, and end
skip() {
	report skip "$*"
	report end
	leave
}
