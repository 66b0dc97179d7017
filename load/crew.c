#include "load/crew.h"

#include <sys/resource.h>
#include <unistd.h>

#include "lib/mem.h"
#include "load/deal.h"
#include "load/peek.h"

#define LANES_MAX 2                   /* the choice of settings.def; more gain little */
#define LOCKS_BYTES ((size_t)1 << 18) /* there are 1024 locks, of 20 bytes and a comma, a lane */

#define READER_NICE 10 /* about a tenth of the processor, where that is all in use */

/*
 * How long other loads are waited for. Where one connection waits for a load that waits for another
 * connection of ours, the server sees no circle; it ends when we give up, and try again with
 * nothing that anybody waits for.
 */
#define PATIENCE "120s"
#define PATIENCE_OF_SEVERAL "5s"

struct crew {
	struct lane *lanes[LANES_MAX];
	struct pack *packs[LANES_MAX]; /* being filled; NULL where none is */
	size_t n;
	bool straight;
	struct deal *deals[LANES_MAX]; /* of the accounts, by a reader each */
	struct line lines[LANES_MAX];  /* of a reader each, for those whose account is not plain */
};

/*
 * The calling thread reads ahead, which is never urgent: where there are few processors the server,
 * and the lane that feeds it, come first. Several lanes want their lines as soon as they can be
 * had.
 */
static void
give_way(void)
{
	(void)setpriority(PRIO_PROCESS, (id_t)gettid(), READER_NICE);
}

int
crew_open(struct crew **crew, const struct settings *settings, struct fail *fail)
{
	const char *text = settings_text(settings, SET_connections);
	size_t n = text != NULL ? strtoul(text, NULL, 10) : 1;
	struct crew *made = must_calloc(1, sizeof *made);

	for (size_t i = 0; i < LANES_MAX; i++) {
		made->deals[i] = deal_new(n);
		line_init(&made->lines[i]);
	}
	while (made->n < n) {
		if (lane_open(&made->lanes[made->n], made->n == 0, settings, fail) < 0) {
			crew_close(made);
			return -1;
		}
		made->n++;
	}
	if (n == 1)
		give_way();
	*crew = made;
	return 0;
}

void
crew_close(struct crew *crew)
{
	if (crew == NULL)
		return;
	for (size_t i = 0; i < crew->n; i++)
		lane_close(crew->lanes[i]);
	for (size_t i = 0; i < LANES_MAX; i++) {
		deal_free(crew->deals[i]);
		line_release(&crew->lines[i]);
	}
	free(crew);
}

void
crew_start(struct crew *crew, const char *name, bool straight)
{
	crew->straight = straight;
	for (size_t i = 0; i < crew->n; i++) {
		deal_clear(crew->deals[i]);
		lane_start(crew->lanes[i], name, straight);
	}
}

/* The account of a record of an unusual spelling. */
static struct span
judged_account(struct line *line, struct span text)
{
	struct record_fault ignored;
	struct record_type type;

	if (line_read(line, text, &ignored) != RECORD_GOOD)
		return (struct span){NULL, 0};
	type = record_type(line->id);
	for (size_t i = 0; i < type.count; i++)
		if (strcmp(record_field((enum field_id)(type.first + i))->name, "account_id") == 0)
			return line->cells[i].text;
	return (struct span){NULL, 0};
}

static size_t
lane_of(struct crew *crew, size_t reader, const struct span *line)
{
	struct span account;

	if (crew->n == 1 || line == NULL)
		return 0;
	account = known_account(*line);
	if (account.p == NULL)
		account = judged_account(&crew->lines[reader], *line);
	return deal_lane(crew->deals[reader], account);
}

static int
hand_over(struct crew *crew, size_t lane, struct fail *fail)
{
	struct pack *pack = crew->packs[lane];

	if (pack == NULL)
		return 0;
	crew->packs[lane] = NULL;
	return lane_take(crew->lanes[lane], pack, fail);
}

size_t
crew_lanes(const struct crew *crew)
{
	return crew->n;
}

int
crew_put(struct crew *crew, size_t lane, const struct span *line, struct copy_place place,
	 struct fail *fail)
{
	size_t own = lane_of(crew, lane == CREW_ANY ? 0 : lane, line);

	if (lane != CREW_ANY && lane != own)
		return 0;
	if (crew->packs[own] == NULL)
		crew->packs[own] = lane_pack(crew->lanes[own]);
	pack_put(crew->packs[own], line, place);
	return pack_is_full(crew->packs[own]) ? hand_over(crew, own, fail) : 0;
}

/* One step on one connection. */
static int
do_step(struct lane *lane, lane_step *step, void *context, struct fail *fail)
{
	lane_begin(lane, step, context);
	return lane_wait(lane, fail);
}

static int
begin_step(struct stage *stage, void *context, struct fail *fail)
{
	(void)context;
	return stage_begin(stage, fail);
}

/* One alone begins with what it is given, while more is read. */
int
crew_begin(struct crew *crew, struct fail *fail)
{
	return crew->n == 1 ? 0 : do_step(crew->lanes[0], begin_step, NULL, fail);
}

/* One step on all connections at once. */
static int
do_all(struct crew *crew, lane_step *step, void *context, struct fail *fail)
{
	int result = 0;

	for (size_t i = 0; i < crew->n; i++)
		lane_begin(crew->lanes[i], step, context);
	for (size_t i = 0; i < crew->n; i++)
		if (lane_wait(crew->lanes[i], fail) < 0)
			result = -1;
	return result;
}

static int
flush_step(struct stage *stage, void *context, struct fail *fail)
{
	(void)context;
	return stage_flush(stage, fail);
}

int
crew_flush(struct crew *crew, struct fail *fail)
{
	for (size_t i = 0; i < crew->n; i++)
		if (hand_over(crew, i, fail) < 0)
			return -1;
	return do_all(crew, flush_step, NULL, fail);
}

struct counts
crew_counts(const struct crew *crew)
{
	struct counts sum = {.records = 0};

	for (size_t i = 0; i < crew->n; i++)
		counts_add(&sum, stage_counts(lane_stage(crew->lanes[i])));
	return sum;
}

struct peek {
	int fd;
	const char *name;
	bool known;
	struct counts counts;
};

static int
peek_step(struct stage *stage, void *context, struct fail *fail)
{
	struct peek *peek = context;

	return peek_known(stage_db(stage), peek->fd, peek->name, &peek->known, &peek->counts, fail);
}

int
crew_peek(struct crew *crew, int fd, const char *name, bool *known, struct counts *counts,
	  struct fail *fail)
{
	struct peek peek = {.fd = fd, .name = name};
	int result = do_step(crew->lanes[0], peek_step, &peek, fail);

	*known = peek.known;
	counts_add(counts, &peek.counts);
	return result;
}

/* What the last steps share. */
struct end {
	struct part *parts;
	size_t n;
	bool known;
	struct buf locks; /* the keys of all connections */
	const char *patience_to_lock;
	const char *patience_to_merge;
};

static int
parts_step(struct stage *stage, void *context, struct fail *fail)
{
	const struct end *end = context;

	return stage_parts(stage, end->parts, end->n, fail);
}

static int
known_step(struct stage *stage, void *context, struct fail *fail)
{
	struct end *end = context;

	return stage_is_known(stage, &end->known, fail);
}

static int
keys_step(struct stage *stage, void *context, struct fail *fail)
{
	struct end *end = context;

	return stage_locks(stage, &end->locks, fail);
}

static int
lock_step(struct stage *stage, void *context, struct fail *fail)
{
	const struct end *end = context;
	struct buf array = BUF_MAX(LOCKS_BYTES + 2);
	int result;

	buf_printf(&array, "{%s}", buf_text(&end->locks));
	result = stage_patience(stage, end->patience_to_lock, fail);
	if (result == 0)
		result = store_lock_accounts(stage_db(stage), buf_text(&array), fail);
	buf_release(&array);
	return result;
}

static int
merge_step(struct stage *stage, void *context, struct fail *fail)
{
	const struct end *end = context;

	return stage_patience(stage, end->patience_to_merge, fail) < 0 ? -1
								       : stage_merge(stage, fail);
}

static int
record_step(struct stage *stage, void *context, struct fail *fail)
{
	(void)context;
	return stage_record(stage, fail);
}

static int
commit_step(struct stage *stage, void *context, struct fail *fail)
{
	(void)context;
	return stage_commit(stage, fail);
}

/* One after the other on each connection. */
static int
do_each(struct crew *crew, lane_step *step, struct end *end, struct fail *fail)
{
	for (size_t i = crew->n; i-- > 0;)
		if (do_step(crew->lanes[i], step, end, fail) < 0)
			return -1;
	return 0;
}

static void
tally(const struct crew *crew, struct part *parts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t lane = 0; lane < crew->n; lane++)
			stage_tally(lane_stage(crew->lanes[lane]), i, &parts[i]);
}

/*
 * The first connection holds the locks of all: so nobody who waits for a lock holds one that
 * another connection of ours waits for. It also writes the ledger, and commits last.
 */
static int
store(struct crew *crew, struct end *end, bool dry, struct fail *fail)
{
	struct lane *first = crew->lanes[0];

	if (do_each(crew, parts_step, end, fail) < 0 || do_step(first, known_step, end, fail) < 0)
		return -1;
	if (end->known)
		return 0;
	if (do_each(crew, keys_step, end, fail) < 0 ||
	    (end->locks.n != 0 && do_step(first, lock_step, end, fail) < 0) ||
	    do_all(crew, merge_step, end, fail) < 0 || do_step(first, record_step, NULL, fail) < 0)
		return -1;
	return dry ? 0 : do_each(crew, commit_step, end, fail);
}

int
crew_store(struct crew *crew, struct part *parts, size_t n, bool dry, bool *known,
	   struct fail *fail)
{
	bool several = crew->n > 1;
	struct end end = {
	    .parts = parts,
	    .n = n,
	    .locks = BUF_MAX(LOCKS_BYTES),
	    .patience_to_lock = several && crew->straight ? PATIENCE_OF_SEVERAL : PATIENCE,
	    .patience_to_merge = several ? PATIENCE_OF_SEVERAL : PATIENCE,
	};
	int result;

	tally(crew, parts, n);
	result = store(crew, &end, dry, fail);
	*known = end.known;
	buf_release(&end.locks);
	return result;
}

/* Waits for what is under way; it may have failed, and that is known already. */
void
crew_end(struct crew *crew)
{
	struct fail ignored = FAIL_NONE;

	for (size_t i = 0; i < crew->n; i++) {
		(void)!hand_over(crew, i, &ignored);
		lane_end(crew->lanes[i]);
	}
}

bool
crew_may_try_again(const struct crew *crew)
{
	for (size_t i = 0; i < crew->n; i++)
		if (stage_may_try_again(lane_stage(crew->lanes[i])))
			return true;
	return false;
}
