#include "lib/progress.h"

#include <inttypes.h>

#include "lib/mem.h"
#include "lib/say.h"

#define REDRAW_MS 200 /* a reader of a moving number cannot use more */

struct progress {
	bool shown;
	const char *what;
	uint64_t things;
	int64_t started_ms, drawn_ms;
};

static int64_t
monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct progress *
progress_new(const struct settings *settings, const char *what)
{
	struct progress *progress = must_calloc(1, sizeof *progress);
	const char *when = settings_text(settings, SET_progress);

	progress->what = what;
	progress->shown = when == NULL || strcmp(when, "auto") == 0 ? say_to_person()
								    : strcmp(when, "always") == 0;
	progress->started_ms = monotonic_ms();
	progress->drawn_ms = progress->started_ms;
	return progress;
}

void
progress_step(struct progress *progress, uint64_t things)
{
	int64_t now;

	progress->things += things;
	if (!progress->shown)
		return;
	now = monotonic_ms();
	if (now - progress->drawn_ms < REDRAW_MS)
		return;
	progress->drawn_ms = now;
	fprintf(stderr, "\r%" PRIu64 " %s, %" PRId64 " s \033[K", progress->things, progress->what,
		(now - progress->started_ms) / 1000);
}

void
progress_free(struct progress *progress)
{
	if (progress->shown && progress->drawn_ms != progress->started_ms)
		fputs("\r\033[K", stderr);
	free(progress);
}
