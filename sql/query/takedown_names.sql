-- Other names of what is to be taken down. $1 accounts, $2 ids (text[] or NULL). Rows: kind (story,
-- account, handle), account, name.
SELECT kind, account_id, name FROM storywire.takedown_names($1::text[], $2::text[])
