#!/bin/sh
# How story-load ends, and what it says, for each fault of a PostgreSQL server: the status of
# sysexits.h, the words, the hint; that nothing is changed; and that it goes by itself where the
# fault does.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
load=$BIN_DIR/story-load
work=$(mktemp -d)
small=

# shellcheck disable=SC2317 # called by the trap
finish() {
	for other in standby starting cluster; do
		tests/cluster.sh stop "$work/$other"
	done
	[ -z "$small" ] || umount "$small" 2>/dev/null || :
	rm -rf "$work" "$small"
}
trap finish EXIT

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

# ends NAME STATUS WORDS HINT COMMAND...: how a command ends and what it says.
ends() {
	name=$1 wanted=$2 words=$3 hint=$4
	shift 4
	status=0
	"$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	is "$name: status" "$wanted" "$status"
	is "$name: words" 1 "$(grep -cF -- "$words" "$work/err")"
	is "$name: hint" 1 "$(grep -c "^hint: .*$hint" "$work/err")"
}

rows() {
	query -c 'SELECT count(*) FROM storywire.article_version' -c 'SELECT count(*) FROM storywire.ledger' | xargs
}

# server PROGRAM...: one of the server's own programs, as its user.
server() {
	program=$(find /usr/lib/postgresql -name "$1" -path '*/bin/*' | sort -V | tail -n 1)
	shift
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups \
			env LC_ALL=C HOME=/ "$program" "$@"
	else
		env LC_ALL=C "$program" "$@"
	fi
}

# copy_of NAME SETTINGS: a copy of the data with these settings, known to cluster.sh for its stop.
copy_of() {
	place=$(mktemp -d "${TMPDIR:-/tmp}/story-pg.XXXXXX")
	cp -a "$data" "$place/data"
	rm -f "$place/data/postmaster.pid"
	touch "$place/data/standby.signal"
	printf '%s\n' "$2" >>"$place/data/postgresql.conf"
	[ "$(id -u)" -ne 0 ] || chown -R postgres "$place"
	mkdir -p "$work/$1"
	echo "$place" >"$work/$1/place"
	cd "$place"
	server pg_ctl -D data -l "$place/log" -W -o "-k '$place'" start >"$work/out"
	cd "$here"
}

# Waits until a query says yes.
wait_for() {
	tries=0
	while [ "$(query -c "$1" 2>/dev/null)" != t ] && [ "$tries" -lt 500 ]; do
		sleep 0.02
		tries=$((tries + 1))
	done
}

here=$PWD
eval "$(tests/cluster.sh start "$work/cluster")"
# a commit that was answered is to outlive an immediate restart
query -c 'ALTER SYSTEM SET synchronous_commit = on' -c 'SELECT pg_reload_conf()' >"$work/out"
data=$PGHOST/data
later='again later'
awk -v seed=6 -f tests/sql/records.awk >"$work/all"
"$load" migrate
"$load" -q --no-end "$work/all"
query -c 'TRUNCATE storywire.ledger, storywire.reject, storywire.story, storywire.story_alias,
	storywire.observation, storywire.poll, storywire.media, storywire.article,
	storywire.article_version, storywire.article_story'
run="$load --no-end $work/all"

# Servers that cannot be written to, or not be reached at all.
# shellcheck disable=SC2086 # words
{
	ends 'no server' 75 'cannot connect' 'Is the server running' env PGHOST="$work" $run
	query -c CHECKPOINT
	cp -a "$data" "$work/copy" 2>/dev/null || :
	data=$work/copy
	copy_of standby 'hot_standby = on'
	tries=0
	while ! PGHOST=$place query -c 'SELECT 1' >/dev/null 2>&1 && [ "$tries" -lt 500 ]; do
		sleep 0.02
		tries=$((tries + 1))
	done
	ends 'a standby' 75 'read-only' 'a standby?' env PGHOST="$place" $run
	ends 'several servers, the last of them writable' 65 'ends without an end record' 'stopped early' \
		env PGHOST="$place,$PGHOST" "$load" /dev/null
	copy_of starting 'hot_standby = off'
	tries=0
	until [ -S "$place/.s.PGSQL.5432" ] || [ "$tries" -ge 500 ]; do
		sleep 0.02
		tries=$((tries + 1))
	done
	ends 'a server that is starting' 75 'cannot connect' 'starting or stopping' \
		env PGHOST="$place" $run
	data=$PGHOST/data
	ends 'read-only sessions' 75 'read-only' 'takes no changes' \
		env PGOPTIONS='-c default_transaction_read_only=on' $run
}

# Databases of another kind.
# shellcheck disable=SC2086 # words
for encoding in SQL_ASCII LATIN1; do
	createdb -E "$encoding" -T template0 "of_$encoding"
	ends "encoding $encoding" 78 "its encoding is $encoding, not UTF8" 'createdb -E UTF8' \
		env PGDATABASE="of_$encoding" $run
done
# shellcheck disable=SC2086 # words
ends 'no such database' 78 'does not exist' 'story-load migrate' env PGDATABASE=none $run

# Rights.
query -c 'CREATE ROLE hidden LOGIN IN ROLE storywire_loader' \
	-c 'CREATE ROLE nobody_here LOGIN' -c 'CREATE ROLE barred NOLOGIN' \
	-c 'CREATE ROLE few LOGIN CONNECTION LIMIT 0 IN ROLE storywire_loader'
# shellcheck disable=SC2086 # words
{
	ends 'no right' 77 'permission denied' 'member of storywire_loader' env PGUSER=nobody_here $run
	ends 'no login' 77 'not permitted to log in' 'Check user and password' env PGUSER=barred $run
	ends 'no connection to spare' 75 'too many connections' 'no connection to spare' \
		env PGUSER=few $run
	query -c 'ALTER TABLE storywire.story ENABLE ROW LEVEL SECURITY'
	ends 'row security would hide rows' 77 'row-level security' 'member of storywire_loader' \
		env PGUSER=hidden $run
	query -c 'ALTER TABLE storywire.story DISABLE ROW LEVEL SECURITY'
}

# The schema.
# shellcheck disable=SC2086 # words
{
	newest=$(query -c 'SELECT max(number) FROM storywire.schema_version')
	query -c "CREATE TABLE kept AS SELECT * FROM storywire.schema_version" \
		-c "DELETE FROM storywire.schema_version WHERE number = $newest"
	ends 'an older schema' 78 "1 of $newest migrations missing" 'Run: story-load migrate' $run
	query -c "INSERT INTO storywire.schema_version SELECT * FROM kept WHERE number = $newest" \
		-c "INSERT INTO storywire.schema_version VALUES ($newest + 1, 'later', repeat('0', 64))"
	ends 'a newer schema' 78 "version $((newest + 1)) is newer" 'Install the story-load' $run
	query -c "DELETE FROM storywire.schema_version WHERE number > $newest"
}
is 'nothing was loaded by any of these' '0 0' "$(rows)"

# A disk that is full, where one can be mounted.
small=$(mktemp -d)
if mount -t tmpfs -o size=24m tmpfs "$small" 2>/dev/null; then
	[ "$(id -u)" -ne 0 ] || chown postgres "$small"
	query -c "CREATE TABLESPACE small LOCATION '$small'" -c 'CREATE DATABASE full_one TABLESPACE small'
	PGDATABASE=full_one "$load" -q migrate
	fill=$(df --output=avail "$small" | tail -n 1)
	head -c "$(((fill - 200) * 1024))" /dev/zero >"$small/fill"
	ends 'a full disk' 75 'No space left' 'disk is full' env PGDATABASE=full_one "$load" --no-end "$work/all"
	rm "$small/fill"
	tap_run 'when there is room again' env PGDATABASE=full_one "$load" --no-end "$work/all"
	query -c 'DROP DATABASE full_one' -c 'DROP TABLESPACE small'
else
	tap_skip 'a full disk' 'no file system can be mounted here'
fi

# What is under way is met by the fault, and tried again. A trigger that waits makes the moment.
query <<-'SQL'
	CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM pg_sleep(0.5);
		RETURN NULL;
	END $$;
	CREATE TRIGGER wait AFTER INSERT ON storywire.poll EXECUTE FUNCTION public.wait();
SQL
busy="SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"

# meets NAME COMMAND...: the load meets what the command does, and ends well.
meets() {
	name=$1
	shift
	query -c 'TRUNCATE storywire.ledger, storywire.poll'
	"$load" --no-end "$work/all" >"$work/out" 2>"$work/err" &
	pid=$!
	wait_for "$busy"
	"$@" >"$work/said" 2>&1
	status=0
	wait "$pid" || status=$?
	# the server warns of an immediate shutdown itself
	is "$name: it ends well" '0' "$status$(grep -v 'immediate shutdown' "$work/err")"
	is "$name: all is there" "$(grep -o '"type":"poll","account_id":"a[0-9]*","started_at":"[^"]*"' \
		"$work/all" | sort -u | wc -l) 1" "$(query -c 'SELECT count(*) FROM storywire.poll' \
			-c 'SELECT count(*) FROM storywire.ledger' | xargs)"
}
restart() {
	cd "$PGHOST"
	server pg_ctl -D data -l "$PGHOST/log" -m "$1" -w -o "-k '$PGHOST'" restart
	cd "$here"
}
meets 'its connection is ended' query -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	WHERE application_name = 'story-load'"
meets 'a fast restart' restart fast
meets 'an immediate restart' restart immediate

# A deadlock: somebody has a table that the load wants, and then wants the locks of its accounts.
query -c 'CREATE ROLE hasty SUPERUSER LOGIN' -c "ALTER ROLE hasty SET deadlock_timeout = '10ms'" \
	-c 'TRUNCATE storywire.ledger, storywire.story, storywire.poll' \
	-c 'DROP TRIGGER wait ON storywire.poll' \
	-c 'CREATE TRIGGER wait AFTER INSERT ON storywire.story EXECUTE FUNCTION public.wait()'
query >"$work/said" 2>&1 <<-'SQL' &
	SET deadlock_timeout = '60s';
	BEGIN;
	LOCK storywire.poll IN SHARE MODE;
	DO $$ BEGIN
		WHILE NOT EXISTS (SELECT FROM pg_stat_activity
			WHERE application_name = 'story-load' AND wait_event = 'PgSleep') LOOP
			PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();
		END LOOP;
	END $$;
	SELECT pg_advisory_xact_lock(storywire.account_lock(a)) FROM unnest('{a0,a1,a2}'::text[]) a;
	ROLLBACK;
SQL
other=$!
wait_for "SELECT count(*) > 0 FROM pg_locks WHERE mode = 'ShareLock'
	AND relation = 'storywire.poll'::regclass"
status=0
PGUSER=hasty "$load" -v --no-end "$work/all" >"$work/out" 2>"$work/err" || status=$?
wait "$other" || :
is 'a deadlock' '0 1' "$status $(grep -c 'try 1: database: .*deadlock detected' "$work/err")"
query -c 'DROP TRIGGER wait ON storywire.story'

# A migration waits for a load that is under way, and the other way round.
for mode in _shared ''; do
	query -c 'TRUNCATE storywire.ledger' -c "SELECT pg_advisory_lock$mode(hashtextextended(
		'storywire migrate', 0)), pg_sleep(1), pg_advisory_unlock_all()" >"$work/said" &
	other=$!
	wait_for "$busy"
	if [ -n "$mode" ]; then
		"$load" migrate &
	else
		"$load" -q --no-end "$work/all" &
	fi
	pid=$!
	wait_for "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
	is "the other waits for ${mode:-_exclusive}" t "$(query -c "SELECT count(*) > 0 FROM pg_locks
		WHERE locktype = 'advisory' AND NOT granted")"
	status=0
	wait "$pid" || status=$?
	is 'and ends well' 0 "$status"
	wait "$other"
done

# Nor do they wait for each other where a load has two connections and the second one begins after the
# migration has come: the server sees no circle there.
query -c 'TRUNCATE storywire.ledger, storywire.poll'
mkfifo "$work/slow"
timeout 60 "$load" -q --no-end --connections 2 <"$work/slow" 2>"$work/err" &
pid=$!
exec 8>"$work/slow"
polls() {
	awk -v account="$1" -v n="$2" 'BEGIN { for (; n > 0; n--) printf "{\"type\":\"poll\",\"account_id\":\"%s\","\
		"\"started_at\":\"2023-04-15T%02d:%02d:%02dZ\",\"finished_at\":\"2023-04-16T00:00:00Z\","\
		"\"outcome\":\"ok\",\"stories\":0}\n", account, n / 3600, n / 60 % 60, n % 60 }'
}
polls one 17000 >&8 # more than a connection is given at once
wait_for "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'"
timeout 60 "$load" -q migrate 8>&- &
other=$!
wait_for "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
polls two 1 >&8
exec 8>&-
status=0
wait "$pid" || status=$?
is 'a load over two connections ends while a migration waits' '0 17001' "$status $(query -c 'SELECT count(*)
	FROM storywire.poll')"
status=0
wait "$other" || status=$?
is 'which ends well after it' 0 "$status"

# A load that is cancelled is not tried again: somebody wanted that, or it takes too long.
query -c 'TRUNCATE storywire.ledger, storywire.poll' \
	-c 'CREATE TRIGGER wait AFTER INSERT ON storywire.poll EXECUTE FUNCTION public.wait()'
"$load" --no-end "$work/all" >"$work/out" 2>"$work/err" &
pid=$!
wait_for "$busy"
query -c "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'story-load'" \
	>"$work/said"
status=0
wait "$pid" || status=$?
is 'a load that is cancelled' "75 1 1" "$status $(grep -c 'canceling statement.*57014' "$work/err") \
$(grep -c "^hint: .*$later" "$work/err")"
is 'changes nothing' 0 "$(query -c 'SELECT count(*) FROM storywire.poll')"
query -c 'DROP TRIGGER wait ON storywire.poll'

# Warnings of the server, many and with what would drive a terminal.
query <<-'SQL'
	CREATE FUNCTION public.warn() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		RAISE WARNING E'\x1b[2J\r\nstory-load: error: forged %', NEW.account_id;
		RETURN NULL;
	END $$;
	CREATE TRIGGER warn AFTER INSERT ON storywire.poll FOR EACH ROW EXECUTE FUNCTION public.warn();
SQL
status=0
"$load" --no-end "$work/all" 2>"$work/err" || status=$?
is 'warnings with escapes' '0 0 0' "$status $(tr -dc '\033\r' <"$work/err" | wc -c) \
$(grep -c '^story-load: error' "$work/err" || :)"
is 'are all said' yes "$([ "$(grep -c 'database: .*forged' "$work/err")" -gt 10 ] && echo yes)"
query -c 'DROP TRIGGER warn ON storywire.poll'

# A stage before it may take its time: until its first line a connection has nothing to do.
closed="SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'story-load'"
opened="SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'story-load'"
if query -c 'ALTER ROLE hidden SET idle_session_timeout = 200' 2>/dev/null; then
	query -c 'TRUNCATE storywire.ledger, storywire.poll'
	slowly() {
		wait_for "$opened"
		wait_for "$closed"
		cat "$work/all"
	}
	load_slowly() {
		slowly | PGUSER=hidden "$load" -q --no-end
	}
	tap_run 'a connection that was closed before the first line is made anew' load_slowly
	tap_run 'and all is loaded' test "$(query -c 'SELECT count(*) FROM storywire.poll')" -gt 10
else
	tap_skip 'a connection that was closed before the first line' 'this server closes none'
fi
tap_done
