/*
 * A tiny HTTP/1.1 server on 127.0.0.1: one thread, many connections, replies that may be late or
 * broken in every way. Libraries for servers refuse to lie about lengths and to break off.
 */
#ifndef STANDIN_SERVER_H
#define STANDIN_SERVER_H

#include "tests/standin/reply.h"
#include "tests/standin/request.h"

struct server;

/* Fills the reply. */
typedef void server_answer(void *context, const struct request *request, struct reply *reply);

/* Listens; NULL and errno where it cannot. Port 0 = any that is free. */
struct server *server_open(uint16_t port, server_answer *answer, void *context);
void server_close(struct server *server);

uint16_t server_port(const struct server *server);

/* Serves until `end` is readable or the time is over. */
void server_run(struct server *server, const int *ends, size_t ends_n, int64_t seconds);

#endif
