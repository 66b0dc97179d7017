/* What a run tells the next one about runs: how fast it was, and when it began. */
#include "ingest/state/state_private.h"
#include "lib/jsontext.h"
#include "lib/jsonw.h"

#define RUNS "runs"
#define RUNS_FORMAT 1
#define RUNS_FILE_MAX 1024 /* bytes */

/* A run by hand just before that of cron says nothing about the step; neither does a holiday. */
#define STEP_MIN WHEN_MINUTE
#define STEP_MAX WHEN_DAY

/* A server's pace changes slowly; one run that met a hiccup must not lower it to nothing. */
#define CAPACITY_WEIGHT 0.3

/* A run of few requests waits for each of them, and says nothing about many at once. */
#define CAPACITY_SAMPLE_MIN 100

static bool
get_time(const json_t *root, const char *key, when_ms *at)
{
	return when_parse(json_text(json_object_get(root, key)), at);
}

static void
take_runs(struct state *state, const json_t *root, when_ms *started)
{
	double capacity = json_number_value(json_object_get(root, "capacity"));
	json_int_t step = json_integer_value(json_object_get(root, "step"));

	if (json_integer_value(json_object_get(root, "format")) != RUNS_FORMAT ||
	    !get_time(root, "started", started))
		return;
	state->capacity = capacity > 0 ? capacity : 0;
	state->last_step = step > 0 && step <= STEP_MAX ? step : 0;
}

static void
write_runs(struct state *state)
{
	struct buf text = BUF_MAX(RUNS_FILE_MAX);
	char file[STATE_NAME_MAX], time[WHEN_TEXT_MAX];

	jsonw_open(&text, '{');
	jsonw_member_int(&text, "format", RUNS_FORMAT);
	jsonw_member_word(&text, "started", when_print(state->now, time));
	jsonw_member_int(&text, "step", state->last_step);
	jsonw_key(&text, "capacity");
	jsonw_real(&text, state->capacity);
	jsonw_close(&text, '}');
	buf_putc(&text, '\n');
	state_name(state, RUNS, file);
	state_write_file(state, file, buf_span(&text));
	buf_release(&text);
}

/* The longer one of the last two steps: being early costs a request, being late a promise. */
void
state_begin_run(struct state *state)
{
	struct buf text = BUF_MAX(RUNS_FILE_MAX);
	char file[STATE_NAME_MAX], reason[JSONTEXT_REASON_MAX];
	when_ms started = WHEN_NONE, step = 0;
	json_t *root;

	state_name(state, RUNS, file);
	if (state_read_file(state, file, &text)) {
		root = jsontext_load(buf_span(&text), reason);
		take_runs(state, root, &started);
		json_decref(root);
	}
	buf_release(&text);
	if (started != WHEN_NONE)
		step = state->now - started;
	state->step = step > state->last_step ? step : state->last_step;
	if (step >= STEP_MIN && step <= STEP_MAX)
		state->last_step = step;
	if (state->step > STEP_MAX)
		state->step = state->last_step;
	write_runs(state);
}

double
state_capacity(const struct state *state)
{
	return state->capacity;
}

when_ms
state_step(const struct state *state)
{
	return state->step;
}

void
state_learn_capacity(struct state *state, uint64_t requests, when_ms took)
{
	double pace;

	if (requests < CAPACITY_SAMPLE_MIN || took <= 0)
		return;
	pace = (double)requests * (double)WHEN_HOUR / (double)took;
	if (state->capacity > 0)
		pace = state->capacity + (pace - state->capacity) * CAPACITY_WEIGHT;
	state->capacity = pace;
	write_runs(state);
}
