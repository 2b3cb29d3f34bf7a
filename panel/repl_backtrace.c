/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `backtrace`. */
#include <stdio.h>

#include "debug_frame.h"
#include "repl.h"

static const char *const kinds[] = {
    [FRAME_NOW] = "",
    [FRAME_CALLER] = "",
    [FRAME_GUESSED] = "  (only ra says so)",
    [FRAME_INTERRUPTED] = "  (interrupted by the trap)",
    [FRAME_TRAPPED] = "  (trapped to its monitor)",
};

static void put_frame(struct repl *r, unsigned number, const struct frame *f)
{
    const struct session *s = &r->debugger->session;
    bool called = f->kind == FRAME_CALLER || f->kind == FRAME_GUESSED;
    struct source_line line;
    const struct image *image = layer_image(s, f->layer);
    struct symbol_text symbol =
        called ? symbol_text_behind(image, f->pc) : symbol_text(image, f->pc);
    fprintf(r->out, "#%-2u %s:0x%08x%s", number, layer_name(s, f->layer), f->pc, symbol.text);
    if (debug_source_line(r->debugger, f->layer, f->pc - (called ? 1 : 0), &line)) {
        fprintf(r->out, " at %s:%u", line.file, line.line);
    }
    fprintf(r->out, "%s\n", kinds[f->kind]);
}

bool repl_backtrace(struct repl *r, char *args)
{
    struct frame frames[FRAMES_MOST];
    if (!repl_no_more(r, args)) {
        return false;
    }
    unsigned count = debug_backtrace(r->debugger, frames);
    for (unsigned i = 0; i < count; i++) {
        put_frame(r, i, &frames[i]);
    }
    if (count == FRAMES_MOST) {
        fputs("(and more)\n", r->out);
    }
    return true;
}
