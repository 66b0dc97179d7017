#include "load/lane.h"

#include <pthread.h>

#include "lib/mem.h"

#define PACKS 3 /* one is filled, one waits, one is worked on */

/* One thing to do: a pack or a step. */
struct task {
	struct pack *pack;
	lane_step *step;
	void *context;
};

struct lane {
	struct db *db;
	struct stage *stage;
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t changed;
	struct task tasks[PACKS + 1]; /* those that wait; a step may wait behind all packs */
	size_t tasks_n;
	struct pack *idle[PACKS];
	size_t idle_n;
	bool busy; /* with a task that waits no more */
	bool over; /* the thread is to end */
	struct fail fail;
};

static int
work(struct stage *stage, const struct task *task, struct fail *fail)
{
	return task->pack != NULL ? stage_take(stage, task->pack, fail)
				  : task->step(stage, task->context, fail);
}

/* While there is nothing to do what is under way comes to its end. */
static void
rest(struct lane *lane)
{
	struct fail fail = FAIL_NONE;

	if (!stage_is_carrying(lane->stage)) {
		pthread_cond_wait(&lane->changed, &lane->lock);
		return;
	}
	lane->busy = true;
	pthread_mutex_unlock(&lane->lock);
	(void)!stage_join(lane->stage, &fail);
	pthread_mutex_lock(&lane->lock);
	if (lane->fail.status == EX_OK)
		lane->fail = fail;
	lane->busy = false;
	pthread_cond_broadcast(&lane->changed);
}

/* Takes the first task that waits; false when the lane is over. */
static bool
next_task(struct lane *lane, struct task *task)
{
	while (lane->tasks_n == 0 && !lane->over)
		rest(lane);
	if (lane->tasks_n == 0)
		return false;
	*task = lane->tasks[0];
	lane->tasks_n--;
	memmove(lane->tasks, lane->tasks + 1, lane->tasks_n * sizeof *lane->tasks);
	lane->busy = true;
	return true;
}

static void
end_task(struct lane *lane, const struct task *task)
{
	if (task->pack != NULL) {
		pack_clear(task->pack);
		lane->idle[lane->idle_n++] = task->pack;
	}
	lane->busy = false;
	pthread_cond_broadcast(&lane->changed);
}

static void *
run(void *context)
{
	struct lane *lane = context;
	struct task task;

	pthread_mutex_lock(&lane->lock);
	while (next_task(lane, &task)) {
		struct fail fail = lane->fail;

		pthread_mutex_unlock(&lane->lock);
		if (fail.status == EX_OK)
			(void)!work(lane->stage, &task, &fail);
		pthread_mutex_lock(&lane->lock);
		lane->fail = fail;
		end_task(lane, &task);
	}
	pthread_mutex_unlock(&lane->lock);
	return NULL;
}

static void
release(struct lane *lane)
{
	pthread_cond_destroy(&lane->changed);
	pthread_mutex_destroy(&lane->lock);
	for (size_t i = 0; i < lane->idle_n; i++)
		pack_free(lane->idle[i]);
	stage_free(lane->stage);
	db_close(lane->db);
	free(lane);
}

int
lane_open(struct lane **lane, bool is_first, const struct settings *settings, struct fail *fail)
{
	struct db *db;

	if (db_open(&db, settings_text(settings, SET_database), fail) < 0)
		return -1;
	*lane = must_calloc(1, sizeof **lane);
	(*lane)->db = db;
	(*lane)->stage = stage_new(db, is_first, settings);
	for (size_t i = 0; i < PACKS; i++)
		(*lane)->idle[(*lane)->idle_n++] = pack_new();
	pthread_mutex_init(&(*lane)->lock, NULL);
	pthread_cond_init(&(*lane)->changed, NULL);
	if (pthread_create(&(*lane)->thread, NULL, run, *lane) == 0)
		return 0;
	release(*lane);
	return fail_set(fail, EX_OSERR, "no thread can be started");
}

void
lane_close(struct lane *lane)
{
	if (lane == NULL)
		return;
	pthread_mutex_lock(&lane->lock);
	lane->over = true;
	pthread_cond_broadcast(&lane->changed);
	pthread_mutex_unlock(&lane->lock);
	pthread_join(lane->thread, NULL);
	release(lane);
}

void
lane_start(struct lane *lane, const char *name, bool straight)
{
	lane->fail = FAIL_NONE;
	stage_start(lane->stage, name, straight);
}

struct pack *
lane_pack(struct lane *lane)
{
	struct pack *pack;

	pthread_mutex_lock(&lane->lock);
	while (lane->idle_n == 0)
		pthread_cond_wait(&lane->changed, &lane->lock);
	pack = lane->idle[--lane->idle_n];
	pthread_mutex_unlock(&lane->lock);
	return pack;
}

/* There is always room: packs are few, and steps are waited for. */
static void
add_task(struct lane *lane, struct task task)
{
	lane->tasks[lane->tasks_n++] = task;
	pthread_cond_broadcast(&lane->changed);
}

int
lane_take(struct lane *lane, struct pack *pack, struct fail *fail)
{
	int result = 0;

	pthread_mutex_lock(&lane->lock);
	if (lane->fail.status != EX_OK) {
		*fail = lane->fail;
		result = -1;
	}
	add_task(lane, (struct task){.pack = pack});
	pthread_mutex_unlock(&lane->lock);
	return result;
}

void
lane_begin(struct lane *lane, lane_step *step, void *context)
{
	pthread_mutex_lock(&lane->lock);
	add_task(lane, (struct task){.step = step, .context = context});
	pthread_mutex_unlock(&lane->lock);
}

int
lane_wait(struct lane *lane, struct fail *fail)
{
	int result = 0;

	pthread_mutex_lock(&lane->lock);
	while (lane->tasks_n != 0 || lane->busy)
		pthread_cond_wait(&lane->changed, &lane->lock);
	if (lane->fail.status != EX_OK) {
		if (fail->status == EX_OK)
			*fail = lane->fail;
		result = -1;
	}
	pthread_mutex_unlock(&lane->lock);
	return result;
}

void
lane_end(struct lane *lane)
{
	struct fail ignored = FAIL_NONE;

	(void)!lane_wait(lane, &ignored);
	stage_abandon(lane->stage);
}

const struct stage *
lane_stage(const struct lane *lane)
{
	return lane->stage;
}
