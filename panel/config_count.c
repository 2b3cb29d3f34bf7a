/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * VMs of which there are several: `vms.count` makes copies of a VM, and of the VMs in it, called
 * NAME1, NAME2, ... Where a name of a file that a copy writes has a `%`, the copy's number stands
 * there; in a copy within copies all their numbers, with dots between them.
 */
#include <stdlib.h>
#include <string.h>

#include "config_store.h"

/* A VM of the expanded configuration: what it is a copy of, and which one. */
struct copy {
    unsigned original;
    const char *numbers; /* "2", "2.1"; or NULL if it stands for one VM alone */
};

struct expansion {
    struct config *c;
    struct config_vm *vms; /* as they were */
    struct config_kin *kin;
    struct copy copies[CONFIG_VMS]; /* of each VM as they now are */
};

static bool is_counted(const struct config_vm *vm)
{
    return vm->count_at.file != NULL;
}

/* How much of a path is the folder of the file that it stands in, which the user did not write. */
static size_t folder_length(const char *path, struct where at)
{
    const char *slash = at.file != NULL && at.line > 0 ? strrchr(at.file, '/') : NULL;
    size_t length = slash != NULL ? (size_t)(slash - at.file) + 1 : 0;
    return length > 0 && strncmp(path, at.file, length) == 0 ? length : 0;
}

/* path with each % replaced that the user wrote, in the config's keeping. */
static const char *numbered(struct config *c, const char *path, struct where at,
                            const char *numbers)
{
    size_t folder = folder_length(path, at);
    char *s = xstrdup(path);
    for (char *mark; (mark = strchr(s + folder, '%')) != NULL;) {
        char *next = xformat("%.*s%s%s", (int)(mark - s), s, numbers, mark + 1);
        free(s);
        s = next;
    }
    const char *kept = config_keep(c, s);
    free(s);
    return kept;
}

static int number_name(struct config *c, struct config_vm *vm, unsigned number)
{
    enum { LONGEST = 31 };
    if (vm->name == NULL) {
        return 0; /* nor has it an image */
    }
    char *name = xformat("%s%u", vm->name, number);
    if (strlen(name) > LONGEST) {
        free(name);
        return diag_at(config_place(vm->name_at, vm->at),
                       "vms.name: `%s` with a number behind it is too long: expected a shorter one",
                       vm->name);
    }
    vm->name = config_keep(c, name);
    free(name);
    return 0;
}

static void number_files(struct config *c, struct config_vm *vm, const char *numbers)
{
    const struct {
        const char **path;
        struct where at;
    } files[] = {{&vm->console, vm->console_at},
                 {&vm->disk_save, vm->disk_save_at},
                 {&vm->signature, vm->signature_at}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (*files[i].path != NULL) {
            *files[i].path = numbered(c, *files[i].path, files[i].at, numbers);
        }
    }
}

/* One copy of VM `original`, number 0 if it is not counted, in `parent`, which is expanded. */
static int add_copy(struct expansion *x, unsigned original, unsigned parent, unsigned number)
{
    struct config *c = x->c;
    const struct config_vm *from = &x->vms[original];
    const char *outer = parent != CONFIG_MACHINE ? x->copies[parent].numbers : NULL;
    struct config_vm *vm = config_add_vm(c, parent, config_place(from->count_at, from->at));
    if (vm == NULL) {
        return EXIT_USAGE;
    }
    unsigned index = c->vms_count - 1;
    *vm = *from;
    vm->count = 1;
    vm->count_at = (struct where){NULL, 0, 0};
    x->copies[index] = (struct copy){original, outer};
    if (number > 0) {
        char *numbers = xformat("%s%s%u", outer ? outer : "", outer ? "." : "", number);
        x->copies[index].numbers = config_keep(c, numbers);
        free(numbers);
        c->kin[index].copy_of = from->name;
    }
    if (x->copies[index].numbers != NULL) {
        number_files(c, vm, x->copies[index].numbers);
    }
    return number > 0 ? number_name(c, vm, number) : 0;
}

/* The copies of VMs that stood side by side, in `parent`. */
static int add_copies(struct expansion *x, unsigned first, unsigned count, unsigned parent)
{
    int status = 0;
    for (unsigned i = first; i < first + count && status == 0; i++) {
        const struct config_vm *vm = &x->vms[i];
        bool counted = is_counted(vm);
        for (unsigned n = 1; n <= (counted ? vm->count : 1) && status == 0; n++) {
            status = add_copy(x, i, parent, counted ? n : 0);
        }
    }
    return status;
}

static int expand(struct expansion *x, unsigned top_count)
{
    struct config *c = x->c;
    int status = add_copies(x, 0, top_count, CONFIG_MACHINE);
    for (unsigned i = 0; i < c->vms_count && status == 0; i++) {
        const struct config_kin *k = &x->kin[x->copies[i].original];
        status = add_copies(x, k->first, k->count, i);
    }
    return status;
}

/* Every VM counts as one from now on. */
static struct where last_count(struct config *c)
{
    struct where at = {NULL, 0, 0};
    for (unsigned i = 0; i < c->vms_count; i++) {
        config_name_vm(c, &c->vms[i]);
        at = is_counted(&c->vms[i]) ? c->vms[i].count_at : at;
        c->vms[i].count = is_counted(&c->vms[i]) ? c->vms[i].count : 1;
    }
    return at;
}

int config_expand(struct config *c)
{
    struct where at = last_count(c);
    if (at.file == NULL) {
        return 0;
    }
    struct expansion x = {.c = c, .vms = c->vms, .kin = c->kin};
    unsigned top_count = c->top_count;
    c->vms = NULL;
    c->kin = NULL;
    c->vms_count = c->top_count = 0;
    int status = expand(&x, top_count);
    free(x.vms);
    free(x.kin);
    return status == 0 && c->vms_count == 0
               ? diag_at(at, "vms.count: no VM is left: expected at least one")
               : status;
}
