-- Deletes whatever has a tombstone. $1 accounts and $2 ids to look at (text[] or NULL for all). Rows:
-- what, value; how many rows are gone of what, and "file" for each hash of media that nothing needs
-- any more.
SELECT what, value FROM storywire.erase($1::text[], $2::text[])
