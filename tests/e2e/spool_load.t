#!/bin/sh
# The whole way over the spool into a database: what each stage leaves for the next, what stays
# where when something is down or broken, and that being killed at any moment changes no row.
set -eu
. tests/tap.sh
. tests/standin/wait.sh
. tests/evening.sh

trials=12
[ "${MODE:-release}" = release ] || trials=3

count() {
	find "$spool/$1" -name '*.ndjson' | wc -l
}
folders() {
	echo "$(count raw) $(count records) $(count 'done') $(count quarantine)"
}
rows() {
	query -c "SELECT count(*) FROM storywire.$1"
}

# Every row of every table, but for the moments of loading.
tables() {
	query -c 'SELECT proof.rows()'
}

evening_begin
stage run
is 'story-run: from the API to rows, in silence' "0 0 8 1 1" \
	"$status $(cat "$work/out" "$work/err" | wc -c) $(rows story) $(rows poll) $(rows article)"
is 'all segments are done with' '0 0 2 0' "$(folders)"
stage ingest import "$data/archive"
stage transform
stage load
is 'an archive of the same stories is merged' '8 1 2' \
	"$(rows story) $(rows article) $(rows article_version)"
tables >"$work/whole"
stage transform
stage load
is 'nothing pending: nothing changes' "0 $(md5sum <"$work/whole")" "$status $(tables | md5sum)"
stage run
is 'the same poll once more: no row changes' \
	"0 $(grep -v '^ledger ' "$work/whole" | md5sum)" \
	"$status $(tables | grep -v '^ledger ' | md5sum)"
tables >"$work/again"
mv "$spool"/done/*.records.ndjson "$spool/records"
stage load
is 'segments moved back to records are known to the ledger' \
	"0 0 $(md5sum <"$work/again")" "$status $(count records) $(tables | md5sum)"
mv "$spool"/done/*.raw.ndjson "$spool/raw"
stage run
is 'raw moved back is transformed again, and no row changes' \
	"0 $(grep -v '^ledger ' "$work/again" | md5sum)" \
	"$status $(tables | grep -v '^ledger ' | md5sum)"

# The database is down.
fresh
stage ingest import "$data/archive"
PGPORT=1 stage run
is 'the database is down: 75, the records stay' '75 1' "$status $(count records)"
is 'load is named' 'story-run: load: failed with status 75 (try again later)' \
	"$(tail -n 1 "$work/err")"
stage load
is 'when it is back they are loaded' '0 8 0' "$status $(rows story) $(count records)"
PGPORT=1 stage load
is 'with nothing pending it may be down' '0 0' "$status $(wc -c <"$work/err")"

# The accounts cannot be read.
fresh
stage ingest import "$data/archive"
STORYWIRE_GRAPH_URL=http://127.0.0.1:1 stage run
is 'ingest fails, what it read before is loaded' '75 8' "$status $(rows story)"
is 'the failed poll is a row too' failed \
	"$(query -c 'SELECT outcome FROM storywire.poll')"
is 'ingest is named' 1 "$(grep -c '^story-run: ingest: failed with status 75' "$work/err")"

# A broken segment among good ones.
fresh
stage ingest import "$data/archive"
stage transform
broken=$(cd "$spool/records" && ls)
sed -i 's/Vegas/Vigas/' "$spool/records/$broken"
stage ingest graph
stage transform
stage load --dry-run
is 'a dry run tells of it and moves nothing' '65 0 2 2 0' \
	"$status $(rows story) $(count records) $(count 'done') $(count quarantine)"
stage load
is 'a broken segment goes to quarantine, the others are loaded' '65 8 0 1' \
	"$status $(rows story) $(count records) $(count quarantine)"
is 'the message names it' 1 "$(grep -c "$broken: .*end record" "$work/err")"
stage load
is 'and that was that' 0 "$status"

flock --no-fork "$spool/state/lock.load" sleep 60 &
holder=$!
sleep 0.3
stage load
is 'locked: 75' 75 "$status"
kill "$holder"
wait "$holder" 2>/dev/null || :
stage load some.records
is 'files along with a spool: 64' 64 "$status"
stage load --account kimkardashian
is 'a selection along with a spool: 64' 64 "$status"

# killed SECONDS COMMAND...: is killed after that long if it runs still; dead when this returns.
killed() {
	moment=$1
	shift
	"$@" >/dev/null 2>&1 &
	victim=$!
	sleep "$moment"
	kill -KILL "$victim" 2>/dev/null || :
	wait "$victim" 2>/dev/null || :
}

# A moment within the life of a stage, 1 to 40 ms.
moments() {
	awk -v seed="$1" 'BEGIN { srand(seed); for (i = 0; i < 4; i++) printf "%.4f ", 0.001 + rand() * 0.039 }'
}

# try SEED COMMAND...: killed at four moments, then run to its end.
try() {
	seed=$1
	shift
	for after in $(moments "$seed"); do
		killed "$after" "$@"
	done
	"$@" >/dev/null 2>"$work/err" || echo "seed $seed: $*: status $?"
}

grep -v '^ledger ' "$work/whole" >"$work/rows"
faults=$(
	seed=$(date +%s)
	for trial in $(seq "$trials"); do
		fresh
		seed=$((seed + 10))
		try $((seed + 1)) "$BIN_DIR/story-ingest" graph
		try $((seed + 2)) "$BIN_DIR/story-transform"
		try $((seed + 3)) "$BIN_DIR/story-load"
		try $((seed + 4)) "$BIN_DIR/story-ingest" import "$data/archive"
		try $((seed + 5)) "$BIN_DIR/story-transform"
		try $((seed + 6)) "$BIN_DIR/story-load"
		tables >"$work/killed"
		# a second graph run does not read insights again: its segment is another one
		grep -v '^ledger ' "$work/killed" | cmp -s - "$work/rows" ||
			echo "trial $trial, seed $seed: other rows"
		grep '^ledger ' "$work/whole" | grep -Fxvf "$work/killed" |
			sed "s/^/trial $trial, seed $seed: not in the ledger: /"
		[ "$(count raw) $(count records) $(count quarantine)" = '0 0 0' ] ||
			echo "trial $trial, seed $seed: $(folders) left"
	done
)
tap_empty "each stage killed at $((trials * 24)) random moments: the rows are the same" "$faults"

# Killed at the steps that matter: before and after what load sends, reads and moves.
sweep() {
	calls=sendto,recvfrom,renameat2
	step=1
	until strace -f -o /dev/null -e trace="$calls" -e inject="$calls:signal=SIGKILL:when=$step" \
		"$BIN_DIR/story-load" >/dev/null 2>&1; do
		"$BIN_DIR/story-load" 2>/dev/null || echo "step $step: status $?"
		tables | cmp -s - "$work/one" || echo "step $step: other rows"
		[ "$(count records)" -eq 0 ] || echo "step $step: a segment stays"
		step=$((step + 3))
		query -c 'SELECT proof.empty()' >/dev/null
		mv "$spool"/done/*.records.ndjson "$spool/records"
	done 2>/dev/null
	echo "$step" >"$work/steps"
}
if [ "${MODE:-release}" = release ] && strace -o /dev/null true 2>/dev/null; then
	fresh
	stage ingest graph
	stage transform
	stage load
	tables >"$work/one"
	fresh
	stage ingest graph
	stage transform
	faults=$(sweep)
	tap_empty 'load, killed at any step, is repaired by running it again' "$faults"
	is 'that were many steps' yes "$([ "$(cat "$work/steps")" -gt 40 ] && echo yes)"
else
	tap_skip 'load, killed at any step' 'strace is missing, or this build is too slow under it'
fi
tap_done
