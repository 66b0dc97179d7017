-- How long this transaction waits for a lock from now on. $1 the time. One row.
SELECT set_config('lock_timeout', $1, true)
