/*
 * SHA-256 of two texts at once. Each of its rounds waits for the one before, which leaves half of
 * a processor's time to the rounds of another text: two take little longer than one. nettle does
 * not do this; it takes over where the shorter text ends, and everything on other processors.
 */
#include "lib/digest.h"

#include <nettle/base16.h>

#define LANES 2

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

#define ROUNDS 16             /* of four steps */
#define SHA_BIT (1U << 29)    /* in ebx of leaf 7 of cpuid */
#define SSE4_1_BIT (1U << 19) /* in ecx of leaf 1 */

#define WITH_SHA __attribute__((target("sha,sse4.1")))

static const uint32_t constants[ROUNDS * 4] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* The state in the order that the instructions want: abef and cdgh. */
struct lane {
	__m128i abef, cdgh, words[4];
	const char *block;
};

static bool
has_sha(void)
{
	unsigned a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & SSE4_1_BIT) != 0 &&
	       __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & SHA_BIT) != 0;
}

/* Words 4 * round .. + 3 of the schedule: those of the block, then sums of the last sixteen. */
WITH_SHA static inline __m128i
next_words(struct lane *lane, size_t round)
{
	const __m128i turned = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i *w = lane->words, *now = &w[round % 4], before = w[(round + 3) % 4], sum;

	if (round < 4) {
		sum = _mm_loadu_si128((const __m128i *)(lane->block + 16 * round));
		*now = _mm_shuffle_epi8(sum, turned);
	} else {
		sum = _mm_add_epi32(_mm_sha256msg1_epu32(*now, w[(round + 1) % 4]),
				    _mm_alignr_epi8(before, w[(round + 2) % 4], 4));
		*now = _mm_sha256msg2_epu32(sum, before);
	}
	return *now;
}

WITH_SHA static inline void
four_steps(struct lane *lane, size_t round)
{
	const __m128i *k = (const __m128i *)(constants + 4 * round);
	__m128i words = _mm_add_epi32(next_words(lane, round), _mm_loadu_si128(k));

	lane->cdgh = _mm_sha256rnds2_epu32(lane->cdgh, lane->abef, words);
	lane->abef = _mm_sha256rnds2_epu32(lane->abef, lane->cdgh, _mm_shuffle_epi32(words, 0x0e));
}

/* A block of each. */
WITH_SHA static inline void
compress(struct lane lanes[LANES])
{
	const struct lane before[LANES] = {lanes[0], lanes[1]};

#pragma GCC unroll 16
	for (size_t round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < LANES; i++)
			four_steps(&lanes[i], round);
	for (size_t i = 0; i < LANES; i++) {
		lanes[i].abef = _mm_add_epi32(lanes[i].abef, before[i].abef);
		lanes[i].cdgh = _mm_add_epi32(lanes[i].cdgh, before[i].cdgh);
		lanes[i].block += SHA256_BLOCK_SIZE;
	}
}

/* From a..h to the order of the lane, and back. */
WITH_SHA static inline void
load_state(struct lane *lane, const uint32_t state[8])
{
	__m128i dcba = _mm_loadu_si128((const __m128i *)state);
	__m128i hgfe = _mm_loadu_si128((const __m128i *)(state + 4));
	__m128i cdab = _mm_shuffle_epi32(dcba, 0xb1), efgh = _mm_shuffle_epi32(hgfe, 0x1b);

	lane->abef = _mm_alignr_epi8(cdab, efgh, 8);
	lane->cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
}

WITH_SHA static inline void
store_state(const struct lane *lane, uint32_t state[8])
{
	__m128i feba = _mm_shuffle_epi32(lane->abef, 0x1b);
	__m128i dchg = _mm_shuffle_epi32(lane->cdgh, 0xb1);

	_mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xf0));
	_mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/* The first blocks of two texts that have as many. */
WITH_SHA static void
hash_blocks(struct sha256_ctx ctx[LANES], const struct span texts[LANES], size_t blocks)
{
	struct lane lanes[LANES];

	for (size_t i = 0; i < LANES; i++) {
		load_state(&lanes[i], ctx[i].state);
		lanes[i].block = texts[i].p;
	}
	for (size_t i = 0; i < blocks; i++)
		compress(lanes);
	for (size_t i = 0; i < LANES; i++) {
		store_state(&lanes[i], ctx[i].state);
		ctx[i].count += blocks;
	}
}

/* Asked once: a virtual machine's answer takes as long as a hash of a kilobyte. */
static bool
two_at_once(void)
{
	enum {
		UNKNOWN,
		NO,
		YES
	};
	static _Atomic int known = UNKNOWN;

	if (known == UNKNOWN)
		known = has_sha() ? YES : NO;
	return known == YES;
}

#else

static bool
two_at_once(void)
{
	return false;
}

static void
hash_blocks(struct sha256_ctx ctx[LANES], const struct span texts[LANES], size_t blocks)
{
	(void)ctx;
	(void)texts;
	(void)blocks;
}

#endif

void
digest_of_two(const struct span texts[LANES], char hex[LANES][DIGEST_HEX + 1])
{
	size_t shorter = texts[0].n < texts[1].n ? texts[0].n : texts[1].n;
	size_t done = two_at_once() ? shorter - shorter % SHA256_BLOCK_SIZE : 0;
	struct sha256_ctx ctx[LANES];
	uint8_t raw[SHA256_DIGEST_SIZE];

	sha256_init(&ctx[0]);
	sha256_init(&ctx[1]);
	if (done != 0)
		hash_blocks(ctx, texts, done / SHA256_BLOCK_SIZE);
	for (size_t i = 0; i < LANES; i++) {
		sha256_update(&ctx[i], texts[i].n - done, (const uint8_t *)texts[i].p + done);
		sha256_digest(&ctx[i], sizeof raw, raw);
		base16_encode_update(hex[i], sizeof raw, raw);
		hex[i][DIGEST_HEX] = '\0';
	}
}
