/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be told of a parsed formula. */
#include <stdlib.h>
#include <string.h>

#include "formula_parts.h"

void formula_free(struct formula *f)
{
    if (f == NULL) {
        return;
    }
    for (unsigned i = 0; i < f->count; i++) {
        free(f->nodes[i].text);
    }
    free(f->nodes);
    free(f->text);
    free(f);
}

const char *formula_text(const struct formula *f)
{
    return f->text;
}

struct where formula_place(const struct formula *f)
{
    return f->at;
}

int formula_names(const struct formula *f, formula_name_visitor *visit, void *context)
{
    int status = 0;
    for (unsigned i = 1; i < f->count && status == 0; i++) {
        const struct node *n = &f->nodes[i];
        status = n->kind == NODE_NAME ? visit(context, n->text, n->at, n->baseline) : 0;
    }
    return status;
}

bool formula_wants_baseline(const struct formula *f)
{
    for (unsigned i = 1; i < f->count; i++) {
        if (f->nodes[i].kind == NODE_CALL && f->nodes[i].function == FUNCTION_baseline) {
            return true;
        }
    }
    return false;
}

bool formula_is_family(const struct formula *f)
{
    return f->nodes[f->root].stars > 0;
}

unsigned formula_size(const struct formula *f)
{
    return f->count - 1;
}

bool formula_has_star(const struct formula *f)
{
    for (unsigned i = 1; i < f->count; i++) {
        if (f->nodes[i].kind == NODE_NAME && f->nodes[i].stars > 0) {
            return true;
        }
    }
    return false;
}

unsigned formula_words(const struct formula *f)
{
    return f->nodes[f->root].stars;
}

/* "hidden.*", in new memory. */
static char *with_stars(const char *name, unsigned words)
{
    char *text = xstrdup(name);
    for (unsigned i = 0; i < words; i++) {
        char *longer = xformat("%s.*", text);
        free(text);
        text = longer;
    }
    return text;
}

/* The most stars of what is below a node, which some name there has more of than before. */
static unsigned count_stars(struct formula *f, unsigned index)
{
    struct node *n = &f->nodes[index];
    unsigned most = n->kind == NODE_NAME ? formula_stars(n->text) : 0;
    for (unsigned i = n->first; i > 0; i = f->nodes[i].next) {
        unsigned below = count_stars(f, i);
        most = below > most ? below : most;
    }
    bool together = n->kind == NODE_CALL && formula_function_rows[n->function].gathers &&
                    f->nodes[n->first].next == 0;
    n->stars = together ? 0 : most;
    return n->stars;
}

void formula_spread(struct formula *f, const char *name, unsigned words)
{
    for (unsigned i = 1; i < f->count; i++) {
        struct node *n = &f->nodes[i];
        if (n->kind == NODE_NAME && strcmp(n->text, name) == 0) {
            free(n->text);
            n->text = with_stars(name, words);
        }
    }
    count_stars(f, f->root);
}
