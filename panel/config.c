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

/*
 * The VM that `selector` chooses of `count` from `first` on: [2] or .alice, followed by a dot.
 * Steps over both. CONFIG_VMS after a message.
 */
static unsigned select_vm(struct config *c, unsigned first, unsigned count, char **selector,
                          struct where at)
{
    if (count == 0) {
        diag_at(at, "there is no VM to set a key of: expected a list `vms` in the file");
        return CONFIG_VMS;
    }
    char *s = *selector + 1;
    char *end = s + strcspn(s, **selector == '[' ? "]" : ".");
    char *rest = *end == ']' ? end + 1 : end;
    if (*end == '\0' || *rest != '.') {
        diag_at(at, "no key is named: expected vms[0].KEY or vms.NAME.KEY");
        return CONFIG_VMS;
    }
    char kind = **selector;
    *end = '\0';
    *selector = rest + 1;
    struct nearest n = nearest_to(s);
    for (unsigned i = 0; i < count; i++) {
        const struct config_vm *vm = &c->vms[first + i];
        const char *name = vm->name != NULL ? vm->name : "";
        char *index = xformat("%u", i);
        bool same = strcmp(kind == '[' ? index : name, s) == 0;
        free(index);
        if (same) {
            return first + i;
        }
        nearest_offer(&n, name);
    }
    if (kind == '[') {
        diag_at(at, "no VM [%s]: expected 0 to %u", excerpt(s).text, count - 1);
    } else {
        diag_at(at, "no VM is called `%s`: %s", excerpt(s).text, nearest_advice(&n));
    }
    return CONFIG_VMS;
}

/* The same, and then those in it, as long as the list of a VM's own VMs follows: vms.a.vms.b.KEY */
static struct config_vm *select_inner(struct config *c, const struct config_section *s,
                                      char **selector, struct where at)
{
    size_t length = strlen(s->name);
    unsigned vm = select_vm(c, 0, c->top_count, selector, at);
    while (vm != CONFIG_VMS && strncmp(*selector, s->name, length) == 0 &&
           ((*selector)[length] == '.' || (*selector)[length] == '[')) {
        *selector += length;
        vm = select_vm(c, c->kin[vm].first, c->kin[vm].count, selector, at);
    }
    return vm != CONFIG_VMS ? &c->vms[vm] : NULL;
}

/* Assign to `path`, which is taken apart in place. */
static int assign(struct config *c, char *path, const char *value, struct where at)
{
    char *rest = path + strcspn(path, ".[");
    char separator = *rest;
    *rest = '\0';
    const struct config_section *s = config_find_section(path, at);
    if (s == NULL) {
        return EXIT_USAGE;
    }
    void *member = s->shape == SHAPE_ONE ? config_member(c, s, 0) : NULL;
    *rest = separator;
    if (s->shape == SHAPE_EACH && separator != '\0') {
        member = select_inner(c, s, &rest, at);
        if (member == NULL) {
            return EXIT_USAGE;
        }
    } else if (separator == '.') {
        rest++;
    } else {
        return diag_at(at, "no key is named: expected %s%s.KEY=VALUE", s->name,
                       s->shape == SHAPE_EACH ? "[0]" : "");
    }
    const struct config_key *k = config_find_key(s, rest, at);
    return k != NULL ? config_put(c, s, member, k, value, at, "") : EXIT_USAGE;
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
    int status = assign(c, path, equals + 1, at);
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
