-- After a COPY that was accepted.
RELEASE SAVEPOINT rows
