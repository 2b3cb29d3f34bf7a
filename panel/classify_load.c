/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading files of witnesses. */
#include <stdlib.h>
#include <string.h>

#include "classify_file.h"
#include "yaml_tree.h"

/* --- words and numbers --- */

static int expected(const struct yaml_tree *t, const char *what)
{
    return t->shape == YAML_SCALAR
               ? diag_at(t->at, "`%s`: expected %s", excerpt(t->text).text, what)
               : diag_at(t->at, "%s: expected %s", yaml_shape_name(t->shape), what);
}

static int read_number(const struct yaml_tree *t, uint32_t *value)
{
    char *end = NULL;
    bool digit = t->shape == YAML_SCALAR && t->text[0] >= '0' && t->text[0] <= '9';
    unsigned long long v = digit ? strtoull(t->text, &end, 0) : 0;
    if (!digit || *end != '\0' || v > UINT32_MAX) {
        return expected(t, "a number of 32 bits, such as 0x80000000");
    }
    *value = (uint32_t)v;
    return 0;
}

/* The place of t's text among words; EXIT_USAGE in *status after a message if it is none. */
static unsigned read_word(const struct yaml_tree *t, const char *const *words, unsigned count,
                          int *status)
{
    struct nearest n = nearest_to(t->shape == YAML_SCALAR ? t->text : "");
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(n.word, words[i]) == 0) {
            return i;
        }
        nearest_offer(&n, words[i]);
    }
    *status = t->shape == YAML_SCALAR
                  ? diag_at(t->at, "`%s`: %s", excerpt(t->text).text, nearest_advice(&n))
                  : expected(t, "a word");
    return 0;
}

/* --- fields --- */

struct reading {
    struct told_witness *told;
    unsigned which;     /* state, or outcome, whose fields are being read */
    unsigned outcomes;  /* how many there are */
    bool has_elsewhere; /* the view has that field */
};

/* A field named `name` is to be `value`. False if there is no such field, or it cannot be. */
typedef bool set_fn(struct reading *r, const char *name, uint32_t value);

static bool set_view(struct reading *r, const char *name, uint32_t value)
{
    r->has_elsewhere = r->has_elsewhere || strcmp(name, "elsewhere") == 0;
    return witness_set_view(&r->told->witness, name, value);
}

static bool set_state(struct reading *r, const char *name, uint32_t value)
{
    return witness_set_state(&r->told->witness, r->which, name, value);
}

static bool set_outcome(struct reading *r, const char *name, uint32_t value)
{
    field_add(&r->told->outcome[r->which], name, value);
    return true;
}

/* mode and trap have values that are words. */
static int read_value(const struct yaml_tree *t, uint32_t *value)
{
    static const char *const modes[] = {"user", "supervisor"};
    int status = 0;
    if (strcmp(t->key, "mode") == 0) {
        *value = read_word(t, modes, 2, &status) ? MODE_SUPERVISOR : MODE_USER;
        return status;
    }
    if (strcmp(t->key, "trap") == 0 && t->shape == YAML_SCALAR && strcmp(t->text, "none") == 0) {
        *value = NOWHERE;
        return 0;
    }
    return read_number(t, value);
}

static int read_fields(struct reading *r, const struct yaml_tree *t, set_fn *set)
{
    if (t->shape != YAML_MAPPING) {
        return expected(t, "fields, lines of `name: value`");
    }
    for (const struct yaml_tree *f = t->first; f; f = f->next) {
        uint32_t value;
        int status = read_value(f, &value);
        if (status) {
            return status;
        }
        if (!set(r, f->key, value)) {
            return diag_at(f->key_at,
                           "`%s` cannot be 0x%x: expected a field that there is, and "
                           "a value that it can have",
                           excerpt(f->key).text, value);
        }
    }
    return 0;
}

/* One mapping of fields for each state: states, outcomes. */
static int read_each(struct reading *r, const struct yaml_tree *t, set_fn *set, unsigned *count)
{
    *count = 0;
    if (t->shape != YAML_SEQUENCE || !t->first) {
        return expected(t, "a list of one or two");
    }
    for (const struct yaml_tree *item = t->first; item; item = item->next) {
        if (*count == 2) {
            return expected(item, "at most two");
        }
        r->which = (*count)++;
        int status = read_fields(r, item, set);
        if (status) {
            return status;
        }
    }
    return 0;
}

static int read_key(struct reading *r, const struct yaml_tree *t)
{
    static const char *const keys[] = {"shows", "of", "word", "pc", "view", "states", "outcomes"};
    struct witness *w = &r->told->witness;
    struct nearest n = nearest_to(t->key);
    int status = 0;
    if (strcmp(t->key, "shows") == 0) {
        w->shows = (enum property)read_word(t, property_keys, PROPERTIES, &status);
        return status;
    }
    if (strcmp(t->key, "of") == 0 && t->shape == YAML_SCALAR) {
        snprintf(w->name, sizeof w->name, "%s", t->text);
        return 0;
    }
    if (strcmp(t->key, "word") == 0) {
        return read_number(t, &w->view.word);
    }
    if (strcmp(t->key, "pc") == 0) {
        return read_number(t, &w->view.pc);
    }
    if (strcmp(t->key, "view") == 0) {
        return read_fields(r, t, set_view);
    }
    if (strcmp(t->key, "states") == 0) {
        return read_each(r, t, set_state, &w->states);
    }
    if (strcmp(t->key, "outcomes") == 0) {
        return read_each(r, t, set_outcome, &r->outcomes);
    }
    for (unsigned i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        nearest_offer(&n, keys[i]);
    }
    return diag_at(t->key_at, "key `%s`: %s", excerpt(t->key).text, nearest_advice(&n));
}

/* --- witnesses --- */

/* Whether the states are of the modes, and as many, as the property asks for. */
static const char *misshapen(const struct witness *w)
{
    bool user[2] = {w->state[0].priv.mode == MODE_USER, w->state[1].priv.mode == MODE_USER};
    if (w->view.pc % 4 || w->view.pc - WINDOW_BASE >= WINDOW_SIZE) {
        return "pc: expected a multiple of 4 in the window, from 0x80000000 to 0x80004ffc";
    }
    switch (w->shows) {
    case CONTROL_SUPERVISOR:
        return w->states == 1 && !user[0] ? NULL : "states: expected one in supervisor mode";
    case CONTROL_USER:
        return w->states == 1 && user[0] ? NULL : "states: expected one in user mode";
    case LOCATION_SUPERVISOR:
        return w->states == 2 && !user[0] && !user[1] ? NULL
                                                      : "states: expected two in supervisor mode";
    case LOCATION_USER:
        return w->states == 2 && user[0] && user[1] ? NULL : "states: expected two in user mode";
    case UNPRIVILEGED:
        if (w->states == 1) {
            return user[0] ? NULL : "states: expected one in user mode, or one in each";
        }
        break;
    default:
        break;
    }
    return w->states == 2 && !user[0] && user[1]
               ? NULL
               : "states: expected one in supervisor mode, then one in user mode";
}

/* With M alone to differ, all else has to be the same. */
static bool is_alike(const struct witness *w)
{
    const struct state *a = &w->state[0], *b = &w->state[1];
    for (unsigned k = 0; k < CSR_ROWS; k++) {
        if (state_csr(a, (enum csr_index)k) != state_csr(b, (enum csr_index)k)) {
            return false;
        }
    }
    return memcmp(a->tlb, b->tlb, sizeof a->tlb) == 0 &&
           memcmp(w->outside[0], w->outside[1], STEPPER_RAM) == 0;
}

/* What is wrong with a witness of which all has been read; or null. */
static const char *wrong_with(const struct reading *r)
{
    const struct witness *w = &r->told->witness;
    const char *wrong = misshapen(w);
    if (!wrong && witness_tied(w) && w->states == 2 && !is_alike(w)) {
        return "states: expected two that differ in mode alone";
    }
    if (!wrong && r->outcomes != 0 && r->outcomes != w->states) {
        return "outcomes: expected one for each state";
    }
    return wrong;
}

static int read_witness(struct told_witness *told, const struct yaml_tree *t, enum variant v)
{
    struct witness *w = &told->witness;
    struct reading r = {.told = told};
    int status = 0;
    witness_clear(w, v);
    w->states = 0;
    told->at = t->at;
    if (t->shape != YAML_MAPPING) {
        return expected(t, "a witness, a mapping that begins with `shows`");
    }
    for (const struct yaml_tree *k = t->first; k && status == 0; k = k->next) {
        status = read_key(&r, k);
    }
    w->view.elsewhere = r.has_elsewhere ? w->view.elsewhere : w->view.word;
    const char *wrong = status ? NULL : wrong_with(&r);
    return wrong ? diag_at(t->at, "%s", wrong) : status;
}

static int read_list(struct witness_list *l, const struct yaml_tree *t, enum variant v)
{
    if (t->shape != YAML_SEQUENCE && !yaml_tree_empty(t)) {
        return expected(t, "a list of witnesses");
    }
    for (const struct yaml_tree *item = t->first; item; item = item->next) {
        struct told_witness *told = xmalloc(sizeof *told);
        memset(told, 0, sizeof *told);
        l->item = xrealloc(l->item, (l->count + 1) * sizeof *l->item);
        l->item[l->count++] = told;
        int status = read_witness(told, item, v);
        if (status) {
            return status;
        }
    }
    return 0;
}

static const struct yaml_tree *member(const struct yaml_tree *root, const char *key)
{
    const struct yaml_tree *m = root->shape == YAML_MAPPING ? root->first : NULL;
    while (m && strcmp(m->key, key) != 0) {
        m = m->next;
    }
    return m;
}

static int read_file(struct witness_list *l, const struct yaml_tree *root)
{
    static const char *const schema[] = {"trapeze-witness/1"};
    const struct yaml_tree *s = member(root, "schema"), *isa = member(root, "isa");
    const struct yaml_tree *list = member(root, "witnesses");
    int status = 0;
    if (!s || !isa || !list) {
        return diag_at(root->at, "expected witnesses: the keys schema, isa and witnesses");
    }
    read_word(s, schema, 1, &status);
    unsigned v = status ? 0 : read_word(isa, isa_variant_names, VARIANT_COUNT, &status);
    return status ? status : read_list(l, list, (enum variant)v);
}

int witness_load(const char *path, struct witness_list *l)
{
    *l = (struct witness_list){.count = 0};
    struct yaml_tree *root = yaml_tree_load(path);
    int status = root ? read_file(l, root) : EXIT_USAGE;
    yaml_tree_free(root);
    return status;
}

void witness_list_free(struct witness_list *l)
{
    for (unsigned i = 0; i < l->count; i++) {
        free(l->item[i]);
    }
    free(l->item);
}
