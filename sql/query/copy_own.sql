-- The ids of records of type story.
COPY pg_temp.stage_own (account_id, story_id, graph_id) FROM STDIN (FORMAT binary)
