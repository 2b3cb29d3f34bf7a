/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What names in formulas mean at a point: measures of the experiment, then whatever the result has.
 * Names were checked when the experiment was loaded, so what is not there has not occurred.
 */
#include <stdlib.h>
#include <string.h>

#include "point.h"

enum { MEASURES_DEEP = 64 };

/* The measure that a name begins with: all of it, or a family up to a dot, its member's words
 * after.
 */
static const struct measure *measure_of(const struct experiment *e, const char *name,
                                        const char **member)
{
    for (unsigned i = 0; i < e->measure_count; i++) {
        const struct measure *m = &e->measures[i];
        size_t n = strlen(m->name);
        bool begins = strncmp(name, m->name, n) == 0;
        bool family = formula_is_family(m->formula);
        if (begins && name[n] == (family ? '.' : '\0')) {
            *member = family ? name + n + 1 : NULL;
            return m;
        }
    }
    return NULL;
}

/* Whether the point has every VM that a name is about: sweeps can leave some out. */
static bool has_vms(const struct point_result *r, const char *name)
{
    bool has = true;
    for (const char *at = name; has && strncmp(at, "vms.", 4) == 0;) {
        size_t n = strcspn(at + 4, ".");
        char *passed = xformat("%.*s.passed", (int)(at + 4 + n - name), name);
        has = point_value(r, passed) != NULL;
        free(passed);
        at += 4 + n + (at[4 + n] == '.');
    }
    return has;
}

/* What a name has that is no measure, or NULL. */
static const struct value *known_value(const struct point_world *w, const char *name)
{
    bool elsewhere = w->given != NULL && point_is_given(w->result, name);
    return point_value(elsewhere ? w->given : w->result, name);
}

static struct value value_of(void *context, const char *name)
{
    struct point_world *w = context;
    const char *member;
    const struct measure *m = measure_of(w->experiment, name, &member);
    const struct value *v = m ? NULL : known_value(w, name);
    struct value none = {.kind = VALUE_NONE};
    if (v) {
        return *v;
    }
    if (m && w->depth < MEASURES_DEEP) {
        w->depth++;
        struct value measured = formula_evaluate(m->formula, &w->world, member);
        w->depth--;
        return measured;
    }
    bool ran = w->result->status < POINT_CRASHED;
    return !m && ran && has_vms(w->result, name) ? (struct value){.kind = VALUE_NUMBER} : none;
}

/* --- patterns --- */

/* A pattern being spelled out, star by star. */
struct spelling {
    const struct point_result *result;
    const char *whole; /* the pattern with all its stars */
    void (*visit)(void *context, const char *name);
    void *context;
    bool vms; /* each star so far was a VM's name: then all names are of something that is there */
};

static void spell(const struct spelling *s, const char *pattern);

/* The first star as this word, and on with the rest. */
static void spell_word(const struct spelling *s, const char *pattern, size_t star, const char *word,
                       size_t n)
{
    char *next = xformat("%.*s%.*s%s", (int)star, pattern, (int)n, word, pattern + star + 1);
    spell(s, next);
    free(next);
}

/* What stands in results where VMs are listed. */
static bool is_vm_star(const char *pattern, size_t star)
{
    return star >= 4 && strncmp(pattern + star - 4, "vms.", 4) == 0 &&
           (star == 4 || pattern[star - 5] == '.');
}

/* Whether a name has this word where the pattern has its star, and is one to take the word from. */
static bool gives_word(const char *name, const char *pattern, size_t star, bool vm, size_t *n)
{
    if (strncmp(name, pattern, star) != 0) {
        return false;
    }
    *n = strcspn(name + star, ".");
    return *n > 0 && (!vm || strcmp(name + star + *n, ".passed") == 0);
}

/* A list of words, each once. */
struct words {
    const char **item;
    size_t *length;
    unsigned count;
};

static void add_word(struct words *w, const char *word, size_t n)
{
    for (unsigned i = w->count; i > 0; i--) { /* the latest are the likeliest */
        if (w->length[i - 1] == n && strncmp(w->item[i - 1], word, n) == 0) {
            return;
        }
    }
    w->item = xrealloc(w->item, (w->count + 1) * sizeof *w->item);
    w->length = xrealloc(w->length, (w->count + 1) * sizeof *w->length);
    w->item[w->count] = word;
    w->length[w->count++] = n;
}

static void spell(const struct spelling *s, const char *pattern)
{
    const char *at = strchr(pattern, '*');
    if (!at) {
        bool there = s->vms || point_value(s->result, pattern);
        if (there && formula_matches(s->whole, pattern)) {
            s->visit(s->context, pattern);
        }
        return;
    }
    size_t star = (size_t)(at - pattern), n;
    struct words words = {.count = 0};
    struct spelling next = *s;
    bool vm = is_vm_star(pattern, star);
    next.vms = s->vms && vm;
    for (unsigned i = 0; i < s->result->value_count; i++) {
        const char *name = s->result->values[i].name;
        if (gives_word(name, pattern, star, vm, &n)) {
            add_word(&words, name + star, n);
        }
    }
    for (unsigned i = 0; i < words.count; i++) {
        spell_word(&next, pattern, star, words.item[i], words.length[i]);
    }
    free(words.item);
    free(words.length);
}

/* Members of a family that is a measure. */
struct family {
    const struct measure *measure;
    void (*visit)(void *context, const char *name);
    void *context;
};

static void visit_member(void *context, const char *member)
{
    const struct family *f = context;
    char *name = xformat("%s.%s", f->measure->name, member);
    f->visit(f->context, name);
    free(name);
}

static void each_of(void *context, const char *pattern,
                    void (*visit)(void *visit_context, const char *name), void *visit_context)
{
    struct point_world *w = context;
    const char *member;
    const struct measure *m = measure_of(w->experiment, pattern, &member);
    if (m && member && w->depth < MEASURES_DEEP) {
        struct family f = {m, visit, visit_context};
        w->depth++;
        formula_members(m->formula, &w->world, visit_member, &f);
        w->depth--;
    } else if (!m) {
        struct spelling s = {w->result, pattern, visit, visit_context, true};
        spell(&s, pattern);
    }
}

const struct formula_world *point_world(struct point_world *w, const struct experiment *e,
                                        const struct point_result *r,
                                        const struct formula_world *baseline)
{
    *w = (struct point_world){.experiment = e, .result = r};
    w->world = (struct formula_world){w, value_of, each_of, baseline};
    return &w->world;
}
