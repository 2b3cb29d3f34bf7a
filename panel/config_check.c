/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one value by itself cannot show: what is missing, does not fit, or does not agree. */
#include <stdlib.h>
#include <string.h>

#include "config_store.h"
#include "costs.h"

struct where config_place(struct where value, struct where whole)
{
    return value.file != NULL ? value : whole;
}

static int check_kind(struct config *c)
{
    if (c->monitor.kind_at.file == NULL) {
        c->monitor.kind = c->vms_count > 1 ? MONITOR_VMM : MONITOR_NONE;
    }
    if (c->monitor.kind == MONITOR_NONE && c->vms_count > 1) {
        return diag_at(c->monitor.kind_at,
                       "monitor.kind: none runs one VM, and there are %u: "
                       "expected vmm or hybrid",
                       c->vms_count);
    }
    return 0;
}

/* How a VM is run, if there is somebody to run it. */
static int check_vm_monitor(const struct config *c, struct config_vm *vm)
{
    bool given = vm->monitor_at.file != NULL;
    if (given && c->monitor.kind == MONITOR_NONE) {
        return diag_at(vm->monitor_at, "vms.monitor: monitor.kind is none: expected vmm or hybrid");
    }
    vm->monitor = given ? vm->monitor : c->monitor.kind;
    if (vm->monitor == MONITOR_HYBRID && c->monitor.special_page == SPECIAL_PAGE_ON) {
        return diag_at(c->monitor.special_page_at,
                       "monitor.special_page: VM `%s` is under the hybrid monitor, which has none: "
                       "expected off",
                       vm->name);
    }
    return 0;
}

static int check_monitor_image(struct config *c)
{
    if (c->monitor.kind == MONITOR_NONE || c->restored) {
        return 0;
    }
    if (c->monitor.image != NULL) {
        return config_check_file(c->monitor.image, c->monitor.image_at, "monitor.image", "");
    }
    char *found = find_shipped(NULL, "vmm.elf");
    if (found == NULL) {
        char *places = shipped_places(NULL);
        int status = diag_internal("vmm.elf, the monitor, is missing: looked in %s", places);
        free(places);
        return status;
    }
    c->monitor.image = config_keep(c, found);
    free(found);
    return 0;
}

/* Of a bare name that is no file: which guest it could have been. */
static char *shipped_hint(const char *image)
{
    const char *slash = strrchr(image, '/');
    char *meant = shipped_nearest("guests", slash != NULL ? slash + 1 : image);
    char *places = shipped_places("guests");
    char *hint = meant != NULL ? xformat("; did you mean the shipped guest `%s`?", meant)
                               : xformat("; nor is it a shipped guest in %s", places);
    free(places);
    free(meant);
    return hint;
}

static int check_image(const struct config_vm *vm)
{
    if (vm->image == NULL) {
        return diag_at(vm->at, "this VM has no image: expected a key `image`");
    }
    const char *slash = strrchr(vm->image, '/');
    if (strchr(slash != NULL ? slash : vm->image, '.') != NULL) {
        return config_check_file(vm->image, vm->image_at, "vms.image", "");
    }
    char *hint = shipped_hint(vm->image);
    int status = config_check_file(vm->image, vm->image_at, "vms.image", hint);
    free(hint);
    return status;
}

/* A VM against those before it. */
static int check_unique(const struct config *c, unsigned index)
{
    const struct config_vm *vm = &c->vms[index];
    for (const struct config_vm *other = c->vms; other < vm; other++) {
        bool beside = c->kin[other - c->vms].parent == c->kin[index].parent;
        if (beside && strcmp(other->name, vm->name) == 0) {
            return diag_at(config_place(vm->name_at, vm->at),
                           "vms.name: two VMs are called `%s`: expected different names", vm->name);
        }
    }
    return 0;
}

/* The VMs' memory against the machine's. What the monitor itself needs, it says when it starts. */
static int check_memory(struct config *c)
{
    uint64_t left = c->machine.ram;
    for (unsigned i = 0; i < c->top_count; i++) {
        struct config_vm *vm = &c->vms[i];
        if (c->monitor.kind == MONITOR_NONE) {
            vm->memory = c->machine.ram;
        } else if (vm->memory > left) {
            return diag_at(config_place(vm->memory_at, vm->at),
                           "vms.memory: %s for VM `%s`, and %s of machine.ram is left: expected "
                           "less, or more machine.ram",
                           config_number_text(KEY_SIZE, vm->memory).text, vm->name,
                           config_number_text(KEY_SIZE, left).text);
        } else {
            left -= vm->memory;
        }
    }
    return 0;
}

/* The machine's own disk is the guest's only if nobody stands between them. */
static int check_machine_disk(const struct config *c)
{
    const struct config_machine *m = &c->machine;
    if (m->disk_save != NULL && m->disk == NULL) {
        return diag_at(m->disk_save_at,
                       "machine.disk_save: there is no disk: expected machine.disk");
    }
    if (m->disk != NULL && c->monitor.kind != MONITOR_NONE) {
        return diag_at(m->disk_at, "machine.disk: under a monitor each VM has a disk of its own: "
                                   "expected vms.disk, or monitor.kind none");
    }
    if (m->disk != NULL && c->vms[0].disk != NULL) {
        return diag_at(m->disk_at, "machine.disk: VM `%s` has vms.disk: expected one of the two",
                       c->vms[0].name);
    }
    return 0;
}

static int check_disk(const struct config_vm *vm)
{
    if (vm->disk_save != NULL && vm->disk == NULL) {
        return diag_at(vm->disk_save_at, "vms.disk_save: VM `%s` has no disk: expected vms.disk",
                       vm->name);
    }
    return 0;
}

static int check_devices(struct config *c)
{
    int status = check_machine_disk(c);
    for (unsigned i = 0; i < c->vms_count && status == 0; i++) {
        if (c->vms[i].terminal_at.file == NULL) {
            c->vms[i].terminal = c->machine.console;
        }
        status = check_disk(&c->vms[i]);
    }
    return status;
}

int config_check(struct config *c)
{
    int status = config_expand(c);
    if (status != 0) {
        return status;
    }
    if (c->vms_count == 0) {
        struct where whole = {c->file, 0, 0};
        return diag_at(whole, "no VM: expected a list `vms` of one or more");
    }
    status = check_kind(c);
    for (unsigned i = 0; i < c->vms_count && status == 0; i++) {
        status = c->restored ? 0 : check_image(&c->vms[i]);
        if (status == 0) {
            config_name_vm(c, &c->vms[i]);
            config_place_vm(c, i);
            status = check_unique(c, i);
            status = status != 0 ? status : check_vm_monitor(c, &c->vms[i]);
        }
    }
    status = status != 0 ? status : check_memory(c);
    status = status != 0 ? status : check_devices(c);
    status = status != 0 ? status : config_check_files(c);
    status = status != 0 ? status : config_check_levels(c);
    status = status != 0 ? status : costs_check(c);
    return status != 0 ? status : check_monitor_image(c);
}
