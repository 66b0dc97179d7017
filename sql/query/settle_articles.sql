-- Decides anew which articles are current on the days that are not fresh. One row: how many days.
SELECT storywire.settle_days(array_agg(d.account_id), array_agg(d.editorial_day))
FROM pg_temp.stage_day d WHERE NOT d.is_fresh
