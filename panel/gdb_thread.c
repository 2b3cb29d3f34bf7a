/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers as GDB's processes and threads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "gdb.h"

/* So many threads' ids fit into an answer. */
enum { LISTED_MOST = 256 };

/* Without a monitor the guest, layer 1, is the first. */
unsigned gdb_thread(const struct gdb *g, unsigned layer)
{
    return layer + g->debugger->session.monitored;
}

unsigned gdb_thread_layer(const struct gdb *g, uint32_t number)
{
    const struct session *s = &g->debugger->session;
    unsigned layer = number - s->monitored;
    bool exists = number >= 1 && number <= layer_count(s) && layer_exists(s, layer);
    return exists && g->attached[layer] ? layer : LAYER_NONE;
}

unsigned gdb_stopped_layer(const struct gdb *g)
{
    const struct session *s = &g->debugger->session;
    unsigned layer = layer_running(s);
    for (unsigned i = 0; i < layer_count(s) && !g->attached[layer]; i++) {
        layer = g->attached[i] ? i : layer;
    }
    return layer;
}

/* --- ids --- */

void gdb_put_thread(struct gdb *g, unsigned layer)
{
    unsigned number = gdb_thread(g, layer);
    if (g->many) {
        gdb_put(g, "p%x.%x", number, number);
    } else {
        gdb_put(g, "%x", number);
    }
}

/* A number, -1 for all, or 0 for any; true and *layer LAYER_NONE for these. */
static bool one_id(struct gdb *g, char **at, unsigned *layer)
{
    uint32_t number;
    *layer = LAYER_NONE;
    if (strncmp(*at, "-1", 2) == 0) {
        *at += 2;
        return true;
    }
    if (!gdb_number(at, &number)) {
        gdb_fail(g, GDB_BAD_PACKET);
        return false;
    }
    *layer = number == 0 ? LAYER_NONE : gdb_thread_layer(g, number);
    if (number != 0 && *layer == LAYER_NONE) {
        gdb_fail(g, GDB_NO_THREAD);
        return false;
    }
    return true;
}

/* pPROCESS.THREAD, pPROCESS, or THREAD. A process has one thread, which any of it is, too. */
bool gdb_thread_id(struct gdb *g, char **at, unsigned *layer)
{
    unsigned thread = LAYER_NONE;
    bool process = gdb_skip(at, 'p');
    if (!one_id(g, at, layer) || !process || !gdb_skip(at, '.')) {
        return g->reply.length == 0;
    }
    if (!one_id(g, at, &thread)) {
        return false;
    }
    if (thread != LAYER_NONE && *layer != LAYER_NONE && thread != *layer) {
        gdb_fail(g, GDB_NO_THREAD);
        return false;
    }
    *layer = thread != LAYER_NONE ? thread : *layer;
    return true;
}

void gdb_choose_thread(struct gdb *g, char *args)
{
    char what = *args;
    unsigned layer;
    args += what != '\0';
    if ((what != 'g' && what != 'c')) {
        gdb_fail(g, GDB_BAD_PACKET);
    } else if (gdb_thread_id(g, &args, &layer)) {
        if (what == 'c') {
            g->control = layer;
        } else {
            g->general = layer != LAYER_NONE ? layer : gdb_stopped_layer(g);
        }
        gdb_ok(g);
    }
}

void gdb_thread_alive(struct gdb *g, char *args)
{
    unsigned layer;
    if (gdb_thread_id(g, &args, &layer)) {
        gdb_ok(g);
    }
}

void gdb_current_thread(struct gdb *g, char *args)
{
    (void)args;
    gdb_put(g, "QC");
    gdb_put_thread(g, g->general);
}

/* --- lists --- */

/* Ids from g->listed on. */
static void put_threads(struct gdb *g)
{
    const struct session *s = &g->debugger->session;
    unsigned count = 0;
    for (; g->listed < layer_count(s) && count < LISTED_MOST; g->listed++) {
        if (g->attached[g->listed]) {
            gdb_put(g, count++ == 0 ? "m" : ",");
            gdb_put_thread(g, g->listed);
        }
    }
    if (count == 0) {
        gdb_put(g, "l");
    }
}

void gdb_first_threads(struct gdb *g, char *args)
{
    (void)args;
    g->listed = 0;
    put_threads(g);
}

void gdb_further_threads(struct gdb *g, char *args)
{
    (void)args;
    put_threads(g);
}

/* What a monitor says of a VM of its own, beyond that it could run. */
static const char *claimed_state(const struct gdb *g, unsigned layer)
{
    static const char *const words[] = {"", ", waiting", ", stopped"};
    struct claims c;
    uint32_t state;
    if (claims_open_of(&c, &g->debugger->session, layer) ||
        !claims_word(&c, layer, INSPECT_state, 0, &state)) {
        return "";
    }
    return state < sizeof words / sizeof words[0] ? words[state] : "";
}

/* What a thread is in. */
static void thread_state(const struct gdb *g, unsigned layer, char text[], size_t size)
{
    const struct session *s = &g->debugger->session;
    bool runs = layer == layer_running(s);
    struct priv p;
    if (layer == LAYER_MONITOR) {
        snprintf(text, size, runs ? "runs" : "has handed over the hart");
    } else if (debug_priv(g->debugger, layer, &p)) {
        snprintf(text, size, "%s%s mode%s%s", s->monitored ? "virtual " : "",
                 p.mode == MODE_SUPERVISOR ? "supervisor" : "user", runs ? ", runs" : "",
                 s->monitored ? claimed_state(g, layer) : "");
    } else {
        snprintf(text, size, "has not begun");
    }
}

void gdb_describe_thread(struct gdb *g, char *args)
{
    char state[64];
    unsigned layer;
    if (!gdb_thread_id(g, &args, &layer)) {
        return;
    }
    if (layer == LAYER_NONE) {
        gdb_fail(g, GDB_NO_THREAD);
        return;
    }
    const char *name = layer_name(&g->debugger->session, layer);
    thread_state(g, layer, state, sizeof state);
    gdb_put_hex(g, name, strlen(name));
    gdb_put_hex(g, ": ", 2);
    gdb_put_hex(g, state, strlen(state));
}

/* A name comes from the user's file. */
static void put_escaped(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("<>&\"'", *text) || *text < ' ' || *text > '~') {
            fprintf(out, "&#%u;", (unsigned)(unsigned char)*text);
        } else {
            putc(*text, out);
        }
    }
}

static void put_thread_element(struct gdb *g, FILE *out, unsigned layer)
{
    unsigned number = gdb_thread(g, layer);
    char state[64];
    thread_state(g, layer, state, sizeof state);
    fprintf(out,
            g->many ? "<thread id=\"p%x.%x\" core=\"0\" name=\""
                    : "<thread id=\"%x\" core=\"0\" name=\"",
            number, number);
    put_escaped(out, layer_name(&g->debugger->session, layer));
    fprintf(out, "\">%s</thread>\n", state);
}

void gdb_read_threads(struct gdb *g, char *args)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out || !gdb_skip(&args, ':')) {
        gdb_fail(g, GDB_BAD_PACKET);
    }
    if (!out) {
        return;
    }
    fputs("<?xml version=\"1.0\"?>\n<threads>\n", out);
    for (unsigned i = 0; i < layer_count(&g->debugger->session); i++) {
        if (g->attached[i]) {
            put_thread_element(g, out, i);
        }
    }
    fputs("</threads>\n", out);
    fclose(out);
    if (g->reply.length == 0) {
        gdb_part(g, args, text, size);
    }
    free(text);
}
