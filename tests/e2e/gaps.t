#!/bin/sh
# story-ingest gaps: what the polls of a spool leave open, in tables and as JSON, and that each is
# called new once.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
spool=$work/spool
trap 'rm -rf "$work"' EXIT

# poll ACCOUNT HANDLE STARTED FINISHED OUTCOME [MEMBERS]
poll() {
	printf '{"type":"poll","account_id":"%s","handle":"%s","started_at":"2026-03-%sZ",' "$1" "$2" "$3"
	printf '"finished_at":"2026-03-%sZ","outcome":"%s","stories":0%s}\n' "$4" "$5" "${6:-}"
}

# segment FOLDER TIME: publishes the records on standard input.
segment() {
	cat >"$work/lines"
	sum=$(sha256sum <"$work/lines" | cut -d' ' -f1)
	{
		cat "$work/lines"
		printf '{"type":"end","records":%d,"sha256":"%s"}\n' "$(wc -l <"$work/lines")" "$sum"
	} >"$spool/$1/202603$2.000Z-000000000001-$(echo "$sum" | cut -c1-16).raw.ndjson"
}

# gaps NOW OPTION...: the status is left in $status, standard output in $work/out.
gaps() {
	now=$1
	shift
	status=0
	STORYWIRE_NOW="2026-03-${now}Z" "$BIN_DIR/story-ingest" gaps "$@" >"$work/out" \
		2>"$work/err" || status=$?
}

listed() {
	jq -r '[.handle, .from_time, .to_time, .reason, .open, .new] | map(tostring) | join(" ")' \
		"$work/out"
}

gaps 01T00:00:00
is 'without a place to remember nothing is listed' 64 "$status"
gaps 01T00:00:00 --spool "$spool"
is 'a spool that does not exist' 66 "$status"

mkdir -m 700 "$spool"
for folder in raw records quarantine media state "done" tmp; do
	mkdir -m 700 "$spool/$folder"
done
gaps 01T00:00:00 --spool "$spool"
is 'an empty spool has no gaps' '0 ' "$status $(cat "$work/out" "$work/err")"

{
	poll 17 kim 01T00:00:00 01T00:00:05 ok ',"live":[]'
	poll 18 kylie 01T00:00:05 01T00:00:09 empty ',"live":[]'
} | segment "done" 01T000010
{
	poll 17 kim 01T20:00:00 01T20:00:05 failed
	poll 18 kylie 01T20:00:05 01T20:00:09 ok ',"live":[]'
} | segment "done" 01T200010
{
	poll 17 kim 02T06:00:00 02T06:00:05 ok ',"http_status":200,"live":[]'
	poll 18 kylie 02T06:00:05 02T06:00:09 denied ',"http_status":400'
} | segment raw 02T060010

gaps 02T06:30:00 --spool "$spool" --json --dry-run
is 'a gap of 30 hours' \
	'kim 2026-02-28T23:50:00Z 2026-03-01T07:00:05Z unreachable false true' "$(listed)"
is 'is new' 75 "$status"
gaps 02T06:30:00 --spool "$spool" --json --since 2026-03-01T07:00:05Z
is 'a window that it does not touch' '0 ' "$status $(listed)"
gaps 02T06:30:00 --spool "$spool" --json
is 'a dry run marks nothing' 75 "$status"
gaps 02T06:30:00 --spool "$spool" --json
is 'the second call has nothing new' \
	'0 kim 2026-02-28T23:50:00Z 2026-03-01T07:00:05Z unreachable false false' \
	"$status $(listed)"

gaps 02T20:00:00 --spool "$spool" --account 18 --json
is 'a gap is open while no poll succeeds' \
	'75 kylie 2026-03-01T19:50:05Z 2026-03-01T21:00:00Z denied true true' "$status $(listed)"
{
	poll 17 kim 03T00:00:00 03T00:00:05 ok ',"live":[{"story_id":"302","graph_id":"902"}]'
	poll 18 kylie 03T00:00:05 03T00:00:09 ok ',"live":[]'
} | segment raw 03T000010
gaps 03T01:00:00 --spool "$spool"
is 'closed, it is no new one' 0 "$status"
is 'a table for people' 'ACCOUNT FROM TO REASON NOTE
kim 2026-02-28T23:50:00Z 2026-03-01T07:00:05Z unreachable -
kylie 2026-03-01T19:50:05Z 2026-03-02T01:00:09Z denied -' "$(tr -s ' ' <"$work/out")"
is 'which needs no words beside it' '' "$(cat "$work/err")"

# notice ID TIME: Meta tells of an ended story of account 17.
notice() {
	printf '{"object":"instagram","entry":[{"id":"17","time":%s,"changes":[%s]}]}\n' \
		"$(date -u -d "2026-03-${2}Z" +%s)" \
		"{\"field\":\"story_insights\",\"value\":{\"media_id\":\"$1\",\"reach\":7}}" |
		STORYWIRE_NOW="2026-03-${2}Z" "$BIN_DIR/story-ingest" import --spool "$spool" - 2>"$work/err"
}
notice 902 03T10:00:00
notice 905 03T12:00:00
notice 905 03T12:00:00
gaps 03T12:30:00 --spool "$spool" --json --account kim
is 'a story that Meta told of and no poll had listed is a proven miss' '75 missed_story 905' \
	"$status $(jq -r 'select(.new) | "\(.reason) \(.graph_id)"' "$work/out")"
gaps 03T12:30:00 --spool "$spool" --json --account kim
is 'new once as well' '0 905' "$status $(jq -r '.graph_id // empty' "$work/out")"

gaps 20T00:00:00 --spool "$spool" --json
is 'no run at all' 'not_run not_run' "$(jq -r 'select(.open) | .reason' "$work/out" | xargs)"
(umask 077 && echo token >"$work/token")
printf 'account_id,handle,login,token_file,media\n18,kylie,facebook,token,none\n' \
	>"$work/accounts.csv"
gaps 20T00:00:00 --spool "$spool" --accounts "$work/accounts.csv" --json
is 'nobody waits for an account that is not read any more' kylie \
	"$(jq -r 'select(.open) | .handle' "$work/out")"

rm -rf "$spool/state"
gaps 03T12:30:00 --spool "$spool" --account kylie
is 'states that were lost are made again from the spool' \
	'75 kylie 2026-03-01T19:50:05Z 2026-03-02T01:00:09Z denied new' \
	"$status $(tr -s ' ' <"$work/out" | sed 1d)"
mkdir -m 777 "$work/open"
chmod 777 "$work/open"
gaps 20T00:00:00 --state "$work/open"
is 'a folder that others may write to' 77 "$status"
tap_done
