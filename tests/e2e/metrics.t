#!/bin/sh
# What the stages leave for node_exporter in one folder: it drops a metric whose name has two help
# texts, or whose value two files give, and it runs as another user.
set -eu
. tests/tap.sh
. tests/standin/wait.sh
. tests/evening.sh

evening_begin
prom=$work/prom
mkdir "$prom"
umask 077
stage run --metrics "$prom/storywire.prom"
is 'story-run leaves metrics' 0 "$status"
stage ingest import --metrics "$prom/import.prom" "$data/archive"
is 'so does an import' 0 "$status"
is 'each in a file of its own' \
	'import.prom storywire.ingest.prom storywire.load.prom storywire.transform.prom' \
	"$(cd "$prom" && echo *)"
is 'a name has one help text' '' \
	"$(cat "$prom"/* | sed -n 's/^# HELP //p' | sort -u | cut -d' ' -f1 | uniq -d)"
is 'a value stands in one file' '' "$(cat "$prom"/* | sed '/^#/d; s/ .*//' | sort | uniq -d)"
is 'whoever may look into the folder may read them' '644' "$(stat -c %a "$prom"/* | sort -u)"
tap_done
