#include "ingest/net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* What the IANA registries of special-purpose addresses keep for other than public use. */
static const struct {
	const char *net;
	unsigned bits;
} four[] =
    {
	{"0.0.0.0", 8},      {"10.0.0.0", 8},     {"100.64.0.0", 10}, {"127.0.0.0", 8},
	{"169.254.0.0", 16}, {"172.16.0.0", 12},  {"192.0.0.0", 24},  {"192.0.2.0", 24},
	{"192.88.99.0", 24}, {"192.168.0.0", 16}, {"198.18.0.0", 15}, {"198.51.100.0", 24},
	{"203.0.113.0", 24}, {"224.0.0.0", 4},    {"240.0.0.0", 4},
},
  six[] = {
      {"2001::", 23},
      {"2001:db8::", 32},
      {"2002::", 16},
      {"3fff::", 20},
};

static bool
shares_bits(const unsigned char *a, const unsigned char *b, unsigned bits)
{
	unsigned rest = bits % 8;

	return memcmp(a, b, bits / 8) == 0 &&
	       (rest == 0 || (a[bits / 8] ^ b[bits / 8]) >> (8 - rest) == 0);
}

static bool
is_public_four(const unsigned char bytes[4])
{
	for (size_t i = 0; i < COUNT(four); i++) {
		unsigned char net[4];

		if (inet_pton(AF_INET, four[i].net, net) != 1 ||
		    shares_bits(bytes, net, four[i].bits))
			return false;
	}
	return true;
}

/* Only 2000::/3 is given out; within it some nets are special, and some lead to IPv4. */
static bool
is_public_six(const unsigned char bytes[16])
{
	static const unsigned char nat64[12] = {0, 0x64, 0xff, 0x9b};

	if (memcmp(bytes, nat64, sizeof nat64) == 0)
		return is_public_four(bytes + 12);
	if (bytes[0] >> 5 != 1)
		return false;
	for (size_t i = 0; i < COUNT(six); i++) {
		unsigned char net[16];

		if (inet_pton(AF_INET6, six[i].net, net) != 1 ||
		    shares_bits(bytes, net, six[i].bits))
			return false;
	}
	return true;
}

bool
address_is_public(const struct sockaddr *address)
{
	struct sockaddr_in in4;
	struct sockaddr_in6 in6;

	if (address->sa_family == AF_INET) {
		memcpy(&in4, address, sizeof in4);
		return is_public_four((const unsigned char *)&in4.sin_addr);
	}
	if (address->sa_family != AF_INET6)
		return false;
	memcpy(&in6, address, sizeof in6);
	return is_public_six(in6.sin6_addr.s6_addr);
}
