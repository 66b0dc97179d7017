#!/bin/sh
# A database that an older version filled is migrated, and nothing of it is lost or changed: a load
# of the same records finds all of it there. Needs a migrated database (PG*) that nobody else uses,
# and the programs in $BIN_DIR.
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh

load=${BIN_DIR:-build/bin}/story-load
work=$(mktemp -d)
old=old_$$
tables='ledger reject story story_alias observation poll media article article_story article_version'
# shellcheck disable=SC2064 # now
trap "rm -rf '$work'; psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS $old' 2>/dev/null" EXIT

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

# What readers see, in the columns that the older version has.
dump() {
	for table in $tables; do
		columns=$(cat "$work/$table.columns")
		query -c "SELECT $columns FROM storywire.$table ORDER BY 1, 2, 3"
	done
}

"$load" -q migrate
awk -v seed=9 -f tests/sql/records.awk >"$work/all"
tap_run 'a load' "$load" -q --no-end "$work/all"
query -d postgres -c "CREATE DATABASE $old"
for number in 1 2 3 4 5 6 7 8; do
	file=$(find sql/migrate -name "$(printf '%03d' "$number")_*.sql")
	echo 'BEGIN;'
	cat "$file"
	echo "INSERT INTO storywire.schema_version VALUES ($number, '$(basename "$file" .sql)',
		'$(sha256sum <"$file" | cut -d' ' -f1)'); COMMIT;"
done >"$work/old.sql"
tap_run 'the schema of version 8' psql -X -q -v ON_ERROR_STOP=1 -d "$old" -f "$work/old.sql"
for table in $tables; do
	query -d "$old" -c "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute
		WHERE attrelid = 'storywire.$table'::regclass AND attnum > 0 AND attidentity = ''" \
		>"$work/$table.columns"
	columns=$(cat "$work/$table.columns")
	query -c "\\copy (SELECT $columns FROM storywire.$table) TO '$work/$table'"
	query -d "$old" -c "\\copy storywire.$table ($columns) FROM '$work/$table'"
done
dump >"$work/want"

export PGDATABASE="$old"
status=0
"$load" migrate --check 2>"$work/err" || status=$?
is 'it is old' 78 "$status"
tap_run 'it is migrated' "$load" -q migrate
tap_run 'to the last version' "$load" migrate --check
is 'all rows are there' '' "$(dump | diff "$work/want" - | head -n 3)"
query -c 'DELETE FROM storywire.ledger'
sed -i '/^[0-9a-f]\{64\}|.*|[0-9]*|[0-9]*|[0-9]*$/d' "$work/want"
"$load" -v --no-end "$work/all" 2>"$work/err"
dump | sed '/^[0-9a-f]\{64\}|.*|[0-9]*|[0-9]*|[0-9]*$/d' >"$work/got"
is 'and a load of the same records changes none' '' "$(diff "$work/want" "$work/got" | head -n 3)"
query -c 'DELETE FROM storywire.ledger'
"$load" -v --no-end "$work/all" 2>"$work/err"
is 'once more it writes none' 1 "$(grep -c ' loaded=0 ' "$work/err")"
tap_done
