#!/bin/sh
# Runs test files, several at a time, and counts: run.sh SUITE...
# Suites: gates unit filter sql e2e fuzz. TEST in the environment: a pattern (grep -E) that the
# names of the files must match. Every file prints TAP; what it said stays in build/check/.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
unset MAKEFLAGS MAKELEVEL
logs=$top/build/check
jobs=$(nproc)
lanes=$((jobs + 1)) # of tests: some wait, for a clock or a server
file_limit=400 # seconds; the slowest file takes about a quarter of it

# The tests that exist, one a line: NAME MODE KIND PATH.
list_suite() {
	case $1 in
	gates)
		for mode in release clang asan; do
			echo "build/$mode $mode build -"
		done
		for path in tests/gates/*.t; do
			name=${path##*/}
			echo "gates/${name%.t} release script $path"
		done
		;;
	unit)
		for mode in release asan; do
			list_files "$mode" unit tests/unit/*/test_*.c
		done
		;;
	filter)
		for mode in release asan; do
			list_files "$mode" filter tests/filter/*
		done
		;;
	sql)
		for mode in release asan; do
			list_files "$mode" sql tests/sql/*.sql
			list_files "$mode" sqlscript tests/sql/*.sh
		done
		;;
	e2e)
		for mode in release asan; do
			list_files "$mode" script tests/e2e/*.t
		done
		;;
	fuzz)
		list_files fuzz fuzz tests/fuzz/fuzz_*.c
		for path in ingest/import/formats/*.c; do
			format=$(sed -n 's/^ *\.name = "\(.*\)",$/\1/p' "$path")
			[ -z "$format" ] || echo "fuzz/fuzz_import-$format fuzz fuzz_format $format"
		done
		;;
	*)
		echo "run: $1: no such suite" >&2
		exit 64
		;;
	esac
}

list_files() {
	mode=$1 kind=$2
	shift 2
	for path; do
		[ -e "$path" ] || continue
		name=${path#tests/}
		name=${name%.*}
		[ "$mode" != asan ] || name=asan/$name
		echo "$name $mode $kind $path"
	done
}

bin_dir() {
	case $1 in
	release) echo "$top/build/bin" ;;
	*) echo "$top/build/$1/bin" ;;
	esac
}

# What tests may rely on, and nothing else of the caller's.
set_environment() {
	BIN_DIR=$(bin_dir "$1")
	DATA_DIR=$top/tests/data
	HOME=$logs/home
	TZ=UTC
	LC_ALL=C.UTF-8
	CMOCKA_MESSAGE_OUTPUT=TAP
	ASAN_OPTIONS=detect_leaks=1:exitcode=99
	UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
	MODE=$1
	export BIN_DIR DATA_DIR HOME TZ LC_ALL MODE CMOCKA_MESSAGE_OUTPUT ASAN_OPTIONS UBSAN_OPTIONS
	for variable in $(env | sed -n 's/^\(STORYWIRE_[A-Z_]*\)=.*/\1/p'); do
		unset "$variable"
	done
	unset XDG_CONFIG_HOME CREDENTIALS_DIRECTORY TEST
}

# One full build as one test.
build() {
	echo '1..1'
	if make -k -j"$jobs" MODE="$1" all tests; then
		echo "ok 1 - everything builds without a warning ($1)"
	else
		echo "not ok 1 - the build ($1) fails"
		return 1
	fi
}

# A fresh, migrated database with pgTAP.
fresh_database() {
	PGDATABASE=t$(echo "$1" | tr -c 'a-z0-9\n' _)
	psql -X -q -d postgres -c "CREATE DATABASE $PGDATABASE TEMPLATE migrated_$MODE"
	export PGDATABASE
}

run_file() {
	name=$1 mode=$2 kind=$3 path=$4
	set_environment "$mode"
	limit="timeout -k 5 $file_limit"
	case $kind in
	build) build "$mode" ;;
	script) $limit "./$path" ;;
	unit)
		path=${path#tests/unit/}
		$limit "${BIN_DIR%/bin}/test/${path%.c}"
		;;
	filter) $limit tests/run-filter.sh "$path" ;;
	sql)
		fresh_database "$name" && $limit psql -X -q -A -t -v ON_ERROR_STOP=1 -f "$path"
		;;
	sqlscript) fresh_database "$name" && $limit "./$path" ;;
	fuzz)
		path=${path##*/}
		$limit tests/run-fuzz.sh "build/fuzz/${path%.c}" 5
		;;
	fuzz_format) $limit tests/run-fuzz.sh build/fuzz/fuzz_import 3 "$path" ;;
	esac
}

# Runs one line of the list and judges it. Kept apart by name in build/check/.
run_one() {
	# shellcheck disable=SC2086 # four words
	set -- $1
	log=$logs/$(echo "$1" | tr / .)
	start=$(date +%s.%N)
	status=0
	(run_file "$@") >"$log.tap" 2>"$log.err" </dev/null || status=$?
	seconds=$(echo "$(date +%s.%N) $start" | awk '{ print $1 - $2 }')
	awk -v name="$1" -v status="$status" -v seconds="$seconds" -v counts="$log.counts" \
		-f tests/tap.awk "$log.tap" >"$log.result" || {
		tail -n 25 "$log.err" | sed 's/^/  | /' >>"$log.result"
		echo "  (all of it: build/check/${log##*/}.tap and .err)" >>"$log.result"
	}
	cat "$log.result"
}

# A cluster that all SQL tests share, with one migrated template database a mode.
start_cluster() {
	eval "$(tests/cluster.sh start build/check/cluster)"
	for mode in release asan; do
		PGDATABASE=migrated_$mode
		export PGDATABASE
		psql -X -q -d postgres -c "CREATE DATABASE $PGDATABASE"
		psql -X -q -c 'CREATE EXTENSION pgtap'
		ASAN_OPTIONS=exitcode=99 "$(bin_dir $mode)/story-load" migrate || :
	done >"$logs/migrate.log" 2>&1
}

finish() {
	status=$?
	trap '' INT TERM HUP
	tests/cluster.sh stop build/check/cluster
	exit "$status"
}

if [ "$1" = --one ]; then
	run_one "$2"
	exit 0
fi

# Two runs in one folder would write over each other's logs. The descriptor is kept from what
# the tests start, so that the lock ends with this run.
mkdir -p build
exec 9>build/check.lock
flock -n 9 || {
	echo 'run: waiting for another run in this folder' >&2
	flock 9
}
tests/cluster.sh stop build/check/cluster
rm -rf "$logs"
mkdir -p "$logs/home"
for suite; do
	list_suite "$suite"
done | grep -E -e "^[^ ]*${TEST:-}" >"$logs/list" || :

# Builds first: the tests need them, and a failing one must be seen whatever was asked for.
for mode in release clang asan; do
	grep -q " $mode " "$logs/list" || continue
	grep -q "^build/$mode " "$logs/list" || echo "build/$mode $mode build -"
done >"$logs/builds"
grep '^build/' "$logs/list" >>"$logs/builds" || :
grep -v '^build/' "$logs/list" >"$logs/files" || :
while read -r line; do
	run_one "$line" 9>&-
done <"$logs/builds"
if grep -q ' fuzz ' "$logs/files"; then
	make -k -j"$jobs" fuzz-programs >"$logs/fuzz.log" 2>&1 || cat "$logs/fuzz.log"
fi
if grep -q ' sql' "$logs/files"; then
	trap finish EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	start_cluster 9>&-
fi
tr '\n' '\0' <"$logs/files" | xargs -0 -r -n 1 -P "$lanes" "$0" --one 9>&- || :
cat "$logs"/*.counts | awk -v files="$(cat "$logs/builds" "$logs/files" | wc -l)" '
	{ passed += $1; failed += $2; skipped += $3 }
	END {
		failed += files - NR # a file without counts: its run was killed
		printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""
		exit failed != 0 || passed == 0
	}'
