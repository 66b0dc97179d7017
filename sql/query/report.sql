-- The page of the report. Rows: a part of it, in order.
SELECT part FROM storywire.report() part
