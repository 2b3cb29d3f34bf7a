/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Source lines of what runs, from the DWARF of each layer's image, by libdw. Where the program is
 * built without libdw, and of images without DWARF, nothing is known: all answers are no.
 *
 * An image's lines are read when they are first asked for, and kept. Images are untrusted: what is
 * read of one is bounded, and what comes out of it is fit to be printed.
 */
#ifndef PANEL_DEBUG_SOURCE_H
#define PANEL_DEBUG_SOURCE_H

#include "debug_place.h"

struct debugger;

struct source_line {
    const char *file;  /* as the compiler was told; lives as long as the debugger */
    unsigned line;     /* from 1 */
    unsigned column;   /* from 1; 0: unknown */
    bool is_statement; /* the address is where a statement of that line begins */
};

/* What has been read so far: of each layer, lines; of each file, text. */
struct sources {
    struct source_layer *layer; /* by layer; null: nothing yet */
    struct source_file *file;
    unsigned file_count;
};

/* Whether the program has been built with libdw. */
extern const bool debug_source_known;

/* The line that an address of a layer's belongs to. False, and no error, if nobody knows. */
bool debug_source_line(struct debugger *d, unsigned layer, uint32_t address,
                       struct source_line *out);

/* The text of that line, with and without the blanks it begins with; null if it is not found. */
const char *debug_source_whole(struct debugger *d, const struct source_line *l);
const char *debug_source_text(struct debugger *d, const struct source_line *l);

/*
 * Where a line begins: the lowest address of the first line from `line` on that has code. `file` is
 * any end of a path: "b.c" finds src/b.c. Files of layer at->layer if that is one, else of the
 * layer that runs, then of all. False after debug_error().
 */
bool debug_source_find(struct debugger *d, const char *file, unsigned line, struct place *at);

/* Forget all. */
void debug_source_close(struct debugger *d);

#endif
