-- The tables. Every key but those of the ledger begins with account_id, so that they can be
-- distributed by it. Ids are text whatever their digits; times are timestamptz; hashes are the
-- hex that `sha256sum` prints. Ids and words compare byte by byte (COLLATE "C") everywhere.

CREATE SCHEMA IF NOT EXISTS storywire;
COMMENT ON SCHEMA storywire IS 'Instagram Stories as article records; kept by story-load.';

CREATE TABLE storywire.schema_version (
	number int PRIMARY KEY,
	name text NOT NULL,
	sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	applied_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE storywire.schema_version IS 'The migrations that were applied; written by story-load migrate.';
COMMENT ON COLUMN storywire.schema_version.number IS 'Place in the order, from 1.';
COMMENT ON COLUMN storywire.schema_version.name IS 'File name of the migration without .sql.';
COMMENT ON COLUMN storywire.schema_version.sha256 IS 'Hash of its text, so that a changed one is seen.';
COMMENT ON COLUMN storywire.schema_version.applied_at IS 'When it was applied.';

CREATE TABLE storywire.ledger (
	segment_sha256 text COLLATE "C" PRIMARY KEY CHECK (segment_sha256 ~ '^[0-9a-f]{64}$'),
	loaded_at timestamptz NOT NULL DEFAULT now(),
	records bigint NOT NULL CHECK (records >= 0),
	rejects bigint NOT NULL CHECK (rejects >= 0),
	skipped bigint NOT NULL CHECK (skipped >= 0)
);
COMMENT ON TABLE storywire.ledger IS 'What was loaded: one row per segment or stream, written in the transaction that loads it. Its row is the proof of the commit.';
COMMENT ON COLUMN storywire.ledger.segment_sha256 IS 'SHA-256 of the lines before the end record.';
COMMENT ON COLUMN storywire.ledger.loaded_at IS 'Start of the transaction that loaded it.';
COMMENT ON COLUMN storywire.ledger.records IS 'Records in it.';
COMMENT ON COLUMN storywire.ledger.rejects IS 'Records of it that are in storywire.reject.';
COMMENT ON COLUMN storywire.ledger.skipped IS 'Records that --since, --until, --account or --shard left out; it counts as loaded only when this is 0.';

CREATE TABLE storywire.reject (
	segment_sha256 text COLLATE "C" NOT NULL CHECK (segment_sha256 ~ '^[0-9a-f]{64}$'),
	line bigint NOT NULL CHECK (line > 0),
	key text NOT NULL,
	reason text COLLATE "C" NOT NULL,
	detail text,
	source text COLLATE "C",
	account_id text COLLATE "C",
	raw_sha256 text COLLATE "C" CHECK (raw_sha256 ~ '^[0-9a-f]{64}$'),
	PRIMARY KEY (segment_sha256, line)
);
COMMENT ON TABLE storywire.reject IS 'Items that did not become rows, from transform or from load, with what is needed to find and mend them.';
COMMENT ON COLUMN storywire.reject.segment_sha256 IS 'The segment or stream it came in; see storywire.ledger.';
COMMENT ON COLUMN storywire.reject.line IS 'Its line there, from 1.';
COMMENT ON COLUMN storywire.reject.key IS 'What it is about: account and id as far as they could be read.';
COMMENT ON COLUMN storywire.reject.reason IS 'Why, as one word for counting.';
COMMENT ON COLUMN storywire.reject.detail IS 'Why, for people.';
COMMENT ON COLUMN storywire.reject.source IS 'The kind of source, where transform rejected it.';
COMMENT ON COLUMN storywire.reject.account_id IS 'The account, where transform knew it.';
COMMENT ON COLUMN storywire.reject.raw_sha256 IS 'Hash of the raw answer, where transform rejected it.';

CREATE TABLE storywire.story (
	account_id text COLLATE "C" NOT NULL,
	story_id text COLLATE "C" NOT NULL,
	graph_id text COLLATE "C",
	ig_pk text COLLATE "C",
	handle text COLLATE "C",
	taken_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	media_type text COLLATE "C",
	caption text,
	alt_text text,
	permalink text COLLATE "C",
	shortcode text COLLATE "C",
	media_url text COLLATE "C",
	thumbnail_url text COLLATE "C",
	width bigint,
	height bigint,
	duration_ms bigint,
	mentions jsonb,
	hashtags jsonb,
	places jsonb,
	links jsonb,
	paid_partnership boolean,
	first_seen timestamptz,
	last_seen timestamptz,
	raw_sha256 text COLLATE "C" NOT NULL CHECK (raw_sha256 ~ '^[0-9a-f]{64}$'),
	sanitised boolean,
	provenance jsonb NOT NULL CHECK (jsonb_typeof(provenance) = 'object'
		AND NOT provenance @? 'strict $.* ? (@.type() != "string")'),
	vanished_early_at timestamptz,
	erased_at timestamptz,
	PRIMARY KEY (account_id, story_id)
);
CREATE INDEX story_taken_at ON storywire.story (account_id, taken_at);
COMMENT ON TABLE storywire.story IS 'One row per story frame, merged from every sighting of it: each field is the one with the greatest stamp in provenance.';
COMMENT ON COLUMN storywire.story.account_id IS 'Graph account id, or the ig_pk of an account without a mapping.';
COMMENT ON COLUMN storywire.story.story_id IS 'Id of the frame: ig_id/pk where a source tells it, else the Graph id.';
COMMENT ON COLUMN storywire.story.graph_id IS 'Id of the frame in the Graph API.';
COMMENT ON COLUMN storywire.story.ig_pk IS 'The number archives know the account by.';
COMMENT ON COLUMN storywire.story.handle IS 'Handle of the account when it was seen.';
COMMENT ON COLUMN storywire.story.taken_at IS 'When it was posted.';
COMMENT ON COLUMN storywire.story.expires_at IS 'When it stops being public, 24 h after taken_at unless the source says otherwise.';
COMMENT ON COLUMN storywire.story.media_type IS 'IMAGE or VIDEO, as the source has it.';
COMMENT ON COLUMN storywire.story.caption IS 'Caption, cleaned of what is not text; the original is in the raw record.';
COMMENT ON COLUMN storywire.story.alt_text IS 'Alternative text of the picture.';
COMMENT ON COLUMN storywire.story.permalink IS 'Address of the story.';
COMMENT ON COLUMN storywire.story.shortcode IS 'Short code in the permalink.';
COMMENT ON COLUMN storywire.story.media_url IS 'Where picture or video could be fetched; short-lived.';
COMMENT ON COLUMN storywire.story.thumbnail_url IS 'Where the still of a video could be fetched; short-lived.';
COMMENT ON COLUMN storywire.story.width IS 'Width in pixels.';
COMMENT ON COLUMN storywire.story.height IS 'Height in pixels.';
COMMENT ON COLUMN storywire.story.duration_ms IS 'Length of a video in milliseconds.';
COMMENT ON COLUMN storywire.story.mentions IS 'Tagged accounts, as the record has them.';
COMMENT ON COLUMN storywire.story.hashtags IS 'Hashtags, as the record has them.';
COMMENT ON COLUMN storywire.story.places IS 'Place stickers, as the record has them.';
COMMENT ON COLUMN storywire.story.links IS 'Link stickers, as the record has them.';
COMMENT ON COLUMN storywire.story.paid_partnership IS 'Whether it was marked as advertising.';
COMMENT ON COLUMN storywire.story.first_seen IS 'Earliest time a poll saw it; NULL where only archives tell of it.';
COMMENT ON COLUMN storywire.story.last_seen IS 'Latest time a poll saw it; NULL where only archives tell of it.';
COMMENT ON COLUMN storywire.story.raw_sha256 IS 'Hash of the raw answer of the sighting that is trusted most.';
COMMENT ON COLUMN storywire.story.sanitised IS 'Whether bytes of the original had to be mended to be read.';
COMMENT ON COLUMN storywire.story.provenance IS 'Field name to stamp (precedence, time, source, hash). A field with a stamp and without a value was seen to be none; a field without a stamp was never recorded.';
COMMENT ON COLUMN storywire.story.vanished_early_at IS 'When it was found gone before expires_at.';
COMMENT ON COLUMN storywire.story.erased_at IS 'When it was taken down for good; no load changes the row any more.';

CREATE TABLE storywire.observation (
	account_id text COLLATE "C" NOT NULL,
	story_id text COLLATE "C" NOT NULL,
	metric text COLLATE "C" NOT NULL,
	observed_at timestamptz NOT NULL,
	value bigint,
	state text COLLATE "C" NOT NULL,
	source text COLLATE "C" NOT NULL,
	is_final boolean NOT NULL,
	raw_sha256 text COLLATE "C" NOT NULL CHECK (raw_sha256 ~ '^[0-9a-f]{64}$'),
	PRIMARY KEY (account_id, story_id, metric, observed_at, source)
);
COMMENT ON TABLE storywire.observation IS 'Readings of insight metrics: one row per story, metric, time and source.';
COMMENT ON COLUMN storywire.observation.account_id IS 'Account of the story.';
COMMENT ON COLUMN storywire.observation.story_id IS 'The story.';
COMMENT ON COLUMN storywire.observation.metric IS 'Name of the metric, as the API has it.';
COMMENT ON COLUMN storywire.observation.observed_at IS 'When it was read.';
COMMENT ON COLUMN storywire.observation.value IS 'What was read; NULL where state says why there is none.';
COMMENT ON COLUMN storywire.observation.state IS 'Whether there is a value, or why there is none: too_few_viewers, not_yet, expired, unsupported, denied, throttled.';
COMMENT ON COLUMN storywire.observation.source IS 'Kind of source.';
COMMENT ON COLUMN storywire.observation.is_final IS 'Whether it is the last reading before the story expired.';
COMMENT ON COLUMN storywire.observation.raw_sha256 IS 'Hash of the raw answer.';

CREATE TABLE storywire.poll (
	account_id text COLLATE "C" NOT NULL,
	handle text COLLATE "C",
	started_at timestamptz NOT NULL,
	finished_at timestamptz NOT NULL,
	outcome text COLLATE "C" NOT NULL
		CHECK (outcome IN ('ok', 'empty', 'partial', 'denied', 'throttled', 'failed')),
	http_status bigint,
	error_code bigint,
	error_subcode bigint,
	stories bigint NOT NULL,
	detail text COLLATE "C",
	PRIMARY KEY (account_id, started_at)
);
COMMENT ON TABLE storywire.poll IS 'Attempts to read the live stories of an account; an empty one proves coverage as well.';
COMMENT ON COLUMN storywire.poll.account_id IS 'The account that was read.';
COMMENT ON COLUMN storywire.poll.handle IS 'Its handle then.';
COMMENT ON COLUMN storywire.poll.started_at IS 'When the first page was asked for.';
COMMENT ON COLUMN storywire.poll.finished_at IS 'When the last answer was there.';
COMMENT ON COLUMN storywire.poll.outcome IS 'ok, empty, partial, denied, throttled or failed.';
COMMENT ON COLUMN storywire.poll.http_status IS 'Status of the answer that decided the outcome.';
COMMENT ON COLUMN storywire.poll.error_code IS 'Error code of the API.';
COMMENT ON COLUMN storywire.poll.error_subcode IS 'Error subcode of the API.';
COMMENT ON COLUMN storywire.poll.stories IS 'Stories that were seen.';
COMMENT ON COLUMN storywire.poll.detail IS 'What went wrong, for people.';

CREATE TABLE storywire.article_version (
	account_id text COLLATE "C" NOT NULL,
	editorial_day date NOT NULL,
	event_key uuid NOT NULL,
	inputs_sha256 text COLLATE "C" NOT NULL CHECK (inputs_sha256 ~ '^[0-9a-f]{64}$'),
	content_sha256 text COLLATE "C" NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
	article_id uuid,
	version int CHECK (version > 0),
	reason text COLLATE "C" CHECK (reason IN ('new', 'update', 'merge', 'rewrite')),
	input_count bigint NOT NULL CHECK (input_count >= 0),
	observed_at timestamptz,
	story_ids text[] NOT NULL CHECK (cardinality(story_ids) > 0),
	record jsonb NOT NULL,
	arrival bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (account_id, editorial_day, event_key, inputs_sha256, content_sha256)
);
CREATE INDEX article_version_article ON storywire.article_version (account_id, article_id, version);
CREATE INDEX article_version_key ON storywire.article_version (account_id, event_key, editorial_day);
COMMENT ON TABLE storywire.article_version IS 'Every version of every article that ever arrived; which of them are current is decided anew per account and editorial day by storywire.settle().';
COMMENT ON COLUMN storywire.article_version.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_version.editorial_day IS 'Local date of the session; the day starts at 05:00.';
COMMENT ON COLUMN storywire.article_version.event_key IS 'Key of the account and the earliest story of this version.';
COMMENT ON COLUMN storywire.article_version.inputs_sha256 IS 'Hash of all that the text could rest on.';
COMMENT ON COLUMN storywire.article_version.content_sha256 IS 'Hash of the content.';
COMMENT ON COLUMN storywire.article_version.article_id IS 'The article it belongs to; set by storywire.settle().';
COMMENT ON COLUMN storywire.article_version.version IS 'Its number within the article, from 1; the current version has the highest. Set by storywire.settle().';
COMMENT ON COLUMN storywire.article_version.reason IS 'What made it, against the version numbered before it: new; update (other stories); merge (the same stories from more or other sources); rewrite (the same inputs, another text).';
COMMENT ON COLUMN storywire.article_version.input_count IS 'Number of (story, source) inputs.';
COMMENT ON COLUMN storywire.article_version.observed_at IS 'Newest sighting among the inputs; NULL where only archives tell of them.';
COMMENT ON COLUMN storywire.article_version.story_ids IS 'Its stories, by time.';
COMMENT ON COLUMN storywire.article_version.record IS 'The whole article record.';
COMMENT ON COLUMN storywire.article_version.arrival IS 'Order of arrival; decides only between two texts of the same inputs.';
COMMENT ON COLUMN storywire.article_version.created_at IS 'Start of the transaction that brought it.';

CREATE TABLE storywire.article (
	account_id text COLLATE "C" NOT NULL,
	article_id uuid NOT NULL,
	event_key uuid NOT NULL,
	uri text COLLATE "C" NOT NULL,
	editorial_day date NOT NULL,
	time_zone text COLLATE "C" NOT NULL,
	slug text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	headline text NOT NULL,
	dek text,
	section text NOT NULL,
	lang text COLLATE "C" NOT NULL,
	event_start timestamptz NOT NULL,
	event_end timestamptz NOT NULL,
	inputs_sha256 text COLLATE "C" NOT NULL CHECK (inputs_sha256 ~ '^[0-9a-f]{64}$'),
	content_sha256 text COLLATE "C" NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
	version int NOT NULL CHECK (version > 0),
	workflow_state text COLLATE "C" NOT NULL CHECK (workflow_state IN
		('draft', 'review', 'scheduled', 'published', 'corrected', 'killed', 'superseded')),
	pub_status text COLLATE "C" NOT NULL CHECK (pub_status IN ('usable', 'withheld', 'canceled')),
	superseded_by uuid,
	PRIMARY KEY (account_id, article_id),
	CHECK ((workflow_state = 'superseded') = (superseded_by IS NOT NULL)),
	CHECK (superseded_by <> article_id)
);
CREATE INDEX article_day ON storywire.article (account_id, editorial_day);
CREATE INDEX article_event_start ON storywire.article (event_start);
COMMENT ON TABLE storywire.article IS 'Articles: the current version of each, and what gave way to another article and points to it.';
COMMENT ON COLUMN storywire.article.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article.article_id IS 'Stays the same when an earlier story turns up.';
COMMENT ON COLUMN storywire.article.event_key IS 'Key of the account and the earliest story of the version.';
COMMENT ON COLUMN storywire.article.uri IS 'urn:uuid: and the article_id.';
COMMENT ON COLUMN storywire.article.editorial_day IS 'Local date of the session; the day starts at 05:00.';
COMMENT ON COLUMN storywire.article.time_zone IS 'Time zone of that date.';
COMMENT ON COLUMN storywire.article.slug IS 'Short name for addresses and file names.';
COMMENT ON COLUMN storywire.article.kind IS 'Kind of article, as transform names it.';
COMMENT ON COLUMN storywire.article.headline IS 'Headline.';
COMMENT ON COLUMN storywire.article.dek IS 'Line below the headline.';
COMMENT ON COLUMN storywire.article.section IS 'Section of the publication.';
COMMENT ON COLUMN storywire.article.lang IS 'Language code.';
COMMENT ON COLUMN storywire.article.event_start IS 'When its first story was posted.';
COMMENT ON COLUMN storywire.article.event_end IS 'When its last story was posted.';
COMMENT ON COLUMN storywire.article.inputs_sha256 IS 'Inputs of the version; with account, day, event_key and content_sha256 the key of its row in article_version.';
COMMENT ON COLUMN storywire.article.content_sha256 IS 'Content of the version.';
COMMENT ON COLUMN storywire.article.version IS 'Number of the version.';
COMMENT ON COLUMN storywire.article.workflow_state IS 'draft, review, scheduled, published, corrected, killed or superseded.';
COMMENT ON COLUMN storywire.article.pub_status IS 'usable, withheld or canceled.';
COMMENT ON COLUMN storywire.article.superseded_by IS 'The article that took its place, of the same account.';

CREATE TABLE storywire.article_story (
	account_id text COLLATE "C" NOT NULL,
	article_id uuid NOT NULL,
	story_id text COLLATE "C" NOT NULL,
	PRIMARY KEY (account_id, article_id, story_id)
);
CREATE INDEX article_story_story ON storywire.article_story (account_id, story_id);
COMMENT ON TABLE storywire.article_story IS 'Which stories the current version of each article is made from.';
COMMENT ON COLUMN storywire.article_story.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_story.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_story.story_id IS 'The story.';
