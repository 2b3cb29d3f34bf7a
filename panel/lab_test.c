/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tests of a lab, from their list: what each of them says by itself. */
#include <stdlib.h>
#include <string.h>

#include "config_store.h"
#include "lab_parts.h"

enum { TESTS_MOST = 500 };

/* --- lists within a test --- */

static int take_sources(struct lab_test *t, const struct yaml_tree *list, struct lab *l)
{
    if (list == NULL) {
        return 0;
    }
    bool several = list->shape == YAML_SEQUENCE;
    for (const struct yaml_tree *i = several ? list->first : list; i != NULL;
         i = several ? i->next : NULL) {
        if (i->shape != YAML_SCALAR) {
            return diag_at(i->at, "tests.sources: %s: expected names of files",
                           yaml_shape_name(i->shape));
        }
        if (!lab_has_name(&l->hand_in, i->text) && !lab_has_name(&l->trusted, i->text)) {
            struct nearest n = nearest_to(i->text);
            for (unsigned k = 0; k < l->hand_in.count; k++) {
                nearest_offer(&n, l->hand_in.list[k]);
            }
            for (unsigned k = 0; k < l->trusted.count; k++) {
                nearest_offer(&n, l->trusted.list[k]);
            }
            return diag_at(i->at, "tests.sources: `%s`: %s", excerpt(i->text).text,
                           nearest_advice(&n));
        }
        unsigned room = t->sources.count + 1;
        t->sources.list = xrealloc(t->sources.list, room * sizeof *t->sources.list);
        t->sources.list[t->sources.count++] = config_keep(&l->keeper, i->text);
    }
    return 0;
}

static int take_set(struct lab_test *t, const struct yaml_tree *list, struct lab *l)
{
    bool several = list != NULL && list->shape == YAML_SEQUENCE;
    for (const struct yaml_tree *i = several ? list->first : list; i != NULL;
         i = several ? i->next : NULL) {
        if (i->shape != YAML_SCALAR || strchr(i->text, '=') == NULL) {
            return diag_at(i->at, "tests.set: expected PATH=VALUE, such as repeat.seed=7");
        }
        t->set.list = xrealloc(t->set.list, (t->set.count + 1) * sizeof *t->set.list);
        t->set.list[t->set.count++] = config_keep(&l->keeper, i->text);
    }
    return 0;
}

static int take_bound(struct lab_test *t, const struct yaml_tree *item, struct lab *l)
{
    struct lab_of_bound b = {.cycles = 0};
    int status = plan_take(&l->keeper, &lab_sections[LAB_OF_bound], &b, item, false);
    if (status != 0) {
        return status;
    }
    if (b.cycles_at.file == NULL || b.points_at.file == NULL) {
        return diag_at(item->at, "tests.bounds: expected {cycles: N, points: M}");
    }
    const struct lab_bound *last = t->bound_count > 0 ? &t->bounds[t->bound_count - 1] : NULL;
    if (last != NULL && (b.cycles <= last->cycles || b.points >= last->points)) {
        return diag_at(item->at, "tests.bounds: expected more cycles and less points than in the "
                                 "one before");
    }
    t->bounds = xrealloc(t->bounds, (t->bound_count + 1) * sizeof *t->bounds);
    t->bounds[t->bound_count++] = (struct lab_bound){b.cycles, (unsigned)b.points};
    return 0;
}

static int take_bounds(struct lab_test *t, const struct yaml_tree *list, struct lab *l)
{
    if (list != NULL && (list->shape != YAML_SEQUENCE || list->first == NULL)) {
        return diag_at(list->at, "tests.bounds: expected a list of {cycles: N, points: M}");
    }
    int status = 0;
    for (const struct yaml_tree *i = list != NULL ? list->first : NULL; i != NULL && status == 0;
         i = i->next) {
        status = take_bound(t, i, l);
    }
    return status;
}

/* --- a test --- */

/* A path as it is from anywhere; of a file that is there. */
static int settle_file(struct lab *l, const char **path, struct where at, const char *key)
{
    if (*path == NULL) {
        return 0;
    }
    int status = config_check_file(*path, at, key, "");
    char *real = status == 0 ? realpath(*path, NULL) : NULL;
    if (real != NULL) {
        *path = config_keep(&l->keeper, real);
    }
    free(real);
    return status;
}

/* What every test has. */
static int check_given(const struct lab *l, const struct lab_of_test *k)
{
    const char *no = k->name == NULL                                         ? "name"
                     : k->judge_at.file == NULL                              ? "judge"
                     : k->points_at.file == NULL && k->judge != JUDGE_CYCLES ? "points"
                                                                             : NULL;
    if (no != NULL) {
        return diag_at(k->at, "tests: this one has no key `%s`: expected one", no);
    }
    for (unsigned i = 0; i < l->test_count; i++) {
        if (strcmp(l->tests[i].name, k->name) == 0) {
            return diag_at(k->name_at,
                           "tests.name: two tests are called `%s`: expected different "
                           "names",
                           excerpt(k->name).text);
        }
    }
    return 0;
}

/* The best that its bounds give. */
static int settle_points(struct lab_test *t, const struct lab_of_test *k)
{
    unsigned best = t->bound_count > 0 ? t->bounds[0].points : t->points;
    if (k->points_at.file != NULL && t->points != best) {
        return diag_at(k->points_at,
                       "tests.points: %u, and the strictest of bounds gives %u: "
                       "expected the same",
                       t->points, best);
    }
    t->points = best;
    return 0;
}

static int take_test(struct lab *l, const struct yaml_tree *item, bool hidden)
{
    struct lab_of_test k = {.name = NULL};
    int status = plan_take(&l->keeper, &lab_sections[LAB_OF_test], &k, item, false);
    l->tests = xrealloc(l->tests, (l->test_count + 1) * sizeof *l->tests);
    struct lab_test *t = &l->tests[l->test_count];
    *t = (struct lab_test){.name = k.name,
                           .at = item->at,
                           .judge = (enum lab_judge)k.judge,
                           .visibility = hidden ? LAB_HIDDEN : (enum lab_visibility)k.visibility,
                           .points = (unsigned)k.points,
                           .file = k.file,
                           .that = k.that.list,
                           .that_count = k.that.count,
                           .fault = k.fault,
                           .secret = k.secret,
                           .found = k.found,
                           .hint = k.hint};
    status = status != 0 ? status : check_given(l, &k);
    status = status != 0 ? status : take_sources(t, k.sources, l);
    status = status != 0 ? status : take_set(t, k.set, l);
    status = status != 0 ? status : take_bounds(t, k.bounds, l);
    status = status != 0 ? status : settle_points(t, &k);
    status = status != 0 ? status : settle_file(l, &t->file, k.file_at, "tests.file");
    status = status != 0 ? status : settle_file(l, &t->fault, k.fault_at, "tests.fault");
    l->test_count++;
    l->points += t->points;
    return status;
}

int lab_take_tests(struct lab *l, const struct yaml_tree *list, bool hidden)
{
    if (list->shape != YAML_SEQUENCE || list->first == NULL) {
        return diag_at(list->at, "tests: expected a list, items that begin with `- name: ...`");
    }
    int status = 0;
    for (const struct yaml_tree *i = list->first; i != NULL && status == 0; i = i->next) {
        status = l->test_count < TESTS_MOST
                     ? take_test(l, i, hidden)
                     : diag_at(i->at, "tests: too many: expected at most %d", TESTS_MOST);
    }
    return status;
}
