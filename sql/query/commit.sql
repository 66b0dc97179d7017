-- Ends the transaction; the row of the ledger is the proof.
COMMIT
