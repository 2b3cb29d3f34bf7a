/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a configuration: those to be read are there, none is written for two purposes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_store.h"

/* --- read --- */

int config_check_file(const char *path, struct where at, const char *what, const char *hint)
{
    struct stat st;
    if (stat(path, &st) != 0 || access(path, R_OK) != 0) {
        return diag_at(at, "%s: %s: %s%s", what, path, strerror(errno), hint);
    }
    if (!S_ISREG(st.st_mode)) {
        return diag_at(at, "%s: %s is %s: expected a file", what, path,
                       S_ISDIR(st.st_mode) ? "a directory" : "not a regular file");
    }
    return 0;
}

static int check_read(const char *path, struct where at, const char *key)
{
    return path != NULL ? config_check_file(path, at, key, "") : 0;
}

/* What a snapshot holds is not read again. */
static int check_all_read(const struct config *c)
{
    int status = check_read(c->machine.disk, c->machine.disk_at, "machine.disk");
    for (unsigned i = 0; i < c->vms_count && status == 0; i++) {
        const struct config_vm *vm = &c->vms[i];
        status = check_read(vm->disk, vm->disk_at, "vms.disk");
        status = status != 0 ? status : check_read(vm->initrd, vm->initrd_at, "vms.initrd");
    }
    return status;
}

/* --- written --- */

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
    if (other->vm == CONFIG_MACHINE || other->vm == w->vm) {
        return diag_at(w->at, "%s: %s is that file too: expected another one", w->key, other->key);
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

static int check_all_written(const struct config *c)
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

int config_check_files(const struct config *c)
{
    int status = c->restored ? 0 : check_all_read(c);
    return status != 0 ? status : check_all_written(c);
}
