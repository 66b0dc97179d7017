-- The stories of the articles of fresh days.
INSERT INTO storywire.article_story (account_id, article_id, story_id)
SELECT v.account_id, v.event_key, unnest(v.story_ids)
FROM pg_temp.stage_version v
JOIN pg_temp.stage_day d USING (account_id, editorial_day)
WHERE d.is_fresh
