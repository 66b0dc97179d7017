#!/bin/sh
# How fast story-load is against psql's \copy of the same rows into the same indexed tables:
# load.sh [ARTICLES]. One run, the same server for all, with its usual buffers; every figure is the
# median of three. The articles come with their stories, two each. Also told: what the server's
# processors spent, and the client's memory.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
articles=${1:-50000}
if [ -z "${BENCH_INSIDE-}" ]; then
	BENCH_INSIDE=$(mktemp -d)
	export BENCH_INSIDE
	status=0
	CLUSTER=usual "$top/tests/cluster.sh" run "$BENCH_INSIDE/cluster" -- "$0" "$articles" || status=$?
	rm -rf "$BENCH_INSIDE"
	exit "$status"
fi
PATH=$top/build/bin:$PATH
export PATH
cd "$BENCH_INSIDE"
tables='story story_alias article_version article article_story'

# Seconds that the server's processors spent on connections that are over.
server_seconds() {
	awk -v tick="$(getconf CLK_TCK)" '{ print ($16 + $17) / tick }' \
		"/proc/$(head -n 1 "$PGHOST/data/postmaster.pid")/stat"
}

# timed FILE COMMAND...: adds a line to FILE: wall seconds, the server's, MiB of the client.
timed() {
	file=$1
	shift
	spent=$(server_seconds)
	began=$(date +%s.%N)
	"$@" >/dev/null &
	pid=$!
	most=0
	while now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
		most=$now
		sleep 0.2 # looking oftener would take a share of the processors
	done
	wait "$pid"
	took=$(echo "$(date +%s.%N) $began" | awk '{ print $1 - $2 }')
	sleep 0.2 # its server process ends, too
	echo "$took $(server_seconds) $spent $most" | awk '{ print $1, $2 - $3, $4 / 1024 }' >>"$file"
}

fresh() {
	psql -X -q -d postgres -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1" 2>/dev/null
	PGDATABASE=$1 story-load migrate
}

columns() {
	PGDATABASE=filled psql -X -q -A -t -c "SELECT string_agg(attname, ', ' ORDER BY attnum)
		FROM pg_attribute WHERE attrelid = 'storywire.$1'::regclass AND attnum > 0
			AND NOT attisdropped AND attidentity = '' AND attgenerated = ''"
}

# The physical versions of all rows.
row_versions() {
	for table in $tables; do
		PGDATABASE=filled psql -X -q -A -t -c "SELECT '$table', count(*),
			sum(hashtext(ctid::text || xmin::text)) FROM storywire.$table"
	done
}

# tell NAME FILE: the rate, and how it compares with the reference.
tell() {
	median=$(sort -n "$2" | sed -n 2p)
	base=${base:-$median}
	echo "$median $base $articles" | awk -v name="$1" '{
		printf "%-40s %8.0f articles/s %6.2f x copy   server %6.2f s", name, $7 / $1,
			$4 / $1, $2
		if ($3 > 0)
			printf "   %5.1f MiB", $3
		print ""
	}'
}

awk -v n=$((articles * 6)) -f "$here/stories.awk" | awk 'NR % 6 < 2' >stories.ndjson
story-ingest import --format graph stories.ndjson | story-transform >records
rm stories.ndjson
{ # the same records and one more: another segment
	sed '$d' records
	echo '{"type":"reject","key":"none","reason":"for_the_bench"}'
} >again
# the same articles with other texts, as new facts make them
grep '^{"type":"article"' records | sed 's/"content_sha256":"....../"content_sha256":"ffffff/' >rewritten
fresh filled
PGDATABASE=filled story-load records
for table in $tables; do
	printf '%s\n' "\\copy storywire.$table ($(columns "$table")) FROM '$table'"
	PGDATABASE=filled psql -X -q -c "\\copy storywire.$table ($(columns "$table")) TO '$table'"
done >copy.sql
echo "$articles articles with 2 stories each, $(wc -c <records) bytes of records"
for run in 1 2 3; do
	fresh bench && PGDATABASE=bench timed copy psql -X -q -v ON_ERROR_STOP=1 -f copy.sql
	fresh bench && PGDATABASE=bench timed load story-load records
	PGDATABASE=bench timed rewrite story-load --no-end rewritten
	fresh bench && PGDATABASE=bench timed load2 story-load --connections 2 records
	before=$(row_versions)
	PGDATABASE=filled timed reload story-load --no-end again
	[ "$before" = "$(row_versions)" ] || echo "re-load: rows were written in run $run"
	PGDATABASE=filled psql -X -q -c "DELETE FROM storywire.ledger WHERE records > $articles * 3"
	PGDATABASE=filled timed ledger story-load records
done
tell 'psql copy' copy
tell 'story-load' load
tell 'story-load, two connections' load2
tell 'the same records again, another segment' reload
tell 'the same segment again' ledger
tell 'all articles with new texts' rewrite
