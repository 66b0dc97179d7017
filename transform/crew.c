#include "transform/crew.h"

#include <errno.h>
#include <pthread.h>

#include "lib/mem.h"

struct shift {
	const struct crew *crew;
	size_t pieces_n;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* Counts of pieces, all under the lock: drained <= done <= taken <= filled. */
	uint64_t filled, taken, drained;
	bool *done; /* by piece */
	bool over;
};

static int
run_alone(const struct crew *crew, struct fail *fail)
{
	int got;

	while ((got = crew->fill(crew->context, crew->pieces[0], fail)) > 0) {
		crew->work(crew->pieces[0]);
		if (crew->drain(crew->context, crew->pieces[0], fail) < 0)
			return -1;
	}
	return got;
}

static void *
serve(void *argument)
{
	struct shift *shift = argument;

	pthread_mutex_lock(&shift->lock);
	for (;;) {
		size_t mine;

		while (shift->taken == shift->filled && !shift->over)
			pthread_cond_wait(&shift->changed, &shift->lock);
		if (shift->taken == shift->filled)
			break;
		mine = (size_t)(shift->taken++ % shift->pieces_n);
		pthread_mutex_unlock(&shift->lock);
		shift->crew->work(shift->crew->pieces[mine]);
		pthread_mutex_lock(&shift->lock);
		shift->done[mine] = true;
		pthread_cond_broadcast(&shift->changed);
	}
	pthread_mutex_unlock(&shift->lock);
	return NULL;
}

/* Waits for the oldest piece and drains it, unless an earlier failure makes that pointless. */
static int
drain_one(struct shift *shift, bool failed, struct fail *fail)
{
	size_t oldest = (size_t)(shift->drained % shift->pieces_n);

	pthread_mutex_lock(&shift->lock);
	while (!shift->done[oldest])
		pthread_cond_wait(&shift->changed, &shift->lock);
	shift->done[oldest] = false;
	shift->drained++;
	pthread_mutex_unlock(&shift->lock);
	if (failed)
		return -1;
	return shift->crew->drain(shift->crew->context, shift->crew->pieces[oldest], fail);
}

static void
announce(struct shift *shift, bool over)
{
	pthread_mutex_lock(&shift->lock);
	shift->filled += !over;
	shift->over = over;
	pthread_cond_broadcast(&shift->changed);
	pthread_mutex_unlock(&shift->lock);
}

static int
conduct(struct shift *shift, struct fail *fail)
{
	const struct crew *crew = shift->crew;
	int got = 1;

	while (got > 0) {
		void *piece = crew->pieces[shift->filled % shift->pieces_n];

		if (shift->filled - shift->drained == shift->pieces_n &&
		    drain_one(shift, false, fail) < 0)
			got = -1;
		else
			got = crew->fill(crew->context, piece, fail);
		if (got > 0)
			announce(shift, false);
	}
	while (shift->drained != shift->filled)
		if (drain_one(shift, got < 0, fail) < 0)
			got = -1;
	announce(shift, true);
	return got;
}

int
crew_run(const struct crew *crew, struct fail *fail)
{
	struct shift shift = {.crew = crew, .pieces_n = CREW_PIECES(crew->threads)};
	pthread_t *threads;
	size_t n = 0;
	int result;

	if (crew->threads <= 1)
		return run_alone(crew, fail);
	pthread_mutex_init(&shift.lock, NULL);
	pthread_cond_init(&shift.changed, NULL);
	threads = must_calloc(crew->threads, sizeof *threads);
	shift.done = must_calloc(shift.pieces_n, sizeof *shift.done);
	while (n < crew->threads && pthread_create(&threads[n], NULL, serve, &shift) == 0)
		n++;
	result = n != 0 ? conduct(&shift, fail) : run_alone(crew, fail);
	for (size_t i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	pthread_mutex_destroy(&shift.lock);
	pthread_cond_destroy(&shift.changed);
	free(shift.done);
	free(threads);
	return result;
}
