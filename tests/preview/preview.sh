# Functions for the tests of the preview; read with `. tests/preview/preview.sh`. They keep their
# files in $work, which the script makes, and want $BIN_DIR.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # status is for the script; work and BIN_DIR are its own

NODE_PATH=$PWD/build/npm/node_modules
export NODE_PATH

# preview WORD...: leaves out, err, status.
preview() {
	status=0
	"$BIN_DIR/story-transform" preview "$@" >"$work/out" 2>"$work/err" || status=$?
}

# hostile_records FILE [DAYS]: articles, ten a day or nearly so, on ten days, whose captions, names and addresses would
# break a page that trusts them.
hostile_records() {
	mkdir -p "$work/facts"
	cat >"$work/facts/people.csv" <<'EOF'
person_id,full_name,short_name,last_name,pronouns,birth_date,public_minor_ok,priority
p0,"Ann <b>O’Neil</b> & Sons",Ann,O’Neil,she/her,1980-02-29,0,10
p1,نور الهدى,نور,الهدى,she/her,1990-01-01,0,20
p2,Verylongname Withoutanyend-Orsoitseems,Very,Endless,they/them,,0,30
EOF
	cat >"$work/facts/handles.csv" <<'EOF'
person_id,account_id,handle,tz,credit_name
p0,17841400000001000,star0,America/Los_Angeles,Ann <b>
p1,17841400000001001,star1,Asia/Tokyo,
p2,17841400000001002,star2,Europe/Berlin,
EOF
	jq -nc --argjson days "${2:-10}" -f tests/preview/hostile.jq >"$work/hostile.ndjson"
	"$BIN_DIR/story-ingest" import --format graph "$work/hostile.ndjson" >"$work/hostile.raw"
	"$BIN_DIR/story-transform" --facts "$work/facts" "$work/hostile.raw" >"$1"
}

# What html-validate finds in a site, a line each.
validated() {
	"$NODE_PATH/.bin/html-validate" "$1"/*.html 2>&1 || :
}

# browsed SITE: what a browser finds.
browsed() {
	mkdir -p "$work/browser"
	node tests/preview/browse.js "$1" "$work/browser" 2>&1 || :
}
