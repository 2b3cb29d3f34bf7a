/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze gdb: the conversation with a client, and with the next one. */
#include "gdb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PORT_STANDARD = 1234, PORT_MOST = 65535, PIECE = 1024 };

void gdb_send(struct gdb *g)
{
    char frame[GDB_FRAME_MOST];
    gdb_link_write(&g->link, frame, gdb_frame(g->reply.bytes, g->reply.length, frame));
}

/* --- what guests print --- */

/* As O packets, made without the answer's memory: a signal's handler does this, too. */
static void pass_on(void *context)
{
    static const char digits[] = "0123456789abcdef";
    struct gdb *g = context;
    uint8_t bytes[PIECE];
    char text[1 + 2 * PIECE] = "O", frame[2 * sizeof text + 4];
    ssize_t n;
    while ((n = read(g->printed, bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < n; i++) {
            text[1 + 2 * i] = digits[bytes[i] >> 4];
            text[2 + 2 * i] = digits[bytes[i] & 0xf];
        }
        gdb_link_write(&g->link, frame, gdb_frame(text, 1 + 2 * (size_t)n, frame));
    }
}

/* A pipe that is full is emptied at the next tick, so that whoever prints waits and no more. */
static bool open_console(struct gdb *g)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return false;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    g->printed = ends[0];
    g->console = fdopen(ends[1], "w");
    if (!g->console) {
        close(ends[0]);
        close(ends[1]);
        return false;
    }
    setvbuf(g->console, NULL, _IOLBF, BUFSIZ);
    g->debugger->session.console.out = g->console;
    return true;
}

static void close_console(struct gdb *g)
{
    g->debugger->session.console.out = stderr;
    g->debugger->session.console.quiet = true;
    close(g->printed);
    fclose(g->console);
}

void gdb_begin_running(struct gdb *g)
{
    gdb_link_watch(&g->link, pass_on, g);
}

void gdb_end_running(struct gdb *g)
{
    console_flush(&g->debugger->session.console);
    fflush(g->console);
    gdb_link_unwatch();
    pass_on(g);
}

void gdb_tell(struct gdb *g, const char *format, ...)
{
    va_list args;
    console_flush(&g->debugger->session.console);
    console_end_line(&g->debugger->session.console);
    fputs("trapeze: ", g->console);
    va_start(args, format);
    vfprintf(g->console, format, args);
    va_end(args);
    putc('\n', g->console);
}

/* --- a client --- */

static void acknowledge(struct gdb *g, char how)
{
    if (g->acknowledged) {
        gdb_link_write(&g->link, &how, 1);
    }
}

static void answer_packet(struct gdb *g)
{
    acknowledge(g, '+');
    gdb_obey(g);
    if (!g->reply.none) {
        gdb_send(g);
    }
}

/* Who has to acknowledge sends a damaged packet again; who does not is told. */
static void answer_damaged(struct gdb *g, bool again)
{
    acknowledge(g, again ? '-' : '+');
    if (!g->acknowledged || !again) {
        gdb_fail(g, GDB_BAD_PACKET);
        gdb_send(g);
    }
}

static void take_byte(struct gdb *g, uint8_t byte)
{
    switch (gdb_read_byte(&g->reader, byte)) {
    case GDB_PACKET:
        answer_packet(g);
        break;
    case GDB_DAMAGED:
        answer_damaged(g, true);
        break;
    case GDB_MALFORMED:
        answer_damaged(g, false);
        break;
    case GDB_NAK:
        gdb_send(g);
        break;
    case GDB_INTERRUPT: /* it stands already */
    case GDB_ACK:
    case GDB_NOTHING:
        break;
    }
}

static void greet(struct gdb *g)
{
    gdb_reader_reset(&g->reader);
    g->reply.length = 0;
    g->acknowledged = true;
    g->many = g->extended = g->knows_swbreak = g->knows_hwbreak = g->done = false;
    gdb_attach_all(g, true);
    g->general = gdb_stopped_layer(g);
    g->control = LAYER_NONE;
    g->stop.layer = g->general;
}

static void converse(struct gdb *g)
{
    greet(g);
    while (!g->done) {
        int byte = gdb_link_read(&g->link);
        if (byte < 0) {
            break;
        }
        take_byte(g, (uint8_t)byte);
    }
    gdb_attach_all(g, false);
    gdb_points_forget(g);
    gdb_link_hang_up(&g->link);
}

/* --- all clients --- */

static int open_link(struct gdb *g, const struct options *o)
{
    uint64_t port = o->port.given ? o->port.value : PORT_STANDARD;
    if (o->pipe && o->port.given) {
        return diag("--pipe and --port: expected one of them");
    }
    if (port > PORT_MOST) {
        return diag("--port %llu: expected 0 to %d", (unsigned long long)port, PORT_MOST);
    }
    if (o->pipe) {
        gdb_link_pipe(&g->link, g->debugger);
        return 0;
    }
    return gdb_link_listen(&g->link, g->debugger, (uint16_t)port);
}

static void serve(struct gdb *g)
{
    struct session *s = &g->debugger->session;
    g->attached = xmalloc(layer_count(s) * sizeof *g->attached);
    g->stop = (struct gdb_stop){.signal = GDB_SIGNAL_TRAP, .layer = layer_running(s)};
    gdb_files_open(g);
    gdb_monitor_open(g);
    while (!g->killed && gdb_link_accept(&g->link)) {
        converse(g);
    }
    gdb_monitor_close(g);
    gdb_files_close(g);
    free(g->points);
    free(g->attached);
}

static int run_gdb(struct debugger *d, const struct options *o)
{
    struct gdb *g = xmalloc(sizeof *g);
    memset(g, 0, sizeof *g);
    g->debugger = d;
    int status = open_link(g, o);
    if (status == 0 && !open_console(g)) {
        gdb_link_close(&g->link);
        status = diag_internal("no pipe for what guests print: %s", strerror(errno));
    }
    if (status == 0) {
        serve(g);
        gdb_link_close(&g->link);
        close_console(g);
    }
    free(g);
    return status;
}

int cmd_gdb(const struct options *o)
{
    struct debugger d;
    int status = debug_open(&d, o);
    if (status == 0) {
        status = run_gdb(&d, o);
        int written = debug_close(&d);
        status = status ? status : written;
    }
    return status;
}
