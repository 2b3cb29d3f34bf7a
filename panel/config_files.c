/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that a configuration has written: each by one VM, for one purpose. */
#include <stdlib.h>
#include <string.h>

#include "config_store.h"

/* A file, who writes it, and what asks for it. */
struct written {
    const char *path, *key;
    unsigned vm; /* or CONFIG_MACHINE */
    struct where at;
};

static bool is_copy(const struct config *c, unsigned vm)
{
    while (vm != CONFIG_MACHINE && c->kin[vm].copy_of == NULL) {
        vm = c->kin[vm].parent;
    }
    return vm != CONFIG_MACHINE;
}

static int refuse(const struct config *c, const struct written *w, const struct written *other)
{
    const char *hint = w->vm != CONFIG_MACHINE && is_copy(c, w->vm)
                           ? ": a % in it stands for a copy's number"
                           : "";
    if (other->vm == CONFIG_MACHINE) {
        return diag_at(w->at, "%s: machine.disk_save is that file too: expected another", w->key);
    }
    return diag_at(w->at, "%s: VM `%s` writes to that file too: expected one of its own%s", w->key,
                   c->kin[other->vm].path, hint);
}

/* Add the file, unless it is none or one that is in the list already. */
static int add(const struct config *c, struct written *list, unsigned *count, struct written w)
{
    if (w.path == NULL) {
        return 0;
    }
    for (unsigned i = 0; i < *count; i++) {
        if (strcmp(list[i].path, w.path) == 0) {
            return refuse(c, &w, &list[i]);
        }
    }
    list[(*count)++] = w;
    return 0;
}

int config_check_files(const struct config *c)
{
    struct written *list = xmalloc((3 * c->vms_count + 1) * sizeof *list);
    unsigned count = 0;
    const struct config_machine *m = &c->machine;
    int status =
        add(c, list, &count,
            (struct written){m->disk_save, "machine.disk_save", CONFIG_MACHINE, m->disk_save_at});
    for (unsigned i = 0; i < c->vms_count && status == 0; i++) {
        const struct config_vm *vm = &c->vms[i];
        const struct written files[] = {{vm->console, "vms.console", i, vm->console_at},
                                        {vm->disk_save, "vms.disk_save", i, vm->disk_save_at},
                                        {vm->signature, "vms.signature", i, vm->signature_at}};
        for (size_t n = 0; n < sizeof files / sizeof files[0] && status == 0; n++) {
            status = add(c, list, &count, files[n]);
        }
    }
    free(list);
    return status;
}
