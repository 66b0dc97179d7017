#!/bin/sh
# How fast the stages are: bench.sh [STORIES [MB]]. Prints stories a second, and each rate as a ratio to
# jq reading and writing the same records in the same run, since machines differ and change.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
stories=${1:-50000}
mb=${2:-200}
if [ -z "${BENCH_INSIDE-}" ]; then
	BENCH_INSIDE=$(mktemp -d)
	export BENCH_INSIDE
	status=0
	"$top/tests/cluster.sh" run "$BENCH_INSIDE/cluster" -- "$0" "$stories" "$mb" || status=$?
	rm -rf "$BENCH_INSIDE"
	exit "$status"
fi
PATH=$top/build/bin:$PATH
export PATH
cd "$BENCH_INSIDE"

# seconds COMMAND: wall time of one run, whose output is thrown away.
seconds() {
	begin=$(date +%s.%N)
	sh -c "$1" >/dev/null
	echo "$(date +%s.%N) $begin" | awk '{ printf "%.3f", $1 - $2 }'
}

# tell NAME SECONDS: the rate, and how it compares with jq's.
tell() {
	[ -n "${base-}" ] || base=$2
	echo "$1 $2 $stories $base" |
		awk '{ printf "%-28s %9.0f stories/s %7.2f x jq\n", $1, $3 / $2, $4 / $2 }'
}

# measure NAME COMMAND: the median of three runs.
measure() {
	tell "$1" "$(for _ in 1 2 3; do seconds "$2" && echo; done | sort -n | sed -n 2p)"
}

# Loads into an empty database each time; the making of it is not timed.
load() {
	psql -X -q -d postgres -c "CREATE DATABASE $1"
	PGDATABASE=$1 story-load migrate
	begin=$(date +%s.%N)
	PGDATABASE=$1 story-load records
	echo "$(date +%s.%N) $begin" | awk '{ printf "%.3f\n", $1 - $2 }'
}

# An archive of MB, within 48 MiB of heap, and the same bytes parsed with jansson alone.
archive() {
	awk -v mb="$mb" -f "$here/archive.awk" >archive.json
	alone=$(seconds 'jansson-rate archive.json')
	# shellcheck disable=SC3045 # dash and bash know -d
	whole=$( (ulimit -d 49152 && seconds 'story-ingest import archive.json'))
	echo "$(wc -c <archive.json) $alone $whole" | awk '{
		printf "%-28s %9.1f MB/s    %7.2f x jansson alone (%.1f MB/s)\n",
			"import of an archive", $1 / $3 / 1e6, $2 / $3, $1 / $2 / 1e6 }'
	rm archive.json
}

archive
awk -v n="$stories" -f "$here/stories.awk" >stories.ndjson
story-ingest import --format graph stories.ndjson >raw
story-transform raw >records
echo "$stories stories, $(wc -c <raw) bytes raw, $(wc -c <records) bytes of records"
measure jq 'jq -c . raw'
measure import 'story-ingest import --format graph stories.ndjson'
measure transform 'story-transform raw'
tell load "$(for run in 1 2 3; do load "bench$run"; done | sort -n | sed -n 2p)"
export PGDATABASE=bench1
measure load-again 'story-load records'
story-transform --style uk raw >rewritten
tell load-new-texts "$(seconds 'story-load rewritten')"
