#include "lib/progress.h"

#include <inttypes.h>

#include "lib/mem.h"
#include "lib/say.h"

#define REDRAW_MS 200 /* a reader of a moving number cannot use more */

struct progress {
	bool shown;
	const char *what;
	uint64_t things;
	uint64_t bytes, total; /* 0: nobody knows */
	int64_t started_ms, drawn_ms;
};

struct progress *
progress_new(const struct settings *settings, const char *what)
{
	struct progress *progress = must_calloc(1, sizeof *progress);
	const char *when = settings_text(settings, SET_progress);

	progress->what = what;
	progress->shown = when == NULL || strcmp(when, "auto") == 0 ? say_to_person()
								    : strcmp(when, "always") == 0;
	progress->started_ms = when_ticks();
	progress->drawn_ms = progress->started_ms;
	return progress;
}

static void
draw(const struct progress *progress, int64_t ms)
{
	fprintf(stderr, "\r%" PRIu64 " %s, %" PRId64 " s", progress->things, progress->what,
		ms / 1000);
	if (progress->bytes != 0 && progress->total >= progress->bytes) {
		double done = (double)progress->bytes, total = (double)progress->total;

		fprintf(stderr, ", %.0f of %.0f MB, %.0f s left", done / 1e6, total / 1e6,
			(double)ms / 1000 * (total - done) / done);
	}
	fputs(" \033[K", stderr);
}

void
progress_step(struct progress *progress, uint64_t things)
{
	int64_t now;

	progress->things += things;
	if (!progress->shown)
		return;
	now = when_ticks();
	if (now - progress->drawn_ms < REDRAW_MS)
		return;
	progress->drawn_ms = now;
	draw(progress, now - progress->started_ms);
}

bool
progress_is_shown(const struct progress *progress)
{
	return progress->shown;
}

void
progress_total(struct progress *progress, uint64_t bytes)
{
	progress->total = bytes;
}

void
progress_at(struct progress *progress, uint64_t bytes)
{
	progress->bytes = bytes;
}

void
progress_free(struct progress *progress)
{
	if (progress->shown && progress->drawn_ms != progress->started_ms)
		fputs("\r\033[K", stderr);
	free(progress);
}
