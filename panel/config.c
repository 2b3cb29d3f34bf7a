/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config_store.h"

int config_for_image(struct config *c, const char *path)
{
    config_init(c, path);
    struct where at = {c->file, 0, 0};
    struct config_vm *vm = config_add_vm(c, CONFIG_MACHINE, at);
    vm->image = c->file;
    vm->image_at = at;
    config_name_vm(c, vm);
    return 0;
}

/* A path being followed, the place that says it, and what is to be done with the keys. */
struct pursuit {
    struct config *config;
    struct where at;
    config_key_visitor *visit;
    void *context;
};

/* VMs of one monitor, side by side. */
struct vm_range {
    unsigned first, count;
};

/*
 * Those of `range` that `word` chooses, by the mark in front of it: [2], .alice, or .* for all of
 * them. None after a message.
 */
static struct vm_range choose_vms(const struct pursuit *a, struct vm_range range, char mark,
                                  const char *word)
{
    if (mark == '.' && strcmp(word, "*") == 0) {
        return range;
    }
    struct nearest n = nearest_to(word);
    for (unsigned i = 0; i < range.count; i++) {
        const struct config_vm *vm = &a->config->vms[range.first + i];
        const char *name = vm->name != NULL ? vm->name : "";
        char *index = xformat("%u", i);
        bool same = strcmp(mark == '[' ? index : name, word) == 0;
        free(index);
        if (same) {
            return (struct vm_range){range.first + i, 1};
        }
        nearest_offer(&n, name);
    }
    if (mark == '[') {
        diag_at(a->at, "no VM [%s]: expected 0 to %u", excerpt(word).text, range.count - 1);
    } else {
        diag_at(a->at, "no VM is called `%s`: %s", excerpt(word).text, nearest_advice(&n));
    }
    return (struct vm_range){0, 0};
}

static int find_in_vms(const struct pursuit *a, const struct config_section *s,
                       struct vm_range range, const char *path);

/* What is left of the path behind the choice of a VM: a key, or its VMs' again. */
static int find_in_vm(const struct pursuit *a, const struct config_section *s, unsigned index,
                      const char *path)
{
    size_t length = strlen(s->name);
    if (strncmp(path, s->name, length) == 0 && (path[length] == '.' || path[length] == '[')) {
        const struct config_kin *k = &a->config->kin[index];
        return find_in_vms(a, s, (struct vm_range){k->first, k->count}, path + length);
    }
    const struct config_key *k = config_find_key(s, path, a->at);
    return k != NULL ? a->visit(a->context, s, &a->config->vms[index], k) : EXIT_USAGE;
}

/* The same in front of that choice. */
static int find_in_vms(const struct pursuit *a, const struct config_section *s,
                       struct vm_range range, const char *path)
{
    if (range.count == 0) {
        return diag_at(a->at, "there is no VM to set a key of: expected a list `vms` in the file");
    }
    char mark = *path++;
    size_t length = strcspn(path, mark == '[' ? "]" : ".");
    const char *rest = path[length] == ']' ? path + length + 1 : path + length;
    if (path[length] == '\0' || *rest != '.') {
        return diag_at(a->at, "no key is named: expected vms[0].KEY, vms.NAME.KEY or vms.*.KEY");
    }
    char *word = xformat("%.*s", (int)length, path);
    struct vm_range chosen = choose_vms(a, range, mark, word);
    free(word);
    int status = chosen.count > 0 ? 0 : EXIT_USAGE;
    for (unsigned i = 0; i < chosen.count && status == 0; i++) {
        status = find_in_vm(a, s, chosen.first + i, rest + 1);
    }
    return status;
}

/* A path whose first word, of `length`, is the name of a section. */
static int find_in_section(const struct pursuit *a, const struct config_section *s,
                           const char *path, size_t length)
{
    struct config *c = a->config;
    bool each = s->shape == SHAPE_EACH;
    if (each && path[length] != '\0') {
        return find_in_vms(a, s, (struct vm_range){0, c->top_count}, path + length);
    }
    if (path[length] != '.') {
        return diag_at(a->at, "no key is named: expected %s%s.KEY=VALUE", s->name,
                       each ? "[0]" : "");
    }
    const struct config_key *k = config_find_key(s, path + length + 1, a->at);
    return k != NULL ? a->visit(a->context, s, config_member(c, s, 0), k) : EXIT_USAGE;
}

int config_find(struct config *c, const char *path, struct where at, config_key_visitor *visit,
                void *context)
{
    struct pursuit a = {c, at, visit, context};
    size_t length = strcspn(path, ".[");
    char *name = xformat("%.*s", (int)length, path);
    int status = EXIT_USAGE;
    if (config_of_experiment(name)) {
        diag_at(at,
                "`%s` is about an experiment's points: expected a key of one run, such as "
                "machine.ram",
                name);
    } else {
        const struct config_section *s = config_find_section(name, at);
        status = s != NULL ? find_in_section(&a, s, path, length) : EXIT_USAGE;
    }
    free(name);
    return status;
}

/* What is assigned, and the place that says so. */
struct assignment {
    struct config *config;
    const char *text;
    struct where at;
};

static int assign(void *context, const struct config_section *s, void *member,
                  const struct config_key *k)
{
    const struct assignment *a = context;
    return config_put(a->config, s, member, k, a->text, a->at);
}

int config_assign(struct config *c, const char *path, const char *text, struct where at)
{
    struct assignment a = {c, text, at};
    return config_find(c, path, at, assign, &a);
}

int config_set(struct config *c, const char *assignment)
{
    char *place = xformat("--set %s", excerpt(assignment).text);
    struct where at = {config_keep(c, place), 0, 0};
    free(place);
    const char *equals = strchr(assignment, '=');
    if (equals == NULL) {
        return diag_at(at, "no value: expected PATH=VALUE, such as machine.ram=64MiB");
    }
    char *path = xformat("%.*s", (int)(equals - assignment), assignment);
    int status = config_assign(c, path, equals + 1, at);
    free(path);
    return status;
}

/* `file`, or the shipped guest of that name if there is no such file; in new memory. */
static char *file_or_guest(const char *file)
{
    char *found = NULL;
    if (access(file, F_OK) != 0 && strpbrk(file, "./") == NULL) {
        found = find_shipped("guests", file);
    }
    return found != NULL ? found : xstrdup(file);
}

static int load(struct config *c, const char *file, bool flat)
{
    enum file_kind kind;
    int status = file_kind(file, &kind);
    if (status != 0) {
        return status;
    }
    return flat || kind != FILE_YAML ? config_for_image(c, file) : config_load_file(c, file);
}

int config_load(struct config *c, const char *file, bool flat, const char *const *sets,
                unsigned set_count)
{
    *c = (struct config){0};
    char *found = file_or_guest(file);
    int status = load(c, found, flat);
    free(found);
    for (unsigned i = 0; i < set_count && status == 0; i++) {
        status = config_set(c, sets[i]);
    }
    return status != 0 ? status : config_check(c);
}
