#!/bin/sh
# Every query of the dashboard, as a reader of the database runs it, against one that is filled: it
# answers, with rows, and with what its panel wants.
# Needs a migrated database (PG*) that nobody else uses, and the programs in $BIN_DIR.
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh

bin=${BIN_DIR:-build/bin}
board=man/examples/grafana-storywire.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

# What Grafana puts in the place of its macros and of the board's variables.
filled() {
	sed -E "s/\\\$__timeFilter\(([^()]*(\([^()]*\))?[^()]*)\)/\1 BETWEEN '2020-01-01T00:00:00Z' AND '2100-01-01T00:00:00Z'/g
		s/\\\$__timeGroup\(([a-z_]+), '1h'\)/to_timestamp(floor(extract(epoch FROM \1) \/ 3600) * 3600)/g
		s/\\\$account/'9000','17841000'/g; s/\\\$metric/views/g"
}

# The times of a query in $work/sql, where the server's zone is $1.
times_in() {
	{
		echo "SET TimeZone = '$1';"
		sed '1s/^/SELECT extract(epoch FROM t.time) FROM (/; $s/$/) t/' "$work/sql"
	} | query -f -
}

tap_run 'the board is JSON' jq -e '.panels | length > 0' "$board"
is 'panels have ids of their own' '' "$(jq -r '.panels[].id' "$board" | sort | uniq -d)"
tap_empty 'panels do not lie on each other' "$(jq -r '[.panels[] | .title as $t | .gridPos
	| {t: $t, x: range(.x; .x + .w), y: range(.y; .y + .h)}] | group_by([.x, .y])
	| map(select(length > 1) | map(.t) | join(" / ")) | unique | .[]' "$board")"
tap_empty 'all is asked of the database that the user picks' "$(
	jq -r '.. | .datasource? // empty | .uid | select(. != "${datasource}")' "$board"
)"

awk -v days=3 -v facts="$work" -f tests/exports/stories.awk >"$work/archive.json"
"$bin/story-ingest" import -q "$work/archive.json" | "$bin/story-transform" -q >"$work/records"
tap_run 'stories are loaded' "$bin/story-load" "$work/records"
tap_run 'and what polls would have left' query -f tests/exports/polls.sql

jq -c '.panels[] | {title, sql: .targets[].rawSql, format: .targets[].format}' "$board" >"$work/queries"
jq -c '.templating.list[] | select(.type == "query") | {title: "variable \(.name)", sql: .query,
	format: "table"}' "$board" >>"$work/queries"
tap_run 'there are queries' test "$(wc -l <"$work/queries")" -ge 10
while read -r line; do
	title=$(echo "$line" | jq -r .title)
	echo "$line" | jq -r .sql | filled >"$work/sql"
	tap_empty "$title: no macro is left" "$(grep -F '$' "$work/sql" || :)"
	status=0
	{
		echo 'SET ROLE storywire_reader;'
		cat "$work/sql"
	} | psql -X -q -A -v ON_ERROR_STOP=1 >"$work/answer" 2>&1 || status=$?
	tap_ok "$status" "$title: the database answers"
	rows=$(($(wc -l <"$work/answer") - 2))
	tap_run "$title: with rows" test "$status" -eq 0 -a "$rows" -ge 1
	[ "$status" -eq 0 ] || sed 's/^/#   /' "$work/answer"
	if [ "$(echo "$line" | jq -r .format)" = time_series ]; then
		tap_run "$title: with a column of times" grep -qE '^time\|' "$work/answer"
		is "$title: which are the same in any zone" "$(times_in UTC)" "$(times_in Pacific/Auckland)"
	fi
done <"$work/queries"
tap_done
