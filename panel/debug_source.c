/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines by address, and addresses by line, in the tables that debug_dwarf.c makes. */
#include <stdlib.h>
#include <string.h>

#include "debug.h"
#include "debug_source_parts.h"

/* What is known of a layer; null if there is no such one. */
static struct source_layer *rows_of(struct debugger *d, unsigned layer)
{
    const struct image *image = layer_image(&d->session, layer);
    if (!image || !layer_exists(&d->session, layer)) {
        return NULL;
    }
    if (!d->sources.layer) {
        size_t size = layer_count(&d->session) * sizeof *d->sources.layer;
        d->sources.layer = memset(xmalloc(size), 0, size);
    }
    struct source_layer *l = &d->sources.layer[layer];
    if (!l->read) {
        l->read = true;
        source_read(&d->sources, image, l);
    }
    return l;
}

/* The last row that is not behind the address; null if all are. */
static const struct source_row *row_at(const struct source_layer *l, uint32_t address)
{
    size_t low = 0, high = l->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (l->row[middle].address <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? &l->row[low - 1] : NULL;
}

struct source_dwarf *debug_source_dwarf(struct debugger *d, unsigned layer)
{
    const struct source_layer *l = rows_of(d, layer);
    return l ? l->dwarf : NULL;
}

bool debug_source_line(struct debugger *d, unsigned layer, uint32_t address,
                       struct source_line *out)
{
    const struct source_layer *l = rows_of(d, layer);
    const struct source_row *row = l ? row_at(l, address) : NULL;
    if (!row || row->line == 0) {
        return false;
    }
    *out = (struct source_line){d->sources.file[row->file].name, row->line, row->column,
                                row->is_statement && row->address == address};
    return true;
}

/* --- addresses by line --- */

/* Whether `end` is a path's end, from the beginning of a name on. */
static bool ends_in(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return m > 0 && m <= n && strcmp(path + n - m, end) == 0 &&
           (m == n || path[n - m - 1] == '/' || *end == '/');
}

/* The row at which the first line from `line` on begins; null if there is none. */
static const struct source_row *first_from(const struct sources *s, const struct source_layer *l,
                                           const char *file, unsigned line)
{
    const struct source_row *best = NULL;
    for (size_t i = 0; i < l->count; i++) {
        const struct source_row *row = &l->row[i];
        if (row->line >= line && row->line > 0 && row->is_statement &&
            (!best || row->line < best->line) && ends_in(s->file[row->file].name, file)) {
            best = row; /* rows are in order of address: the first of a line is the lowest */
        }
    }
    return best;
}

static bool find_in(struct debugger *d, unsigned layer, const char *file, unsigned line,
                    struct place *at)
{
    const struct source_layer *l = rows_of(d, layer);
    const struct source_row *row = l ? first_from(&d->sources, l, file, line) : NULL;
    if (row) {
        struct place found = {.layer = layer, .address = row->address};
        if (at->layer == layer) {
            found.space = at->space;
            found.asid = at->asid;
        }
        *at = found;
    }
    return row != NULL;
}

/* Why a line was not found. */
static bool no_line(struct debugger *d, const char *file, unsigned line)
{
    struct nearest n = nearest_to(file);
    if (!debug_source_known) {
        return debug_error(d,
                           "`%s:%u`: this program has been built without libdw, and knows no "
                           "source lines",
                           excerpt(file).text, line);
    }
    for (unsigned i = 0; i < d->sources.file_count; i++) {
        const char *name = d->sources.file[i].name;
        if (ends_in(name, file)) {
            return debug_error(d, "`%s` has no code from line %u on", excerpt(name).text, line);
        }
        const char *slash = strrchr(name, '/');
        nearest_offer(&n, strchr(file, '/') || !slash ? name : slash + 1);
    }
    return n.best ? debug_error(d, "no source file `%s`; did you mean `%s`?", excerpt(file).text,
                                excerpt(n.best).text)
                  : debug_error(d, "no source file `%s`", excerpt(file).text);
}

bool debug_source_find(struct debugger *d, const char *file, unsigned line, struct place *at)
{
    const struct session *s = &d->session;
    if (at->layer != LAYER_NONE) {
        return find_in(d, at->layer, file, line, at) || no_line(d, file, line);
    }
    bool found = find_in(d, layer_running(s), file, line, at);
    for (unsigned i = 1; i <= layer_count(s) && !found; i++) {
        found = find_in(d, i % layer_count(s), file, line, at);
    }
    return found || no_line(d, file, line);
}

/* --- text --- */

const char *debug_source_whole(struct debugger *d, const struct source_line *l)
{
    for (unsigned i = 0; i < d->sources.file_count; i++) {
        struct source_file *f = &d->sources.file[i];
        if (strcmp(f->name, l->file) == 0) {
            return source_file_line(f, l->line);
        }
    }
    return NULL;
}

const char *debug_source_text(struct debugger *d, const struct source_line *l)
{
    const char *text = debug_source_whole(d, l);
    return text ? text + strspn(text, " ") : NULL;
}

void debug_source_close(struct debugger *d)
{
    struct sources *s = &d->sources;
    for (unsigned i = 0; s->layer && i < layer_count(&d->session); i++) {
        source_dwarf_close(s->layer[i].dwarf);
        free(s->layer[i].row);
    }
    for (unsigned i = 0; i < s->file_count; i++) {
        source_file_free(&s->file[i]);
    }
    free(s->file);
    free(s->layer);
    *s = (struct sources){.layer = NULL};
}
