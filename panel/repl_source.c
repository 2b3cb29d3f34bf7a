/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source lines, where they are known. */
#include <stdio.h>
#include <string.h>

#include "repl.h"

enum { LINES = 10 };

/* Lines from `first` on, with the one that the pc is at marked; false if there is none. */
static bool put_lines(struct repl *r, struct listing *l)
{
    struct debugger *d = r->debugger;
    struct source_line here = {.file = NULL};
    unsigned layer = layer_running(&d->session);
    debug_source_line(d, layer, d->session.machine->hart.pc, &here);
    unsigned n = 0;
    for (; n < LINES; n++) {
        struct source_line line = {.file = l->file, .line = l->first + n};
        const char *text = debug_source_whole(d, &line);
        if (!text) {
            break;
        }
        bool is_here = here.file && strcmp(here.file, l->file) == 0 && here.line == line.line;
        fprintf(r->out, "%s%5u%s%s\n", is_here ? "=>" : "  ", line.line, *text ? "  " : "", text);
    }
    l->last = l->first + n;
    return n > 0;
}

/* Around the line that an address belongs to. */
static bool begin_at(struct repl *r, const struct place *at)
{
    struct source_line line;
    if (!debug_source_line(r->debugger, at->layer, at->address, &line)) {
        return repl_error(r, "0x%08x: its source line is not known%s", at->address,
                          debug_source_known ? "" : ": this program has been built without libdw");
    }
    r->listing.file = line.file;
    r->listing.first = line.line > LINES / 2 ? line.line - LINES / 2 : 1;
    return true;
}

static bool begin(struct repl *r, const char *args)
{
    const struct session *s = &r->debugger->session;
    unsigned layer = layer_running(s);
    struct place at = {.layer = layer, .address = s->machine->hart.pc};
    struct listing *l = &r->listing;
    if (*args == '\0' && l->file) {
        l->first = l->last;
        return true;
    }
    if (strcmp(args, "-") == 0 && l->file) {
        if (l->first <= 1) {
            return repl_error(r, "there are no lines before the first");
        }
        l->first = l->first > LINES ? l->first - LINES : 1;
        return true;
    }
    return (*args == '\0' || debug_address(r->debugger, args, layer, &at)) && begin_at(r, &at);
}

bool repl_list(struct repl *r, char *args)
{
    if (!begin(r, args)) {
        return false;
    }
    if (put_lines(r, &r->listing)) {
        return true;
    }
    const char *file = r->listing.file;
    unsigned first = r->listing.first;
    return repl_error(r, first > 1 ? "`%s` has no line %u" : "`%s` is not found, nor its line %u",
                      excerpt(file).text, first);
}
