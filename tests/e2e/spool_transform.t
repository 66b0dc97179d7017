#!/bin/sh
# The spool between story-ingest and story-transform: what is merged, what is written anew, what
# is left alone, and that being killed at any step does no harm.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
data=${DATA_DIR:-$PWD/tests/data}/vegas
work=$(mktemp -d)
spool=$work/spool
trap 'rm -rf "$work"' EXIT

ingest() {
	"$BIN_DIR/story-ingest" import --spool "$spool" "$@" 2>"$work/err"
}

transform() {
	status=0
	"$BIN_DIR/story-transform" --spool "$spool" --facts "${facts:-$data/facts}" "$@" \
		>"$work/out" 2>"$work/err" || status=$?
}

ingest_graph() {
	ingest --format graph --owner kimkardashian "$data/graph/stories-page1.json" \
		"$data/graph/stories-page2.json"
}

ingest_archive() {
	ingest "$data/archive"
}

# item ID TIME USER HANDLE: one story of an archive.
item() {
	printf '{"items":[{"pk":"%s","taken_at":%s,"media_type":1,"user":{"pk":"%s","username":"%s"}}]}\n' \
		"$@"
}

# How many segments lie in a folder; what they are called; the newest one.
count() {
	find "$spool/$1" -name '*.ndjson' | wc -l
}
names() {
	(cd "$spool/$1" && ls)
}
newest() {
	names "$1" | tail -n 1
}

# The hash that the newest records segment states, and that of a filter over these raw segments.
stated() {
	jq -r 'select(.type == "end") | .sha256' "$spool/records/$(newest records)"
}
filtered() {
	cat "$@" | "$BIN_DIR/story-transform" --facts "${facts:-$data/facts}" |
		jq -r 'select(.type == "end") | .sha256'
}

# All that there is, byte by byte.
snapshot() {
	(cd "$spool" && find . -type f -exec sha256sum {} + | sort)
}

# put NAME FILE: the lines of a file as a segment that waits for story-transform.
put() {
	{
		cat "$2"
		printf '{"type":"end","records":%s,"sha256":"%s"}\n' "$(wc -l <"$2")" \
			"$(sha256sum <"$2" | cut -d' ' -f1)"
	} >"$spool/raw/20230101T000000.000Z-$1.raw.ndjson"
}

# value FILTER: what jq makes of the newest records segment.
value() {
	jq -rs "$1" "$spool/records/$(newest records)"
}

transform
is 'a new spool has nothing to do' '0 0' "$status $(wc -c <"$work/err")"

STORYWIRE_NOW=2023-04-16T07:00:00Z ingest_graph
is 'import writes to the spool, not to standard output' 1 "$(count raw)"
is 'the name begins with the time' 20230416T070000.000Z "$(names raw | cut -d- -f1)"
transform
is 'the pending segment is transformed, silently' '0 0' "$status $(cat "$work/out" "$work/err" | wc -c)"
is 'it goes to done' '0 1 1' "$(count raw) $(count 'done') $(count records)"
is 'its records are what a filter makes of it' "$(filtered "$spool"/done/*.raw.ndjson)" "$(stated)"
is 'nothing stays in tmp' '' "$(names tmp)"
before=$(snapshot)
transform
is 'again: nothing to do' "0 $before" "$status $(snapshot)"

STORYWIRE_NOW=2023-04-23T07:00:00Z ingest_archive
transform
is 'an archive a week later: exit status' 0 "$status"
is 'it is merged with what was seen live' "$(filtered "$spool"/done/*.raw.ndjson)" "$(stated)"
is 'the article rests on both sources' '8 16' \
	"$(value '.[] | select(.type == "article") | "\(.story_ids | length) \(.input_count)"')"
is 'the balance counts both' '16 8 8' "$(value '.[-1] | "\(.items) \(.stories) \(.duplicates)"')"
merged=$(stated)

ingest_archive
transform
is 'the same archive once more says the same' "$merged" "$(stated)"
mv "$spool/done/$(names 'done' | head -n 1)" "$spool/raw"
transform
is 'a segment moved back is transformed again, to the same records' "0 $merged" \
	"$status $(stated)"

rm -r "$spool/state/index"
ingest_archive
transform
is 'lost indexes are made anew' "$merged" "$(stated)"
is 'all of them' "$(count 'done')" "$(find "$spool/state/index" -type f | wc -l)"
for index in "$spool"/state/index/*; do
	printf 'rubbish' >"$index"
done
ingest_archive
transform
is 'spoilt indexes as well' "$merged" "$(stated)"

# Another account, and the same account three days later: the evening itself is not told again.
item 3081719062863024999 1681589560 184000038 katyperry >"$work/katy.json"
item 3084000000000000001 1681848760 184000042 kimkardashian >"$work/later.json"
ingest "$work/katy.json"
transform
is 'another account: only its stories are written' '17841400000000038' \
	"$(value 'map(.account_id // empty) | unique | join(" ")')"
ingest "$work/later.json"
transform
is 'another day: only its story is written' 3084000000000000001 \
	"$(value 'map(.story_id // empty) | join(" ")')"
item 3081900000000000001 1681600000 184000042 kimkardashian >"$work/late.json"
ingest "$work/late.json"
transform
is 'a late story of the evening: all of the evening is written, nothing else' '9 1' \
	"$(value '"\(map(select(.type == "story")) | length) \(map(select(.type == "article")) | length)"')"

# A mapping that is learnt later brings together what was indexed apart.
rm -rf "$spool"
facts=$work/facts
cp -r "$data/facts" "$facts"
sed -i '/kimkardashian/d' "$facts/handles.csv"
ingest_archive
transform
is 'without a mapping the archive is an account of its own' 184000042 \
	"$(value 'map(.account_id // empty) | unique | join(" ")')"
cp "$data/facts/handles.csv" "$facts"
"$BIN_DIR/story-ingest" import --format graph --owner 17841400000000042 --spool "$spool" \
	"$data/graph/stories-page1.json" "$data/graph/stories-page2.json"
transform
is 'with the mapping it is merged, whatever its index said' 16 \
	"$(value '.[] | select(.type == "article") | .input_count')"
facts=

# Rejects, polls and readings are told once.
rm -rf "$spool"
item 3081900000000000001 1681600000 184000042 kimkardashian >"$work/one.json"
"$BIN_DIR/story-ingest" import "$work/one.json" | sed '/"type":"end"/d' >"$work/lines"
printf '%s\n' '{"type":"raw","source":"unheard-of","sha256":"00","body":1}' 'no record' \
	'{"type":"poll","account_id":"17841400000000042","started_at":"2023-04-16T06:00:00Z","finished_at":"2023-04-16T06:00:01Z","outcome":"empty","stories":0}' \
	>>"$work/lines"
mkdir -p "$spool"
chmod 700 "$spool"
transform
put by-hand "$work/lines"
transform
is 'a segment with bad lines is used all the same' '0 poll,reject,reject,story' \
	"$status $(value 'map(select(.type | IN("end", "article") | not) | .type) | sort | join(",")')"
ingest_archive
transform
is 'as context, its rejects and polls are not told again' '0 9' \
	"$(value '"\(map(select(.type == "reject" or .type == "poll")) | length) \(map(select(.type == "story")) | length)"')"
is 'and the balance holds' true \
	"$(value '.[-1] | .items == .stories + .duplicates + .rejects + .skipped')"
is 'as context, bad lines are no news' 0 "$(wc -c <"$work/err")"

# A poll that misses a story is news of its day, though it brings no story of it.
rm -rf "$spool"
transform
for hour in 06 07; do
	printf '{"type":"poll","account_id":"17841400000000042","started_at":"2023-04-16T%s:00:00Z","finished_at":"2023-04-16T%s:00:01Z","outcome":"empty","stories":0,"live":[]}\n' \
		"$hour" "$hour" >"$work/poll-$hour"
done
body='{"data":[{"id":"17990000000000001","ig_id":"3081900000000000001","timestamp":"2023-04-16T04:00:00+0000","username":"kimkardashian"}]}'
printf '{"type":"raw","source":"graph","account_id":"17841400000000042","fetched_at":"2023-04-16T05:00:00Z","sha256":"%s","body":%s}\n' \
	"$(printf '%s' "$body" | sha256sum | cut -d' ' -f1)" "$body" >"$work/seen"
vanished='[.[] | .review[]? | select(.reason == "vanished_early") | .story_id] | join(" ")'
put seen "$work/seen"
transform
is 'a story that was seen has not vanished' '' "$(value "$vanished")"
put poll "$work/poll-06"
transform
is 'nothing but a poll without it: its article says so' 3081900000000000001 "$(value "$vanished")"
put poll-again "$work/poll-07"
transform
is 'one more poll says the same' 3081900000000000001 "$(value "$vanished")"
rm -rf "$spool"
transform
put poll "$work/poll-06"
transform
is 'a poll alone is of no day' 0 "$(value 'map(select(.type == "story")) | length')"
put seen "$work/seen"
transform
is 'a story that comes after the poll that misses it' 3081900000000000001 "$(value "$vanished")"

# A segment that was cut or changed.
rm -rf "$spool"
ingest_graph
head -c 900 "$spool/raw/$(newest raw)" >"$work/cut"
mv "$work/cut" "$spool/raw/$(newest raw)"
bad=$(newest raw)
ingest_archive
ln -s ../done "$spool/raw/99990101T000000.000Z-link.raw.ndjson"
transform
is 'a broken segment: exit status 65' 65 "$status"
is 'it goes to quarantine, as a link does' '2 0 1' \
	"$(names quarantine | wc -l) $(count raw) $(count 'done')"
is 'the others are transformed' 8 "$(value 'map(select(.type == "story")) | length')"
is 'the message names it' 1 "$(grep -c "^story-transform: raw/$bad: .*end record" "$work/err")"
ingest_graph
sed -i 's/kim/kym/' "$spool/done/$(names 'done' | head -n 1)"
transform
is 'a segment that rots in done goes to quarantine too' '65 3' \
	"$status $(names quarantine | wc -l)"
transform
is 'the next run is well' 0 "$status"

# Who may, and what is asked.
rm -rf "$spool"
transform --dry-run
is 'a dry run makes no spool' "66 no" "$status $([ -e "$spool" ] && echo yes || echo no)"
ingest_graph
before=$(snapshot)
transform --dry-run -v
is 'a dry run changes nothing' "0 $before" "$status $(snapshot)"
is 'but counts' 1 "$(grep -c 'stories=8' "$work/err")"
flock --no-fork "$spool/state/lock.transform" sleep 60 &
holder=$!
sleep 0.3
transform
is 'locked: exit status 75' 75 "$status"
kill "$holder"
wait "$holder" || :
transform
is 'the lock is gone with its holder' 0 "$status"
transform some.raw
is 'files along with a spool: 64' 64 "$status"
transform --since 2023-01-01
is 'a window along with a spool: 64' 64 "$status"
transform --account kimkardashian
is 'an account along with a spool: 64' 64 "$status"
chmod g+w "$spool/raw"
transform
is 'others may write: 77' 77 "$status"
is 'the hint says the cure' 1 "$(grep -c '^hint: Run: chmod go-w ' "$work/err")"
chmod g-w "$spool/raw"
touch "$work/file"
is 'a file is no spool: 73' 73 "$("$BIN_DIR/story-transform" --spool "$work/file" 2>/dev/null || echo $?)"
is 'the environment can name it' 64 \
	"$(STORYWIRE_SPOOL=$spool "$BIN_DIR/story-transform" x 2>/dev/null || echo $?)"
mkdir "$work/mount"
mounted=$work/mount/spool
if unshare -m true 2>/dev/null; then
	status=0
	unshare -m sh -eu -c "mkdir -m 700 '$mounted' '$mounted/raw'
		mount -t tmpfs -o mode=700 none '$mounted/raw'
		exec '$BIN_DIR/story-transform' --spool '$mounted'" 2>"$work/err" || status=$?
	is 'a spool on two file systems: 73' 73 "$status"
else
	tap_skip 'a spool on two file systems: 73' 'this user cannot mount'
fi

# Shards divide the polls; the later stages take whole segments, whatever shard they are told of.
rm -rf "$spool"
ingest_archive
STORYWIRE_SHARD=0/7 JOB_COMPLETION_INDEX=1 JOB_COMPLETION_COUNT=7 transform
is 'a shard in the environment leaves nothing behind' '0 8 1' \
	"$status $(value 'map(select(.type == "story")) | length') $(count 'done')"
ingest --shard 0/2 "$work/katy.json"
ingest --shard 1/2 "$work/katy.json"
is 'each shard of ingest locks apart' 'lock.import.0-2 lock.import.1-2' \
	"$(names state | grep lock.import. | xargs)"
is 'and both take an archive, which has no account id to go by' 2 "$(count raw)"

# Killed at every step that changes a file, then run again. What counts is the last word on each
# account and day: the newest segment must be the whole.
calls=mkdir,mkdirat,openat,write,fsync,renameat2,unlinkat,flock

# kill_at STEP COMMAND...: 0 once the command has fewer steps than that.
kill_at() {
	step=$1
	shift
	strace -o /dev/null -e trace="$calls" -e inject="$calls:signal=SIGKILL:when=$step" "$@" \
		>/dev/null 2>&1
}

# No segment that can be seen is cut, whatever happened.
cut_segments() {
	find "$spool/raw" "$spool/records" "$spool/done" -name '*.ndjson' 2>/dev/null |
		while read -r segment; do
			tail -n 1 "$segment" | grep -q '^{"type":"end"' || echo "$segment"
		done
}

sweep_ingest() {
	step=1
	rm -rf "$spool"
	until kill_at "$step" "$BIN_DIR/story-ingest" import --spool "$spool" "$data/archive"; do
		[ -z "$(cut_segments)" ] || echo "step $step: a segment is cut"
		ingest_archive
		transform
		[ "$status $(stated)" = "0 $archived" ] || echo "step $step: $status, other records"
		rm -rf "$spool"
		step=$((step + 1))
	done 2>/dev/null
	echo "$step" >"$work/steps"
}

sweep_transform() {
	cp -r "$spool" "$work/kept"
	step=1
	until kill_at "$step" "$BIN_DIR/story-transform" --spool "$spool" --facts "$data/facts"; do
		[ -z "$(cut_segments)" ] || echo "step $step: a segment is cut"
		transform
		[ "$status $(count raw) $(stated)" = "0 0 $merged" ] ||
			echo "step $step: $status, other records"
		rm -rf "$spool"
		cp -r "$work/kept" "$spool"
		step=$((step + 1))
	done 2>/dev/null
	echo "$step" >"$work/steps"
}

if [ "${MODE:-release}" = release ] && strace -o /dev/null true 2>/dev/null; then
	rm -rf "$spool"
	ingest_archive
	transform
	archived=$(stated)
	faults=$(sweep_ingest)
	tap_empty 'ingest, killed at any step, is repaired by running it again' "$faults"
	is 'that were many steps' yes "$([ "$(cat "$work/steps")" -gt 25 ] && echo yes)"
	rm -rf "$spool"
	ingest_graph
	transform
	ingest_archive
	faults=$(sweep_transform)
	tap_empty 'transform, killed at any step, is repaired by running it again' "$faults"
	is 'that were many steps too' yes "$([ "$(cat "$work/steps")" -gt 35 ] && echo yes)"
else
	tap_skip 'killed at any step' 'strace is missing, or this build is too slow under it'
fi
tap_done
