/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify_file.h"
#include "isa/disasm.h"

/* --- words that all reports share --- */

const char *classify_monitor(const struct verdict *v)
{
    if (v->theorem1) {
        return "vmm; hybrid as well";
    }
    return v->theorem3 ? "hybrid" : "neither vmm nor hybrid";
}

const char *classify_effective(const struct verdict *v)
{
    return v->effective && !v->theorem1
               ? "vmm as well, with `effective_r: mode`: if R is taken to be what the hardware "
                 "makes "
                 "of M and R, no instruction offends. The condition is sufficient, not necessary"
               : NULL;
}

const char *classify_shape(const struct finding *f)
{
    switch (f->effect) {
    case EFFECT_SET:
        return "a register write, whose value can depend on neither M nor R: execute() sees "
               "neither";
    case EFFECT_JUMP:
        return "a next pc, which can depend on neither M nor R: execute() sees neither";
    case EFFECT_MEM:
        return "a request to memory: nothing follows from its shape, only from what was tried";
    case EFFECT_CSR:
        return "an access to a CSR: nothing follows from its shape, only from what was tried";
    case EFFECT_SYS:
        return "a system operation: nothing follows from its shape, only from what was tried";
    default:
        return "a trap, whatever M and R are: execute() sees neither";
    }
}

void classify_opens(const struct finding *f, char text[OPENS_SIZE])
{
    text[0] = '\0';
    for (unsigned i = 0; i < HOLDS; i++) {
        if (f->opens >> i & 1) {
            size_t length = strlen(text);
            snprintf(text + length, OPENS_SIZE - length, "%s%s = %d", length ? ", " : "",
                     holds[i].name, holds[i].held);
        }
    }
}

void classify_grounds(const struct finding *f, char text[GROUNDS_SIZE])
{
    char opens[OPENS_SIZE];
    classify_opens(f, opens);
    switch (finding_word(f)) {
    case VERDICT_INNOCUOUS:
        snprintf(text, GROUNDS_SIZE, "no difference in %u pairs; %s", f->pairs, classify_shape(f));
        break;
    case VERDICT_PRIVILEGED:
        snprintf(text, GROUNDS_SIZE,
                 "in all %u pairs in which it completes in supervisor mode, it "
                 "traps in user mode",
                 f->kept_out);
        break;
    case VERDICT_TRAPPABLE:
        snprintf(text, GROUNDS_SIZE,
                 "with %s, as a monitor holds it: in all %u pairs in which it "
                 "completes in supervisor mode, it traps in user mode",
                 opens, f->kept_out);
        break;
    case VERDICT_ALWAYS_TRAPS:
        snprintf(text, GROUNDS_SIZE, "it trapped in each of %u states", f->states);
        break;
    case VERDICT_SENSITIVE:
        snprintf(text, GROUNDS_SIZE,
                 "not privileged, which Theorem 1's condition excludes; "
                 "no user-sensitivity in %u pairs",
                 f->pairs);
        break;
    case VERDICT_USER_SENSITIVE:
        snprintf(text, GROUNDS_SIZE, "not privileged, which Theorem 3's condition excludes");
        break;
    default:
        snprintf(text, GROUNDS_SIZE, "no state in which it completes or traps");
    }
}

void classify_each_witness(struct bench *b, const struct classification *c, const struct group *g,
                           unsigned properties, witness_visit *visit, void *context)
{
    struct witness *w = xmalloc(sizeof *w);
    for (unsigned p = 0; p < PROPERTIES; p++) {
        /* A form of the group that has it: they are called alike, not found alike in all. */
        for (unsigned i = 0; (properties >> p & 1) && i < g->count; i++) {
            const struct finding *f = &c->finding[g->member[i]];
            if (finding_has(f, (enum property)p)) {
                witness_find(b, &c->subject[g->member[i]], f, (enum property)p, w);
                visit(context, w);
                break;
            }
        }
    }
    free(w);
}

/* --- text --- */

static void put_fields(const struct field_list *l, const char *before)
{
    for (unsigned i = 0; i < l->count; i++) {
        printf("%s%s %s", i ? ", " : before, l->field[i].name,
               field_text(l->field[i].name, l->field[i].value).text);
    }
}

static void put_state(const struct witness *w, const struct fields_split *s, unsigned n)
{
    struct field_list o = {.count = 0};
    witness_outcome_fields(w, n, field_add, &o);
    printf("\n        S%u: %s", n + 1, w->state[n].priv.mode == MODE_USER ? "user" : "supervisor");
    put_fields(&s->is[n], ", ");
    if (w->outcome[n].trapped != TRAPPED_NOT) {
        printf(": traps (cause %u)", w->outcome[n].cause);
    } else if (o.count == 1) {
        printf(": completes");
    } else {
        o.count--; /* "trap" is first, and none */
        memmove(o.field, o.field + 1, o.count * sizeof o.field[0]);
        put_fields(&o, ": ");
    }
}

static void put_witness(void *context, const struct witness *w)
{
    (void)context;
    char text[DISASM_SIZE];
    struct fields_split s;
    fields_split(w, &s);
    isa_disasm(w->view.word, w->view.pc, w->variant, text);
    printf("    %s: %s", property_words[w->shows], text);
    put_fields(&s.same, "; with ");
    for (unsigned n = 0; n < w->states; n++) {
        put_state(w, &s, n);
    }
    putchar('\n');
    if (w->shows == LOCATION_SUPERVISOR || w->shows == LOCATION_USER) {
        char reads[READS_SIZE];
        fields_read(w, reads);
        printf("        reads %s%s\n", reads,
               fields_timing(w) ? ": timing, which the theorems leave out" : "");
    }
}

static void put_group(struct bench *b, const struct classification *c, const struct group *g)
{
    char name[GROUP_NAME_SIZE], grounds[GROUNDS_SIZE];
    const struct finding *f = &c->finding[g->member[0]];
    group_name(c, g, name);
    classify_grounds(f, grounds);
    printf("%s: %s%s\n    %s\n", name, verdict_words[finding_word(f)],
           finding_privileged(f) && !finding_sensitive(f) ? ", not sensitive" : "", grounds);
    classify_each_witness(b, c, g, ~0u, put_witness, NULL);
}

static void put_theorem(const struct classification *c, unsigned theorem)
{
    bool holds_ = theorem ? c->verdict.theorem3 : c->verdict.theorem1;
    unsigned offenders = 0;
    printf("Theorem %d's condition %s: %s%s instruction is privileged", theorem ? 3 : 1,
           holds_ ? "holds" : "fails", holds_ ? "every " : "not every ",
           theorem ? "user-sensitive" : "sensitive");
    struct group *list = xmalloc(SUBJECTS_MOST * sizeof *list);
    unsigned n = groups_make(c, list);
    for (unsigned i = 0; i < n; i++) {
        char name[GROUP_NAME_SIZE];
        if (classification_offends(c, list[i].member[0], theorem)) {
            group_name(c, &list[i], name);
            printf("%s%s", offenders++ ? "; " : ": not ", name);
        }
    }
    putchar('\n');
    free(list);
}

static void put_summary(const struct classification *c)
{
    const struct verdict *v = &c->verdict;
    printf("\n%s: %u instructions and forms, %u states, %u pairs\n", isa_variant_names[c->variant],
           v->units, v->states, v->pairs);
    for (unsigned word = 0; word < VERDICT_WORDS; word++) {
        if (v->counts[word]) {
            printf("%8u %s\n", v->counts[word], verdict_words[word]);
        }
    }
    if (c->complete) {
        put_theorem(c, 0);
        put_theorem(c, 1);
        printf("monitors that fit: %s\n", classify_monitor(v));
    }
    if (c->complete && classify_effective(v)) {
        printf("    %s\n", classify_effective(v));
    }
}

void classify_text(struct bench *b, const struct classification *c)
{
    struct group *list = xmalloc(SUBJECTS_MOST * sizeof *list);
    unsigned n = groups_make(c, list);
    for (unsigned i = 0; i < n; i++) {
        put_group(b, c, &list[i]);
    }
    free(list);
    put_summary(c);
}

/* --- witnesses to a file --- */

static void write_one(void *context, const struct witness *w)
{
    witness_write(context, w);
}

void classify_write(struct bench *b, const struct classification *c, FILE *out)
{
    struct group *list = xmalloc(SUBJECTS_MOST * sizeof *list);
    unsigned n = groups_make(c, list);
    witness_write_head(out, c->variant);
    for (unsigned i = 0; i < n; i++) {
        classify_each_witness(b, c, &list[i], ~0u, write_one, out);
    }
    free(list);
}
