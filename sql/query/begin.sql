-- One input, one transaction. Each statement sees what others committed before it, which
-- storywire.settle() relies on.
BEGIN ISOLATION LEVEL READ COMMITTED
