#!/bin/sh
# Articles of thousands of generated sessions, in every language and style there is, pass a checker
# that knows nothing of how they are made. ARTICLE_SESSIONS=N for more, ARTICLE_SEED=N for others.
set -eu
. tests/tap.sh
. tests/articles/world.sh

sessions=${ARTICLE_SESSIONS:-1400}
seed=${ARTICLE_SEED:-1}
# the sanitizers look at the program, not at what it says: a sample is enough there
[ "$MODE" != asan ] || sessions=$((sessions / 20))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$BIN_DIR:$PATH

# Each world is checked in one language and style; all together have the sessions.
set --
for file in "$templates"/*.txt; do
	lang=$(basename "$file" .txt)
	set -- "$@" "$lang us"
	! grep -q '@uk ' "$file" || set -- "$@" "$lang uk"
done
each=$((sessions / $#))
articles=0
for kind; do
	world=$work/world$seed
	tap_run "a newsroom is made from seed $seed" make_world "$world" "$seed" "$each"
	make_records "$world" --lang "${kind% *}" --style "${kind#* }"
	mv "$world/records" "$world/earlier"
	tap_run "its stories become records (${kind% *}, ${kind#* }), with what was told before" \
		make_records "$world" --lang "${kind% *}" --style "${kind#* }" --archive "$world/earlier"
	tap_run "and the checker finds nothing in them" check_records "$world" --archive "$world/earlier"
	is 'no session was refused' 0 "$(grep -c '"type":"reject"' "$world/records" || :)"
	articles=$((articles + $(grep -c '"type":"article"' "$world/records")))
	seed=$((seed + 1))
done
tap_run "these were $articles articles" test "$articles" -ge "$sessions"
tap_done
