#!/bin/sh
# Hundreds of articles with captions nobody wishes for, in every state, through every export; and
# what the validators of others say of it. Each validator must refuse what is spoilt, too.
# Needs a migrated database (PG*) that nobody else uses, and the programs in $BIN_DIR.
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh

bin=${BIN_DIR:-build/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export NODE_PATH="$PWD/build/npm/node_modules" SCHEMAS_DIR="$PWD/../shared/schemas"
days=30
[ "${MODE:-release}" = release ] || days=3

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

judge() {
	node tests/exports/judge.js "$@"
}

# export NAME QUERY: one document a line.
export_as() {
	query -c "$2" >"$work/$1"
}

# spoils WHAT FILE FILTER NAME: the judge finds a fault in what the jq filter makes of the first
# line that it changes; the line itself is good.
spoils() {
	jq -c ". as \$good | ($3) | select(. != \$good)" "$work/$2" | head -n 1 >"$work/spoilt"
	status=0
	[ -s "$work/spoilt" ] && judge "$1" "$work/spoilt" >"$work/said" || status=$?
	is "$1: $4 is a fault" 1 "$status"
}

mkdir "$work/facts"
awk -v days=$days -v facts="$work/facts" -f tests/exports/stories.awk >"$work/archive.json"
"$bin/story-ingest" import -q "$work/archive.json" >"$work/raw"
"$bin/story-transform" -q --facts "$work/facts" "$work/raw" >"$work/records"
tap_run 'the articles are loaded' "$bin/story-load" "$work/records"
tap_run 'and go their ways' query -f tests/exports/states.sql
is 'one for each account and day' $((12 * days)) "$(query -c 'SELECT count(*) FROM storywire.article')"

export_as ninjs 'SELECT doc FROM storywire.article_ninjs'
export_as jsonld 'SELECT doc FROM storywire.article_jsonld'
export_as json-feed 'SELECT doc FROM storywire.feed_json'
export_as atom 'SELECT doc FROM storywire.feed_atom'
export_as pages "SELECT json_build_object('lang', t.lang, 'headline', t.headline, 'body_html',
	t.body_html, 'script', j.script, 'doc', j.doc)
	FROM storywire.article_text t JOIN storywire.article_jsonld j USING (account_id, article_id)
	WHERE t.pub_status = 'usable'"
for export in ninjs jsonld; do
	is "every article is in article_$export" $((12 * days)) "$(wc -l <"$work/$export")"
done
is 'there are films, pictures, quotes and corrections in them' 4 "$(
	jq -s 'map([.video, .image, .hasPart, .correction] | map(. != null)) | transpose
		| map(any) | map(select(.)) | length' "$work/jsonld"
)"

tap_empty 'xmllint: feed_atom follows the schema of Atom' "$(
	xmllint --noout --relaxng tests/exports/atom.rng "$work/atom" 2>&1 | grep -v ' validates$' || :
)"
sed 's|<id>urn:uuid:[^<]*</id>||' "$work/atom" >"$work/spoilt"
is 'xmllint: entries without id are a fault' 3 "$(
	xmllint --noout --relaxng tests/exports/atom.rng "$work/spoilt" >"$work/said" 2>&1 && echo 0 || echo $?
)"
readable="pub_status = 'usable' AND (embargoed_until IS NULL OR embargoed_until < now())"
/usr/bin/python3 tests/exports/read_feed.py "$work/atom" | sort >"$work/read"
is 'feedparser: reads just the articles that may be read' \
	"$(query -c "SELECT uri FROM storywire.article WHERE $readable ORDER BY uri COLLATE \"C\"")" \
	"$(cat "$work/read")"
is 'those that were killed are told' \
	"$(query -c "SELECT uri FROM storywire.article WHERE pub_status = 'canceled' ORDER BY uri COLLATE \"C\"")" \
	"$(xmllint --xpath '//*[local-name()="deleted-entry"]/@ref' "$work/atom" | sed 's/.*"\(.*\)"/\1/' | sort)"
is 'feed_json has the same' "$(cat "$work/read")" "$(jq -r '.items[].id' "$work/json-feed" | sort)"
tap_empty 'json-feed: no fault' "$(judge json-feed "$work/json-feed")"
spoils json-feed json-feed 'del(.items[0].id)' 'an item without id'
spoils json-feed json-feed '.items[0] |= del(.content_html, .content_text)' 'an item without content'
spoils json-feed json-feed '.itemz = []' 'a member that is none'
if [ -d "$SCHEMAS_DIR" ]; then
	tap_empty 'ninjs: no fault' "$(judge ninjs "$work/ninjs")"
	spoils ninjs ninjs '.headline = "x"' 'a property that is none'
	spoils ninjs ninjs '.pubStatus = "draft"' 'a state that is none'
	spoils ninjs ninjs 'del(.bodies[0]?.value)' 'a body without value'
	spoils ninjs ninjs '.uri = "no uri"' 'a uri that is none'
	spoils ninjs ninjs '(.places[]?.geoJSON.coordinates) = ["x"]' 'a point that is none'
else
	tap_skip 'ninjs' 'the schemas are not here'
fi
tap_empty 'pages of article_text: no fault' "$(judge pages "$work/pages")"
spoils pages pages '.body_html += "<img src=\"x.jpg\">"' 'a picture without alt'
spoils pages pages '.body_html += "<p>open"' 'a paragraph left open'
spoils pages pages '.script = "{\"a\":\"</script>\"}"' 'a script that ends early'
tap_empty 'search engines: no fault' "$(judge search-engines "$work/pages")"
spoils search-engines pages '.script |= (fromjson | del(.headline) | tojson)' 'no headline'
spoils search-engines pages \
	'select(.doc.video) | .script |= (fromjson | del(.video[0].thumbnailUrl) | tojson)' \
	'a film without still'
if [ "$days" -lt 30 ]; then
	tap_skip 'vocabulary' 'the compiler has seen it in the other mode'
	tap_done
fi
tap_empty 'vocabulary of schema.org: no fault' "$(judge vocabulary "$work/jsonld")"
for change in '.headlin = .headline' '.dateModified = 7' 'select(.image) | .image[0].width = 1080'; do
	jq -c "$change" "$work/jsonld" | sed -n 1p
done >"$work/spoilt"
is 'vocabulary: misspelt names, wrong kinds of values are faults' 3 "$(
	judge vocabulary "$work/spoilt" | cut -d: -f1 | sort -u | wc -l
)"
tap_done
