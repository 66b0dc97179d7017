#!/bin/sh
# How close reading many accounts comes to what the latency of the server allows, and what memory
# it takes: graph.sh [ACCOUNTS]. The server is the stand-in, with 50 ms before every reply; the
# bound is calls / concurrency x latency. Memory is told for ten times the accounts too.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
accounts=${1:-1000}
concurrency=32
latency_ms=50
BIN_DIR=${BIN_DIR:-$top/build/bin}
work=$(mktemp -d)
cd "$top"
# shellcheck source=tests/standin/standin.sh
. tests/standin/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT

# run NAME ACCOUNTS LATENCY_MS: polls a world into a fresh spool.
run() {
	standin_world "$2" 10
	standin_start --accounts "$2" --stories-per-day 1 --pages 3 --latency-ms "$3"
	rm -rf "$work/spool"
	mkdir -m 700 "$work/spool"
	: >"$work/requests"
	began=$(date +%s%N)
	"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --spool "$work/spool" \
		--concurrency "$concurrency" --run-time 1h 2>"$work/err" &
	pid=$!
	most=0
	while kill -0 "$pid" 2>/dev/null; do
		now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null || :)
		[ "${now:-0}" -le "$most" ] || most=$now
		sleep 0.1
	done
	wait "$pid"
	took=$((($(date +%s%N) - began) / 1000000))
	calls=$(wc -l <"$work/requests")
	echo "$1 $2 $calls $took $3 $concurrency $most" | awk '{
		printf "%-12s %6d accounts %7d calls %7.1f s %6.0f calls/s %7.1f MiB", $1, $2, $3, $4 / 1000,
			$3 * 1000 / $4, $7 / 1024
		if ($5 > 0)
			printf " %5.2f x bound", $4 / ($3 / $6 * $5)
		print ""
	}'
}

run graph "$accounts" "$latency_ms"
run graph-memory "$accounts" 0
run graph-memory "$((accounts * 10))" 0
