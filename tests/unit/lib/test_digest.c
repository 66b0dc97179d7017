#include "lib/digest.h"

#include "tests/unit/unit.h"

/* Cases 1, 2 and 6 of RFC 4231; the key of the last is longer than a block. */
static void
hmac_of_the_rfc(void **state)
{
	static const struct {
		char byte; /* the key is so many of it, unless word is given */
		size_t n;
		const char *word, *data, *hex;
	} cases[] = {
	    {0x0b, 20, NULL, "Hi There",
	     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
	    {0, 0, "Jefe", "what do ya want for nothing?",
	     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
	    {(char)0xaa, 131, NULL, "Test Using Larger Than Block-Size Key - Hash Key First",
	     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char key[131], hex[DIGEST_HEX + 1];
		struct span span = {key, cases[i].n};

		memset(key, cases[i].byte, sizeof key);
		if (cases[i].word != NULL)
			span = span_of(cases[i].word);
		hmac_sha256_hex(span, span_of(cases[i].data), hex);
		assert_string_equal(hex, cases[i].hex);
	}
}

static void
same_to_the_last_character(void **state)
{
	char a[DIGEST_HEX + 1], b[DIGEST_HEX + 1];

	(void)state;
	digest_of(SPAN("a"), a);
	digest_of(SPAN("a"), b);
	assert_true(digest_same(a, b));
	b[DIGEST_HEX - 1] ^= 1;
	assert_false(digest_same(a, b));
	digest_of(SPAN("a"), b);
	b[0] ^= 1;
	assert_false(digest_same(a, b));
}

/* However the bytes are cut into pieces, the hash is that of all of them. */
static void
pieces_of_any_size(void **state)
{
	static char bytes[20000];
	char hex[DIGEST_HEX + 1], whole[DIGEST_HEX + 1];

	(void)state;
	memset(bytes, 'x', sizeof bytes);
	digest_of((struct span){bytes, sizeof bytes}, whole);
	for (size_t most = 1; most < 700; most++) {
		struct digest digest;
		size_t done = 0, n;

		digest_init(&digest);
		for (size_t i = 0; done < sizeof bytes; i++, done += n) {
			n = i * 7919 % (most + 1);
			n = n < sizeof bytes - done ? n : sizeof bytes - done;
			digest_add(&digest, bytes + done, n);
		}
		digest_hex(&digest, hex);
		assert_string_equal(hex, whole);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hmac_of_the_rfc),
	    cmocka_unit_test(same_to_the_last_character),
	    cmocka_unit_test(pieces_of_any_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
