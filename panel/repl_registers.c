/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `registers`: those of the hart, or those that a monitor keeps for a VM. */
#include <stdio.h>

#include "repl_look.h"

enum { COLUMNS = 4, ROWS = 32 / COLUMNS };

static void put_registers(FILE *out, const struct image *image, const struct registers *v)
{
    for (unsigned i = 0; i < 32; i++) {
        unsigned n = i % COLUMNS * ROWS + i / COLUMNS;
        fprintf(out, "  %-4s 0x%08x%s", isa_register_names[n], v->x[n],
                i % COLUMNS == COLUMNS - 1 ? "\n" : "");
    }
    fprintf(out, "  %-4s 0x%08x%s\n", "pc", v->pc, symbol_text(image, v->pc).text);
}

/* A VM that is a monitor has lent its registers to the VM that runs in it. */
static unsigned whose(const struct session *s, unsigned layer)
{
    unsigned running = layer_running(s);
    for (unsigned l = running; l != LAYER_MONITOR && s->monitored; l = claims_monitor(s, l)) {
        if (l == layer) {
            return running;
        }
    }
    return layer;
}

bool repl_registers(struct repl *r, char *args)
{
    const struct session *s = &r->debugger->session;
    unsigned layer = layer_running(s);
    const char *word = repl_word(&args);
    struct registers v;
    if (!repl_no_more(r, args) || (word && !repl_vm(r, word, &layer)) ||
        !debug_registers(r->debugger, layer, &v)) {
        return false;
    }
    unsigned in = v.claimed ? layer : whose(s, layer);
    if (v.claimed) {
        fprintf(r->out, "%s does not run now; by the monitor's account:\n", layer_name(s, layer));
    } else if (in != layer) {
        fprintf(r->out, "%s runs in %s:\n", layer_name(s, in), layer_name(s, layer));
    }
    put_registers(r->out, layer_image(s, in), &v);
    return true;
}
