#!/bin/sh
# story-load against a database: what it counts, what it refuses, how it ends, who may run it.
# Needs a migrated database (PG*) that nobody else uses, and the programs in $BIN_DIR.
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh

load=${BIN_DIR:-build/bin}/story-load
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

# same NAME WANTED GOT
same() {
	if [ "$2" = "$3" ]; then
		tap_ok 0 "$1"
		return
	fi
	tap_ok 1 "$1"
	printf '%s\n' "wanted: $2" "got:    $3" | sed 's/^/#   /'
}

# ends NAME STATUS COMMAND...: how a command ends; what it said is in $work/err.
ends() {
	name=$1 wanted=$2
	shift 2
	status=0
	"$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	same "$name: status" "$wanted" "$status"
}

said() {
	if grep -qF -- "$2" "$work/err"; then
		tap_ok 0 "$1"
	else
		same "$1" "$2" "$(cat "$work/err")"
	fi
}

# Closes a stream as the stages do.
close() {
	cat "$1"
	printf '{"type":"end","records":%d,"sha256":"%s"}\n' "$(wc -l <"$1")" \
		"$(sha256sum <"$1" | cut -d' ' -f1)"
}

rows() {
	query -c 'SELECT concat_ws(chr(32), (SELECT count(*) FROM storywire.story),
		(SELECT count(*) FROM storywire.observation), (SELECT count(*) FROM storywire.poll),
		(SELECT count(*) FROM storywire.article_version), (SELECT count(*) FROM storywire.reject),
		(SELECT count(*) FROM storywire.ledger))'
}

awk -v seed=5 -f tests/sql/records.awk >"$work/some"
close "$work/some" >"$work/stream"

head -c 30000 "$work/stream" >"$work/cut"
ends 'a stream cut in the middle' 65 "$load" "$work/cut"
said 'it says so' 'without an end record'
same 'and nothing changed' '0 0 0 0 0 0' "$(rows)"
sed '3s/s[0-9]*/s999/' "$work/stream" >"$work/changed"
ends 'a stream that was changed' 65 "$load" "$work/changed"
same 'and nothing changed' '0 0 0 0 0 0' "$(rows)"
ends 'a dry run' 0 "$load" -v --dry-run "$work/stream"
said 'it counts' 'records=1720 loaded='
same 'and changes nothing' '0 0 0 0 0 0' "$(rows)"

ends 'a good stream' 0 "$load" -v "$work/stream"
loaded=$(sed -n 's/.* loaded=\([0-9]*\).*/\1/p' "$work/err")
same 'as many rows as it counts' "$loaded" "$(query -c 'SELECT
	(SELECT count(*) FROM storywire.story) + (SELECT count(*) FROM storywire.observation) +
	(SELECT count(*) FROM storywire.poll) + (SELECT count(*) FROM storywire.media) +
	(SELECT count(*) FROM storywire.article_version)')"
said 'and the rest are duplicates' "rejects=0 duplicates=$((1720 - loaded)) skipped=0"
ends 'the same stream again' 0 "$load" -v "$work/stream"
said 'is known' 'already loaded'
said 'and balances' 'records=1720 loaded=0 rejects=0 duplicates=1720 skipped=0'
ends 'silence where nobody looks' 0 "$load" "$work/stream"
same 'nothing is said' '' "$(cat "$work/err")"

printf '' >"$work/empty"
close "$work/empty" >"$work/empty.stream"
cat "$work/stream" "$work/empty.stream" >"$work/joined"
ends 'two streams joined by cat' 0 "$load" -v "$work/joined"
same 'have a row of the ledger each' '1720 0' "$(query -c 'SELECT string_agg(records::text, chr(32)
	ORDER BY records DESC) FROM storywire.ledger')"
ends 'no end record and none asked for' 0 "$load" -v --no-end "$work/some"
said 'is the same segment' 'already loaded'
ends 'an empty input without end' 65 "$load" "$work/empty"
ends 'an empty input, none asked for' 0 "$load" --no-end "$work/empty"

# Every kind of bad line between good ones.
a="\"account_id\":\"b1\""
hash=$(printf '%064d' 7)
{
	sed -n 1p "$work/some"
	echo 'no json'
	echo '{"type":"weather","account_id":"b1"}'
	echo '{"type":"raw","source":"graph",'"$a"',"sha256":"'"$hash"'"}'
	echo '{"type":"poll",'"$a"',"started_at":"2023-04-10T00:00:00Z"}'
	echo '{"type":"poll",'"$a"',"started_at":"2023-04-10T00:00:00Z","finished_at":"2023-04-10T00:00:01Z","outcome":"odd","stories":0}'
	echo '{"type":"poll",'"$a"',"started_at":"2023-04-10T00:00:00Z","finished_at":"2023-04-10T00:00:01Z","outcome":"ok","stories":0}'
	grep '"type":"article"' "$work/some" | head -n 1 |
		sed 's/"blocks":\[\]/"blocks":"x"/; s/"content_sha256":"./&7/; s/\("content_sha256":".\{64\}\)./\1/'
	sed -n 1p "$work/some" | sed 's/"provenance":{/"places":["\\u0000"],&/'
	sed -n 1p "$work/some" | sed 's/"provenance":{/&"x":1,/'
	echo '{"type":"reject","key":"k1","reason":"bad_caption"}'
	echo '{ "type":"end","records":1}'
} >"$work/mixed"
close "$work/mixed" >"$work/mixed.stream"
ends 'with --strict, rejects are a failure' 65 "$load" --strict "$work/mixed.stream"
same 'and nothing is loaded' 0 "$(query -c 'SELECT count(*) FROM storywire.reject')"
ends 'bad lines between good ones' 0 "$load" -v "$work/mixed.stream"
said 'balance' 'records=12 loaded=1 rejects=10 duplicates=1 skipped=0'
same 'each bad line has its row and its reason' '2 not_json
3 unknown_type
4 not_for_load
5 missing
6 refused_by_database
8 refused_by_database
9 nul_in_json
10 refused_by_database
11 bad_caption
12 misplaced_end' "$(query -F ' ' -c 'SELECT line, reason FROM storywire.reject ORDER BY line')"
same 'the key says what it is about' "b1/$hash" \
	"$(query -c 'SELECT key FROM storywire.reject WHERE line = 4')"
said 'they are said' 'line 4: rejected: not_for_load'

# What the database has is not looked at again: the key of an article, or of a story every byte.
grep '"type":"article"' "$work/some" | head -n 1 | sed 's/"blocks":\[\]/"blocks":"x"/' >"$work/known"
grep '"type":"story"' "$work/some" | tail -n 1 >>"$work/known"
ends 'an article whose hashes are known' 0 "$load" -v --no-end "$work/known"
said 'is a duplicate' 'records=2 loaded=0 rejects=0 duplicates=2 skipped=0'

# What is not asked for is counted, and does not make the segment count as loaded.
query -c 'TRUNCATE storywire.ledger, storywire.poll, storywire.story'
ends 'one account' 0 "$load" -v --account a1 "$work/stream"
same 'only its rows' a1 "$(query -c 'SELECT DISTINCT account_id FROM storywire.poll')"
skipped=$(sed -n 's/.* skipped=\([0-9]*\).*/\1/p' "$work/err")
same 'and the rest is skipped' "$(grep -vc '"account_id":"a1"' "$work/some")" "$skipped"
same 'the ledger knows' "$skipped" "$(query -c 'SELECT skipped FROM storywire.ledger')"
ends 'the others later' 0 "$load" -v "$work/stream"
same 'come as well' 'a0 a1 a2' "$(query -c "SELECT string_agg(DISTINCT account_id, ' ')
	FROM storywire.poll")"
query -c 'TRUNCATE storywire.ledger, storywire.poll'
ends 'a window' 0 "$load" --since 2023-04-10T02:00:00Z --until 2023-04-10T03:00:00Z "$work/stream"
same 'is half open' '2023-04-10 02:00:00+00' "$(query -c "SET timezone = 'UTC'" \
	-c 'SELECT DISTINCT started_at FROM storywire.poll')"
for shard in 0 1 2; do
	ends "shard $shard" 0 "$load" --shard "$shard/3" "$work/stream"
done
same 'shards together are all' 3 \
	"$(query -c 'SELECT count(DISTINCT account_id) FROM storywire.poll')"

# Of a story that was taken down nothing is told again, not even of its media.
grep '"type":"media".*"a0"' "$work/some" >"$work/media"
query -c 'TRUNCATE storywire.ledger, storywire.media'
ends 'media' 0 "$load" --no-end "$work/media"
same 'are loaded' "$(grep -o '"story_id":"[^"]*","kind":"[a-z]*"' "$work/media" | sort -u | wc -l)" \
	"$(query -c 'SELECT count(*) FROM storywire.media')"
query -c 'TRUNCATE storywire.ledger, storywire.media' \
	-c "UPDATE storywire.story SET erased_at = now() WHERE account_id = 'a0' AND story_id = 's1'"
ends 'media of an erased story' 0 "$load" --no-end "$work/media"
same 'are not' 0 "$(query -c "SELECT count(*) FROM storywire.media WHERE story_id = 's1'")"
same 'those of others are' yes \
	"$(query -c "SELECT CASE WHEN count(*) > 0 THEN 'yes' END FROM storywire.media")"
query -c 'UPDATE storywire.story SET erased_at = NULL'

# A story that was taken down under its Graph id stays so once its other id is told.
c='"account_id":"c1"'
told='"taken_at":"2023-04-10T00:00:00Z","expires_at":"2023-04-11T00:00:00Z","caption":"Words","raw_sha256":"'"$hash"'","provenance":{"taken_at":"1","caption":"1"}'
reading='"metric":"reach","observed_at":"2023-04-10T01:00:00Z","value":7,"state":"ok","source":"graph","is_final":false,"raw_sha256":"'"$hash"'"'
printf '{"type":"story",%s,"story_id":"9001","graph_id":"9001",%s}\n' "$c" "$told" >"$work/known"
{
	printf '{"type":"story",%s,"story_id":"301","graph_id":"9001",%s}\n' "$c" "$told"
	printf '{"type":"observation",%s,"story_id":"9001",%s}\n' "$c" "$reading"
	printf '{"type":"observation",%s,"story_id":"301",%s}\n' "$c" "$reading"
	printf '{"type":"media",%s,"story_id":"9001","kind":"media","state":"expired","fetched_at":"2023-04-10T01:00:00Z"}\n' "$c"
} >"$work/told"
ends 'a story by its Graph id' 0 "$load" --no-end "$work/known"
query -c "UPDATE storywire.story SET erased_at = now(), caption = NULL WHERE account_id = 'c1'"
ends 'its other id, when it was taken down' 0 "$load" --no-end "$work/told"
same 'tells nothing of it again' '0 0 0' "$(query -c "SELECT concat_ws(' ',
	(SELECT count(*) FROM storywire.story WHERE account_id = 'c1'
		AND (erased_at IS NULL OR caption IS NOT NULL)),
	(SELECT count(*) FROM storywire.observation WHERE account_id = 'c1'),
	(SELECT count(*) FROM storywire.media WHERE account_id = 'c1'))")"
query -c "DELETE FROM storywire.story WHERE account_id = 'c1'" \
	-c "DELETE FROM storywire.story_alias WHERE account_id = 'c1'" -c 'TRUNCATE storywire.ledger'
ends 'the same of one that was not' 0 "$load" --no-end "$work/told" "$work/known"
same 'is one row with all' '301 Words 1 1' "$(query -c "SELECT concat_ws(' ', story_id, caption,
	(SELECT count(*) FROM storywire.observation WHERE account_id = 'c1'),
	(SELECT count(*) FROM storywire.media WHERE account_id = 'c1'))
	FROM storywire.story WHERE account_id = 'c1'")"
query -c "DELETE FROM storywire.story WHERE account_id = 'c1'" -c 'TRUNCATE storywire.ledger'

# Who may do what, and what the server may be.
query -c "CREATE ROLE loader_$$ LOGIN IN ROLE storywire_loader" \
	-c "CREATE ROLE reader_$$ LOGIN IN ROLE storywire_reader" \
	-c 'TRUNCATE storywire.ledger, storywire.story, storywire.article, storywire.article_story,
		storywire.article_version'
query -c 'REVOKE EXECUTE ON ALL ROUTINES IN SCHEMA storywire FROM PUBLIC'
ends 'a member of storywire_loader' 0 env PGUSER="loader_$$" "$load" "$work/stream"
ends 'which may not undo a take-down' 1 env PGUSER="loader_$$" psql -X -q \
	-c 'UPDATE storywire.story SET erased_at = NULL'
ends 'a member of storywire_reader reads the views' 0 env PGUSER="reader_$$" psql -X -q \
	-c 'SELECT FROM storywire.article_sentence, storywire.article_person LIMIT 1'
ends 'a member of storywire_reader' 77 env PGUSER="reader_$$" "$load" "$work/joined"
ends 'nor does it ask for the status' 77 env PGUSER="reader_$$" "$load" status
same 'of a database that answers' 'database unusable' "$(grep '^database ' "$work/out" | tr -s ' ')"
ends 'a loader that migrates' 77 env PGUSER="loader_$$" "$load" migrate
query -c "DROP ROLE loader_$$, reader_$$"
ends 'an unknown role' 77 env PGUSER="nobody_$$" "$load" "$work/stream"
ends 'no such database' 78 env PGDATABASE="none_$$" "$load" "$work/stream"
ends 'no server' 75 env PGHOST="$work" "$load" "$work/stream"
ends 'a read-only server' 75 env PGOPTIONS='-c default_transaction_read_only=on' \
	"$load" "$work/mixed.stream"
ends 'a connection string that is none' 64 "$load" -d 'postgresql://u:secret@[x' "$work/stream"
same 'is not shown' 0 "$(grep -c secret "$work/err" || :)"

# The schema must be the one of the program.
ends 'the schema is up to date' 0 "$load" migrate --check
ends 'migrating again' 0 "$load" migrate
query -c "UPDATE storywire.schema_version SET sha256 = repeat('0', 64) WHERE number = 1"
ends 'another migration of that number' 78 "$load" migrate
ends 'and nothing is loaded' 78 "$load" "$work/stream"
query -c 'DROP SCHEMA storywire CASCADE'
ends 'no schema' 78 "$load" "$work/stream"
said 'says what to do' 'Run: story-load migrate'
ends 'checking says so' 78 "$load" migrate --check
ends 'the status too' 78 "$load" status
same 'of a database that answers' 'database unusable' "$(grep '^database ' "$work/out" | tr -s ' ')"
ends 'a dry run of migrating' 0 "$load" migrate --dry-run
ends 'changes nothing' 78 "$load" migrate --check
"$load" migrate >"$work/migrate.1" 2>&1 &
first=$!
"$load" migrate >"$work/migrate.2" 2>&1 || tap_ok 1 'a second migrate at the same time'
wait "$first" || tap_ok 1 'two at the same time'
ends 'two at the same time' 0 "$load" migrate --check
query -c "INSERT INTO storywire.schema_version VALUES (999, 'later', repeat('0', 64))"
ends 'a newer schema' 78 "$load" "$work/stream"
said 'is named' 'newer'
tap_done
