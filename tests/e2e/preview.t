#!/bin/sh
# The preview as a person meets it: what stands on its pages, that hostile captions stay captions,
# that a site appears whole or not at all, and what html-validate says of every page.
set -eu
. tests/tap.sh
. tests/preview/preview.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
data=${DATA_DIR:-$PWD/tests/data}/vegas
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
site=$work/site

# All of a folder, byte by byte.
snapshot() {
	(cd "$1" && find . -type f -exec sha256sum {} + | sort)
}
beside() {
	find "$work" -maxdepth 1 -name "${1##*/}*" | sed "s,$work/,," | sort | tr '\n' ' '
}

# The JSON-LD of all pages, one a line.
json_ld() {
	sed -n 's,^<script type="application/ld+json">\(.*\)</script>$,\1,p' "$@"
}

# Links of pages to nowhere in the site, and names that two elements of a page have.
loose_ends() {
	for page in "$1"/*.html; do
		name=${page##*/}
		grep -o ' id="[^"]*"' "$page" | sed "s/.*=\"/$name#/; s/\"//"
		echo "$name"
	done | sort >"$work/ends"
	uniq -d "$work/ends" | sed 's,^,twice: ,'
	for page in "$1"/*.html; do
		grep -oE 'href="(#|[a-z0-9-]*\.html)[^"]*"' "$page" |
			sed "s/href=\"//; s/\"//; s/^#/${page##*/}#/"
	done | sort -u | comm -23 - "$work/ends" | sed 's,^,nowhere: ,'
}

# One evening, from raw.
"$BIN_DIR/story-ingest" import "$data/archive" >"$work/vegas.raw"
"$BIN_DIR/story-transform" --facts "$data/facts" "$work/vegas.raw" >"$work/vegas.records"
preview "$site" --facts "$data/facts" "$work/vegas.raw"
is 'from raw: exit status' 0 "$status"
is 'nothing is said' '' "$(cat "$work/out" "$work/err")"
page=$(find "$site" -name '*-*.html')
record() {
	jq -r "select(.type == \"article\") | $1" "$work/vegas.records"
}
is 'a page under its key' "$(record .event_key).html" "${page##*/}"
is 'every sentence is there' "$(record '.sentences | length')" "$(grep -o 'class="sentence"' "$page" | wc -l)"
is 'each with what it rests on' "$(record '[.sentences[].fact_ids[]] | length')" \
	"$(grep -o '<li><span class="kind">' "$page" | wc -l)"
is 'every fact in the table' "$(record '.facts | length')" "$(grep -o '<tr><td>f[0-9]' "$page" | wc -l)"
is 'every story' "$(record '.story_ids | length')" "$(grep -o 'id="story-[0-9]*"' "$page" | wc -l)"
is 'with its credit line' "$(record '.figures | length')" "$(grep -c 'class="credit"' "$page")"
is 'every person' "$(record '.people | length')" "$(grep -c '<h3><bdi>' "$page")"
is 'JSON-LD says the headline' "$(record .headline)" "$(json_ld "$page" | jq -r .headline)"
is 'and the text' "$(record .body_text)" "$(json_ld "$page" | jq -r .articleBody)"
snapshot "$site" >"$work/first"
preview "$site" "$work/vegas.records"
is 'from records: the same bytes' "$(cat "$work/first")" "$(snapshot "$site")"
preview "$site" <"$work/vegas.records"
is 'from a pipe as well' "$(cat "$work/first")" "$(snapshot "$site")"
is 'links lead somewhere, names are one element only' '' "$(loose_ends "$site")"
is 'nothing is left beside it' 'site ' "$(beside "$site")"

# Captions that would be something else.
hostile_records "$work/hostile.records"
hostile=$work/hostile
preview "$hostile" "$work/hostile.records"
is 'hostile captions: exit status' 0 "$status"
articles=$(grep -c '^{"type":"article"' "$work/hostile.records")
is 'articles enough' yes "$([ "$articles" -ge 90 ] && echo yes)"
is 'a page each' "$articles" "$(find "$hostile" -name '*-*.html' | wc -l)"
is 'one script element a page, which is data' "$articles" \
	"$(cat "$hostile"/*.html | grep -o '<script[^>]*>' | grep -c '^<script type="application/ld+json">$')"
is 'and no other' "$articles" "$(cat "$hostile"/*.html | grep -o '<script' | wc -l)"
is 'no attribute that runs, no style, no frame' '' \
	"$(grep -lE '<[^>]* (on[a-z]+|style)=|<(style|iframe|base|object|embed)' "$hostile"/*.html || :)"
is 'only addresses of the site and of Instagram' '' "$(
	cat "$hostile"/*.html | grep -oE ' (href|src|poster)="[^"]*"' | sed 's/.*="//; s/"$//' |
		grep -vE '^(#|data:,$|site\.css$|(index|accounts|[0-9a-f-]{36})\.html$|https://www\.instagram\.com/)' |
		head -n 3
)"
is 'JSON-LD is every text again' "$(jq -r 'select(.type == "article") | .body_text' "$work/hostile.records" | sort)" \
	"$(json_ld "$hostile"/*-*.html | jq -r .articleBody | sort)"
is 'links lead somewhere in all of them' '' "$(loose_ends "$hostile")"
is 'the index has them all' "$articles" "$(grep -c 'class="title"' "$hostile/index.html")"
is 'and so has that by account' "$articles" "$(grep -c 'class="title"' "$hostile/accounts.html")"

# A caption that names a minor who must not be named: the page does not either. The others of that
# article are shown where it quotes them.
cat >"$work/minor.json" <<'EOF'
{"reels_media":[{"id":7,"user":{"pk":7,"username":"their.fans"},"items":[
{"pk":"3081719047763525632","taken_at":1681619804,"media_type":1,"image_versions2":{},"caption":{"text":"We love Hidden Girl"}},
{"pk":"3081719062863024274","taken_at":1681619806,"media_type":1,"image_versions2":{},"caption":{"text":"What a night!"}},
{"pk":"3081719068863024274","taken_at":1681619808,"media_type":1,"image_versions2":{}}]}]}
EOF
mkdir "$work/minors"
cat >"$work/minors/people.csv" <<'EOF'
person_id,full_name,birth_date,public_minor_ok
girl,Hidden Girl,2015-01-01,0
EOF
"$BIN_DIR/story-ingest" import "$work/minor.json" >"$work/minor.raw" 2>/dev/null
preview "$work/minor" --facts "$work/minors" "$work/minor.raw"
is 'a minor: exit status' 0 "$status"
is 'who must not be named, no page does' '' "$(grep -ril 'hidden.\{0,1\}girl' "$work/minor" || :)"
is 'in place of the caption stands why' 1 "$(cat "$work"/minor/*-*.html | grep -c 'a minor must not be named')"
is 'a caption that is quoted is shown' 1 "$(cat "$work"/minor/*-*.html | grep -c '<blockquote class="caption"><bdi>What')"

# More articles than an index shows at once.
hostile_records "$work/many.records" 21
many=$work/many
preview "$many" "$work/many.records"
articles=$(grep -c '^{"type":"article"' "$work/many.records")
is 'many articles: exit status' 0 "$status"
is 'so many that an index has parts' yes "$([ "$articles" -gt 200 ] && echo yes)"
is 'and no article itself' 0 "$(cat "$many/index.html" "$many/accounts.html" | grep -c 'class="title"')"
for index in days accounts; do
	is "each article is on one part: $index" "$articles" \
		"$(cat "$many/$index"-*.html | grep -o 'class="title" href="[^"]*"' | sort -u | wc -l)"
	is 'and on no two' "$articles" "$(cat "$many/$index"-*.html | grep -c 'class="title"')"
done
is 'no page is long' '' "$(find "$many" -name '*s-*.html' -size +200k)"
is 'its links lead somewhere' '' "$(loose_ends "$many")"
preview "$many" "$work/vegas.records"
is 'few take the place of many: exit status' 0 "$status"
is 'and nothing is left of those' "$(cat "$work/first")" "$(snapshot "$many")"
preview "$many" "$work/many.records"
mkdir "$work/listings"
mv "$many"/index.html "$many"/accounts.html "$many"/days-*.html "$many"/accounts-*.html "$work/listings"
if [ "${MODE:-release}" = release ]; then
	tap_empty 'html-validate finds nothing' \
		"$(validated "$hostile")$(validated "$site")$(validated "$work/listings")"
	mkdir "$work/bad"
	sed 's,<p,<p id=x><div,' "$page" >"$work/bad/page.html"
	is 'but it would, of bad nesting' yes "$(validated "$work/bad" | grep -q error && echo yes)"
else
	tap_skip 'html-validate finds nothing' 'the pages are those of the release build'
fi

# Pictures that were captured.
spool=$work/spool
"$BIN_DIR/story-ingest" import --spool "$spool" "$data/archive" 2>/dev/null
"$BIN_DIR/story-transform" --spool "$spool" --facts "$data/facts"
sum=$(sha256sum <tests/preview/picture.png | cut -d' ' -f1)
mkdir -p "$spool/media/$(echo "$sum" | cut -c1-2)" "$spool/media/00"
cp tests/preview/picture.png "$spool/media/$(echo "$sum" | cut -c1-2)/$sum"
false_sum=$(printf '%064d' 0)
echo 'not what its name says' >"$spool/media/00/$false_sum"
account=$(record .account_id)

# media N KIND TYPE SHA256: a record of the Nth story's bytes.
media() {
	printf '{"type":"media","account_id":"%s","story_id":"%s","kind":"%s","state":"ok","fetched_at":"2023-04-16T00:00:00Z","sha256":"%s","seen_type":"%s"}\n' \
		"$account" "$(record ".story_ids[$1]")" "$2" "$4" "$3"
}
{
	media 0 media image/png "$sum"
	media 1 thumbnail image/png "$sum"
	media 2 media image/jpeg "$false_sum"
	media 3 media image/heic "$sum"
	media 4 media video/mp4 "$(printf '%064d' 1)"
} >"$work/media.ndjson"
preview "$work/pictures" --no-end --spool "$spool" "$work/vegas.records" "$work/media.ndjson"
pictures=$work/pictures
is 'with media: exit status' 0 "$status"
is 'the picture is in the site' "$sum.png" "$(ls "$pictures/media")"
cmp -s tests/preview/picture.png "$pictures/media/$sum.png"
tap_ok $? 'as it was'
is 'it and the still of a film are shown' 2 "$(grep -o '<img ' "$pictures"/*-*.html | wc -l)"
is 'the others are drawn' 6 "$(grep -c '<svg class="drawing"' "$pictures"/*-*.html)"
is 'what is not as its name says, and what is not there, is told' 2 "$(grep -c warning "$work/err")"
preview "$work/of-spool" --spool "$spool"
is 'of the spool alone: exit status' 0 "$status"
is 'its records are shown' "$(cd "$site" && ls)" "$(cd "$work/of-spool" && ls)"

# A site appears as a whole, and takes the place of nothing but a site.
before=$(snapshot "$site")
if [ "${MODE:-release}" = release ] && strace -o /dev/null true 2>/dev/null; then
	status=0
	strace -o /dev/null -e trace=mkdirat -e inject=mkdirat:signal=TERM:when=1 \
		"$BIN_DIR/story-transform" preview "$site" "$work/hostile.records" \
		2>"$work/err" || status=$?
	is 'told to stop: exit status' 75 "$status"
	is 'the old site stays' "$before" "$(snapshot "$site")"
	is 'the new one is gone' 'site ' "$(beside "$site")"
	status=0
	strace -o /dev/null -e trace=openat -e inject=openat:error=ENOSPC:when=60 \
		"$BIN_DIR/story-transform" preview "$site" "$work/hostile.records" \
		2>"$work/err" || status=$?
	is 'a full disk: exit status' 73 "$status"
	is 'the old site stays as well' "$before" "$(snapshot "$site")"
	strace -o /dev/null -e trace=renameat2 -e inject=renameat2:error=EINVAL \
		"$BIN_DIR/story-transform" preview "$site" "$work/hostile.records"
	is 'where names cannot be exchanged: the new site' "$(snapshot "$hostile")" \
		"$(snapshot "$site")"
	is 'and nothing beside it' 'site ' "$(beside "$site")"
else
	tap_skip 'cut short' 'strace is missing, or this build is too slow under it'
fi
mkdir "$work/empty"
preview "$work/empty/" "$work/vegas.records"
is 'into an empty directory' 0 "$status"
touch "$work/empty/mine.txt"
preview "$work/empty" "$work/vegas.records"
is 'not over a file of somebody: exit status' 73 "$status"
rm "$work/empty/mine.txt"
touch "$work/empty/media/mine.jpg"
preview "$work/empty" "$work/vegas.records"
is 'nor over one beside the media' 73 "$status"
ln -s "$site" "$work/link"
preview "$work/link" "$work/vegas.records"
is 'nor through a symbolic link' 73 "$status"
preview "$work/nowhere/site" "$work/vegas.records"
is 'nor where there is no directory' 73 "$status"
preview "$work/dry" -n "$work/vegas.records"
is 'a dry run leaves nothing' '' "$(beside "$work/dry")"

tap_done
