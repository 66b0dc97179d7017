#!/bin/sh
# One event out of the Graph API and out of each kind of archive: every story is one story, and
# what the Graph API told stays.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
vegas=tests/data/vegas
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# make_archive NAME EXTENSION: the event as that tool would have kept it, by the program on stdin.
make_archive() {
	mkdir "$work/$1"
	jq -r "def pk: .id | split(\"_\")[0]; [.reels_media[].items[]] | $(cat)" "$vegas/archive/reels_media.json" >"$work/$1/event.$2"
}

make_archive instaloader json <<'JQ'
.[] | {node: {__typename: "GraphStoryImage", id: pk, taken_at_timestamp: .taken_at,
	expiring_at_timestamp: .expiring_at, is_video: (.media_type == 2), video_duration,
	owner: {id: (.user.pk | tostring), username: .user.username}, tappable_objects: null},
	instaloader: {node_type: "StoryItem", version: "4.15.1"}}
JQ
make_archive gallery-dl json <<'JQ'
.[] | {category: "instagram", subcategory: "stories", type: "story", media_id: pk,
	owner_id: .user.pk, username: .user.username, date: (.taken_at | strftime("%Y-%m-%d %H:%M:%S")),
	display_url: "https://i.example/1", video_url: (if .media_type == 2 then "https://v.example" else null end)}
JQ
make_archive yt-dlp json <<'JQ'
.[] | select(.media_type == 2) | {id: .code, extractor: "Instagram:story", timestamp: .taken_at,
	channel: .user.username, uploader_id: (.user.pk | tostring), duration: .video_duration}
JQ
make_archive auto-archiver json <<'JQ'
{status: "insta stories: success", metadata: {url: "https://www.instagram.com/stories/x/"},
	media: (map({filename: "a", _key: null, properties: {id: "story \(.id)", date: (.taken_at | todate),
	data: [{pk: pk, media_type, user: {username: .user.username}}]}}) | reverse)}
JQ
make_archive tidal-tales csv <<'JQ'
["ID,Time of Posting,Type of Content,Username,Video Length (s),Caption"] + map("\(pk),\(.taken_at |
	todate),\(if .media_type == 2 then "Video" else "Image" end),\(.user.username),,\(if .caption then
	"[object Object]" else "" end)") | .[]
JQ
make_archive map json <<'JQ'
{kept: map({story_id: "story-\(pk).mp4", taken_at: (.taken_at | tostring), username: .user.username,
	caption: (if .caption then "not what was said" else null end)})}
JQ
make_archive private-api json <<'JQ'
{data: {xdt_api__v1__feed__reels_media: {reels_media: [{items: map(del(.user.username)),
	user: .[0].user}]}}}
JQ
make_archive model json <<'JQ'
map({pk: pk, id, taken_at: (.taken_at | todate), media_type, thumbnail_url: "https://i.example",
	user: {pk: (.user.pk | tostring), username: .user.username}, mentions: [], links: []})
JQ

"$BIN_DIR/story-ingest" import -q "$vegas"/graph/stories-page*.json >"$work/graph.raw"

# told FILE...: the members of the stories that the Graph API tells, out of the records.
told() {
	"$BIN_DIR/story-transform" -q --facts "$vegas/facts" "$@" >"$work/records"
	jq -c 'select(.type == "story") | {account_id, story_id, taken_at, caption, media_type}' \
		"$work/records"
}

told "$work/graph.raw" >"$work/want"
for name in instaloader gallery-dl yt-dlp auto-archiver tidal-tales map private-api model; do
	options=
	[ $name != map ] || options='--map man/examples/archived-stories.map'
	# shellcheck disable=SC2086 # options are words
	tap_run "$name: is read" sh -c "'$BIN_DIR/story-ingest' import -q $options '$work/$name' \
		>'$work/$name.raw' && test \$(grep -c '\"raw\"' '$work/$name.raw') -ge 5"
	told "$work/$name.raw" "$work/graph.raw" >"$work/got"
	tap_run "$name: its stories and the Graph API's are the same" cmp "$work/want" "$work/got"
	tap_run "$name: nothing is lost or doubled" jq -es '.[-1] |
		.stories == 8 and .rejects == 0 and .items == .stories + .duplicates' "$work/records"
done
told "$work"/*.raw >"$work/got"
tap_run 'all at once: the same stories' cmp "$work/want" "$work/got"
tap_run 'all at once: what only the richest tells is there' \
	jq -es 'map(select(.type == "story" and .places != null)) | length == 6' "$work/records"
tap_done
