#!/bin/sh
# Takedown over database and spool, with real stages around it: what was erased is nowhere, also
# after it was polled, imported, transformed and loaded again, and after a restore; what one side
# could not do, reconcile does. Then reconcile, expire and status for what is not erased.
set -eu
. tests/tap.sh
. tests/standin/wait.sh
. tests/evening.sh

# Everything there is of the evening, live and from the archive, up to the tables.
gather() {
	"$BIN_DIR/story-ingest" graph && "$BIN_DIR/story-ingest" import "$data/archive" &&
		"$BIN_DIR/story-transform" && "$BIN_DIR/story-load"
}

# Where a word stands: files of the spool, and the database.
where() {
	grep -rlF -e "$1" "$spool" | sed "s|$spool/||; s|/.*||" | sort -u
	pg_dump --no-owner | grep -qF -e "$1" && echo database
	:
}
id_of() {
	query -c "SELECT story_id FROM storywire.story WHERE caption LIKE '%$1%'"
}
code() {
	sed -n 's/.*"confirmation_code":"\([0-9a-f]*\)".*/\1/p' "$work/out"
}
tables() {
	for table in story observation poll media; do
		query -c "SELECT t.* FROM storywire.$table t ORDER BY t"
	done
	query -c "SELECT to_jsonb(t) - '{touched_at,published_at,modified_at,canceled_at}'::text[]
		FROM storywire.article t ORDER BY 1"
	query -c "SELECT to_jsonb(t) - '{arrival,created_at}'::text[] FROM storywire.article_version t ORDER BY 1"
}
everything() {
	tables
	find "$spool" -type f ! -name 'lock.*' -exec sha256sum {} + | sort
}

evening_begin
tap_run 'an evening is loaded' gather
query -c "SELECT storywire.approve(account_id, article_id, 'Ed', 'good') FROM storywire.article" >/dev/null
is 'bodies made anew after an edit are those that transform writes' t "$(query -c "SELECT
	storywire.with_bodies(record - 'body_text') = record FROM storywire.article_record")"
canary='Kim Air Mocktails'
id=$(id_of "$canary")
graph=$(query -c "SELECT graph_id FROM storywire.story WHERE story_id = '$id'")
is 'a caption is in the segments and in the database' 'done database' "$(where "$canary" | xargs)"

everything >"$work/before"
stage load erase --story "$id" --account "$account" --reason 'asked by the owner' --dry-run
is 'a dry run tells what would go' 0 "$status"
tap_run 'in both places' grep -q '^{"dry_run":true,"database":{"stories":1,.*"articles":1},"spool":{"segments":[1-9]' "$work/out"
everything | cmp -s - "$work/before" && same=0 || same=1
is 'and changes nothing' 0 "$same"

stage load erase --story "$id" --account "$account" --reason 'asked by the owner' \
	--receipt-url 'https://news.example/deletion?code='
is 'it is erased, in silence' '0 0' "$status $(wc -c <"$work/err")"
first=$(code)
is 'with the receipt that a callback answers with' \
	"{\"url\":\"https://news.example/deletion?code=$first\",\"confirmation_code\":\"$first\"}" "$(cat "$work/out")"
is 'its caption is nowhere' '' "$(where "$canary")"
is 'nor is its id' '' "$(where "$id")"
is 'nor its other id' '' "$(where "$graph")"
is 'the published article is withdrawn' 'killed canceled ' \
	"$(query -c "SELECT concat_ws(' ', workflow_state, pub_status, headline) FROM storywire.article WHERE touched_at IS NOT NULL")"
stage load status "$first"
is 'the code can be looked up' '0 complete' "$status $(jq -r .status "$work/out")"
stage load status 00000000000000000000000000000000
is 'another one cannot' 66 "$status"

tap_run 'the evening comes again, from the API and the archive' gather
is 'its caption is nowhere' '' "$(where "$canary")"
is 'nor is its id' '' "$(where "$id")"
is 'the other stories are all there' 7 "$(query -c 'SELECT count(*) FROM storywire.story')"
is 'an article without it waits for the editor' 1 \
	"$(query -c "SELECT count(*) FROM storywire.article_proposal WHERE headline <> ''")"
mv "$spool"/done/*.records.ndjson "$spool/records"
mv "$spool"/done/*.raw.ndjson "$spool/raw"
tap_run 'all of it once more' gather
is 'its caption is nowhere' '' "$(where "$canary")"
sed 's/"taken_at": *[0-9]*/"taken_at": "odd"/' "$data/archive/reels_media.json" >"$work/odd.json"
stage ingest import "$work/odd.json"
is 'of an archive whose items are rejected, neither' '0 7 ' \
	"$status $(cat "$spool"/quarantine/*.rejects.ndjson | wc -l) $(where "$canary")"
tables >"$work/tables"
stage load erase --story "$id" --account "$account" --reason again
tables | cmp -s - "$work/tables" && same=0 || same=1
is 'erased again, nothing changes' '0 0' "$status $same"

# One of the two is out of reach.
canary='Dreams come true'
id=$(id_of "$canary")
PGPORT=1 stage load erase --story "$id" --reason 'no database'
second=$(code)
is 'the database is down: 75, and the spool is clean' '75 database' "$status $(where "$canary" | xargs)"
is 'it says what is left' 1 "$(grep -c "erase: $second: database: still to be done" "$work/err")"
stage load status "$second"
is 'the code says so' '75 in_progress' "$status $(jq -r .status "$work/out")"
stage load status --json
is 'and so does the status' '75 1' "$status $(jq -r .erasures_open "$work/out")"
stage load reconcile
is 'reconcile does it' '0 ' "$status $(where "$canary" | xargs)"
stage load status "$second"
is 'and the code says so' '0 complete' "$status $(jq -r .status "$work/out")"

canary='you are the best'
id=$(id_of "$canary")
is 'a rejected item lies in quarantine' 1 "$(where "$canary" | grep -c quarantine)"
flock --no-fork "$spool/state/lock.load" sleep 60 &
holder=$!
sleep 0.3
stage load erase --story "$id" --reason 'no spool'
third=$(code)
is 'a stage is at work in the spool: 75, and the database is clean' '75 0' \
	"$status $(where "$canary" | grep -c database)"
stage load reconcile
is 'reconcile waits for it as well' 75 "$status"
kill "$holder"
wait "$holder" 2>/dev/null || :
stage load reconcile
is 'and does it then' '0 ' "$status $(where "$canary" | xargs)"
stage load status "$third"
is 'the code says so' '0 complete' "$status $(jq -r .status "$work/out")"

# An old dump brings back what was erased after it; what was loaded after it is lost.
tables >"$work/tables"
fresh
tap_run 'an evening is loaded anew' gather
canary='called North'
id=$(id_of "$canary")
pg_dump -Fc -f "$work/dump"
sed 's/Katy Perry called/Katy Perry recalled/' "$data/archive/reels_media.json" >"$work/reels_media.json"
"$BIN_DIR/story-ingest" import "$work/reels_media.json"
"$BIN_DIR/story-transform"
"$BIN_DIR/story-load"
stage load erase --story "$id" --reason 'after the dump'
is 'erased after the dump' '0 ' "$status $(where "$canary" | xargs)"
"$BIN_DIR/story-transform"
"$BIN_DIR/story-load"
tables >"$work/tables"
restore() {
	psql -X -q -d postgres -c 'DROP DATABASE storywire' -c 'CREATE DATABASE storywire' &&
		pg_restore -d storywire "$work/dump"
}
tap_run 'the dump is restored' restore
is 'with what was erased' database "$(where "$canary" | xargs)"
stage load reconcile --dry-run -v
is 'a dry run of reconcile says what is lost' 1 "$(grep -c 'queued=[1-9].* takedowns=1 (dry run)' "$work/err")"
is 'and moves nothing' 0 "$(find "$spool/records" -type f | wc -l)"
stage load reconcile
is 'reconcile erases it again' '0 ' "$status $(where "$canary" | xargs)"
is 'and queues the segments that are lost' yes "$([ "$(find "$spool/records" -type f | wc -l)" -ge 1 ] && echo yes)"
tap_run 'they are transformed and loaded' sh -c "'$BIN_DIR/story-transform' && '$BIN_DIR/story-load'"
tables >"$work/tables.got"
is 'nothing that the spool held is lost' '' "$(diff "$work/tables" "$work/tables.got" | cut -c1-200 | head -n 4)"
stage load reconcile -v
is 'then nothing is lost' 1 "$(grep -c 'queued=0 takedowns=0' "$work/err")"

# The account.
stage load erase --account kimkardashian --reason x
is 'an account is not named by its handle: 64' '64 1' "$status $(grep -c "handle of account $account" "$work/err")"
stage load erase --account "$account" --reason 'the owner left'
is 'an account is erased' 0 "$status"
is 'its id is nowhere' '' "$(where "$account")"
is 'its handle is nowhere' '' "$(where kimkardashian)"
is 'nor are its captions' '' "$(where Vegas)"
tap_run 'the evening comes again' gather
is 'and nothing of it stays, but what ingest notes of accounts that it is told to read' 'state state' \
	"$(where "$account" | xargs) $(where kimkardashian | xargs)$(where Vegas | xargs)"
stage load status --json
is 'the status is good' '0 0 0' "$status $(jq -r '"\(.stories) \(.pending_records)"' "$work/out")"

# Expiry and waiting.
fresh
tap_run 'an evening is loaded once more' gather
stage load expire -v
is 'without settings nothing is ever too old' '0 1' "$status $(grep -c 'nothing is ever too old' "$work/err")"
stage load expire --expire-after 4000d
is 'nor what is younger' '0 8' "$status $(query -c 'SELECT count(*) FROM storywire.story')"
STORYWIRE_NOW=2023-06-16T07:00:00Z stage load expire --expire-after 30d
is 'what is older goes' '0 0 1' "$status $(query -c 'SELECT count(*) FROM storywire.story') $(query -c 'SELECT count(*) FROM storywire.article')"
stage load expire --expire-done-after 1h
is 'segments are kept for two days at least: 64' 64 "$status"
find "$spool/done" -type f | wc -l >"$work/done"
STORYWIRE_NOW=2123-06-16T07:00:00Z stage load expire --expire-done-after 30d --dry-run -v
is 'a dry run of segments' "0 1 $(cat "$work/done")" \
	"$status $(grep -c "segments=$(cat "$work/done") (dry run)" "$work/err") $(find "$spool/done" -type f | wc -l)"
query -c 'DELETE FROM storywire.ledger'
STORYWIRE_NOW=2123-06-16T07:00:00Z stage load expire --expire-done-after 30d
is 'old segments go, but not those of records that the database does not know' '0 records.ndjson' \
	"$status $(find "$spool/done" -type f | sed 's/.*\.\([a-z]*\.ndjson\)/\1/' | sort -u | xargs)"
"$BIN_DIR/story-ingest" import "$data/archive"
STORYWIRE_NOW=2123-06-16T07:00:00Z stage load status
is 'a segment that has waited for long: 75' '75 1' "$status $(grep -c '^pending_raw  *1$' "$work/out")"
PGPORT=1 stage load status
is 'no database: 75, with what there is of the spool' '75 1 1' \
	"$status $(grep -c '^database  *unreachable$' "$work/out") $(grep -c '^pending_raw  *1$' "$work/out")"
tap_done
