-- What the database lost, and what the spool has still to do. $1 beginnings of hashes of loaded
-- segments, $2 codes of takedowns (text[] both). Rows: what (lost, unknown, open), value.
SELECT what, value FROM storywire.lost($1::text[], $2::text[])
