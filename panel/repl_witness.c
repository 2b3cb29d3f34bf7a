/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `witness`: put the machine into a state that `trapeze classify` found, to step on from there. */
#include <stdio.h>

#include "classify_file.h"
#include "machine/fast.h"
#include "repl.h"

/* Which witness of a file, which of its states. */
struct choice {
    uint32_t number, state;
};

static bool chosen(struct repl *r, char *args, struct choice *c)
{
    const char *number = repl_word(&args);
    const char *state = number ? repl_word(&args) : NULL;
    *c = (struct choice){1, 1};
    return (!number || repl_count(r, number, UINT32_MAX, &c->number)) &&
           (!state || repl_count(r, state, 2, &c->state)) && repl_no_more(r, args);
}

/* The machine is one that a state can be put into: none is configured with too little RAM or TLB.
 */
static bool fits(struct repl *r, const struct witness *w)
{
    enum variant v = r->debugger->session.machine->config.variant;
    if (r->debugger->session.monitored) {
        return repl_error(r, "a monitor runs here: a witness is a state of the bare machine");
    }
    if (v != w->variant) {
        return repl_error(r, "it is a state of %s, and this is %s: expected machine.isa=%s",
                          isa_variant_names[w->variant], isa_variant_names[v],
                          isa_variant_names[w->variant]);
    }
    return true;
}

static bool put(struct repl *r, const struct witness_list *l, const struct choice *c)
{
    struct machine *m = r->debugger->session.machine;
    if (c->number > l->count) {
        return repl_error(r, "there is no witness %u: expected 1 to %u", c->number, l->count);
    }
    const struct witness *w = &l->item[c->number - 1]->witness;
    if (c->state > w->states) {
        return repl_error(r, "witness %u has one state only: expected 1", c->number);
    }
    if (!fits(r, w)) {
        return false;
    }
    witness_fill(w, c->state - 1, m);
    if (m->fast) {
        fast_forget_mappings(m->fast);
    }
    debug_changed(r->debugger);
    fprintf(r->out, "%s: %s; state %u of %u\n", w->name, property_words[w->shows], c->state,
            w->states);
    repl_show_stop(r);
    return true;
}

bool repl_witness(struct repl *r, char *args)
{
    struct witness_list l = {.item = NULL};
    struct choice c;
    const char *path = repl_word(&args);
    if (!path) {
        return repl_error(r, "expected a file that `trapeze classify --witness` has written");
    }
    if (!chosen(r, args, &c)) {
        return false;
    }
    bool done = witness_load(path, &l) == 0 ? put(r, &l, &c)
                                            : repl_error(r, "`%s` has no witness to go to", path);
    witness_list_free(&l);
    return done;
}
