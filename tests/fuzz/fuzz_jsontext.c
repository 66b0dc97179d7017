/* Loading, copying and salvaging must agree with each other on every text. */
#include "lib/jsontext.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static json_t *
load(struct span text)
{
	char reason[JSONTEXT_REASON_MAX];

	return jsontext_load(text, reason);
}

/* Whether a secret stands in it, which no copy keeps. */
static bool
holds_secret(struct span text)
{
	struct buf clean = BUF_MAX(1 << 20);
	bool holds;

	jsontext_redact(&clean, text);
	holds = clean.n != text.n || memcmp(clean.p, text.p, text.n) != 0;
	buf_release(&clean);
	return holds;
}

/* A copy means what the original means, and copying again changes no byte. */
static void
copy_agrees(struct span text, const json_t *tree)
{
	struct buf copy = BUF_MAX(1 << 20), again = BUF_MAX(1 << 20);
	json_t *copied;

	jsontext_copy(&copy, text, NULL);
	copied = load(buf_span(&copy));
	must(copied != NULL);
	must(holds_secret(text) || json_equal(tree, copied));
	jsontext_copy(&again, buf_span(&copy), NULL);
	must(again.n == copy.n && memcmp(again.p, copy.p, copy.n) == 0);
	json_decref(copied);
	buf_release(&copy);
	buf_release(&again);
}

/* Salvage leaves good text loadable, says truly whether it changed a byte, and is content then. */
static void
salvage_agrees(struct span text, bool good)
{
	struct buf once = BUF_MAX(1 << 20), twice = BUF_MAX(1 << 20);
	bool mended = jsontext_salvage(&once, text);
	json_t *tree = load(buf_span(&once));

	must(!good || tree != NULL);
	must(mended || (once.n == text.n && memcmp(once.p, text.p, text.n) == 0));
	must(!jsontext_salvage(&twice, buf_span(&once)) || tree == NULL);
	json_decref(tree);
	buf_release(&once);
	buf_release(&twice);
}

/* Whatever stands inside a string, salvage makes it a string that loads. */
static void
salvage_mends_strings(struct span text)
{
	struct buf quoted = BUF_MAX(1 << 20), out = BUF_MAX(1 << 20);
	json_t *tree;

	buf_puts(&quoted, "{\"k\":[\"");
	for (size_t i = 0; i < text.n; i++)
		buf_putc(&quoted, text.p[i] == '"' ? '\'' : text.p[i]);
	buf_puts(&quoted, " \"]}");
	jsontext_salvage(&out, buf_span(&quoted));
	tree = load(buf_span(&out));
	must(tree != NULL);
	json_decref(tree);
	buf_release(&quoted);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span text = {(const char *)bytes, n}, value;
	struct jsontext in;
	json_t *tree;

	if (n == 0)
		return 0;
	tree = load(text);
	in = jsontext_at(text);
	must(tree == NULL || (jsontext_value(&in, &value) && jsontext_at_end(&in)));
	if (tree != NULL)
		copy_agrees(text, tree);
	salvage_agrees(text, tree != NULL);
	salvage_mends_strings(text);
	json_decref(tree);
	return 0;
}
