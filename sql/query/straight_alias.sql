-- The Graph ids of the stories that go straight, where they are kept under another id.
COPY storywire.story_alias (account_id, graph_id, story_id) FROM STDIN (FORMAT binary)
