-- The migrations that were applied. Rows: number (int), name, sha256; in order.
SELECT number, name, sha256 FROM storywire.schema_version ORDER BY number
