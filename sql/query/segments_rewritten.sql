-- Lets the ledger know rewritten segments. $1 old hashes, $2 new hashes, $3 records. One row: how
-- many it knew.
SELECT storywire.segments_rewritten($1::text[], $2::text[], $3::bigint[])
