-- Notes that a takedown is done in the spool too. $1 code. One row.
SELECT storywire.spool_is_clean($1)
