/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `monitor COMMAND` in GDB: the front panel's commands, and what they print. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gdb.h"

enum { LINE_MOST = 1024 };

void gdb_monitor_open(struct gdb *g)
{
    g->repl = (struct repl){.debugger = g->debugger, .out = stderr, .selected = LAYER_NONE};
    repl_run_open(&g->repl);
}

void gdb_monitor_close(struct gdb *g)
{
    repl_print_close(&g->repl);
    repl_run_close(&g->repl);
}

/* What cannot be done from GDB: to leave, which is GDB's to do, and to read commands from files. */
static bool refused(struct gdb *g, const struct repl_command *c)
{
    static const char *const names[] = {"quit", "source"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(c->name, names[i]) == 0) {
            debug_error(g->debugger, "`%s` is not possible through GDB, which has its own",
                        names[i]);
            return true;
        }
    }
    return false;
}

/* As the front panel does: a word, and what follows it. */
static bool obey(struct gdb *g, char *line)
{
    struct repl *r = &g->repl;
    line += strspn(line, " \t");
    size_t n =
        *line == '?' ? 1 : strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (n == 0) {
        return debug_error(g->debugger,
                           "expected a command of the front panel; `monitor help` lists them");
    }
    char *word = xformat("%.*s", (int)n, line);
    const struct repl_command *c = repl_find(r, word);
    free(word);
    return c && !refused(g, c) && c->handler(r, line + n + strspn(line + n, " \t"));
}

/* The machine may have moved, and GDB believes that it can only by its own commands. */
static void tell_moved(struct gdb *g, struct position before)
{
    if (position_compare(before, debug_now(g->debugger)) != 0) {
        fputs("The machine has moved. GDB does not know: `maintenance flush register-cache`.\n",
              g->repl.out);
    }
}

static void do_line(struct gdb *g, char *line)
{
    struct position before = debug_now(g->debugger);
    gdb_begin_running(g);
    if (!obey(g, line)) {
        fprintf(g->repl.out, "error: %s\n", g->debugger->error);
    }
    gdb_end_running(g);
    tell_moved(g, before);
}

/* What was printed, in as many packets as it takes. */
static void send_text(struct gdb *g, const char *text, size_t size)
{
    enum { PIECE = GDB_PACKET_MOST / 4 };
    for (size_t at = 0; at < size; at += PIECE) {
        g->reply.length = 0;
        gdb_put(g, "O");
        gdb_put_hex(g, text + at, size - at < PIECE ? size - at : PIECE);
        gdb_send(g);
    }
    g->reply.length = 0;
    gdb_ok(g);
}

void gdb_monitor(struct gdb *g, char *args)
{
    uint8_t line[LINE_MOST + 1];
    size_t length, size;
    char *text = NULL;
    if (!gdb_bytes(&args, line, LINE_MOST, &length) || memchr(line, '\0', length)) {
        gdb_fail(g, GDB_BAD_PACKET);
        return;
    }
    line[length] = '\0';
    g->repl.out = open_memstream(&text, &size);
    if (!g->repl.out) {
        gdb_fail(g, GDB_NOT_POSSIBLE);
        return;
    }
    do_line(g, (char *)line);
    fclose(g->repl.out);
    send_text(g, text, size);
    free(text);
}
