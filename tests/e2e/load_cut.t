#!/bin/sh
# The connection to the database is cut after a number of bytes, in either direction: whatever was
# under way, after one retry the tables are exact. story-load tries again by itself where it reads a
# file, and says 75 where it reads a pipe. CUT_ALL=1 cuts at every byte, which takes minutes.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
points=16 # in each direction, besides those of the commit
tail=32   # bytes at the end that are cut one by one: the answer to the commit and more
[ "${MODE:-release}" = release ] || points=6 tail=10
work=$(mktemp -d)
proxy=

# shellcheck disable=SC2317 # called by the trap
finish() {
	[ -z "$proxy" ] || kill "$proxy" 2>/dev/null || :
	tests/cluster.sh stop "$work/cluster"
	rm -rf "$work"
}
trap finish EXIT

query() {
	PGHOST=$server psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

empty_tables() {
	query -c 'TRUNCATE storywire.ledger, storywire.reject, storywire.story, storywire.story_alias,
		storywire.observation, storywire.poll, storywire.media, storywire.article,
		storywire.article_version, storywire.article_story'
}

# Every row of every table, but for the moments and numbers of loading.
dump() {
	query <<-'END'
		SELECT t FROM storywire.story t ORDER BY t;
		SELECT t FROM storywire.story_alias t ORDER BY t;
		SELECT t FROM storywire.observation t ORDER BY t;
		SELECT t FROM storywire.poll t ORDER BY t;
		SELECT t FROM storywire.media t ORDER BY t;
		SELECT t FROM storywire.article t ORDER BY t;
		SELECT t FROM storywire.article_story t ORDER BY t;
		SELECT t FROM storywire.reject t ORDER BY t;
		SELECT to_jsonb(t) - '{arrival,created_at}'::text[] FROM storywire.article_version t
		ORDER BY 1;
		SELECT segment_sha256, records, rejects, skipped FROM storywire.ledger ORDER BY 1;
	END
}

# start_proxy DIRECTION BYTES; stop_proxy leaves in $work/carried what went up and down.
start_proxy() {
	rm -f "$work/proxy/.s.PGSQL.5432"
	"$BIN_DIR/cut-proxy" "$work/proxy" "$server" "$1" "$2" <"$work/hold" >"$work/carried" &
	proxy=$!
	exec 3>"$work/hold"
	while [ ! -S "$work/proxy/.s.PGSQL.5432" ]; do sleep 0.002; done
}
stop_proxy() {
	exec 3>&-
	wait "$proxy" 2>/dev/null || :
	proxy=
}

# through PROXY_INPUT CONNECTIONS: loads through the proxy, from a file or a pipe.
through() {
	status=0
	if [ "$1" = file ]; then
		PGHOST=$work/proxy "$BIN_DIR/story-load" -q --connections "$2" "$work/stream" \
			2>"$work/err" || status=$?
	else
		# shellcheck disable=SC2002 # a pipe is the point
		cat "$work/stream" | PGHOST=$work/proxy "$BIN_DIR/story-load" -q \
			--connections "$2" 2>"$work/err" || status=$?
	fi
}

# A file is tried again by the program, but for a connection that never was.
may_end() {
	[ "$2" -eq 0 ] || [ "$2" -eq 75 ] && { [ "$1" = pipe ] || grep -q 'cannot connect' "$work/err"; }
}

# sever DIRECTION BYTES HOW CONNECTIONS: loads through a proxy that cuts; what is wrong, if anything.
sever() {
	empty_tables
	start_proxy "$1" "$2"
	through "$3" "$4"
	if [ "$status" -ne 0 ]; then
		may_end "$3" "$status" || echo "$*: status $status: $(head -n 1 "$work/err")"
		through "$3" "$4"
	fi
	stop_proxy
	[ "$status" -eq 0 ] || echo "$*: again: status $status: $(head -n 1 "$work/err")"
	dump | cmp -s - "$work/want" || echo "$*: other rows"
}

# Where to cut a direction that carried N bytes: spread over all, and one by one at the end.
places() {
	if [ "${CUT_ALL:-}" = 1 ]; then
		seq 1 "$1"
		return
	fi
	awk -v n="$1" -v points="$points" -v tail="$tail" 'BEGIN {
		for (i = 0; i < points; i++)
			print int(1 + i * (n - tail) / points)
		for (i = n - tail; i <= n; i++)
			print i
	}'
}

# Closing the connection politely sends 5 bytes after the commit; the cut is after those that matter.
eval "$(tests/cluster.sh start "$work/cluster")"
server=$PGHOST
mkfifo "$work/hold"
mkdir "$work/proxy"
"$BIN_DIR/story-load" migrate
awk -v seed=3 -f tests/sql/records.awk | awk 'NR % 12 == 1 || /"article"/ && n++ < 8' >"$work/some"
{
	cat "$work/some"
	printf '{"type":"end","records":%d,"sha256":"%s"}\n' "$(wc -l <"$work/some")" \
		"$(sha256sum <"$work/some" | cut -d' ' -f1)"
} >"$work/stream"
tap_run 'an uncut load' "$BIN_DIR/story-load" "$work/stream"
dump >"$work/want"
is 'there is something to compare' yes "$([ "$(wc -l <"$work/want")" -gt 100 ] && echo yes)"

empty_tables
start_proxy none 0
tap_run 'through a proxy that cuts nothing' env PGHOST="$work/proxy" "$BIN_DIR/story-load" "$work/stream"
stop_proxy
read -r up down <"$work/carried"
is 'the same rows' '' "$(dump | diff "$work/want" - | head -n 3)"
for direction in up down; do
	bytes=$up
	[ "$direction" = up ] || bytes=$down
	faults=$(for at in $(places "$bytes"); do sever "$direction" "$at" file 1; done | head -n 5)
	tap_empty "a file, cut at $(places "$bytes" | wc -l) of $bytes bytes $direction" "$faults"
	faults=$(for at in $(places "$bytes" | tail -n 24); do sever "$direction" "$at" pipe 1; done | head -n 5)
	tap_empty "a pipe, cut around the commit, $direction, and loaded again" "$faults"
	faults=$(for at in $(places "$bytes" | awk 'NR % 6 == 0'); do sever "$direction" "$at" file 2; done | head -n 5)
	tap_empty "two connections, the first cut, $direction" "$faults"
done

tap_done
