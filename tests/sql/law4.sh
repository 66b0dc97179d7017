#!/bin/sh
# Law 4: any order, replay, overlap, split or parallel run of the same records ends in the same
# tables. Needs a migrated database (PG*) that nobody else uses, and the programs in $BIN_DIR.
# SEED makes another set of records; TRIALS another number of orders.
# shellcheck disable=SC2317 # tap_run calls the functions
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh
. tests/orders.sh

trials=${TRIALS:-3}

empty_tables() {
	query -c 'TRUNCATE storywire.ledger, storywire.reject, storywire.story, storywire.story_alias,
		storywire.observation, storywire.poll, storywire.media, storywire.article,
		storywire.article_version, storywire.article_story'
}

# Everything that a reader can see, without the hour and the order of arrival.
dump() {
	query <<-'END'
		SELECT to_jsonb(t) FROM storywire.story t ORDER BY account_id, story_id;
		SELECT t FROM storywire.observation t ORDER BY t;
		SELECT t FROM storywire.story_alias t ORDER BY t;
		SELECT t FROM storywire.poll t ORDER BY t;
		SELECT t FROM storywire.gap t ORDER BY t;
		SELECT t FROM storywire.media t ORDER BY t;
		SELECT t FROM storywire.article t ORDER BY t;
		SELECT t FROM storywire.article_story t ORDER BY t;
		SELECT to_jsonb(t) - 'arrival' - 'created_at' FROM storywire.article_version t
		ORDER BY account_id, editorial_day, event_key, inputs_sha256, content_sha256;
	END
}

awk -v seed="$seed" -f tests/sql/records.awk >"$work/all"
empty_tables
tap_run 'all at once' "$load" -q --no-end "$work/all"
tap_empty 'nothing is rejected' "$(query -c 'SELECT * FROM storywire.reject')"
tap_empty 'no reading stays under a Graph id that a story told' "$(query -c '
	SELECT o.story_id FROM storywire.observation o
	JOIN storywire.story_alias a ON a.account_id = o.account_id AND a.graph_id = o.story_id')"
tap_empty 'and neither does a story, a picture or the part of an article' "$(query -c '
	SELECT o.story_id FROM storywire.story o
	JOIN storywire.story_alias a ON a.account_id = o.account_id AND a.graph_id = o.story_id
	UNION ALL SELECT o.story_id FROM storywire.media o
	JOIN storywire.story_alias a ON a.account_id = o.account_id AND a.graph_id = o.story_id
	UNION ALL SELECT o.story_id FROM storywire.article_story o
	JOIN storywire.story_alias a ON a.account_id = o.account_id AND a.graph_id = o.story_id')"
dump >"$work/dump.want"
tap_run 'there is something to compare' test "$(wc -l <"$work/dump.want")" -gt 100
for mark in 'IS NULL' 'IS NOT NULL'; do
	tap_run "stories whose early end $mark" test "$(query -c "SELECT count(*)
		FROM storywire.story WHERE last_seen IS NOT NULL AND vanished_early_at $mark")" -gt 2
done
row_versions >"$work/rows.want"

tap_run 'the same file again' "$load" -q --no-end "$work/all"
tac "$work/all" >"$work/backwards"
tap_run 'the same records backwards, on top' "$load" -q --no-end "$work/backwards"
tap_run 'the same records in pieces, on top' load_in_pieces "$work/backwards" 97 all
tap_run 'the same over two connections' "$load" -q --no-end --connections 2 "$work/all"
row_versions >"$work/rows.got"
tap_empty 'no row was written by that' "$(diff "$work/rows.want" "$work/rows.got" | head -n 3)"

for trial in $(seq "$trials"); do
	shuffle "$work/all" "$seed$trial" >"$work/shuffled"
	empty_tables
	tap_run "shuffle $trial loads" load_in_pieces "$work/shuffled" $((trial * 40 + 11)) all
	same_dump "shuffle $trial ends the same"
	empty_tables
	tap_run "shuffle $trial loads over two connections" "$load" -q --no-end --connections 2 \
		"$work/shuffled"
	same_dump "shuffle $trial over two connections ends the same"
	empty_tables
	tap_run "shuffle $trial loads in four loaders at once, with overlaps" \
		load_in_parallel "$work/shuffled"
	same_dump "shuffle $trial in four loaders ends the same"
done
tap_done
