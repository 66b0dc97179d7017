#!/bin/sh
# A private PostgreSQL that is thrown away: no TCP, a Unix socket only its owner reaches, and
# never the system's cluster. As root the server runs as an unprivileged user.
#
#   cluster.sh start DIR           prints the PG* exports to eval; DIR remembers where it runs
#   cluster.sh stop DIR
#   cluster.sh run DIR -- COMMAND  start, COMMAND, stop; also on INT and TERM
#
# The data lie below $TMPDIR, since a socket's path may have 107 bytes at most and the server's
# user may not be able to reach DIR. A template kept below build/ makes the next start fast.
#
# CLUSTER=usual in the environment: buffers and log as PostgreSQL comes with them, for timings; else
# they are small, so that many servers fit a machine.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
size=${CLUSTER:-small}

usage() {
	sed -n 's/^#   //p' "$0" >&2
	exit 64
}

find_programs() {
	for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5 -rn) \
		"$(dirname "$(command -v initdb || echo /)")"; do
		if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
			echo "$dir"
			return
		fi
	done
	echo 'cluster: no PostgreSQL server found' >&2
	echo 'hint: Run: tests/setup.sh demo' >&2
	exit 69
}

server_user() {
	if id postgres >/dev/null 2>&1; then
		echo postgres
	else
		echo nobody
	fi
}

# Runs the server's programs; root steps down to the server's user for them.
as_server() {
	if [ "$(id -u)" -eq 0 ]; then
		user=$(server_user)
		setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups \
			env LC_ALL=C HOME=/ "$@"
	else
		env LC_ALL=C "$@"
	fi
}

give_to_server() {
	if [ "$(id -u)" -eq 0 ]; then
		chown -R "$(server_user)" "$1"
	fi
}

settings() {
	cat <<-'END'
		listen_addresses = ''
		fsync = off
		max_connections = 50
		log_min_messages = warning
	END
	[ "$size" = usual ] || cat <<-'END'
		full_page_writes = off
		synchronous_commit = off
		shared_buffers = 32MB
	END
}

make_data() {
	segments=--wal-segsize=1
	[ "$size" != usual ] || segments=--wal-segsize=16
	as_server "$bin/initdb" -D "$1" -U postgres -A trust -E UTF8 --locale=C --no-sync \
		"$segments" >"$place/initdb.log" 2>&1 || {
		cat "$place/initdb.log" >&2
		exit 71
	}
	echo 'local all all trust' | as_server tee "$1/pg_hba.conf" >/dev/null
	settings | as_server tee -a "$1/postgresql.conf" >/dev/null
	echo 'CREATE DATABASE storywire' |
		as_server "$bin/postgres" --single -D "$1" postgres >"$place/single.log" 2>&1
}

# Fills $place/data from the template, which is made on the first run and then kept if possible.
fill_data() {
	template=$top/build/cluster-template/$(id -u)-$(basename "$(dirname "$bin")")-$size
	if [ ! -f "$template/PG_VERSION" ]; then
		make_data "$place/data"
		if mkdir -p "${template%/*}" 2>/dev/null; then
			copy=$(mktemp -d "${template%/*}/new.XXXXXX")
			cp -a "$place/data/." "$copy"
			mv -T "$copy" "$template" 2>/dev/null || rm -rf "$copy"
		fi
		return
	fi
	cp -a "$template" "$place/data"
	give_to_server "$place/data"
}

start() {
	mkdir -p "$1"
	if [ -e "$1/place" ]; then
		echo "cluster: $1: in use already" >&2
		echo "hint: Run: tests/cluster.sh stop $1" >&2
		exit 73
	fi
	bin=$(find_programs)
	place=$(mktemp -d "${TMPDIR:-/tmp}/story-pg.XXXXXX")
	echo "$place" >"$1/place"
	give_to_server "$place"
	cd "$place"
	fill_data
	as_server "$bin/pg_ctl" -D data -l "$place/log" -w -t 60 -o "-k '$place'" start \
		>"$place/start.log" 2>&1 || {
		cat "$place/start.log" "$place/log" >&2
		exit 69
	}
}

print_exports() {
	echo 'unset PGHOSTADDR PGSERVICE PGOPTIONS PGPASSFILE PGSSLMODE PGCLIENTENCODING;'
	echo "export PGHOST='$place' PGPORT=5432 PGUSER=postgres PGDATABASE=storywire;"
}

stop() {
	if [ ! -e "$1/place" ]; then
		return
	fi
	bin=$(find_programs)
	place=$(cat "$1/place")
	cd /
	if [ -e "$place/data/postmaster.pid" ]; then
		as_server "$bin/pg_ctl" -D "$place/data" -m immediate -w stop >/dev/null || :
	fi
	case $place in
	*/story-pg.*) rm -rf "$place" ;;
	esac
	rm -f "$1/place"
	rmdir "$1" 2>/dev/null || :
}

# Reached by every way out of `run`.
end_run() {
	status=$?
	trap '' INT TERM HUP
	if [ -n "${child-}" ] && kill "$child" 2>/dev/null; then
		wait "$child" || :
	fi
	stop "$dir"
	exit "$status"
}

# The command runs in the background, because a shell attends to signals only between commands;
# descriptor 3 gives it the input that a background command would lose.
run() {
	trap end_run EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	here=$PWD
	start "$dir"
	cd "$here"
	eval "$(print_exports)"
	exec 3<&0
	"$@" <&3 &
	child=$!
	exec 3<&-
	wait "$child"
}

if [ $# -lt 2 ]; then
	usage
fi
verb=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
shift 2
case $verb in
start)
	trap '[ $? -eq 0 ] || stop "$dir"' EXIT
	start "$dir"
	print_exports
	;;
stop)
	stop "$dir"
	;;
run)
	if [ "${1-}" != -- ] || [ $# -lt 2 ]; then
		usage
	fi
	shift
	run "$@"
	;;
*)
	usage
	;;
esac
