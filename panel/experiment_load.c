/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole of an experiment: its tree with --set in it, section by section. */
#include "experiment.h"

#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

const char *plan_text(struct experiment *e, const struct yaml_tree *t)
{
    return config_keep(&e->keeper, t->text);
}

/* --- --set --- */

bool plan_set_of_run(const char *set)
{
    char *section = xformat("%.*s", (int)strcspn(set, ".[="), set);
    bool of_experiment = config_of_experiment(section);
    free(section);
    return !of_experiment;
}

/* Where the member with this key is in t, or would be added. */
static struct yaml_tree **member_place(struct yaml_tree *t, const char *key)
{
    struct yaml_tree **m = &t->first;
    while (*m != NULL && strcmp((*m)->key, key) != 0) {
        m = &(*m)->next;
    }
    return m;
}

/* Put a value in at that place, or with NULL take out what is there. */
static void put_member(struct yaml_tree **place, const char *key, struct yaml_tree *value)
{
    struct yaml_tree *before = *place;
    struct yaml_tree *next = before != NULL ? before->next : NULL;
    if (value != NULL) {
        value->key = xstrdup(key);
        value->next = next;
    }
    *place = value != NULL ? value : next;
    if (before != NULL) {
        before->next = NULL;
        yaml_tree_free(before);
    }
}

/* The section, made if there is none; NULL after a message. */
static struct yaml_tree *section_named(struct yaml_tree *root, const char *name, struct where at)
{
    struct yaml_tree **place = member_place(root, name);
    if (*place == NULL || yaml_tree_empty(*place)) {
        put_member(place, name, yaml_tree_of_text("{}", at));
    }
    if ((*place)->shape != YAML_MAPPING) {
        diag_at(at, "%s is %s: expected %s=VALUE, which replaces it as a whole", name,
                yaml_shape_name((*place)->shape), name);
        return NULL;
    }
    return *place;
}

/* sweep.machine.tlb=[8, 16]: a value in YAML for a key of a section, or without it. */
static int set_in_tree(struct experiment *e, const char *set)
{
    char *place = xformat("--set %s", excerpt(set).text);
    struct where at = {config_keep(&e->keeper, place), 0, 0};
    free(place);
    const char *equals = strchr(set, '=');
    if (strncmp(set, "include", strlen("include")) == 0) {
        return diag_at(at, "files are included by files: expected a key `include` there");
    }
    if (equals == NULL) {
        return diag_at(at, "no value: expected PATH=VALUE, such as sweep.machine.tlb=[8, 16]");
    }
    struct yaml_tree *value = equals[1] != '\0' ? yaml_tree_of_text(equals + 1, at) : NULL;
    if (value == NULL && equals[1] != '\0') {
        return EXIT_USAGE;
    }
    size_t length = strcspn(set, ".[=");
    char *section = xformat("%.*s", (int)length, set);
    char *key = xformat("%.*s", (int)(equals - set - (long)length), set + length);
    struct yaml_tree *parent = key[0] == '.' ? section_named(e->root, section, at) : e->root;
    if (parent != NULL) {
        const char *name = key[0] == '.' ? key + 1 : section;
        put_member(member_place(parent, name), name, value);
    } else {
        yaml_tree_free(value);
    }
    free(section);
    free(key);
    return parent != NULL ? 0 : EXIT_USAGE;
}

static int set_all(struct experiment *e)
{
    int status = 0;
    for (unsigned i = 0; i < e->set_count && status == 0; i++) {
        status = plan_set_of_run(e->sets[i]) ? 0 : set_in_tree(e, e->sets[i]);
    }
    return status;
}

/* --- sections --- */

static const struct yaml_tree *section(const struct experiment *e, const char *name)
{
    const struct yaml_tree *m = e->root->first;
    while (m != NULL && strcmp(m->key, name) != 0) {
        m = m->next;
    }
    return m;
}

static const struct yaml_tree nothing = {.shape = YAML_SCALAR, .text = (char *)"", .bare = true};

static int load_about(struct experiment *e)
{
    struct plan_about about = {.title = NULL};
    const struct yaml_tree *t = section(e, "experiment");
    int status = plan_take(&e->keeper, &plan_sections[PLAN_about], &about, t ? t : &nothing, false);
    e->title = about.title;
    e->question = about.question;
    e->source = about.source;
    e->expected = about.expected;
    e->failures_allowed = about.failures == ALLOWED_YES;
    e->unsound_allowed = about.unsound == ALLOWED_YES;
    return status;
}

static int load_repeat(struct experiment *e)
{
    struct plan_repeat repeat = {.count = 0};
    const struct yaml_tree *t = section(e, "repeat");
    int status =
        plan_take(&e->keeper, &plan_sections[PLAN_repeat], &repeat, t ? t : &nothing, false);
    e->repeated = t != NULL && !yaml_tree_empty(t);
    e->repeats = (unsigned)repeat.count;
    e->seed = repeat.seed;
    if (status == 0 && e->seed + e->repeats - 1 > UINT32_MAX) {
        status = diag_at(config_place(repeat.seed_at, repeat.at),
                         "repeat.seed: the last seed is too large: expected at most %u",
                         UINT32_MAX - (e->repeats - 1));
    }
    return status;
}

static int load_sections(struct experiment *e)
{
    int status = load_about(e);
    status = status != 0 ? status : load_repeat(e);
    status = status != 0 ? status : plan_sweep(e, section(e, "sweep"));
    status = status != 0 ? status : plan_measure(e, section(e, "measure"));
    status = status != 0 ? status : plan_expect(e, section(e, "expect"));
    status = status != 0 ? status : plan_report(e, section(e, "report"));
    status = status != 0 ? status : plan_keep(e);
    return status != 0 ? status : plan_baseline(e, section(e, "baseline"));
}

/* --- the whole --- */

static struct yaml_tree *load_tree(const char *file)
{
    enum file_kind kind;
    if (file_kind(file, &kind) != 0) {
        return NULL;
    }
    if (kind != FILE_YAML) {
        diag_at((struct where){file, 0, 0}, "not YAML: expected the file of an experiment");
        return NULL;
    }
    return yaml_tree_load_all(file);
}

int experiment_open(struct experiment *e, const char *file, struct yaml_tree *root,
                    const char *const *sets, unsigned set_count)
{
    *e = (struct experiment){.sets = sets, .set_count = set_count, .repeats = 1};
    config_init(&e->keeper, file);
    config_init(&e->base, file);
    e->file = e->keeper.file;
    e->cells = xmalloc(2 * EXPERIMENT_CELL);
    e->root = root != NULL ? root : load_tree(e->file);
    if (e->root == NULL) {
        return EXIT_USAGE;
    }
    int status = e->root->shape == YAML_MAPPING ? set_all(e) : 0;
    if (status == 0) {
        config_free(&e->base);
        status = config_load_tree(&e->base, e->root, e->file);
    }
    return status != 0 ? status : load_sections(e);
}

int experiment_load(struct experiment *e, const char *file, const char *const *sets,
                    unsigned set_count)
{
    int status = experiment_open(e, file, NULL, sets, set_count);
    return status != 0 ? status : experiment_check(e);
}

static void free_formulas(struct formula **list, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        formula_free(list[i]);
    }
    free(list);
}

static void free_axes(struct experiment *e)
{
    for (unsigned i = 0; i < e->axis_count; i++) {
        struct axis *a = &e->axes[i];
        for (unsigned v = 0; v < a->count; v++) {
            free(a->values[v].texts);
            free(a->values[v].settings);
        }
        free(a->values);
        free(a->columns);
    }
    free(e->axes);
}

void experiment_free(struct experiment *e)
{
    free_axes(e);
    free_formulas(e->conditions, e->condition_count);
    for (unsigned i = 0; i < e->measure_count; i++) {
        formula_free(e->measures[i].formula);
    }
    for (unsigned i = 0; i < e->expectation_count; i++) {
        formula_free(e->expectations[i].that);
        formula_free(e->expectations[i].when);
    }
    for (unsigned i = 0; i < e->chart_count; i++) {
        formula_free(e->charts[i].when);
        free(e->charts[i].y);
    }
    free(e->measures);
    free(e->expectations);
    free(e->charts);
    free(e->baseline);
    free(e->kept);
    free(e->kept_before);
    free(e->owners);
    free(e->cells);
    config_free(&e->base);
    config_free(&e->keeper);
    yaml_tree_free(e->root);
    *e = (struct experiment){0};
}
