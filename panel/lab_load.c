/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lab as a whole: lab.yaml, section by section, and the hidden tests beside it. */
#include "lab.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_store.h"
#include "lab_parts.h"

static void add_name(struct lab_names *names, const char *name)
{
    names->list = xrealloc(names->list, (names->count + 1) * sizeof *names->list);
    names->list[names->count++] = name;
}

/* --- sections --- */

static const struct yaml_tree *section(const struct lab *l, const char *name)
{
    const struct yaml_tree *m = l->root->first;
    while (m != NULL && strcmp(m->key, name) != 0) {
        m = m->next;
    }
    return m;
}

static int missing(const struct lab *l, const char *what, const char *expected)
{
    return diag_at(l->root->at, "no %s: expected %s", what, expected);
}

static int take_about(struct lab *l)
{
    struct lab_of_about a = {.number = 0};
    const struct yaml_tree *t = section(l, "lab");
    if (t == NULL) {
        return missing(l, "key `lab`", "lab: {number: ..., name: ..., kind: ...}");
    }
    int status = plan_take(&l->keeper, &lab_sections[LAB_OF_about], &a, t, false);
    if (status != 0) {
        return status;
    }
    const char *no = a.number_at.file == NULL ? "number"
                     : a.name == NULL         ? "name"
                     : a.kind_at.file == NULL ? "kind"
                                              : NULL;
    if (no != NULL) {
        return diag_at(a.at, "lab: expected a key `%s`", no);
    }
    l->number = (unsigned)a.number;
    l->name = a.name;
    l->title = a.title != NULL ? a.title : a.name;
    l->kind = (enum lab_kind)a.kind;
    l->hours = (unsigned)a.hours;
    return 0;
}

static int take_hand_in(struct lab *l)
{
    const struct yaml_tree *t = section(l, "hand_in");
    if (t == NULL || t->shape != YAML_SEQUENCE || t->first == NULL) {
        return t == NULL ? missing(l, "key `hand_in`", "a list of names of files")
                         : diag_at(t->at, "hand_in: expected a list of names of files");
    }
    for (const struct yaml_tree *item = t->first; item != NULL; item = item->next) {
        struct lab_of_hand_in h = {.name = NULL};
        int status = plan_take_item(&l->keeper, &lab_sections[LAB_OF_hand_in], &h, item);
        if (status != 0) {
            return status;
        }
        if (h.name == NULL || !lab_plain_name(h.name)) {
            return diag_at(item->at,
                           "hand_in: `%s`: expected a relative name of letters, digits, "
                           "., - and _, in folders with /, that begin with no dot or dash",
                           excerpt(h.name != NULL ? h.name : "").text);
        }
        if (lab_has_name(&l->hand_in, h.name)) {
            return diag_at(item->at, "hand_in: `%s` is there already", excerpt(h.name).text);
        }
        add_name(&l->hand_in, h.name);
    }
    return 0;
}

static int take_limits(struct lab *l)
{
    static const struct yaml_tree nothing = {
        .shape = YAML_SCALAR, .text = (char *)"", .bare = true};
    struct lab_of_limits limits = {.cycles = 0};
    const struct yaml_tree *t = section(l, "limits");
    int status = plan_take(&l->keeper, &lab_sections[LAB_OF_limits], &limits,
                           t != NULL ? t : &nothing, false);
    l->cycles = limits.cycles;
    return status;
}

/* A key that lab.yaml may not have. */
static int check_keys(const struct yaml_tree *root, bool hidden)
{
    for (const struct yaml_tree *m = root->first; m != NULL; m = m->next) {
        struct nearest n = nearest_to(m->key);
        bool known = false;
        for (unsigned i = 0; i < LAB_OF_COUNT; i++) {
            const struct config_section *s = &lab_sections[i];
            bool may = s->shape != SHAPE_VALUE && (!hidden || i == LAB_OF_test);
            known = known || (may && strcmp(s->name, m->key) == 0);
            if (may) {
                nearest_offer(&n, s->name);
            }
        }
        if (!known) {
            return diag_at(m->key_at, "unknown key `%s`: %s", excerpt(m->key).text,
                           nearest_advice(&n));
        }
    }
    return 0;
}

/* --- files beside it --- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int list_trusted(struct lab *l, const char *inside);

static int list_entry(struct lab *l, const char *inside, const char *entry)
{
    struct stat st;
    char *name = xformat("%s%s", inside, entry);
    char *path = xformat("%strusted/%s", l->folder, name);
    int status = 0;
    if (entry[0] == '.' || stat(path, &st) != 0) {
        status = 0; /* an editor's, or a link to nothing */
    } else if (!lab_plain_name(name)) {
        status = diag_at((struct where){path, 0, 0}, "expected a name of letters, digits, ., - "
                                                     "and _");
    } else if (S_ISDIR(st.st_mode)) {
        char *deeper = xformat("%s/", name);
        status = list_trusted(l, deeper);
        free(deeper);
    } else {
        status = lab_has_name(&l->hand_in, name)
                     ? diag_at((struct where){path, 0, 0}, "is in hand_in, too: expected a file "
                                                           "that is not handed in")
                     : 0;
        add_name(&l->trusted, config_keep(&l->keeper, name));
    }
    free(name);
    free(path);
    return status;
}

static int list_trusted(struct lab *l, const char *inside)
{
    char *path = xformat("%strusted/%s", l->folder, inside);
    DIR *d = opendir(path);
    int status = 0;
    for (struct dirent *e; d != NULL && status == 0 && (e = readdir(d)) != NULL;) {
        status = list_entry(l, inside, e->d_name);
    }
    if (d != NULL) {
        closedir(d);
    }
    free(path);
    return status;
}

static int take_trusted(struct lab *l)
{
    int status = list_trusted(l, "");
    if (l->trusted.count > 1) {
        qsort(l->trusted.list, l->trusted.count, sizeof *l->trusted.list, by_name);
    }
    return status;
}

static int take_hidden(struct lab *l, const char *folder)
{
    char *path = xformat("%shidden/tests.yaml", folder);
    const char *file = config_keep(&l->keeper, path);
    free(path);
    if (access(file, F_OK) != 0) {
        return 0;
    }
    l->hidden = yaml_tree_load(file);
    if (l->hidden == NULL) {
        return EXIT_USAGE;
    }
    if (l->hidden->shape != YAML_MAPPING || l->hidden->first == NULL) {
        return diag_at(l->hidden->at, "expected hidden tests, a mapping with a key `tests`");
    }
    int status = check_keys(l->hidden, true);
    return status != 0 ? status : lab_take_tests(l, l->hidden->first, true);
}

/* --- the whole --- */

static int take_all(struct lab *l, const char *folder)
{
    if (l->root->shape != YAML_MAPPING) {
        return diag_at(l->root->at, "expected a lab, a mapping with keys lab, hand_in and tests");
    }
    int status = check_keys(l->root, false);
    status = status != 0 ? status : take_about(l);
    status = status != 0 ? status : take_hand_in(l);
    status = status != 0 ? status : take_limits(l);
    status = status != 0 ? status : take_trusted(l);
    const struct yaml_tree *tests = section(l, "tests");
    if (status == 0 && tests == NULL) {
        status = missing(l, "key `tests`", "a list of tests");
    }
    status = status != 0 ? status : lab_take_tests(l, tests, false);
    status = status != 0 ? status : take_hidden(l, folder);
    for (unsigned i = 0; i < l->test_count && status == 0; i++) {
        status = lab_check_test(l, &l->tests[i]);
    }
    return status;
}

int lab_load(struct lab *l, const char *folder)
{
    *l = (struct lab){.number = 0};
    size_t n = strlen(folder);
    char *as_named = xformat("%s%s", folder, n > 0 && folder[n - 1] == '/' ? "" : "/");
    char *path = xformat("%slab.yaml", as_named);
    char *real = realpath(folder, NULL);
    config_init(&l->keeper, path);
    l->folder = real != NULL ? config_keep(&l->keeper, real) : "";
    free(real);
    real = xformat("%s/", l->folder);
    l->folder = config_keep(&l->keeper, real);
    free(real);
    free(path);
    l->root = yaml_tree_load(l->keeper.file);
    int status = l->root != NULL ? take_all(l, as_named) : EXIT_USAGE;
    free(as_named);
    return status;
}

void lab_free(struct lab *l)
{
    for (unsigned i = 0; i < l->test_count; i++) {
        struct lab_test *t = &l->tests[i];
        for (unsigned k = 0; k < t->that_count; k++) {
            formula_free(t->that[k]);
        }
        free(t->that);
        free(t->bounds);
        free(t->sources.list);
        free(t->set.list);
    }
    free(l->tests);
    free(l->hand_in.list);
    free(l->trusted.list);
    yaml_tree_free(l->root);
    yaml_tree_free(l->hidden);
    config_free(&l->keeper);
    *l = (struct lab){.number = 0};
}
