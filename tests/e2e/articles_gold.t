#!/bin/sh
# The article the project started from, against the record made of the same evening: what story
# metadata, facts and an earlier article can tell is told, what they cannot is not.
set -eu
. tests/tap.sh

gold=../shared/seed/gold-facts.json
own=tests/articles/gold
vegas=$DATA_DIR/vegas
PATH=$BIN_DIR:$PATH
if ! [ -e "$gold" ]; then
	echo "1..0 # SKIP $gold is not here"
	exit 0
fi
if ! story-transform --help | grep -q -e --archive; then
	echo '1..0 # SKIP story-transform takes no --archive: nothing is known of earlier articles'
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# count FACTS RAW OPTION...: the gold facts in the article of these raw records.
count() {
	facts=$1 raw=$2
	shift 2
	story-transform --facts "$facts" --archive "$work/earlier" "$raw" >"$work/records" &&
		node tests/articles/gold.mjs --facts "$facts" --templates transform/templates \
			--archive "$work/earlier" "$@" "$gold" "$work/records" >"$work/tap"
}

# told NAME: the result of one count, with all of its lines that are not "ok".
told() {
	tap_ok "$1" "$2"
	grep -v '^ok' "$work/tap" | sed 's/^not ok/# failed:/; s/^# *//; s/^/# /'
}

story-ingest import "$vegas/graph/stories-page1.json" "$vegas/graph/stories-page2.json" \
	"$vegas/archive" >"$work/raw"
story-ingest import "$own/earlier.json" >"$work/earlier.raw"
story-transform --facts "$vegas/facts" "$work/earlier.raw" >"$work/earlier"
status=0
count "$vegas/facts" "$work/raw" || status=$?
told "$status" 'all that the bundle holds is told, nothing else'

echo '# now with rows of works.csv and a story that the bundle lacks, instead of other works'
cp -r "$vegas/facts" "$work/facts"
chmod -R u+w "$work/facts"
grep -v '^katy-perry' "$vegas/facts/works.csv" | cat - "$own/works.csv" >"$work/facts/works.csv"
story-ingest import "$own/further.json" | cat "$work/raw" - >"$work/more.raw"
story-transform --facts "$work/facts" "$work/earlier.raw" >"$work/earlier"
status=0
count "$work/facts" "$work/more.raw" --supplied || status=$?
told "$status" 'with the sources that it lacks their facts are told too'
tap_done
