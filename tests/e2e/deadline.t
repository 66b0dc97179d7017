#!/bin/sh
# What runs remember: who is due, what was lost while nothing could be read, which stories were
# gone before their time; and that all of it comes back from the segments.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
spool=$work/spool
. tests/standin/standin.sh

# shellcheck disable=SC2317 # called by the trap
finish() {
	standin_stop
	tests/cluster.sh stop "$work/cluster"
	rm -rf "$work"
}
trap finish EXIT

# run DAY-AND-HOUR OPTION...: graph at that time; leaves err, status and the new requests.
run() {
	now=2026-11-${1}Z
	shift
	standin_control "{\"now\": \"$now\"}" >/dev/null 2>&1 || :
	: >"$work/requests"
	status=0
	STORYWIRE_NOW=$now "$BIN_DIR/story-ingest" graph --spool "$spool" \
		--accounts "$work/accounts.csv" "$@" >"$work/out" 2>"$work/err" || status=$?
}

# The accounts whose stories were asked for.
asked() {
	standin_calls '/stories' >/dev/null
	grep -o '[0-9]*/stories' "$work/requests" | cut -d/ -f1 | sort -u | xargs
}

gaps() {
	STORYWIRE_NOW=2026-11-${1}Z "$BIN_DIR/story-ingest" gaps --spool "$spool" --json \
		>"$work/gaps" 2>"$work/err" || :
	jq -r '[.handle, .from_time, .to_time, .reason, .open] | map(tostring) | join(" ")' \
		"$work/gaps"
}

states() {
	cat "$spool/state/accounts/"*.json
}

row() {
	printf '%s\t' "$@" | sed 's/\t$//'
	echo
}

standin_world 0 1
{
	echo 'account_id,handle,login,token_file,media'
	echo '17,kim,facebook,token/1,none'
	echo '18,kylie,facebook,token/1,none'
} >"$work/accounts.csv"
{
	row account 17 kim
	row account 18 kylie
	row story 17 901 301 2026-11-01T20:00:00Z IMAGE
	row story 17 902 302 2026-11-01T22:00:00Z IMAGE
	row story 18 903 303 2026-11-01T22:00:00Z VIDEO
} >"$work/world"
standin_start --world "$work/world" --now 2026-11-02T00:00:00Z

run 02T00:00:00
is 'the first run reads everybody' '0 17 18' "$status $(asked)"
run 02T00:10:00
is 'ten minutes later nobody is due' '0 ' "$status $(asked)"
run 02T00:20:00 --all
is 'unless all are asked for' '0 17 18' "$status $(asked)"
run 02T00:30:00
is 'nor ten minutes after that' '0 ' "$status $(asked)"
run 02T01:10:00
is 'an hour is the longest' '0 17 18' "$status $(asked)"

states >"$work/states"
rm -r "$spool/state/accounts"
run 02T01:20:00 --account nobody
is 'lost states come back' "$(jq -S 'del(.live, .since, .refused)' "$work/states")" \
	"$(states | jq -S 'del(.live, .since, .refused)')"

standin_control '{"delete": "901"}' >/dev/null
run 02T03:00:00
standin_stop
run 02T04:00:00
is 'a server that is down, with most of a day left, is no cause for alarm' 0 "$status"
run 03T00:00:00
is 'with little left it is' 75 "$status"
is 'what may be lost is growing' 'kim 2026-11-02T02:50:00Z 2026-11-02T05:00:00Z unreachable true
kylie 2026-11-02T02:50:00Z 2026-11-02T05:00:00Z unreachable true' "$(gaps 03T04:00:00)"
standin_start --world "$work/world" --now 2026-11-03T06:00:00Z
run 03T06:00:00
is 'a run that finds a gap says so' 75 "$status"
is 'by name' 2 "$(grep -c 'gap: stories taken from' "$work/err")"
is 'and so it stays' 'kim 2026-11-02T02:50:00Z 2026-11-02T07:00:00Z unreachable false
kylie 2026-11-02T02:50:00Z 2026-11-02T07:00:00Z unreachable false' "$(gaps 03T06:10:00)"

eval "$(tests/cluster.sh start "$work/cluster")"
"$BIN_DIR/story-load" migrate
"$BIN_DIR/story-transform" --spool "$spool"
"$BIN_DIR/story-load" --spool "$spool"
is 'the database knows what was gone before its time' \
	'301 2026-11-02 03:00:00+00 302 - 303 -' "$(PGTZ=UTC psql -X -q -A -t -F ' ' -c "
		SELECT story_id, coalesce(vanished_early_at::text, '-') FROM storywire.story
		ORDER BY story_id" | xargs)"
is 'and so does the editor of its article' 301 "$(psql -X -q -A -t -c "
	SELECT DISTINCT note->>'story_id' FROM storywire.article_version v,
		jsonb_array_elements(v.record->'review') note
	WHERE note->>'reason' = 'vanished_early'" | xargs)"
is 'and the same gaps' "$(jq -r '"\(.account_id) \(.from_time) \(.to_time) \(.reason)"' \
	"$work/gaps")" "$(PGTZ=UTC psql -X -q -A -t -F ' ' -c "SELECT account_id,
		to_char(from_time, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
		to_char(to_time, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), reason FROM storywire.gap
		ORDER BY account_id")"
tap_done
