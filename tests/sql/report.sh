#!/bin/sh
# story-load report: a page of what is there, whole or not at all, and safe whatever stands in it.
# Needs a migrated database (PG*) that nobody else uses, and the programs in $BIN_DIR.
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh

bin=${BIN_DIR:-build/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export NODE_PATH="$PWD/build/npm/node_modules"

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

# ends NAME STATUS COMMAND...: how a command ends; what it said is in $work/err.
ends() {
	name=$1 wanted=$2
	shift 2
	status=0
	"$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	is "$name" "$wanted" "$status"
}

# valid NAME FILE: html-validate finds nothing.
valid() {
	jq -Rsc . "$2" >"$work/page.json"
	tap_empty "$1" "$(node tests/exports/judge.js documents "$work/page.json")"
}

ends 'a report of nothing' 0 "$bin/story-load" report "$work/page.html"
valid 'is a good page' "$work/page.html"
is 'that says so in each part' 6 "$(grep -c '<p>Nothing.</p>' "$work/page.html")"

awk -v days=4 -v facts="$work" -f tests/exports/stories.awk >"$work/archive.json"
"$bin/story-ingest" import -q "$work/archive.json" | "$bin/story-transform" -q >"$work/records"
tap_run 'stories are loaded' "$bin/story-load" "$work/records"
tap_run 'and what polls would have left' query -f tests/exports/polls.sql
bad="'\"><script>alert(1)</script><img src=x onerror=alert(2)>"
query -v bad="$bad" <<'END'
UPDATE storywire.poll SET handle = :'bad' WHERE account_id = '17841000';
UPDATE storywire.reject SET key = :'bad';
UPDATE storywire.observation SET metric = :'bad' WHERE metric = 'reach';
UPDATE storywire.article SET headline = :'bad' WHERE article_id =
	(SELECT article_id FROM storywire.article ORDER BY event_start DESC, article_id LIMIT 1);
END
ends 'a report of a filled database' 0 "$bin/story-load" -v report "$work/page.html"
said=$(wc -c <"$work/page.html")
tap_run 'it says how large' grep -q "report: $said bytes" "$work/err"
valid 'is a good page' "$work/page.html"
is 'every part has something' 0 "$(grep -c '<p>Nothing.</p>' "$work/page.html" || :)"
tap_empty 'nothing in it is an element that we did not write' "$(
	grep -oE '<[a-z][a-z0-9]*' "$work/page.html" | sort -u |
		grep -vE '^<(html|head|meta|title|style|body|main|h1|h2|p|div|table|thead|tbody|tr|th|td|ul|li|svg|rect|figure|figcaption|polyline|line)$' || :
)"
tap_run 'what is bad stands there as text' grep -q '&lt;script&gt;alert(1)&lt;/script&gt;' "$work/page.html"
tap_empty 'nothing is fetched, nothing runs' "$(
	sed 's/="[^"]*"/=""/g' "$work/page.html" |
		grep -nE '<[a-z][^>]* (src|href|on[a-z]+)=|url\(|@import' || :
)"
is 'an account too late, one quiet' '1 1' "$(grep -c 'too late' "$work/page.html") $(grep -c '>quiet<' "$work/page.html")"
is 'a curve for each metric' 3 "$(grep -c '<polyline' "$work/page.html")"
is 'fourteen squares for each account' 28 "$(grep -o '<rect ' "$work/page.html" | wc -l)"
is 'nothing else is left in the folder' 'page.html' "$(find "$work" -name '*.html*' -printf '%f\n')"

cp "$work/page.html" "$work/before.html"
ends 'without a file' 64 "$bin/story-load" report
ends 'with two' 64 "$bin/story-load" report "$work/a" "$work/b"
ends 'into no folder' 73 "$bin/story-load" report "$work/none/page.html"
mkdir "$work/folder"
ends 'over a folder' 74 "$bin/story-load" report "$work/folder"
is 'leaves nothing beside it' '' "$(find "$work" -name '*.new')"
ends 'a dry run' 0 "$bin/story-load" --dry-run report "$work/dry.html"
tap_run 'writes nothing' test ! -e "$work/dry.html"
ends 'without a server' 75 "$bin/story-load" -d "host=$work" report "$work/page.html"
tap_run 'the old page stays' cmp "$work/before.html" "$work/page.html"
for role in storywire_reader storywire_loader storywire_editor; do
	ends "as $role" 0 "$bin/story-load" -d "options='-c role=$role'" report "$work/page.html"
done
query -c "DELETE FROM storywire.schema_version WHERE number = (SELECT max(number) FROM storywire.schema_version)"
ends 'an older schema' 78 "$bin/story-load" report "$work/page.html"
tap_done
