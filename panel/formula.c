/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be told of a parsed formula. */
#include <stdlib.h>

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
