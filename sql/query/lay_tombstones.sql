-- Remembers a takedown. $1 code, $2 scope, $3 reason, $4 when it was asked for, $5 state of the
-- spool, $6 keys (text[]). One row.
SELECT storywire.lay_tombstones($1, $2, $3, $4::timestamptz, $5, $6::text[])
