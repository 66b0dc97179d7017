#include "ingest/graph/schedule.h"

#include "lib/mem.h"

/* One account that is due, as the order needs it. */
struct job {
	size_t account;
	when_ms deadline;
	double calls;
	double loss; /* stories a day that each request saves from being late */
};

/* With an hour between runs the last one before its end may come earlier than FINAL_READING. */
bool
plan_is_final(when_ms taken_at, const struct plan_limits *limits)
{
	when_ms left = taken_at != WHEN_NONE ? taken_at + STORY_LIFE - limits->now : 0;

	return left > 0 && (left <= FINAL_READING || left < limits->step);
}

struct plan_account
plan_account(const struct account_state *account, when_ms parked_until,
	     const struct plan_limits *limits)
{
	struct plan_account out = {.since = account->since,
				   .last_ok = account->last_ok,
				   .last_try = account->last_try,
				   .failures = account->failures,
				   .rate = account->rate,
				   .calls = account->calls,
				   .parked_until = parked_until};

	for (size_t i = 0; i < account->live_n; i++)
		out.final_due |= !account->live[i].final_read &&
				 plan_is_final(account->live[i].taken_at, limits);
	return out;
}

/* How long after a complete poll the next one is wanted. */
static when_ms
interval_of(const struct plan_account *account, when_ms most)
{
	when_ms busy;

	if (account->rate * (double)most <= (double)STORY_LIFE)
		return most;
	busy = (when_ms)((double)STORY_LIFE / account->rate);
	if (busy < BUSY_INTERVAL_MIN)
		busy = BUSY_INTERVAL_MIN;
	return busy < most ? busy : most;
}

/* How long to leave the account alone after its last failure. */
static when_ms
pause_of(const struct plan_account *account, when_ms most)
{
	when_ms pause = RETRY_PAUSE;

	for (unsigned i = 1; i < account->failures && pause < most; i++)
		pause *= 2;
	return pause < most ? pause : most;
}

static when_ms
due_at(const struct plan_account *account, const struct plan_limits *limits)
{
	when_ms interval = limits->interval, wanted;

	if (account->last_try == WHEN_NONE)
		return limits->now;
	if (account->failures != 0)
		return account->last_try + pause_of(account, interval);
	wanted = account->last_ok + interval_of(account, interval);
	if (account->final_due && wanted > limits->now)
		wanted = limits->now;
	return wanted;
}

/*
 * What would become due before the next run is done with it is due now: an hourly cron job that
 * starts a second early must not make two hours of one. The next run is given half a step to come
 * to the account. A time that lies ahead is that of a clock put back since.
 */
bool
plan_is_due(const struct plan_account *account, const struct plan_limits *limits)
{
	when_ms step = limits->step > 0 ? limits->step : limits->interval;

	if (limits->all || (account->last_try != WHEN_NONE && account->last_try > limits->now))
		return true;
	if (account->failures != 0 || account->final_due)
		step = 1;
	return due_at(account, limits) < limits->now + step + step / 2;
}

when_ms
plan_run_time(when_ms asked, when_ms step)
{
	when_ms most = step - step / 10;

	return step > 0 && most < asked ? most : asked;
}

static bool
is_parked(const struct plan_account *account, when_ms now)
{
	return account->parked_until != WHEN_NONE && account->parked_until > now;
}

static int
by_deadline(const void *left, const void *right)
{
	const struct job *a = left, *b = right;

	if (a->deadline != b->deadline)
		return a->deadline < b->deadline ? -1 : 1;
	return a->account < b->account ? -1 : a->account > b->account;
}

/* The greatest loss first; with equal ones the one that is late the longest. */
static int
by_loss(const void *left, const void *right)
{
	const struct job *a = left, *b = right;

	if (a->loss > b->loss || a->loss < b->loss)
		return a->loss > b->loss ? -1 : 1;
	return by_deadline(left, right);
}

/*
 * A day past the deadline counts like another story a day: what is known of the account grows
 * old, and nobody is left out for ever.
 */
static struct job
job_of(const struct plan_account *account, size_t i, when_ms now)
{
	when_ms deadline = gap_deadline(account->since, account->last_ok);
	double calls = account->calls > 1 ? account->calls : 1;
	double late = now > deadline ? (double)(now - deadline) / (double)WHEN_DAY : 0;

	return (struct job){.account = i,
			    .deadline = deadline,
			    .calls = calls,
			    .loss = (account->rate + RATE_PRIOR + late) / calls};
}

/* A heap of jobs, the least loss on top. */
struct heap {
	struct job *list;
	size_t n;
};

static void
heap_swap(struct heap *heap, size_t a, size_t b)
{
	struct job kept = heap->list[a];

	heap->list[a] = heap->list[b];
	heap->list[b] = kept;
}

static void
heap_push(struct heap *heap, struct job job)
{
	size_t i = heap->n++;

	heap->list[i] = job;
	while (i != 0 && by_loss(&heap->list[i], &heap->list[(i - 1) / 2]) > 0) {
		heap_swap(heap, i, (i - 1) / 2);
		i = (i - 1) / 2;
	}
}

static struct job
heap_pop(struct heap *heap)
{
	struct job top = heap->list[0];
	size_t i = 0;

	heap->list[0] = heap->list[--heap->n];
	for (;;) {
		size_t least = i;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < heap->n; child++)
			if (by_loss(&heap->list[child], &heap->list[least]) > 0)
				least = child;
		if (least == i)
			return top;
		heap_swap(heap, i, least);
		i = least;
	}
}

/* ms a request. */
static double
call_length(const struct plan_limits *limits)
{
	return (double)WHEN_HOUR / (limits->capacity > 0 ? limits->capacity : CAPACITY_DEFAULT);
}

/*
 * Moore and Hodgson: takes the jobs by deadline, and whenever one would come too late gives up
 * the cheapest of those taken. Leaves in `heap` what can be done in time; returns how many of
 * the others stand in `late`.
 */
static size_t
split(const struct job *jobs, size_t n, const struct plan_limits *limits, struct heap *heap,
      struct job *late)
{
	double call = call_length(limits), busy = 0; /* ms */
	size_t late_n = 0;

	for (size_t i = 0; i < n; i++) {
		double left = (double)(jobs[i].deadline - limits->now);

		if (jobs[i].calls * call > left) {
			late[late_n++] = jobs[i];
			continue;
		}
		heap_push(heap, jobs[i]);
		busy += jobs[i].calls * call;
		while (heap->n != 0 && busy > left) {
			late[late_n] = heap_pop(heap);
			busy -= late[late_n++].calls * call;
		}
	}
	return late_n;
}

/* ms of other work that fits before each of the jobs, and so before all that follow. */
static double *
rooms_of(const struct job *jobs, size_t n, const struct plan_limits *limits)
{
	double *rooms = must_calloc(n + 1, sizeof *rooms), call = call_length(limits), at = 0;

	for (size_t i = 0; i < n; i++) {
		at += jobs[i].calls * call;
		rooms[i] = (double)(jobs[i].deadline - LATE_RESERVE - limits->now) - at;
	}
	for (size_t i = n; i > 1; i--)
		if (rooms[i - 1] < rooms[i - 2])
			rooms[i - 2] = rooms[i - 1];
	return rooms;
}

/* The jobs that can be done in time in their order, the late ones wherever there is room. */
static void
interleave(struct plan *plan, const struct heap *kept, const struct job *late, size_t late_n,
	   const struct plan_limits *limits)
{
	double *rooms = rooms_of(kept->list, kept->n, limits), call = call_length(limits), used = 0;
	size_t next = 0;

	for (size_t i = 0; i < kept->n; i++) {
		while (next < late_n && used + late[next].calls * call <= rooms[i]) {
			used += late[next].calls * call;
			plan->order[plan->n++] = late[next++].account;
		}
		plan->order[plan->n++] = kept->list[i].account;
	}
	while (next < late_n)
		plan->order[plan->n++] = late[next++].account;
	free(rooms);
}

static void
order_jobs(struct plan *plan, struct job *jobs, size_t n, const struct plan_limits *limits)
{
	struct heap kept = {.list = must_calloc(n + 1, sizeof *kept.list)};
	struct job *late = must_calloc(n + 1, sizeof *late);
	size_t late_n;

	qsort(jobs, n, sizeof *jobs, by_deadline);
	late_n = split(jobs, n, limits, &kept, late);
	qsort(kept.list, kept.n, sizeof *kept.list, by_deadline);
	qsort(late, late_n, sizeof *late, by_loss);
	interleave(plan, &kept, late, late_n, limits);
	for (size_t i = 0; i < late_n; i++)
		plan->late[plan->late_n++] = late[i].account;
	free(kept.list);
	free(late);
}

void
plan_make(struct plan *plan, const struct plan_account *accounts, size_t n,
	  const struct plan_limits *limits)
{
	struct job *jobs = must_calloc(n + 1, sizeof *jobs);
	size_t jobs_n = 0;

	*plan = (struct plan){.order = must_calloc(n + 1, sizeof *plan->order),
			      .late = must_calloc(n + 1, sizeof *plan->late)};
	for (size_t i = 0; i < n; i++) {
		if (!plan_is_due(&accounts[i], limits))
			continue;
		if (!is_parked(&accounts[i], limits->now))
			jobs[jobs_n++] = job_of(&accounts[i], i, limits->now);
		else if (accounts[i].parked_until >
			 gap_deadline(accounts[i].since, accounts[i].last_ok))
			plan->late[plan->late_n++] = i;
	}
	order_jobs(plan, jobs, jobs_n, limits);
	free(jobs);
}

void
plan_release(struct plan *plan)
{
	free(plan->order);
	free(plan->late);
	*plan = (struct plan){.n = 0};
}
