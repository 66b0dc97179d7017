-- Whether the schema was ever migrated. One row: exists (boolean).
SELECT to_regclass('storywire.schema_version') IS NOT NULL
