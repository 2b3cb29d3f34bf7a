/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for the manual: docs/classes.md is `trapeze classify --isa all --markdown`. */
#include <stdio.h>
#include <stdlib.h>

#include "classify_file.h"
#include "classify_report.h"

void classify_begin_all(bool markdown)
{
    if (markdown) {
        puts(
            "# Classes of instructions, by experiment\n\n"
            "What the definitions of Popek and Goldberg make of each instruction of each machine "
            "of "
            "the zoo.\nMade by `trapeze classify --isa all --markdown` (`make docs`). Do not edit. "
            "[theory.md](theory.md#classification) explains it.\n");
    }
}

/* What was found, in few words, with the letters s and u for the modes. */
static void put_marks(const struct classification *c, const struct group *g)
{
    static const char *const words[PROPERTIES] = {
        "control (s)", "control (u)", "location (s)", "location (u)", "mode", "joint", NULL};
    const char *between = "";
    for (unsigned p = 0; p < PROPERTIES; p++) {
        bool has = false;
        for (unsigned i = 0; i < g->count; i++) {
            has = has || finding_has(&c->finding[g->member[i]], (enum property)p);
        }
        if (has && words[p]) {
            printf("%s%s", between, words[p]);
            between = ", ";
        }
    }
}

/* What a location-sensitive one's result depends on. */
struct reads {
    char text[READS_SIZE];
    bool timing;
};

static void note_reads(void *context, const struct witness *w)
{
    struct reads *r = context;
    if (w->shows == LOCATION_SUPERVISOR || w->shows == LOCATION_USER) {
        fields_read(w, r->text);
        r->timing = fields_timing(w);
    }
}

static void put_row(struct bench *b, const struct classification *c, const struct group *g)
{
    char name[GROUP_NAME_SIZE], opens[OPENS_SIZE];
    const struct finding *f = &c->finding[g->member[0]];
    struct reads r = {.timing = false};
    group_name(c, g, name);
    classify_opens(f, opens);
    classify_each_witness(b, c, g, 1u << LOCATION_SUPERVISOR | 1u << LOCATION_USER, note_reads, &r);
    printf("| `%s` | %s%s%s%s | ", name, verdict_words[finding_word(f)], opens[0] ? " (" : "",
           opens, opens[0] ? ")" : "");
    put_marks(c, g);
    printf(" | %s%s | %u |\n", r.text, r.timing ? " (timing)" : "", f->pairs);
}

/* Whether the base machine has the same row: then it is not repeated. */
static bool is_new(const struct classification *c, const struct group *g)
{
    for (unsigned theorem = 0; theorem < 2; theorem++) {
        if (classification_offends(c, g->member[0], theorem)) {
            return true;
        }
    }
    return c->variant == VARIANT_PG32;
}

static void put_table(struct bench *b, const struct classification *c)
{
    struct group *list = xmalloc(SUBJECTS_MOST * sizeof *list);
    unsigned n = groups_make(c, list);
    puts("| instruction | class | sensitive by | reads | pairs |\n|---|---|---|---|---|");
    for (unsigned i = 0; i < n; i++) {
        if (is_new(c, &list[i])) {
            put_row(b, c, &list[i]);
        }
    }
    puts("");
    free(list);
}

void classify_markdown(struct bench *b, const struct classification *c)
{
    const struct verdict *v = &c->verdict;
    const char *effective = classify_effective(v);
    printf("## %s\n\nThis machine: %s. After: %s.\n\n", isa_variant_names[c->variant],
           isa_variants[c->variant].text, isa_variants[c->variant].after);
    if (c->complete) {
        printf("Theorem 1's condition %s, Theorem 3's %s. Monitors that fit: %s%s%s.\n\n",
               v->theorem1 ? "holds" : "fails", v->theorem3 ? "holds" : "fails",
               classify_monitor(v), effective ? "; " : "", effective ? effective : "");
    }
    printf("%u instructions and forms:", v->units);
    for (unsigned w = 0; w < VERDICT_WORDS; w++) {
        if (v->counts[w]) {
            printf(" %u %s%s", v->counts[w], verdict_words[w],
                   w < VERDICT_USER_SENSITIVE ? "," : "");
        }
    }
    printf(" in %u states and %u pairs.", v->states, v->pairs);
    puts(c->variant == VARIANT_PG32 ? "\n" : " Those that offend against a condition:\n");
    put_table(b, c);
}
