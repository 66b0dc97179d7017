#!/bin/sh
# What goes straight into the tables ends as what goes by the stages: an input that can be read again
# goes straight where nothing is known of it, and a pipe never does. Needs a migrated database (PG*)
# that nobody else uses, and the programs in $BIN_DIR. SEED makes another set of records.
# shellcheck disable=SC2317 # tap_run calls the functions
set -eu
cd "$(dirname "$0")/../.."
. tests/tap.sh
. tests/orders.sh

empty_tables() {
	query -c 'TRUNCATE storywire.ledger, storywire.reject, storywire.story, storywire.story_alias,
		storywire.observation, storywire.poll, storywire.media, storywire.article,
		storywire.article_version, storywire.article_story, storywire.tombstone, ways'
	query -c "UPDATE trap SET is_set = false; SELECT setval('once', 1, false)" >/dev/null
}

dump() {
	query <<-'END'
		SELECT to_jsonb(t) FROM storywire.story t ORDER BY account_id, story_id;
		SELECT t FROM storywire.story_alias t ORDER BY t;
		SELECT t FROM storywire.article t ORDER BY t;
		SELECT t FROM storywire.article_story t ORDER BY t;
		SELECT to_jsonb(t) - 'arrival' - 'created_at' FROM storywire.article_version t
		ORDER BY account_id, editorial_day, event_key, inputs_sha256, content_sha256;
		SELECT to_jsonb(t) - 'segment_sha256' FROM storywire.reject t ORDER BY line, key;
	END
}

# Notes the ways by which rows come, and springs a trap in the first straight copy of articles.
query <<-'SQL'
	CREATE TABLE ways (way text);
	CREATE TABLE trap (is_set boolean NOT NULL, spring text);
	INSERT INTO trap VALUES (false, '');
	CREATE SEQUENCE once;
	GRANT ALL ON ways, trap, once TO PUBLIC;
	CREATE FUNCTION note_way() RETURNS trigger LANGUAGE plpgsql AS $$
	DECLARE
		way text := TG_TABLE_NAME || CASE WHEN current_query() LIKE '%COPY storywire.%' THEN ' straight'
			ELSE ' by the stage' END;
	BEGIN
		INSERT INTO public.ways VALUES (way);
		IF way = 'article_version straight' AND (SELECT is_set FROM public.trap)
				AND nextval('public.once') = 1 THEN
			EXECUTE (SELECT spring FROM public.trap);
		END IF;
		RETURN NULL;
	END
	$$;
	CREATE TRIGGER note_way AFTER INSERT ON storywire.story EXECUTE FUNCTION note_way();
	CREATE TRIGGER note_way AFTER INSERT ON storywire.article_version EXECUTE FUNCTION note_way();
SQL

set_trap() {
	query -v spring="$1" <<-'END'
		UPDATE trap SET is_set = true, spring = :'spring';
	END
}

ways() {
	query -c "SELECT string_agg(DISTINCT way, ', ' ORDER BY way) FROM ways"
}

load_file() {
	"$load" -q --no-end "$1"
}

load_pipe() {
	# shellcheck disable=SC2002 # a file as stdin can be read again
	cat "$1" | "$load" -q --no-end
}

both_straight='article_version straight, story straight'

# The same records in an order in which each of them comes once.
awk -v seed="$seed" -f tests/sql/records.awk | awk -F'"' '
	/^{"type":"(story|article)"/ && !seen[$8, $12, $16]++' >"$work/all"
tap_run 'there are enough records' test "$(wc -l <"$work/all")" -gt 100

empty_tables
tap_run 'a pipe loads' load_pipe "$work/all"
is 'by the stages' 'article_version by the stage, story by the stage' "$(ways)"
dump >"$work/dump.want"
tap_run 'there is something to compare' test "$(wc -l <"$work/dump.want")" -gt 100

# One story each, under no other id, and one version of a day.
awk -F'"' '{ day = "" } match($0, /"editorial_day":"[^"]*"/) { day = substr($0, RSTART, RLENGTH) }
	!/"graph_id"/ && !seen[$8, day == "" ? $12 : day]++' "$work/all" >"$work/single"
empty_tables
tap_run 'single records load from a file' load_file "$work/single"
is 'straight' "$both_straight" "$(ways)"
dump >"$work/dump.got"
empty_tables
tap_run 'and from a pipe' load_pipe "$work/single"
tap_empty 'which ends the same' "$(dump | diff - "$work/dump.got" | cut -c1-300 | head -n 6)"

as_loader() {
	PGOPTIONS='-c role=storywire_loader' "$@"
}
empty_tables
tap_run 'as the role of the loader, too' as_loader load_file "$work/single"
is 'they go straight' "$both_straight" "$(ways)"

empty_tables
tap_run 'all of them load from a file' load_file "$work/all"
same_dump 'which ends the same'
empty_tables
tap_run 'and over two connections' "$load" -q --no-end --connections 2 "$work/all"
same_dump 'which ends the same'

head -n $(($(wc -l <"$work/all") / 2)) "$work/all" >"$work/half"
empty_tables
tap_run 'half of them load' load_file "$work/half"
tap_run 'then all' load_file "$work/all"
same_dump 'which ends the same'
{
	cat "$work/all"
	tac "$work/all"
} >"$work/twice"
empty_tables
tap_run 'a file with everything twice loads' load_file "$work/twice"
same_dump 'which ends the same'
for trial in 1 2 3; do
	shuffle "$work/all" "$seed$trial" >"$work/shuffled"
	empty_tables
	tap_run "shuffle $trial loads in pieces" load_in_pieces "$work/shuffled" $((trial * 17)) all
	same_dump "shuffle $trial ends the same"
done

# Rows that the tables refuse among others.
sed '20s/"provenance":{/"provenance":{"x":1,/; 30s/"event_end":"2023/"event_end":"1999/
	40s/"provenance":{/"provenance":{"x":1,/; 50s/"event_end":"2023/"event_end":"1999/
	60s/"facts":\[/"facts":1,"facts_":[/; 61s/"facts":\[/"facts":1,"facts_":[/' "$work/all" >"$work/bad"
empty_tables
tap_run 'bad rows among others load from a pipe' load_pipe "$work/bad"
tap_run 'and are rejected' test "$(query -c 'SELECT count(*) FROM storywire.reject')" -gt 1
dump >"$work/dump.bad"
empty_tables
tap_run 'they load from a file' load_file "$work/bad"
tap_empty 'with the same rejects' "$(dump | diff - "$work/dump.bad" | cut -c1-300 | head -n 6)"

# What goes wrong in the middle.
for fault in "DO \$x\$ BEGIN RAISE 'no' USING ERRCODE = 'XX000'; END \$x\$" \
	"DO \$x\$ BEGIN RAISE 'no' USING ERRCODE = '40P01'; END \$x\$" \
	"DO \$x\$ BEGIN PERFORM 1 FROM pg_terminate_backend(pg_backend_pid()); END \$x\$"; do
	empty_tables
	set_trap "$fault"
	tap_run "a copy that ends with ${fault#DO ?x? BEGIN } is made good" load_file "$work/all"
	tap_run 'it was tried' test "$(query -c 'SELECT is_called FROM once')" = t
	same_dump 'and ends the same'
done

# Two connections have a reader each, and both must read the same. There is more than waits in memory,
# so that rows are sent before all is read.
awk '{ line[NR] = $0 } END { for (copy = 1; copy <= 2000; copy++) for (i = 1; i <= NR; i++) {
	text = line[i]; sub(/"account_id":"/, "&" copy, text); print text } }' \
	"$work/single" >"$work/written"
chmod 711 "$work"
chmod 666 "$work/written"
load_written() {
	status=0
	"$load" -q --no-end --connections 2 "$work/written" 2>"$work/err" || status=$?
	echo "$status"
}
empty_tables
set_trap "COPY (SELECT) TO PROGRAM 'touch $work/written'"
is 'what is written to while it is read over two connections is not loaded' 75 "$(load_written)"
tap_run 'the message says so' grep -q 'written: was written to while it was read' "$work/err"
tap_empty 'nothing was changed' "$(query -c 'SELECT story_id FROM storywire.story')"
query -c 'UPDATE trap SET is_set = false'
is 'it can be loaded again' 0 "$(load_written)"
is 'all of it' "$(grep -c '"type":"story"' "$work/written")" \
	"$(query -c 'SELECT count(*) FROM storywire.story')"

# Another session brings a story, and thinks better of it.
empty_tables
story=$(grep -m1 '"type":"story"' "$work/all")
query -v line="$story" >/dev/null <<-'END' &
	BEGIN;
	INSERT INTO storywire.story (account_id, story_id, taken_at, expires_at, raw_sha256, provenance)
	SELECT r->>'account_id', r->>'story_id', now(), now(), r->>'raw_sha256', '{}'
	FROM (SELECT :'line'::jsonb AS r) x;
	SELECT pg_sleep(4);
	ROLLBACK;
END
other=$!
sleep 1
tap_run 'what another session brings is waited for' load_file "$work/all"
same_dump 'and ends the same'
wait "$other"

# A takedown holds whatever is in the input.
id=$(printf '%s\n' "$story" | sed 's/.*"story_id":"\([^"]*\)".*/\1/')
bury() {
	empty_tables
	query -c "INSERT INTO storywire.tombstone (key_sha256, kind)
		VALUES (storywire.story_key('*', '$id'), 'story')"
}
bury
tap_run 'with a takedown a pipe loads' load_pipe "$work/all"
dump >"$work/dump.buried"
tap_run 'without that story' test "$(query -c "SELECT count(*) FROM storywire.story
	WHERE story_id = '$id'")" -eq 0
bury
tap_run 'and a file' load_file "$work/all"
tap_empty 'which ends the same' "$(dump | diff - "$work/dump.buried" | cut -c1-300 | head -n 6)"

# Later texts of the same inputs win, also where the first ones are there by then.
awk '/"type":"article"/ { gsub(/"content_sha256":"0000/, "\"content_sha256\":\"1111"); print }' \
	"$work/single" >"$work/again"
cat "$work/single" "$work/again" >"$work/later"
empty_tables
tap_run 'later texts load after the first ones' load_file "$work/later"
tap_empty 'and are current' "$(query -c "SELECT article_id FROM storywire.article
	WHERE content_sha256 LIKE '0000%' AND superseded_by IS NULL")"
tap_done
