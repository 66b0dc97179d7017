#!/bin/sh
# The preview in headless Chromium: no page breaks a rule of accessibility that axe-core knows, in
# any size and light; none is too wide, asks for anything, or lacks anything; evidence shows without
# script, by pointing and by following; and it prints.
set -eu
. tests/tap.sh
. tests/preview/preview.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
data=${DATA_DIR:-$PWD/tests/data}/vegas
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ "${MODE:-release}" != release ]; then
	tap_skip 'a browser finds nothing' 'the pages are those of the release build'
	tap_done
elif ! command -v chromium >/dev/null; then
	tap_skip 'a browser finds nothing' 'chromium is missing'
	tap_done
fi
"$BIN_DIR/story-ingest" import "$data/archive" >"$work/vegas.raw"
preview "$work/vegas" --facts "$data/facts" "$work/vegas.raw"
hostile_records "$work/hostile.records" 5
preview "$work/site" "$work/hostile.records"
hostile_records "$work/many.records" 21 # so many that the indexes have parts
preview "$work/many" "$work/many.records"
mv "$work/many/index.html" "$work/many/days-2.html" "$work/site"
cp "$work/vegas"/*-*.html "$work/site"
tap_empty 'a browser finds nothing' "$(browsed "$work/site")"

# One that is broken in as many ways.
page=$(find "$work/vegas" -name '*-*.html')
sed -i 's,<h2 ,<img src="http://127.0.0.1:9/x.png"><h2 ,; s,img-src,img-src http:,' "$page"
printf 'p { color: #999; }\nbody { width: 600px; }\n@media print { nav { display: block !important; } }\n' \
	>>"$work/vegas/site.css"
printf '.evidence > li { display: none !important; }\n' >>"$work/vegas/site.css"
browsed "$work/vegas" >"$work/found"
for fault in 'asks for http' image-alt color-contrast 'px too wide' 'pointing .* shows nothing' \
	'following .* shows nothing' 'on paper the evidence' 'on paper there is something'; do
	is "but it would: $fault" yes "$(grep -q "$fault" "$work/found" && echo yes)"
done
tap_done
