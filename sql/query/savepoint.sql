-- Before each COPY: what the server refuses costs only these rows.
SAVEPOINT rows
