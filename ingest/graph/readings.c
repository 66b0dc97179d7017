#include "ingest/graph/poll_private.h"
#include "lib/mem.h"
#include "lib/say.h"

/* The insights of one story, question by question. */
struct reading {
	struct poll *poll;
	struct story story;
	metricset todo, asked, refused;
	bool last;     /* the last reading of its life */
	bool singly;   /* the metrics that go together were refused */
	bool answered; /* some metric could be read */
	bool broken;   /* it is to be made again in the next run */
};

static void go_on(struct poll *poll);

/* Whether a metric is refused by itself: others of the same story were not, so it is no token. */
static bool
is_of_one_metric(const struct reading *reading, const struct verdict *verdict)
{
	return verdict->class == ERROR_DENIED && reading->answered &&
	       nameset_count(reading->asked) == 1 &&
	       (verdict->code == 10 || (verdict->code >= 200 && verdict->code <= 299));
}

/*
 * Whether asking for the insights of further stories is of no use. Code 10 is such a case only
 * where it says so: in a language we do not know it may say "too few viewers" of one story.
 */
static bool
ends_readings(const struct reading *reading, const struct verdict *verdict)
{
	switch (verdict->class) {
	case ERROR_NONE:
	case ERROR_GONE:
	case ERROR_NO_VALUE:
	case ERROR_FIELD:
	case ERROR_BAD_REQUEST:
		return false;
	case ERROR_DENIED:
		if (is_of_one_metric(reading, verdict))
			return false;
		return verdict->code != 10 || strstr(verdict->message, "permission") != NULL;
	default:
		return true;
	}
}

/* Whether the list already ended so that insights would be refused, or make a throttle longer. */
static bool
is_forbidden(const struct poll *poll)
{
	enum error_class class = poll->verdict.class;

	return poll->stopped || error_is_throttle(class) || class == ERROR_DENIED ||
	       class == ERROR_OPERATOR;
}

/* The list was complete, but a person must act before insights can be had. */
static void
deny(struct poll *poll, const char *why)
{
	(void)fail_set(&poll->result.denied, EX_NOPERM, "%s: insights: denied: %s",
		       poll->call.account->handle, why);
}

static void
stop_readings(struct poll *poll, const struct reading *reading, const struct verdict *verdict)
{
	if (poll->readings_stopped)
		return;
	poll->readings_stopped = true;
	if (poll->call.asker->stopping)
		return;
	if (poll_exit_status(verdict->class) == EX_NOPERM) {
		deny(poll, verdict->meaning);
		fail_hint(&poll->result.denied, "%s", poll_hint(verdict->class));
		return;
	}
	say(SAY_WARNING, "%s: insights: stopped at story %zu of %zu: %s",
	    poll->call.account->handle, (size_t)(reading - poll->readings) + 1, poll->readings_n,
	    verdict->meaning);
}

/*
 * One story may go while we ask. That all of them are not there, which the list has just named,
 * means that they are not for this token.
 */
static void
judge_gone(struct poll *poll)
{
	if (poll->gone < 2 || poll->gone < poll->readings_n)
		return;
	poll->result.made_n = 0; /* to be made again */
	deny(poll, "none of the stories listed can be read");
	fail_hint(&poll->result.denied, "%s", poll_hint(ERROR_GONE));
}

/* What was refused is left out for a week. All of it refused means that something else is wrong. */
static void
learn_refused(struct reading *reading)
{
	struct poll *poll = reading->poll;
	enum login login = poll->call.account->login;
	struct refusals *refusals = poll->call.refusals;
	metricset usual = metrics_next(metrics_of(LOGIN_FACEBOOK, false), false);
	metricset fresh = reading->refused & ~poll->metrics_refused;
	struct buf names = BUF_MAX(1024);

	if (fresh == 0 || (reading->refused & usual) == usual)
		return;
	poll->metrics_refused |= fresh;
	poll->result.metrics |= fresh;
	refusals->metrics[login] |= fresh & refusals->metrics_once[login];
	refusals->metrics_once[login] |= fresh;
	metrics_put(&names, fresh);
	say(SAY_DEBUG, "%s: insights: refused, and left out for a week: %s",
	    poll->call.account->handle, buf_text(&names));
	buf_release(&names);
}

/* What an answer leaves to be asked. */
static void
take_answer(struct reading *reading, const struct verdict *verdict)
{
	bool alone = nameset_count(reading->asked) == 1;

	switch (verdict->class) {
	case ERROR_DENIED:
		if (!is_of_one_metric(reading, verdict)) {
			reading->broken = true;
			reading->todo = 0;
			break;
		}
		reading->refused |= reading->asked;
		reading->todo &= ~reading->asked;
		break;
	case ERROR_NO_VALUE: /* said of all: so it will be of what is left */
		reading->todo = alone ? reading->todo & ~reading->asked : 0;
		break;
	case ERROR_FIELD:
		if (!alone) {
			reading->singly = true;
			break;
		}
		reading->refused |= reading->asked;
		reading->todo &= ~reading->asked;
		break;
	case ERROR_NONE:
		reading->answered = true;
		reading->todo &= ~reading->asked;
		break;
	case ERROR_GONE:
		reading->poll->gone += !reading->answered;
		reading->last = true;
		reading->todo = 0;
		break;
	default:
		reading->broken = true;
		reading->todo = 0;
	}
}

static void
end_reading(struct reading *reading)
{
	struct poll *poll = reading->poll;
	struct poll_result *result = &poll->result;

	poll->at_work--;
	learn_refused(reading);
	if (reading->broken)
		return;
	result->made =
	    mem_grow(result->made, result->made_n, &result->made_cap, sizeof *result->made);
	result->made[result->made_n++] = (struct reading_made){.graph_id = reading->story.graph_id,
							       .at = when_now(),
							       .last = reading->last};
}

static void on_insights(void *context, const struct reply *reply);

/* Asks for the next metrics; false where the reading is over. */
static bool
ask_next(struct reading *reading)
{
	struct poll *poll = reading->poll;
	struct buf request = BUF_MAX(2048), names = BUF_MAX(1024);
	struct question question = {.access = &poll->access,
				    .story_id = &reading->story.story_id,
				    .taken_at = reading->story.taken_at,
				    .rank = reading->last ? RANK_LAST_READING : RANK_READING,
				    .done = on_insights,
				    .context = reading};

	poll->metrics_refused |= poll->call.refusals->metrics[poll->call.account->login];
	reading->asked = metrics_next(reading->todo & ~poll->metrics_refused, reading->singly);
	if (reading->asked == 0 || poll->readings_stopped) {
		reading->broken |= reading->asked != 0;
		return false;
	}
	metrics_put(&names, reading->asked);
	url_insights(&request, poll->call.asker->version, reading->story.graph_id.text,
		     buf_span(&names), metrics_breakdown(reading->asked));
	question.request = buf_text(&request);
	ask(poll->call.asker, &question);
	buf_release(&request);
	buf_release(&names);
	return true;
}

static void
on_insights(void *context, const struct reply *reply)
{
	struct reading *reading = context;
	struct poll *poll = reading->poll;

	take_answer(reading, &reply->verdict);
	if (ends_readings(reading, &reply->verdict)) {
		reading->broken = true;
		stop_readings(poll, reading, &reply->verdict);
	}
	if (ask_next(reading))
		return;
	end_reading(reading);
	go_on(poll);
}

/* Keeps as many stories at work as there can be requests; no more, so that one learns of another.
 */
static void
go_on(struct poll *poll)
{
	size_t most = http_concurrency(poll->call.asker->http);

	while (!poll->readings_stopped && poll->at_work < most &&
	       poll->next_reading < poll->readings_n) {
		struct reading *reading = &poll->readings[poll->next_reading++];

		poll->at_work++;
		if (!ask_next(reading))
			end_reading(reading);
	}
	if (poll->at_work != 0)
		return;
	judge_gone(poll);
	poll_end(poll);
}

static bool
is_due(const struct poll *poll, const struct story *story, when_ms now)
{
	const struct account_state *state = poll->call.state;
	const struct live_story *known =
	    state != NULL ? account_state_live(state, id_span(&story->graph_id)) : NULL;

	if (state == NULL)
		return true;
	return reading_is_due(story->taken_at, known != NULL ? known->read_at : WHEN_NONE,
			      known != NULL && known->final_read, now);
}

void
readings_start(struct poll *poll)
{
	when_ms now = when_now();

	poll->metrics_refused = poll_refused_metrics(poll);
	poll->readings = must_calloc(poll->stories_n + 1, sizeof *poll->readings);
	for (size_t i = 0; i < poll->stories_n && !is_forbidden(poll); i++) {
		const struct story *story = &poll->stories[i];
		bool last = reading_is_last(story->taken_at, now);

		if (!is_due(poll, story, now))
			continue;
		poll->readings[poll->readings_n++] =
		    (struct reading){.poll = poll,
				     .story = *story,
				     .last = last,
				     .todo = metrics_of(poll->call.account->login, last)};
	}
	go_on(poll);
}
