/* Whatever an entity of Wikidata holds, what is drafted from it is CSV of whole, valid text. */
#include "transform/facts/draft.h"

#include "lib/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
check_file(struct span text, size_t rows)
{
	size_t lines = 0;
	bool quoted = false;

	if (!utf8_valid(text))
		abort();
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			quoted = !quoted;
		lines += text.p[i] == '\n' && !quoted;
	}
	if (quoted || lines != rows + 1)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct fail fail = FAIL_NONE;
	struct wikidata wiki = {.n = 0};
	struct facts_dir facts;
	struct draft draft;

	if (facts_dir_read(&facts, NULL, &fail) < 0)
		abort();
	if (wikidata_parse(&wiki, (struct span){(const char *)bytes, n}, "fuzz", &fail) == 0) {
		draft_make(&draft, &wiki, &facts, "en");
		for (size_t i = 0; i < DRAFT_FILES; i++)
			check_file(buf_span(&draft.text[i]), draft.rows[i]);
		draft_release(&draft);
	}
	wikidata_release(&wiki);
	facts_dir_free(&facts);
	return 0;
}
