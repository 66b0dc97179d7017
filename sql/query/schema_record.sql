-- Remembers a migration. $1 number, $2 name, $3 sha256 of its text.
INSERT INTO storywire.schema_version (number, name, sha256) VALUES ($1::int, $2, $3)
