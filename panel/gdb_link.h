/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line to GDB: one client at a time on a TCP port of this host, and of nobody else's, or the
 * two ends of a pipe that standard input and output are. Owns its file descriptors, and what
 * signals do while it is open: SIGINT and SIGTERM end the server, SIGPIPE is only a write that
 * fails. There is one link in a process, since signals have no context.
 */
#ifndef PANEL_GDB_LINK_H
#define PANEL_GDB_LINK_H

#include "debug.h"

enum { LINK_BUFFER = 4096 };

struct gdb_link {
    int listener; /* -1: a pipe */
    int in, out;  /* -1: nobody is connected */
    uint8_t buffer[LINK_BUFFER];
    size_t at, count; /* what has arrived and has not been taken */
};

/* Listen on a port of 127.0.0.1 (0: any that is free), and say which; or be a pipe. 0 or a status.
 */
int gdb_link_listen(struct gdb_link *l, struct debugger *d, uint16_t port);
void gdb_link_pipe(struct gdb_link *l, struct debugger *d);
void gdb_link_close(struct gdb_link *l);

/* Wait for a client. False if there will be none: the server is to end. */
bool gdb_link_accept(struct gdb_link *l);

/* Wait for a byte: -1 if the client has gone, or the server is to end. */
int gdb_link_read(struct gdb_link *l);

/* Send all of it; that a client no longer listens shows at the next read. */
void gdb_link_write(struct gdb_link *l, const char *bytes, size_t count);

/* Let the client go. */
void gdb_link_hang_up(struct gdb_link *l);

/* Whether a signal has ended the server. */
bool gdb_link_ended(void);

/*
 * While the machine runs: tick() is called now and then, by a signal's handler, and may write. What
 * the client sends is kept; but for acknowledgements it is a reason to stop, for which
 * debug_interrupt() is called, as it is when the server is to end.
 */
void gdb_link_watch(struct gdb_link *l, void (*tick)(void *context), void *context);
void gdb_link_unwatch(void);

/* Whether there has been such a reason since gdb_link_watch(). */
bool gdb_link_asked(void);

#endif
