# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# shellcheck disable=SC2154 # side and width come from the side's own file
# Words that both sides of a scenario have.

# report KIND TEXT…: one numbered line to the host, so that it sees a gap
report() {
	report_text=$*
	(
		flock 8
		read -r n </run/rig/count
		echo "$((n + 1))" >/run/rig/count
		printf "rig: %s %d %.${width}s\n" "$side${domu-}" "$((n + 1))" "$report_text" | send
	) 8>/run/rig/lock
}

# note TEXT…: something a reader of the log will want to know
note() {
	report note "$(printf '%s' "$*" | tr '\n\t' '  ')"
}

# figure NAME VALUE: a measured one, in nanoseconds where its name says nothing else
figure() {
	report figure "$@"
}

# not COMMAND…: the other way round
not() {
	! "$@"
}

# ok TEXT COMMAND…: the command succeeds
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

# is TEXT GOT WANT: two strings are the same
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

# within SECONDS COMMAND…: it succeeds in time, asked again and again
within() {
	within_end=$(($(uptime_s) + $1))
	shift
	until "$@"; do
		[ "$(uptime_s)" -lt "$within_end" ] || return 1
		usleep 50000
	done
}

# receive PORT >FILE: what the other side transmits
receive() {
	# Without input: at its end nc would hang up.
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

# broken TEXT…: the rig itself does not work, so nothing was tested
broken() {
	report broken "$*"
	leave
}

# skip TEXT…: why this cannot be tested here
skip() {
	report skip "$*"
	report end
	leave
}
