#!/bin/sh
# The connection to the database is cut after a number of bytes, in either direction: whatever was
# under way, after one retry the tables are exact. story-load tries again by itself where it reads a
# file, and says 75 where it reads a pipe. One story and one article are cut at each byte from the
# COMMIT on, and here and there before it; some more of all kinds at fewer places. CUT_ALL=1 cuts the
# story and the article at every byte of all, which takes half an hour or more.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
points=16 # in each direction before the commit
step=1    # bytes from there on
more_step=16
[ "${MODE:-release}" = release ] || points=4 step=16 more_step=32
lanes=$((3 * $(nproc))) # a retry waits 0.1 s before it begins
work=$(mktemp -d)
lane_pids=

# shellcheck disable=SC2317 # called by the trap
finish() {
	for pid in $lane_pids; do
		kill "$pid" 2>/dev/null || :
	done
	tests/cluster.sh stop "$work/cluster"
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

# stream PATTERN: from random records those that an awk pattern picks, with their end.
stream() {
	awk -v seed=3 -f tests/sql/records.awk | awk "$1" >"$work/picked"
	cat "$work/picked"
	printf '{"type":"end","records":%d,"sha256":"%s"}\n' "$(wc -l <"$work/picked")" \
		"$(sha256sum <"$work/picked" | cut -d' ' -f1)"
}

# open_lane NAME: its own database, a session there (5 to it, 6 from it) and a proxy (7 and 8).
open_lane() {
	mkdir "$work/$1"
	PGDATABASE=$1
	export PGDATABASE
	for pipe in to_session from_session to_proxy from_proxy; do
		mkfifo "$work/$1/$pipe"
	done
	psql -X -q -A -t -v ON_ERROR_STOP=1 <"$work/$1/to_session" >"$work/$1/from_session" &
	exec 5>"$work/$1/to_session" 6<"$work/$1/from_session"
	"$BIN_DIR/cut-proxy" "$work/$1" "$server" <"$work/$1/to_proxy" >"$work/$1/from_proxy" 5>&- 6<&- &
	exec 7>"$work/$1/to_proxy" 8<"$work/$1/from_proxy"
	via=$work/$1
}

# What the tables hold; and they are emptied.
take_state() {
	echo 'SELECT proof.state(); SELECT proof.empty();' >&5
	read -r state <&6
	read -r _ <&6
}

# order_cut DIRECTION BYTES: for the connection that comes next; sets what the last one carried.
order_cut() {
	echo "$1 $2" >&7
	read -r up down commit_up commit_down <&8
}

# load STREAM FROM CONNECTIONS: through the proxy, from a file or a pipe.
load() {
	status=0
	if [ "$2" = file ]; then
		PGHOST=$via "$BIN_DIR/story-load" -q --connections "$3" "$1" \
			2>"$via/err" 5>&- 6<&- 7>&- 8<&- || status=$?
	else
		# shellcheck disable=SC2002 # a pipe is the point
		cat "$1" | PGHOST=$via "$BIN_DIR/story-load" -q --connections "$3" \
			2>"$via/err" 5>&- 6<&- 7>&- 8<&- || status=$?
	fi
}

# A file is tried again by the program, but for a connection that never was.
may_end() {
	[ "$2" -eq 0 ] || [ "$2" -eq 75 ] && { [ "$1" = pipe ] || grep -q 'cannot connect' "$via/err"; }
}

# sever STREAM FROM CONNECTIONS DIRECTION BYTES: loads, cut, and says `exact` or what is wrong.
sever() {
	fault=exact
	order_cut "$4" "$5"
	load "$1" "$2" "$3"
	if [ "$status" -ne 0 ]; then
		may_end "$2" "$status" || fault="status $status: $(head -n 1 "$via/err")"
		load "$1" "$2" "$3"
	fi
	[ "$status" -eq 0 ] || fault="again: status $status: $(head -n 1 "$via/err")"
	take_state
	read -r want <"$1.state"
	[ "$state" = "$want" ] || fault='other rows'
	order_cut none 0
	[ "$4" = up ] || up=$down
	[ "$up" -eq "$5" ] || fault="cut after $up bytes"
	echo "$*: $fault"
}

# lane N: every so manyth of the points. The lanes' names are as long as each other, since they pass.
lane() {
	open_lane "$(printf 'lane_%02d' "$1")"
	awk -v n="$1" -v lanes="$lanes" 'NR % lanes == n - 1' "$work/points" >"$via/points"
	while read -r stream from connections direction at; do
		sever "$stream" "$from" "$connections" "$direction" "$at"
	done <"$via/points"
}

# measure STREAM FROM CONNECTIONS: what a whole load leaves, in STREAM.state, and what it carries, in
# STREAM.FROM.CONNECTIONS.
measure() {
	order_cut none 0
	load "$1" "$2" "$3"
	take_state
	is "through a proxy that cuts nothing: ${1##*/}, $2, $3" "$state" "$(cat "$1.state")"
	order_cut none 0
	echo "$up $down $commit_up $commit_down" >"$1.$2.$3"
	tap_run 'with a commit in it' test "$commit_up" -gt 0 -a "$commit_down" -gt 0
}

# points STREAM FROM CONNECTIONS SPREAD STEP: where to cut: in each direction at so many places
# before the commit, and at every STEPth byte from there on.
points() {
	read -r up down commit_up commit_down <"$1.$2.$3"
	for direction in up down; do
		[ $direction = up ] || up=$down commit_up=$commit_down
		[ "$4" = each ] && spread=$commit_up || spread=$4
		awk -v n="$up" -v commit="$commit_up" -v spread="$spread" -v step="$5" 'BEGIN {
			for (i = 0; i < spread; i++)
				print int(i * commit / spread)
			for (i = commit; i <= n; i += step)
				print i
		}' | sed "s,^,$1 $2 $3 $direction ,"
	done
}

# judge GROUP NAME: all points of a group must be exact.
judge() {
	wanted=$(grep -c "^$1 " "$work/points")
	cat "$work"/*.said | grep "^$1 " >"$work/said"
	is "$2: $wanted places" "$wanted" "$(grep -c ': exact$' "$work/said")"
	grep -v ': exact$' "$work/said" | head -n 5 | sed 's/^/#   /'
}

eval "$(tests/cluster.sh start "$work/cluster")"
server=$PGHOST
"$BIN_DIR/story-load" migrate
query -f tests/proof.sql
small=$work/small
some=$work/some
stream '/"type":"story"/ && !story++ || /"type":"article"/ && !article++' >"$small"
stream 'NR % 12 == 1 || /"article"/ && n++ < 8' >"$some"
for database in $(seq -f 'lane_%02g' 0 "$lanes"); do
	query -d postgres -c "CREATE DATABASE $database TEMPLATE storywire"
done

open_lane lane_00
take_state
empty=$state
for stream in "$small" "$some"; do
	tap_run "an uncut load: ${stream##*/}" "$BIN_DIR/story-load" -q "$stream"
	take_state
	echo "$state" >"$stream.state"
	is 'and it leaves something' yes "$([ "$state" != "$empty" ] && echo yes)"
	take_state
	is 'and it is put back' "$empty" "$state"
done
measure "$small" file 1
measure "$small" pipe 1
measure "$some" file 1
measure "$some" file 2
exec 5>&- 6<&- 7>&- 8<&-

{
	if [ "${CUT_ALL:-}" = 1 ]; then
		points "$small" file 1 each 1
	else
		points "$small" file 1 "$points" "$step"
	fi
	points "$small" pipe 1 0 "$more_step"
	points "$some" file 1 "$points" "$more_step"
	points "$some" file 2 "$points" "$more_step"
} >"$work/points"
for lane in $(seq "$lanes"); do
	lane "$lane" >"$work/lane_$lane.said" &
	lane_pids="$lane_pids $!"
done
for pid in $lane_pids; do
	wait "$pid" || tap_ok 1 'a lane comes to its end'
done
lane_pids=
judge "$small file 1 up" "a file, cut on the way to the server"
judge "$small file 1 down" 'a file, cut on the way back'
judge "$small pipe 1 up" 'a pipe, cut around the commit and loaded again, on the way to the server'
judge "$small pipe 1 down" 'a pipe, cut around the commit and loaded again, on the way back'
judge "$some file 1" 'all kinds of records'
judge "$some file 2" 'two connections, the first cut'
tap_done
