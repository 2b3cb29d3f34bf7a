/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- choosing --- */

static bool is_wanted(const struct subject *s, const char *const *wanted, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (subject_is(s, wanted[i])) {
            return true;
        }
    }
    return count == 0;
}

/* A name of none of them. */
static int unknown_name(const struct classification *c, const char *text)
{
    struct nearest n = nearest_to(text);
    char(*names)[SUBJECT_NAME_SIZE] = xmalloc(c->count * sizeof *names);
    for (unsigned i = 0; i < c->count; i++) {
        subject_thing(&c->subject[i], names[i]);
        nearest_offer(&n, names[i]);
    }
    char *advice = n.best ? xformat("did you mean `%s`?", n.best)
                          : xstrdup("expected a mnemonic, a CSR, or `fetch`");
    int status = diag("%s has no instruction or CSR `%s`: %s", isa_variant_names[c->variant],
                      excerpt(text).text, advice);
    free(advice);
    free(names);
    return status;
}

static int choose(struct classification *c, const char *const *wanted, unsigned wanted_count)
{
    for (unsigned w = 0; w < wanted_count; w++) {
        unsigned i = 0;
        while (i < c->count && !subject_is(&c->subject[i], wanted[w])) {
            i++;
        }
        if (i == c->count) {
            return unknown_name(c, wanted[w]);
        }
    }
    unsigned kept = 0;
    for (unsigned i = 0; i < c->count; i++) {
        if (is_wanted(&c->subject[i], wanted, wanted_count)) {
            c->subject[kept++] = c->subject[i];
        }
    }
    c->complete = kept == c->count;
    c->count = kept;
    return 0;
}

/* --- the verdict --- */

bool classification_offends(const struct classification *c, unsigned i, unsigned theorem)
{
    enum verdict_word w = finding_word(&c->finding[i]);
    return w == VERDICT_USER_SENSITIVE || (w == VERDICT_SENSITIVE && theorem == 0);
}

static void first_offender(const struct classification *c, unsigned theorem, bool *holds_,
                           char name[OFFENDER_SIZE])
{
    *holds_ = true;
    name[0] = '\0';
    for (unsigned i = 0; i < c->count && *holds_; i++) {
        if (classification_offends(c, i, theorem)) {
            *holds_ = false;
            subject_name(&c->subject[i], name);
        }
    }
}

static void count_line(void *context, const char *line)
{
    (void)line;
    ++*(unsigned *)context;
}

static void conclude(struct classification *c)
{
    struct verdict *v = &c->verdict;
    for (unsigned i = 0; i < c->count; i++) {
        v->counts[finding_word(&c->finding[i])]++;
        v->states += c->finding[i].states;
        v->pairs += c->finding[i].pairs;
    }
    v->units = c->count;
    first_offender(c, 0, &v->theorem1, v->offender1);
    first_offender(c, 1, &v->theorem3, v->offender3);
    classification_compare(c, count_line, &v->disagreements);
}

/*
 * Whether none of some subjects offends if R is what the hardware makes of M and R; false in *good
 * if there is no memory.
 */
static bool harmless(const struct classification *c, bool all, bool *good)
{
    struct classification *other = xmalloc(sizeof *other);
    memset(other, 0, sizeof *other);
    for (unsigned i = 0; i < c->count; i++) {
        if (all || classification_offends(c, i, 0)) {
            other->subject[other->count++] = c->subject[i];
        }
    }
    struct experiment e = {c->variant, true, other->subject, other->finding, other->count};
    *good = decide(&e);
    bool none = *good;
    for (unsigned i = 0; i < other->count; i++) {
        none = none && !classification_offends(other, i, 0);
    }
    free(other);
    return none;
}

/* Most machines need not be asked twice: those that offend, first. */
static bool decide_effective(struct classification *c)
{
    bool good = true;
    c->verdict.effective = harmless(c, false, &good) && harmless(c, true, &good);
    return good;
}

int classification_make(struct classification *c, enum variant v, const char *const *wanted,
                        unsigned wanted_count)
{
    memset(c, 0, sizeof *c);
    c->variant = v;
    c->count = subjects_list(v, c->subject);
    int status = choose(c, wanted, wanted_count);
    if (status) {
        return status;
    }
    struct experiment e = {v, false, c->subject, c->finding, c->count};
    bool good = decide(&e);
    if (good) {
        conclude(c);
        c->verdict.effective = c->verdict.theorem1;
    }
    if (good && c->complete && !c->verdict.theorem1) {
        good = decide_effective(c);
    }
    return good ? 0 : diag_internal("classify: out of memory");
}

int classify_variant(enum variant v, struct verdict *out)
{
    struct classification *c = xmalloc(sizeof *c);
    int status = classification_make(c, v, NULL, 0);
    *out = c->verdict;
    free(c);
    return status;
}

/* --- comparing with what is written --- */

struct comparing {
    const struct classification *c;
    disagreement_line *line;
    void *context;
};

static const char *file_of(const struct subject *s)
{
    return s->kind == SUBJECT_CSR ? "csr.def" : "insn.def";
}

static void disagree(const struct comparing *p, unsigned i, const char *found)
{
    const struct subject *s = &p->c->subject[i];
    char name[SUBJECT_NAME_SIZE], thing[SUBJECT_NAME_SIZE];
    subject_name(s, name);
    subject_thing(s, thing);
    char *line =
        xformat("%s: %s: %s has %s as %s, by experiment it is %s", isa_variant_names[p->c->variant],
                name, file_of(s), thing, isa_classes[subject_class(s, p->c->variant)].text, found);
    p->line(p->context, line);
    free(line);
}

/* A thing's class has to be that of at least one of its forms, which are subjects first to end. */
static void compare_thing(const struct comparing *p, unsigned first, unsigned end)
{
    const struct classification *c = p->c;
    enum insn_class class = subject_class(&c->subject[first], c->variant);
    bool exact = class == CLASS_TRAPPABLE && c->subject[first].kind == SUBJECT_CSR;
    bool allowed = true;
    for (unsigned i = first; i < end; i++) {
        enum verdict_word found = finding_word(&c->finding[i]);
        exact = exact || strcmp(verdict_words[found], isa_classes[class].text) == 0;
        if (!class_allows(class, found)) {
            disagree(p, i, verdict_words[found]);
            allowed = false;
        }
    }
    if (!exact && allowed && c->complete) {
        disagree(p, first, verdict_words[finding_word(&c->finding[first])]);
    }
}

static void compare_theorem(const struct comparing *p, unsigned theorem)
{
    const struct verdict *v = &p->c->verdict;
    bool found = theorem ? v->theorem3 : v->theorem1;
    bool predicted = isa_variants[p->c->variant].theorem[theorem];
    const char *offender = theorem ? v->offender3 : v->offender1;
    if (found != predicted) {
        char *line = xformat("%s: variant.def says that Theorem %d's condition %s, by experiment "
                             "it %s%s%s",
                             isa_variant_names[p->c->variant], theorem ? 3 : 1,
                             predicted ? "holds" : "fails", found ? "holds" : "fails",
                             found ? "" : ": ", offender);
        p->line(p->context, line);
        free(line);
    }
}

void classification_compare(const struct classification *c, disagreement_line *line, void *context)
{
    const struct comparing p = {c, line, context};
    for (unsigned i = 0, end; i < c->count; i = end) {
        end = i + 1;
        while (end < c->count && subject_same_thing(&c->subject[i], &c->subject[end])) {
            end++;
        }
        compare_thing(&p, i, end);
    }
    if (c->complete) {
        compare_theorem(&p, 0);
        compare_theorem(&p, 1);
    }
}
