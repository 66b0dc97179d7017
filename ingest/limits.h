/* Every limit, time-out and retry of this room, each with its unit and its reason. */
#ifndef INGEST_LIMITS_H
#define INGEST_LIMITS_H

/* One answer, decoded. A page of 100 stories has about 150 kB; a gzip bomb has no end. */
#define ANSWER_MAX ((size_t)8 << 20)

/* Memory of an answer that is kept for the next one; a larger one was an exception. */
#define ANSWER_KEEP ((size_t)1 << 20)

/* Bytes of a usage header. Meta names at most 32 objects of about 150 bytes in one. */
#define USAGE_MAX ((size_t)16 << 10)

/* Requests at once: fast enough for 10,000 accounts an hour, few enough to be a good guest. */
#define HTTP_CONCURRENCY 8
#define HTTP_CONCURRENCY_MAX 64

/* ms of one wait for the network; libcurl's own timers and a stop signal end it sooner. */
#define WAIT_MS 1000

/* ms: longer than the worst handshake over a satellite; a dead address is seen soon enough. */
#define CONNECT_TIMEOUT_MS 10000L

/* ms for one whole request: an answer of ANSWER_MAX at 140 kB/s. */
#define REQUEST_TIMEOUT_MS 60000L

/* Slower than this (bytes a second) for that long (seconds) is a hang. */
#define LOW_SPEED_BYTES 100L
#define LOW_SPEED_SECONDS 20L

/* Requests for one page, the first one included; more would only lengthen a throttle. */
#define TRIES_MAX 3

/* ms before the second try; doubles for the next, and is spread by half to either side. */
#define BACKOFF_MS 250

/* Accounts at work in one run: some wait for a budget or a second try, and block no others. */
#define AT_WORK_MAX 256

/* ms that a question waits for its budget; what takes longer is for the next run. */
#define PATIENCE_MS 30000

/* ms: an account whose stories may be lost this soon is an alarm; earlier it is worth a word. */
#define SLACK_ALARM (6 * INT64_C(3600000))
#define SLACK_WARNING (12 * INT64_C(3600000))

/* ms between two polls of an account at most, and of a run before it begins no further account. */
#define POLL_INTERVAL_DEFAULT INT64_C(3600000)
#define RUN_TIME_DEFAULT INT64_C(600000)

/* ms that answers under way have when the run is told to stop, and of a wait meanwhile. */
#define STOP_GRACE_MS 1000
#define STOP_STEP_MS 50

/* Stories a page; connectors in the field send 25 or 100, Meta states no maximum. */
#define PAGE_SIZE 100

/* Pages of one poll. An account has at most 100 live stories; a loop of cursors has no end. */
#define PAGES_MAX 100

/* Bytes of a cursor; those of Meta have about 100. */
#define CURSOR_MAX 2048

/* Bytes of a file with a token or an app secret; Meta's tokens have about 200. */
#define SECRET_MAX 4096
#define TOKEN_MAX SECRET_MAX

/* An answer about an account or a token, in bytes; real ones have less than 4 kB. */
#define HEARING_MAX ((size_t)256 << 10)

/* ms: Meta refreshes no token younger than 24 hours, says its page on long-lived tokens, */
#define TOKEN_AGE_MIN WHEN_DAY
/* and one a week leaves seven weeks to notice that it no longer works. */
#define TOKEN_AGE_WORTH (7 * WHEN_DAY)

/* ms a long-lived token holds from its last refresh, says the same page. */
#define TOKEN_LIFE (60 * WHEN_DAY)

/* Seconds of expires_in that make sense: a day to 400 days. */
#define TOKEN_SECONDS_MIN 86400
#define TOKEN_SECONDS_MAX 34560000

/* Bytes of a handle and of an id; both have at most 30 characters at Instagram. */
#define HANDLE_MAX 64
#define ID_MAX 64

/* Digits of a media pk: 64 bits. */
#define PK_DIGITS_MAX 20

/* Bytes one entry of a container may unpack to, and all of them: what a person's export has. */
#define ENTRY_BYTES_MAX ((uint64_t)64 << 30)
#define CONTAINER_BYTES_MAX ((uint64_t)1 << 40)

/*
 * An entry of more than RATIO_FROM_BYTES may unpack to RATIO_MAX times what it takes packed: JSON
 * seldom reaches 100, nothing but bombs 1000. The slack is what a decoder reads ahead.
 */
#define RATIO_MAX 500
#define RATIO_FROM_BYTES ((uint64_t)128 << 20)
#define RATIO_SLACK_BYTES ((uint64_t)16 << 10)

/* Containers within a container. */
#define CONTAINERS_MAX 2

/* One item of an archive; must fit a record line. Real ones have 5 to 50 kB. */
#define ITEM_MAX ((size_t)8 << 20)

/* Levels of objects and lists around the items of an archive; the deepest known have ten. */
#define WRAPPERS_MAX 24

/* Levels of folders below a named one. */
#define FOLDERS_MAX 32

/*
 * Bytes of a segment of live records: what a kill or a power cut can take away of stories that may
 * be gone when they are asked for again. An answer may come on top of it.
 */
#define LIVE_SEGMENT_MAX ((size_t)1 << 20)

/* Bytes of a segment of an import, which can be run again: few files, little memory. */
#define ARCHIVE_SEGMENT_MAX ((size_t)8 << 20)

/* ms a record waits to be durable. Two fsyncs every so often burden no disk. */
#define SEGMENT_MS 5000

/* Bytes: with less a run does not begin. One segment, one answer, and what a file system needs. */
#define SPOOL_ROOM_MIN ((uint64_t)2 << 20)

/* One picture or film. A story's film has a minute and rarely 20 MB. */
#define MEDIA_MAX ((uint64_t)256 << 20)

/* Media fetched at once: more would gain little and make a shared line slow. */
#define MEDIA_AT_ONCE 4

/* Requests for one of them in one run: when a connection broke, or gave no rest of a file. */
#define MEDIA_ATTEMPTS 3

/* Runs that try for one of them; with a run an hour most of the story's day. */
#define MEDIA_TRIES 8

/* Percent of the disk in use, and bytes free: from there on room is for stories. */
#define MEDIA_USED_MAX 90
#define MEDIA_ROOM_MIN ((uint64_t)64 << 20)

/* ms that media have in any run, whatever the stories took. */
#define MEDIA_TIME_MS 60000

/* Rejects that are said one by one; the rest is only counted. */
#define REJECTS_SAID_MAX 20

#endif
