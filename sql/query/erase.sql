-- Takedown. $1 code, $2 scope, $3 reason, $4 when it was asked for, $5 state of the spool, $6 keys
-- (text[]), $7 accounts and $8 ids to look at (text[] or NULL for all). Rows: what, value; how many
-- rows are gone of what, and "file" for each hash of media that nothing needs any more.
SELECT what, value
FROM storywire.erase($1, $2, $3, $4::timestamptz, $5, $6::text[], $7::text[], $8::text[])
