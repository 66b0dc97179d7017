#include "transform/sessions.h"

#include "lib/mem.h"

#include "transform/article/article.h"
#include "transform/cast/protect.h"
#include "transform/crew.h"
#include "transform/harvest/entry.h"
#include "transform/stories/days.h"

/* A few days under way: what they are made of, and what was made of them. */
struct piece {
	const struct job *job;
	struct day_block block;
	struct record_out record;
	struct arena arena;
	struct buf lines;
	struct buf rejects; /* entries for the harvest, and warnings */
	uint64_t stories, articles;
};

static void
put_line(struct piece *piece, struct span line)
{
	buf_put(&piece->lines, line.p, line.n);
	buf_putc(&piece->lines, '\n');
}

/* An article that must not be is a reject with its reason, never a weaker text. */
static void
reject_article(struct piece *piece, const struct session *session, const char *reason,
	       const char *detail)
{
	const struct story *first = session->stories;
	struct buf *out = &piece->rejects;
	char uuid[ARTICLE_UUID];
	struct reject reject = {.reason = reason,
				.detail = detail,
				.account_id = first->account_id,
				.source = SOURCES,
				.raw_sha256 = ""};
	size_t begin;

	event_key_make(first->account_id, first->story_id, uuid);
	reject.key = arena_printf(&piece->arena, "article:%s", uuid);
	begin = harvest_put(out, SHELF_REJECTS);
	entry_reject(out, &reject);
	harvest_put_end(out, begin);
	begin = harvest_put(out, SHELF_WARNING);
	buf_printf(out, "article %s of account %s: not written: %s: %s", uuid, first->account_id,
		   reason, detail);
	buf_putc(out, '\0');
	harvest_put_end(out, begin);
}

static void
put_article(struct piece *piece, const struct session *session)
{
	const struct job *job = piece->job;
	struct article article;
	char reason[LINT_REASON_MAX];
	struct span line;

	article_compose(&article, session, &job->desk, &piece->arena);
	if (!article_lint(&article, reason)) {
		reject_article(piece, session, "lint", reason);
	} else {
		line = article_write(&article, &job->desk, &piece->record);
		if (line.p == NULL)
			reject_article(piece, session, "too_long", "more than one record can hold");
		else
			put_line(piece, line);
		piece->articles += line.p != NULL;
	}
	article_release(&article);
}

static void
put_session(struct piece *piece, const struct session *session)
{
	arena_reset(&piece->arena);
	for (size_t i = 0; i < session->n; i++)
		put_line(piece, story_write(&session->stories[i], &piece->record));
	piece->stories += session->n;
	if (session->n > record_field(article_story_ids)->max)
		reject_article(piece, session, "too_long",
			       "more stories than one article can have");
	else if (protect_hides_poster(&piece->job->facts, session))
		reject_article(
		    piece, session, "minor_not_cleared",
		    session->poster != NULL
			? "the poster is a minor without public_minor_ok"
			: "the account's name may be that of a minor without public_minor_ok");
	else
		put_article(piece, session);
}

static void
work(void *piece_of_work)
{
	struct piece *piece = piece_of_work;

	for (size_t i = 0; i < piece->block.sessions_n; i++)
		if (piece->block.sessions[i].stories->fresh)
			put_session(piece, &piece->block.sessions[i]);
}

struct writing {
	struct job *job;
	struct days *days;
};

static int
fill(void *context, void *piece_of_work, struct fail *fail)
{
	struct writing *writing = context;
	struct piece *piece = piece_of_work;

	return days_next(writing->days, &piece->block, fail);
}

static int
drain(void *context, void *piece_of_work, struct fail *fail)
{
	struct job *job = ((struct writing *)context)->job;
	struct piece *piece = piece_of_work;

	if (stream_put_lines(job->stream, buf_span(&piece->lines), piece->stories + piece->articles,
			     fail) < 0 ||
	    harvest_pour(&job->harvest, &piece->rejects, fail) < 0)
		return -1;
	job->tally.stories += piece->stories;
	job->tally.articles += piece->articles;
	piece->stories = piece->articles = 0;
	buf_clear(&piece->lines);
	return 0;
}

static struct piece *
piece_new(const struct job *job)
{
	struct piece *piece = must_calloc(1, sizeof *piece);

	piece->job = job;
	piece->lines = piece->rejects = BUF_MAX(SIZE_MAX / 2);
	record_out_init(&piece->record);
	return piece;
}

static void
piece_free(struct piece *piece)
{
	day_block_release(&piece->block);
	record_out_release(&piece->record);
	arena_release(&piece->arena);
	buf_release(&piece->lines);
	buf_release(&piece->rejects);
	free(piece);
}

int
sessions_write(struct job *job, struct sorter *stories, struct fail *fail)
{
	size_t n = CREW_PIECES(job->threads);
	struct writing writing = {job, days_new(stories, job->harvest.shelves[SHELF_LIVE],
						&job->facts, fail)};
	void **pieces = must_calloc(n, sizeof *pieces);
	const struct crew crew = {job->threads, pieces, fill, work, drain, &writing};
	int result = -1;

	for (size_t i = 0; i < n; i++)
		pieces[i] = piece_new(job);
	if (writing.days != NULL)
		result = crew_run(&crew, fail);
	for (size_t i = 0; i < n; i++)
		piece_free(pieces[i]);
	free(pieces);
	days_free(writing.days);
	return result;
}
