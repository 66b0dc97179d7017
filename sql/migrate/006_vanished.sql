-- Which stories a complete poll listed, and what follows from it.

ALTER TABLE storywire.poll ADD COLUMN live jsonb CHECK (jsonb_typeof(live) = 'array');
COMMENT ON COLUMN storywire.poll.live IS 'What a complete poll listed: story_id, graph_id and taken_at of each.';
