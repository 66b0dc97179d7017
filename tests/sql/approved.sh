#!/bin/sh
# What a person approved says what it said then, whatever a load brings under the same hashes. Needs a
# migrated database (PG*) that nobody else uses, and the programs in $BIN_DIR.
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh
. tests/orders.sh

# article HOUR HEADLINE GENERATOR: seen at that hour; the hashes are always the same.
article() {
	key=00000000-0000-5000-8000-000000000011
	printf '{"type":"article","account_id":"7","article_id":"%s","event_key":"%s","uri":"urn:uuid:%s",' "$key" "$key" "$key"
	printf '"editorial_day":"2023-04-15","time_zone":"UTC","event_start":"2023-04-15T10:00:00Z",'
	printf '"event_end":"2023-04-15T11:00:00Z","input_count":1,"observed_at":"2023-04-15T%s:00:00Z",' "$1"
	printf '"inputs_sha256":"%064d","story_ids":["1"],"generator":"%s","template_set":"t","facts_files":{},' 1 "$3"
	printf '"content_sha256":"%064d","lang":"en","kind":"story","slug":"s","section":"x","headline":"%s",' 2 "$2"
	printf '"body_text":"B","blocks":[{"position":0,"kind":"lede","text":"%s"}],"sentences":[],"facts":[],' "$2"
	printf '"quotes":[],"figures":[],"people":[],"places":[],"tags":[],"review":[],"disclosure":"D"}\n'
}
told() {
	query -c "SELECT concat_ws('|', record->>'headline', record->'blocks'->0->>'text', record->>'generator',
		to_jsonb(observed_at)->>0, record->>'observed_at') FROM storywire.article_version"
}

article 12 True one >"$work/first"
article 13 Forged two >"$work/later"
article 11 Older three >"$work/earlier"
tap_run 'an article' "$load" -q --no-end "$work/first"
query -c "SELECT storywire.approve(account_id, article_id, 'Ed', 'good') FROM storywire.article" >"$work/approved"
tap_run 'the same hashes with another text, seen later' "$load" -q --no-end "$work/later"
is 'the text stays, what else is told of it is the newer one' \
	'True|True|two|2023-04-15T13:00:00+00:00|2023-04-15T13:00:00Z' "$(told)"
tap_run 'and seen earlier' "$load" -q --no-end "$work/earlier"
is 'nothing changes' 'True|True|two|2023-04-15T13:00:00+00:00|2023-04-15T13:00:00Z' "$(told)"
is 'what readers see was approved' True "$(query -c "SELECT doc#>>'{items,0,title}' FROM storywire.feed_json")"
is 'no proposal waits' 0 "$(query -c 'SELECT count(*) FROM storywire.article_proposal')"
tap_done
