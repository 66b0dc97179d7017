#!/bin/sh
# Media whose bytes are kept: what is fetched, under which name, what is told where nothing can be
# fetched, and that neither a dead link nor a kill nor a full disk harms stories or media.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
. tests/standin/standin.sh
trap 'standin_stop; rm -rf "$work"' EXIT
spool=$work/spool

# world POLICY OPTION...: one account with a few stories; the clock stands still.
world() {
	standin_world 1 1
	sed -i "s/,none\$/,$1/" "$work/accounts.csv"
	shift
	export STORYWIRE_NOW=2026-11-22T12:00:00Z
	standin_start --accounts 1 --stories-per-day 12 --now "$STORYWIRE_NOW" "$@"
}

# graph WORD...: leaves out, err, status.
graph() {
	status=0
	"$BIN_DIR/story-ingest" graph --all --accounts "$work/accounts.csv" "$@" >"$work/out" \
		2>"$work/err" || status=$?
}
fetch() {
	graph --spool "$spool" -v
}

# All records of all segments, the oldest first.
records() {
	(cd "$spool/raw" && cat ./*.ndjson)
}
# told FILTER: what jq makes of all media records.
told() {
	records | jq -rs "map(select(.type == \"media\")) | $1"
}
states() {
	told 'group_by(.state) | map("\(.[0].state)=\(length)") | join(" ")'
}
kept() {
	find "$spool/media" -type f | wc -l
}
# Files whose name is not the hash of what is in them.
wrong_names() {
	find "$spool/media" -type f | while read -r file; do
		sum=$(sha256sum <"$file" | cut -d' ' -f1)
		[ "${file#"$spool/media/"}" = "$(echo "$sum" | cut -c1-2)/$sum" ] || echo "$file"
	done
}
segments_without_end() {
	find "$spool/raw" -name '*.ndjson' | while read -r segment; do
		tail -n 1 "$segment" | grep -q '^{"type":"end"' || echo "$segment"
	done
}

# All is well.
world bytes
fetch
is 'a run with media: exit status' 0 "$status"
stories=$(records |
	jq -r 'select(.type == "poll") | .stories')
linked=$(records |
	jq -s '[.[] | select(.type == "raw") | .body.data? // [] | .[] | (.media_url, .thumbnail_url) | values] | length')
is 'each link of each story is followed' "$linked" "$(told 'map(select(.state == "ok")) | length')"
is 'a story without a link is told' "$stories" "$(told 'map(select(.kind == "media")) | length')"
is 'it is absent' "$(told 'map(select(.kind == "media" and .state != "ok")) | length')" \
	"$(told 'map(select(.state == "absent")) | length')"
is 'what is kept is named by its hash' '' "$(wrong_names)"
is 'the records tell hash and size' '' "$(told '.[] | select(.state == "ok") | "\(.sha256) \(.bytes)"' |
	while read -r sum bytes; do
		[ "$(stat -c %s "$spool/media/$(echo "$sum" | cut -c1-2)/$sum")" = "$bytes" ] || echo "$sum"
	done)"
is 'what the server said, and what was seen' 'image/jpeg image/jpeg' \
	"$(told 'map(select(.kind == "thumbnail" and .state == "ok"))[0] | "\(.content_type) \(.seen_type)"')"
is 'the same bytes are one file' "$(told 'map(.sha256 // empty) | unique | length')" "$(kept)"
is 'there are such' yes "$(told 'map(select(.state == "ok")) | length' | awk -v kept="$(kept)" '{ print ($1 > kept) ? "yes" : "no" }')"
is 'nothing is left in tmp' '' "$(ls "$spool/tmp")"
is 'no token goes to the media' '-' "$(awk -F '\t' '$7 ~ "^/media/" { print $6 }' "$work/requests" | sort -u)"
is 'the summary counts them' 1 "$(grep -c "media_ok=$linked" "$work/err")"
before=$(standin_calls /media/)
fetch
is 'again: nothing is fetched twice, nothing is told twice' "0 $before $linked" \
	"$status $(standin_calls /media/) $(told 'map(select(.state == "ok")) | length')"
rm -r "$spool/state/media"
fetch
is 'state that is lost costs a fetch, to the same files' "0 $((before * 2)) $(kept)" \
	"$status $(standin_calls /media/) $(told 'map(.sha256 // empty) | unique | length')"
is 'every segment is whole' '' "$(segments_without_end)"

# Policies, and no spool.
rm -rf "$spool"
world url
fetch
is 'url: links only' '0 0' "$(standin_calls /media/) $(kept)"
world bytes
graph
is 'bytes without a spool: said once, and links only' '0 1 0' \
	"$status $(grep -c 'media: bytes are kept in a spool only' "$work/err") $(standin_calls /media/)"

# Faults of the server.
rm -rf "$spool"
world bytes --media-bytes 300000
standin_faults 'path=/media/* -> expired'
fetch
is 'expired: told, and the poll is complete' "0 ok expired" "$status $(records | jq -r 'select(.type == "poll") | .outcome') $(told 'map(select(.state != "absent") | .state) | unique | join(" ")')"
is 'with the words' 'HTTP 403: URL signature expired' "$(told 'map(select(.state == "expired"))[0].detail')"
standin_faults 'path=/media/* -> redirect to=http://127.0.0.1:1/'
fetch
is 'a redirect is not followed' refused "$(told '.[-1].state')"
standin_faults 'path=/media/* -> status code=503'
fetch
is 'a server that fails' 'failed 503' "$(told '.[-1] | "\(.state) \(.http_status)"')"
standin_faults 'path=/media/* -> html'
fetch
is 'a page instead of a picture is not kept' "0 $(told '[.[] | select(.state == "ok")] | length')" \
	"$(kept) 0"
before=$(standin_calls /media/)
standin_faults 'path=/media/* -> reset at=body x3'
fetch
is 'connections that break: all is there in the end' "$linked" \
	"$(told 'map(select(.state == "ok")) | length')"
is 'what was half there was gone on with' 3 "$(($(standin_calls /media/) - before - linked))"
is 'and fits its hash' '' "$(wrong_names)"

rm -rf "$spool"
world bytes --media-bytes 300000
standin_faults 'path=/media/* -> cut at=100000'
fetch
is 'cut at the same place again and again: all of it comes in pieces' "$linked 300000" \
	"$(told 'map(select(.state == "ok")) | length') $(told 'map(.bytes // empty) | unique | join(" ")')"
is 'which fit' '' "$(wrong_names)"

# A kill in the middle of a large file.
rm -rf "$spool"
world bytes --media-bytes 3000000
standin_faults 'path=/media/* -> hang at=body'
"$BIN_DIR/story-ingest" graph --all --accounts "$work/accounts.csv" --spool "$spool" \
	>"$work/out" 2>"$work/err" &
victim=$!
for _ in $(seq 50); do
	[ "$(find "$spool/tmp" -name 'media-*' -size +0 2>/dev/null | wc -l)" -lt 4 ] || break
	sleep 0.1
done
kill -KILL "$victim"
wait "$victim" 2>/dev/null || :
half=$(find "$spool/tmp" -name 'media-*' -size +0 | wc -l)
is 'killed: there are halves' yes "$([ "$half" -gt 0 ] && echo yes)"
standin_faults ''
fetch
is 'the next run has it all' "0 $linked" "$status $(told 'map(select(.state == "ok")) | length')"
is 'and goes on with the halves' "$half" "$(awk -F '\t' '$7 ~ "^/media/" && $4 == 206' "$work/requests" | wc -l)"
is 'whole' '' "$(wrong_names)$(ls "$spool/tmp")"

# Killed at every few of the steps that make something durable or give it a name.
sweep() {
	step=1
	rm -rf "$spool"
	until strace -f -o /dev/null -e trace=fsync,renameat2 \
		-e "inject=fsync,renameat2:signal=SIGKILL:when=$step" "$BIN_DIR/story-ingest" graph \
		--all --accounts "$work/accounts.csv" --spool "$spool" >/dev/null 2>&1; do
		fetch
		[ "$status $(told 'map(select(.state == "ok") | .story_id + .kind) | unique | length')" = "0 $few" ] ||
			echo "step $step: $status, not everything is told"
		[ -z "$(segments_without_end)$(wrong_names)" ] || echo "step $step: something is not whole"
		[ "$(told 'map(.sha256 // empty) | unique | length')" = "$(kept)" ] ||
			echo "step $step: files that nothing tells of"
		rm -rf "$spool"
		step=$((step + 3))
	done 2>/dev/null
	echo "$step" >"$work/steps"
}
if [ "${MODE:-release}" = release ] && strace -o /dev/null true 2>/dev/null; then
	rm -rf "$spool"
	world bytes
	standin_start --accounts 1 --stories-per-day 4 --now "$STORYWIRE_NOW"
	fetch
	few=$(told 'map(select(.state == "ok")) | length')
	faults=$(sweep)
	tap_empty 'killed at any step: the next run has everything' "$faults"
	is 'that were many steps' yes "$([ "$(cat "$work/steps")" -gt 12 ] && echo yes)"
else
	tap_skip 'killed at any step' 'strace is missing, or this build is too slow under it'
fi

# Told to stop in the middle.
rm -rf "$spool"
world bytes --media-bytes 300000
standin_faults 'path=/media/* -> hang at=body'
"$BIN_DIR/story-ingest" graph --all --accounts "$work/accounts.csv" --spool "$spool" \
	>"$work/out" 2>"$work/err" &
victim=$!
for _ in $(seq 50); do
	[ "$(find "$spool/tmp" -name 'media-*' -size +0 2>/dev/null | wc -l)" -lt 4 ] || break
	sleep 0.1
done
kill -USR1 "$victim"
for _ in $(seq 30); do
	! grep -q 'media: .* at work' "$work/err" || break
	sleep 0.1
done
is 'asked for its status it tells' 1 "$(grep -c "media: 4 of $linked begun, 4 at work; kept 0" "$work/err")"
began=$(date +%s%N)
kill -TERM "$victim"
status=0
wait "$victim" || status=$?
is 'told to stop: 75, soon' '75 yes' \
	"$status $([ $(($(date +%s%N) - began)) -lt 2000000000 ] && echo yes)"
is 'the stories are safe' "$stories" "$(records |
	jq -r 'select(.type == "poll") | .stories')"
standin_faults 'path=*/stories -> body text={"data":[]} type=application/json'
fetch
is 'links of stories that are gone by then are followed all the same' "$linked" \
	"$(told 'map(select(.state == "ok")) | length')"

# More than anybody wants.
if [ "${MODE:-release}" = release ]; then
	rm -rf "$spool"
	standin_control '{"clear": true}' >/dev/null
	standin_faults "path=/media/* -> endless x1
path=/media/* -> expired"
	fetch
	is 'what has no end is given up at 256 MiB' "0 1 0" \
		"$status $(told 'map(select(.state == "too_large")) | length') $(find "$spool/tmp" -type f | wc -l)"
else
	tap_skip 'what has no end is given up at 256 MiB' 'this build is too slow for it'
fi

# Links that lead elsewhere.
rm -rf "$spool"
standin_stop
mkdir "$work/answers"
page() {
	printf '{"data":[{"id":"179000000000000%s","ig_id":"30817190628630%s","media_type":"IMAGE","timestamp":"2026-11-22T11:00:00+0000","permalink":"https://www.instagram.com/stories/a/1"%s}]}' \
		"$1" "$1" "$2" >"$work/answers/stories-page1.json"
}
page 01 ',"media_url":"https://scontent.cdninstagram.com/v/1.jpg?oh=1"'
printf 'account_id,handle,login,token_file,media\n17841400000000000,account0,facebook,token/1,bytes\n' \
	>"$work/accounts.csv"
standin_start --dir "$work/answers" --account 17841400000000000
unset STORYWIRE_NOW
fetch
is 'from a server of this machine no link leads off it' 'refused the link leads off this machine' \
	"$(told '.[-1] | "\(.state) \(.detail)"')"
page 02 ',"media_url":"http://127.0.0.2:9/v/1.jpg"'
fetch
is 'not even to another address of its own' refused "$(told '.[-1].state')"
page 03 ',"media_url":"file:///etc/passwd"'
fetch
is 'nor to a file' refused "$(told '.[-1].state')"
page 04 ''
fetch
is 'a link that is missing' absent "$(told '.[-1].state')"

# The disk is nearly full, then full. A small file system of our own shows both.
if unshare -m true 2>/dev/null; then
	world bytes
	cat >"$work/inside" <<-END
		set -eu
		mount -t tmpfs -o size=32m,mode=700 none "$work/disk"
		mkdir -m 700 "$work/disk/spool"
		"$BIN_DIR/story-ingest" graph --all --accounts "$work/accounts.csv" \
			--spool "$work/disk/spool" 2>"$work/err"
		cp -r "$work/disk/spool" "$spool"
	END
	rm -rf "$spool"
	mkdir "$work/disk"
	status=0
	unshare -m sh "$work/inside" || status=$?
	is 'less than 64 MiB free: stories, but no media' "0 no_space 0 1" \
		"$status $(told 'map(.state) - ["absent"] | unique | join(" ")') $(kept) $(grep -c 'media: the disk is nearly full' "$work/err")"
	is 'with one record for each' "$linked" "$(told 'map(select(.state == "no_space")) | length')"
	standin_faults 'path=/media/* -> endless'
	sed -i 's/size=32m/size=160m/' "$work/inside"
	rm -rf "$spool"
	status=0
	unshare -m sh "$work/inside" || status=$?
	is 'a film without an end does not fill the disk' "0 no_space $linked 0" \
		"$status $(told 'map(select(.state != "absent") | .state) | unique | join(" ")') $(told \
			'map(select(.state == "no_space")) | length') $(kept)"
	is 'and leaves nothing behind' '' "$(ls "$spool/tmp")"
else
	tap_skip 'less than 64 MiB free: stories, but no media' 'this user cannot mount'
	tap_skip 'a film without an end does not fill the disk' 'this user cannot mount'
fi
tap_done
