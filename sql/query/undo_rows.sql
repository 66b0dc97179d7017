-- After a COPY that was refused.
ROLLBACK TO SAVEPOINT rows
