-- Deletes what is older than $1 (a time). Rows: what, how many.
SELECT what, n FROM storywire.expire($1::timestamptz)
