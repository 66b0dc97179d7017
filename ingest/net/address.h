/* Addresses of machines: which ones a link from outside may lead to. */
#ifndef INGEST_ADDRESS_H
#define INGEST_ADDRESS_H

#include <sys/socket.h>

#include "lib/std.h"

/* Whether the address belongs to the public Internet; false for whatever is not IPv4 or IPv6. */
MUST_USE bool address_is_public(const struct sockaddr *address);

#endif
