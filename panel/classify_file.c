/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_file.h"

#include <stdlib.h>
#include <string.h>

#include "isa/disasm.h"

/* --- writing --- */

void witness_write_head(FILE *out, enum variant v)
{
    fprintf(out,
            "# What `trapeze classify` found: states, and what one step makes of them.\n"
            "# `trapeze classify --replay FILE` runs them again.\n"
            "schema: trapeze-witness/1\nisa: %s\nwitnesses:\n",
            isa_variant_names[v]);
}

struct writing {
    FILE *out;
    const char *heading; /* still to be written, above the first field */
    const char *indent;
};

static void write_field(void *context, const char *name, uint32_t value)
{
    struct writing *p = context;
    if (p->heading) {
        fputs(p->heading, p->out);
        p->heading = NULL;
    }
    fprintf(p->out, "%s%s: %s\n", p->indent, name, field_text(name, value).text);
}

void witness_write(FILE *out, const struct witness *w)
{
    char text[DISASM_SIZE];
    struct writing view = {out, "    view:\n", "      "};
    isa_disasm(w->view.word, w->view.pc, w->variant, text);
    fprintf(out, "  - shows: %s\n    of: \"%s\"\n", property_keys[w->shows], w->name);
    fprintf(out, "    word: 0x%08x # %s\n    pc: 0x%08x\n", w->view.word, text, w->view.pc);
    witness_view_fields(w, write_field, &view);
    fputs("    states:\n", out);
    for (unsigned n = 0; n < w->states; n++) {
        struct writing fields = {out, NULL, "        "};
        fprintf(out, "      - mode: %s\n", field_text("mode", w->state[n].priv.mode).text);
        witness_state_fields(w, n, write_field, &fields);
    }
    fputs("    outcomes:\n", out);
    for (unsigned n = 0; n < w->states; n++) {
        struct field_list l = {.count = 0};
        witness_outcome_fields(w, n, field_add, &l);
        for (unsigned i = 0; i < l.count; i++) {
            fprintf(out, "      %s %s: %s\n", i ? " " : "-", l.field[i].name,
                    field_text(l.field[i].name, l.field[i].value).text);
        }
    }
}

/* --- running again --- */

/* Whether the outcome is the one that the file has, if it has any. */
static bool as_told(const struct told_witness *told)
{
    for (unsigned n = 0; n < told->witness.states; n++) {
        const struct field_list *says = &told->outcome[n];
        struct field_list is = {.count = 0};
        witness_outcome_fields(&told->witness, n, field_add, &is);
        bool same = says->count == 0 || says->count == is.count;
        for (unsigned i = 0; i < says->count && same; i++) {
            same = strcmp(says->field[i].name, is.field[i].name) == 0 &&
                   says->field[i].value == is.field[i].value;
        }
        if (!same) {
            return false;
        }
    }
    return true;
}

static bool replay(struct bench *b, struct told_witness *told)
{
    struct witness *w = &told->witness;
    bool shown = witness_try(b, w, true);
    bool same = shown && as_told(told);
    printf("%s:%d: %s: %s: %s\n", told->at.file, told->at.line, w->name, property_words[w->shows],
           same    ? "confirmed"
           : shown ? "shown, but with other outcomes"
                   : "not shown");
    return same;
}

int witness_replay(const char *path)
{
    struct witness_list l;
    int status = witness_load(path, &l);
    struct bench *b = status == 0 && l.count ? bench_new(l.item[0]->witness.variant) : NULL;
    if (status == 0 && l.count && !b) {
        status = diag_internal("classify: out of memory");
    }
    for (unsigned i = 0; b && i < l.count; i++) {
        status = replay(b, l.item[i]) ? status : EXIT_GUEST;
    }
    bench_free(b);
    witness_list_free(&l);
    return status;
}
