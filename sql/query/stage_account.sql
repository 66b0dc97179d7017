-- The accounts with stories, readings, polls, media or articles in the input.
CREATE TEMP TABLE stage_account ON COMMIT DROP AS
SELECT account_id FROM pg_temp.stage_version
UNION SELECT account_id FROM pg_temp.stage_own
UNION SELECT account_id FROM pg_temp.stage_observation
UNION SELECT account_id FROM pg_temp.stage_poll
UNION SELECT account_id FROM pg_temp.stage_media
