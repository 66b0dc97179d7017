#!/bin/sh
# The three stages together, by hand: nothing is lost, doubled or replaced by a poorer record,
# whatever is run again, cut off or poisoned.
set -eu
. tests/tap.sh

if [ -z "${FIRST_LIGHT_INSIDE-}" ]; then
	FIRST_LIGHT_WORK=$(mktemp -d)
	export FIRST_LIGHT_WORK FIRST_LIGHT_INSIDE=yes
	status=0
	tests/cluster.sh run "$FIRST_LIGHT_WORK/cluster" -- "$0" || status=$?
	rm -rf "$FIRST_LIGHT_WORK"
	exit "$status"
fi
work=$FIRST_LIGHT_WORK
PATH=$BIN_DIR:$PATH
export PATH
vegas=$DATA_DIR/vegas

# Everything in the tables but when and in what order it came.
dump() {
	for table in story observation poll article article_version article_story reject; do
		echo "== $table"
		psql -X -q -A -t -c "SELECT to_jsonb(t) - '{loaded_at,created_at,arrival}'::text[]
			FROM storywire.$table t ORDER BY 1"
	done
}

# The physical rows: a row that was written again has another xmin.
rows() {
	for table in story observation poll article article_version article_story reject ledger; do
		psql -X -q -A -t -c "SELECT '$table', xmin::text, ctid::text FROM storywire.$table ORDER BY 2, 3"
	done
}

count() {
	psql -X -q -A -t -c "SELECT $1"
}

fresh() {
	psql -X -q -d postgres -c "CREATE DATABASE $1"
	PGDATABASE=$1
	export PGDATABASE
	story-load migrate
}

story-ingest import "$vegas/graph/stories-page1.json" "$vegas/graph/stories-page2.json" \
	>"$work/graph.raw"
story-ingest import "$vegas/archive" >"$work/archive.raw"
story-transform --facts "$vegas/facts" "$work/graph.raw" >"$work/graph.records"
story-transform --facts "$vegas/facts" "$work/archive.raw" >"$work/archive.records"
story-transform --facts "$vegas/facts" "$work/graph.raw" "$work/archive.raw" >"$work/both.records"
mkdir "$work/again"
story-ingest import "$vegas/archive" >"$work/again/archive.raw"
story-transform --facts "$vegas/facts" "$work/again/archive.raw" "$work/graph.raw" \
	>"$work/again/both.records"
tap_run 'ingest makes the same bytes again' cmp "$work/archive.raw" "$work/again/archive.raw"
tap_run 'transform makes the same bytes again' cmp "$work/both.records" "$work/again/both.records"

fresh richer
story-load "$work/graph.records"
story-load "$work/both.records"
dump >"$work/expected"
rows >"$work/rows"
for input in both graph both; do
	story-load "$work/$input.records"
done
story-transform --facts "$vegas/facts" "$work/archive.raw" "$work/graph.raw" | story-load
dump >"$work/got"
rows >"$work/rows.again"
tap_run 'loading again changes nothing' diff "$work/expected" "$work/got"
tap_run 'and writes no row' diff "$work/rows" "$work/rows.again"
tap_run 'the merged article is current' \
	test "$(count "headline LIKE '%Las Vegas%' FROM storywire.article")" = t
tap_run 'it is the second version of one article' \
	test "$(count "string_agg(version::text, ',') FROM storywire.article")" = 2

number=0
for order in 'both graph archive' 'archive both graph' 'graph archive both' 'archive graph both' \
	'both archive graph' 'graph both archive'; do
	number=$((number + 1))
	fresh "order$number"
	for input in $order; do
		story-load "$work/$input.records"
	done
	dump >"$work/order$number.dump"
	tap_run "the order $order ends in the same tables" diff "$work/order1.dump" "$work/order$number.dump"
done

fresh poorer
story-load "$work/both.records"
dump | grep -v '^== ' | grep '"headline"' | grep -v '"record"' >"$work/rich"
story-load "$work/graph.records"
tap_run 'a poor record after a rich one leaves the rich one' \
	test "$(count "count(*) FROM storywire.article WHERE headline LIKE '%Las Vegas%' AND workflow_state = 'draft'")" = 1
tap_run 'and its places and tags' \
	test "$(count "count(places) || ',' || count(mentions) FROM storywire.story")" = 6,5

fresh cut
size=$(wc -c <"$work/both.records")
dump >"$work/empty"
bad=
for share in 1 3 10 25 50 75 90 99; do
	status=0
	head -c $((size * share / 100)) "$work/both.records" | story-load 2>"$work/err" || status=$?
	[ "$status" -eq 65 ] || bad="$bad $share% gives $status;"
	grep -q 'end record' "$work/err" || bad="$bad $share% says $(head -n 1 "$work/err");"
done
status=0
head -c $((size - 1)) "$work/both.records" | story-load 2>"$work/err" || status=$?
[ "$status" -eq 65 ] || bad="$bad the last byte gives $status;"
dump >"$work/got"
tap_empty 'a pipe cut anywhere is seen' "$bad"
tap_run 'and changes nothing' diff "$work/empty" "$work/got"

fresh poison
cat >"$work/poison.json" <<'END'
{"data":[{"id":"17990000000000001","ig_id":3081970310992370735,"media_type":"IMAGE",
"timestamp":"2023-04-16T04:31:51+0000","username":"kim","owner":{"id":"17841400000000042"},
"caption":"nul \u0000 half \ud83d </script> \u001b]0;owned\u0007 end"}]}
END
story-ingest import --format graph "$work/poison.json" >"$work/poison.raw"
jq -r '.body_text // empty' "$work/poison.raw" >"$work/poison.body"
tap_run 'the raw record holds the original' \
	grep -qF 'nul \u0000 half \ud83d </script> \u001b]0;owned\u0007 end' "$work/poison.body"
story-transform "$work/poison.raw" | story-load
tap_run 'a poisoned caption arrives' test "$(count 'count(*) FROM storywire.story')" = 1
tap_run 'under its whole id' \
	test "$(count 'min(story_id) FROM storywire.story')" = 3081970310992370735
tap_run 'clean' test "$(count 'min(caption) FROM storywire.story')" = \
	"nul $(printf '\357\277\275') half $(printf '\357\277\275') </script> ]0;owned end"
tap_run 'and as text in the HTML' test \
	"$(count "bool_and(body_html LIKE '%&lt;/script&gt;%' AND body_html NOT LIKE '%</script>%') FROM storywire.article_text")" = t
tap_done
