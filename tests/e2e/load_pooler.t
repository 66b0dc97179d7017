#!/bin/sh
# Everything story-load does works through PgBouncer in transaction mode, where each transaction may
# get another connection to the server: so nothing may be left on one, and nothing expected there.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
pooler=

# shellcheck disable=SC2317 # called by the trap
finish() {
	[ -z "$pooler" ] || kill "$pooler" 2>/dev/null || :
	tests/cluster.sh stop "$work/cluster"
	rm -rf "$work" "${place:-}"
}
trap finish EXIT

pgbouncer=$(command -v pgbouncer || echo /usr/sbin/pgbouncer)
if [ ! -x "$pgbouncer" ]; then
	tap_skip 'through PgBouncer' 'it is not installed'
	tap_done
fi

query() {
	PGHOST=$server psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}
tables() {
	for table in story story_alias observation poll media article article_story reject; do
		query -c "SELECT t FROM storywire.$table t ORDER BY t"
	done
	query -c "SELECT to_jsonb(t) - '{arrival,created_at}'::text[]
		FROM storywire.article_version t ORDER BY 1"
}

# Two connections to the server, given out in turn, so that what one transaction leaves on its own
# the next one misses.
start_pooler() {
	place=$(mktemp -d)
	chmod 755 "$place"
	cat >"$place/pgbouncer.ini" <<-END
		[databases]
		storywire = host=$server port=5432 dbname=storywire user=postgres
		[pgbouncer]
		listen_addr =
		unix_socket_dir = $place
		listen_port = 5432
		auth_type = any
		pool_mode = transaction
		default_pool_size = 3
		server_round_robin = 1
		logfile = $place/log
		admin_users = postgres
	END
	: >"$place/log"
	if [ "$(id -u)" -eq 0 ]; then
		chown -R postgres "$place"
		setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups \
			"$pgbouncer" -q "$place/pgbouncer.ini" >"$work/out" 2>&1 &
	else
		"$pgbouncer" -q "$place/pgbouncer.ini" >"$work/out" 2>&1 &
	fi
	pooler=$!
	tries=0
	while [ ! -S "$place/.s.PGSQL.5432" ] && [ "$tries" -lt 250 ]; do
		sleep 0.02
		tries=$((tries + 1))
	done
}

eval "$(tests/cluster.sh start "$work/cluster")"
server=$PGHOST
start_pooler
PGHOST=$place
tap_run 'migrate' "$BIN_DIR/story-load" migrate
tap_run 'migrate --check' "$BIN_DIR/story-load" migrate --check
awk -v seed=8 -f tests/sql/records.awk >"$work/all"
split -l 90 "$work/all" "$work/piece."
tap_run 'a load' "$BIN_DIR/story-load" --no-end "$work/all"
tables >"$work/want"
is 'brings rows' yes "$([ "$(wc -l <"$work/want")" -gt 100 ] && echo yes)"
tap_run 'the same again' "$BIN_DIR/story-load" --no-end "$work/all"
tap_run 'in pieces over two connections' "$BIN_DIR/story-load" --no-end --connections 2 "$work"/piece.*
is 'changes nothing' '' "$(tables | diff "$work/want" - | head -n 3)"
query -c 'TRUNCATE storywire.ledger, storywire.reject, storywire.story, storywire.story_alias,
	storywire.observation, storywire.poll, storywire.media, storywire.article,
	storywire.article_version, storywire.article_story'
pids=
for n in 1 2 3; do
	# shellcheck disable=SC2046 # a list of files
	"$BIN_DIR/story-load" -q --no-end $(find "$work" -name 'piece.*' | shuf) >"$work/loader.$n" 2>&1 &
	pids="$pids $!"
done
failed=0
for pid in $pids; do
	wait "$pid" || failed=$?
done
is 'three loaders at once over three connections' "0 " "$failed $(cat "$work"/loader.*)"
is 'end in the same rows' '' "$(tables | diff "$work/want" - | head -n 3)"
echo 'broken' >"$work/broken"
tap_run 'a reject' "$BIN_DIR/story-load" -q --no-end "$work/broken"
is 'is in its table' 1 "$(query -c 'SELECT count(*) FROM storywire.reject')"
is 'nothing is left on a connection: settings' '' "$(PGHOST=$place psql -X -q -A -t -c "SELECT
	concat_ws(' ', name, setting) FROM pg_settings WHERE source = 'session'
	AND name NOT IN ('client_encoding', 'application_name', 'DateStyle', 'TimeZone',
		'standard_conforming_strings', 'IntervalStyle')")"
is 'nor a temporary table' 0 "$(query -c "SELECT count(*) FROM pg_class
	WHERE relpersistence = 't' AND relkind = 'r'")"

# The server goes away behind the pooler, and comes back.
query -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	WHERE datname = 'storywire' AND pid <> pg_backend_pid()" >"$work/out"
tap_run 'after the connections to the server were ended' "$BIN_DIR/story-load" --no-end "$work/all"
is 'the rows are the same' '' "$(tables | grep -v broken | diff "$work/want" - | grep -c '^<' | grep -v '^0$' || :)"
tap_done
