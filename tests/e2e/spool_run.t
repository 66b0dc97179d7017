#!/bin/sh
# story-run with stages that are scripts: what it starts, what it hands on, what it says.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
cp "$BIN_DIR/story-run" "$work/bin"
printf 'verbose = no\n' >"$work/conf"

# stage NAME LINE: a stage that notes its arguments, then does the line.
stage() {
	{
		echo '#!/bin/sh'
		printf 'echo "%s $*" >>"%s"\n' "$1" "$work/calls"
		printf '%s\n' "$2"
	} >"$work/bin/story-$1"
	chmod +x "$work/bin/story-$1"
}
stages() {
	stage ingest "${1:-}"
	stage transform "${2:-}"
	stage load "${3:-}"
}

run() {
	rm -f "$work/calls"
	status=0
	"$work/bin/story-run" "$@" >"$work/out" 2>"$work/err" || status=$?
}
calls() {
	sed "s|$work|W|g" "$work/calls" 2>/dev/null || :
}

stages
run --spool "$work/spool"
is 'all of them in order, in silence' "0 0
ingest graph --spool W/spool
transform run --spool W/spool
load reconcile --spool W/spool
load run --spool W/spool" "$status $(cat "$work/out" "$work/err" | wc -c)
$(calls)"
is 'the spool is there before the first of them' 700 "$(stat -c %a "$work/spool")"
run --spool "$work/spool" --config "$work/conf" -d 'service=news room' -v --log json
is 'options are handed on, the database to load only' \
	"ingest graph --spool W/spool --config W/conf --log json --verbose
transform run --spool W/spool --config W/conf --log json --verbose
load reconcile --spool W/spool --config W/conf --log json --database service=news room --verbose
load run --spool W/spool --config W/conf --log json --database service=news room --verbose" \
	"$(calls)"
run --spool "$work/spool" --metrics "$work/m.d/m.prom"
is 'each stage has a file of metrics of its own' "ingest graph --spool W/spool --metrics W/m.d/m.ingest.prom
transform run --spool W/spool --metrics W/m.d/m.transform.prom
load reconcile --spool W/spool --metrics W/m.d/m.reconcile.prom
load run --spool W/spool --metrics W/m.d/m.load.prom" "$(calls)"
run --spool "$work/spool" --metrics "$work/m.d/m"
is 'with an ending or without' 'W/m.d/m.load' "$(calls | sed -n '4s/.*--metrics //p')"
printf 'spool = %s\ndatabase = service=x\n' "$work/spool" >"$work/conf"
run --config "$work/conf" -q
is 'the settings file can name the spool' \
	'load run --spool W/spool --config W/conf --database service=x --quiet' "$(calls | tail -n 1)"

stages 'exit 77' 'exit 0' 'exit 75'
run --spool "$work/spool"
is 'a failing stage stops none of the others' 'ingest transform load load' \
	"$(calls | cut -d' ' -f1 | xargs)"
is 'each one that failed is named' \
	'story-run: ingest: failed with status 77 (token or privilege)
story-run: reconcile: failed with status 75 (try again later)
story-run: load: failed with status 75 (try again later)' "$(cat "$work/err")"
is 'the exit status is that of the first' 77 "$status"
# shellcheck disable=SC2016 # for the script
stages '' 'kill -KILL $$'
run --spool "$work/spool"
is 'a stage that is killed is named' '71 story-run: transform: ended by signal 9 (Killed)' \
	"$status $(cat "$work/err")"
stages '' '' 'exit 3'
run --spool "$work/spool"
is 'a status that is none of ours' '3 story-run: reconcile: failed with status 3 (unknown)
story-run: load: failed with status 3 (unknown)' \
	"$status $(cat "$work/err")"
stages 'exit 75'
(
	trap '' CHLD
	run --spool "$work/spool"
	exit "$status"
) || status=$?
is 'a caller that ignores its children changes nothing' 75 "$status"
rm "$work/bin/story-transform"
stage ingest ''
run --spool "$work/spool"
is 'a stage that is missing: 71, and the others run' '71 ingest load load' \
	"$status $(calls | cut -d' ' -f1 | xargs)"
is 'with a hint' 1 "$(grep -c '^hint: Install story-transform beside story-run' "$work/err")"
mkdir "$work/path"
stages
mv "$work/bin/story-transform" "$work/path"
PATH=$work/path:$PATH run --spool "$work/spool"
is 'what is not beside it is found in PATH' '0 ingest transform load load' \
	"$status $(calls | cut -d' ' -f1 | xargs)"

# Two at a time, and being stopped.
stages 'exec sleep 60'
rm -f "$work/calls"
"$work/bin/story-run" --spool "$work/spool" 2>"$work/stopped" &
first=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -z "$(calls)" ] || break
	sleep 0.1
done
status=0
"$work/bin/story-run" --spool "$work/spool" 2>"$work/err" || status=$?
is 'a second run while the first is at work: 75' '75 1' \
	"$status $(grep -c 'run: locked: another run is at work$' "$work/err")"
kill -TERM "$first"
status=0
wait "$first" || status=$?
is 'a signal to stop: 75' 75 "$status"
is 'it goes on to the stage, and no other is started' \
	'story-run: ingest: ended by signal 15 (Terminated)
story-run: stopped by signal 15 (Terminated) ingest' \
	"$(cat "$work/stopped") $(calls | cut -d' ' -f1)"

stages
run
is 'no spool: 64, with a hint' '64 1' "$status $(grep -c '^hint: Give --spool DIR' "$work/err")"
run --spool "$work/spool" graph
is 'a word: 64' 64 "$status"
run --spool "$work/no/spool"
is 'a spool that cannot be made: 73' 73 "$status"
is 'nothing was started' '' "$(calls)"
run --help
is 'help says what it is' 0 "$status"
tap_done
