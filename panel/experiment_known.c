/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which names formulas may have, and what is said of one that they may not. */
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

/* --- what there is --- */

static void know_keys(struct names *n)
{
    for (unsigned i = 0; i < config_section_count; i++) {
        const struct config_section *s = &config_sections[i];
        for (unsigned k = 0; k < s->key_count; k++) {
            char *name =
                xformat("%s.%s%s", s->name, s->shape == SHAPE_EACH ? "*." : "", s->keys[k].name);
            names_add(n, name);
            free(name);
        }
    }
}

static void know_counter(void *context, const char *name, uint64_t value)
{
    (void)value;
    names_add(context, name);
}

/* What a result says beside counters: see point.h. */
static void know_outcomes(struct names *n)
{
    static const char *const outcomes[] = {
        "passed",        "status",       "vms.*.passed",      "vms.*.exit_code",
        "vms.*.outcome", "vms.*.output", "vms.*.output_bytes"};
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        names_add(n, outcomes[i]);
    }
}

void plan_know(const struct experiment *e, bool results, struct known *k)
{
    *k = (struct known){{NULL, 0}, {NULL, 0}};
    unsigned columns = experiment_columns(e);
    for (unsigned i = 0; i < columns; i++) {
        names_add(&k->names, experiment_column(e, i));
    }
    know_keys(&k->names);
    if (results) {
        counters_names(know_counter, &k->names);
        know_outcomes(&k->names);
    }
    names_sort(&k->names);
}

void plan_know_vms(struct known *k, const struct config *c)
{
    bool more = false;
    for (unsigned vm = 0; vm < c->vms_count; vm++) {
        char *name = config_vm_name(c, vm);
        if (!names_has(&k->vms, name)) {
            names_add(&k->vms, name);
            more = true;
        }
        free(name);
    }
    if (more) {
        names_sort(&k->vms);
    }
}

void plan_forget(struct known *k)
{
    names_free(&k->names);
    names_free(&k->vms);
}

/* --- what there is not --- */

static bool is_choice_of(enum choice_list list, const char *word)
{
    for (const struct config_choice *c = config_choices; c->name != NULL; c++) {
        if (c->list == list && strcmp(c->name, word) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether a key of the configuration may have the word as its value. */
static bool is_choice(const char *word)
{
    for (unsigned i = 0; i < config_section_count; i++) {
        for (unsigned k = 0; k < config_sections[i].key_count; k++) {
            const struct config_key *key = &config_sections[i].keys[k];
            if (key->type == KEY_CHOICE && is_choice_of(key->list, word)) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a word without quotes is a value that a column or a key has somewhere. */
static bool is_value(const struct experiment *e, const char *word)
{
    for (unsigned i = 0; i < e->axis_count; i++) {
        const struct axis *a = &e->axes[i];
        for (unsigned v = 0; v < a->count; v++) {
            for (unsigned n = 0; n < a->column_count; n++) {
                if (strcmp(a->values[v].texts[n], word) == 0) {
                    return true;
                }
            }
        }
    }
    return is_choice(word);
}

static int refuse_name(const struct experiment *e, const struct known *k, const char *name,
                       struct where at)
{
    if (is_value(e, name)) {
        return diag_at(at, "unknown name `%s`: a text is written '%s'", name, name);
    }
    if (strchr(name, '[') != NULL) {
        return diag_at(at, "unknown name `%s`: expected the VM's name, as in vms.NAME.weight",
                       excerpt(name).text);
    }
    return diag_at(at, "unknown name `%s`: %s%s", excerpt(name).text,
                   names_advice(&k->names, name).text, formula_name_hint(name));
}

/* The VMs that a name begins with: at some point each is there. */
static int check_vms(const struct known *k, const char *name, struct where at)
{
    unsigned length = names_vms(name);
    char *vms = xformat("%.*s", (int)length, name);
    struct nearest n = nearest_to(vms);
    bool found = length == 0;
    for (unsigned i = 0; i < k->vms.count && !found; i++) {
        found = formula_matches(vms, k->vms.list[i]);
        nearest_offer(&n, k->vms.list[i]);
    }
    int status = found ? 0
                       : diag_at(at, "`%s`: no point has a VM `%s`: %s", excerpt(name).text,
                                 excerpt(vms).text, nearest_advice(&n));
    free(vms);
    return status;
}

int plan_check_vm(const struct known *k, const char *vm, struct where at)
{
    struct nearest n = nearest_to(vm);
    for (unsigned i = 0; i < k->vms.count; i++) {
        const char *name = k->vms.list[i] + strlen("vms.");
        if (strcmp(name, vm) == 0) {
            return 0;
        }
        nearest_offer(&n, name);
    }
    return diag_at(at, "report.vm: no point has a VM `%s`: %s", vm, nearest_advice(&n));
}

int plan_check_known(const struct experiment *e, const struct known *k, const char *name,
                     struct where at)
{
    unsigned column;
    if (experiment_find_column(e, name, &column)) {
        return 0;
    }
    int status = check_vms(k, name, at);
    return status != 0 || names_known(&k->names, name) ? status : refuse_name(e, k, name, at);
}
