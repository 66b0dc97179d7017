-- Takes what was taken down out of the stages; after the accounts were locked, before all merges.
-- One row: how many records.
SELECT storywire.drop_erased()
