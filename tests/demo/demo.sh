#!/bin/sh
# First light: one evening of recorded Stories goes through the three stages into a private
# PostgreSQL, first from the Graph API, then together with an archive of the same Stories.
#
#   demo.sh DIR    DIR is made anew; what the stages wrote stays there to look at
#
# The clock of the stages stands at the hour the answers were recorded (STORYWIRE_NOW), so the
# demo gives the same records on every day.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
bin=${BIN_DIR:-$top/build/bin}
data=$top/tests/data/vegas
export STORYWIRE_NOW=2023-04-16T07:00:00Z
# shellcheck source=tests/standin/wait.sh
. "$top/tests/standin/wait.sh"

if [ $# -ne 1 ]; then
	sed -n 's/^#   //p' "$0" >&2
	exit 64
fi
if [ -z "${DEMO_INSIDE-}" ]; then
	rm -rf "$1"
	mkdir -p "$1"
	DEMO_INSIDE=yes exec "$top/tests/cluster.sh" run "$1/cluster" -- "$0" "$1"
fi
work=$(cd "$1" && pwd)
cd "$work"

say() {
	printf '\n\033[1m%s\033[0m\n' "$1" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9]*m//g'; fi
}

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

finish() {
	if [ -n "${standin-}" ]; then
		kill "$standin" 2>/dev/null || :
	fi
}
trap finish EXIT

# The stand-in wants the token that the account's token file holds, and nobody else's.
start_standin() {
	mkdir -p tokens
	(umask 077 && od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >tokens/kimkardashian)
	cp "$data/accounts.csv" .
	"$bin/graph-standin" --dir "$data/graph" --token-file tokens/kimkardashian \
		--account 17841400000000042 --seconds 120 >standin.url </dev/null &
	standin=$!
	standin_wait standin.url
	STORYWIRE_GRAPH_URL=$(cat standin.url)
	export STORYWIRE_GRAPH_URL
}

"$bin/story-load" migrate
start_standin

say '1. From the Graph API: story-ingest graph | story-transform | story-load'
"$bin/story-ingest" graph --accounts accounts.csv --all | tee graph.raw |
	"$bin/story-transform" --facts "$data/facts" | tee graph.records |
	"$bin/story-load"
query -f "$here/counts.sql"

say '2. An archive of the same Stories: story-ingest import, then both raws together'
"$bin/story-ingest" import "$data/archive" >archive.raw
"$bin/story-transform" --facts "$data/facts" graph.raw archive.raw >merged.records
"$bin/story-load" merged.records
query -f "$here/counts.sql"

say '3. The draft, as an editor would read it'
query -f "$here/article.sql"
say '   Where each sentence comes from'
query -f "$here/evidence.sql"
say '   Figures'
query -f "$here/figures.sql"

query -c 'SELECT record FROM storywire.article_version WHERE version = (
	SELECT max(version) FROM storywire.article_version)' >article.json
query -c 'SELECT row_to_json(s) FROM storywire.story s ORDER BY taken_at' >stories.json
query -f "$here/counts.sql" >counts.txt
say "Done. The records are in $1; the private PostgreSQL is stopped and gone."
