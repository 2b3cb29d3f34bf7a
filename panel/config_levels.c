/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * VMs in VMs: a VM that has VMs of its own runs a monitor, and its memory, its disk and its console
 * are theirs. What it may not have besides, and what is different by default.
 */
#include <string.h>

#include "config_store.h"

/* The keys of a VM that mean nothing where a monitor runs in it. */
static int check_monitor_keys(const struct config *c, unsigned index)
{
    const struct config_vm *vm = &c->vms[index];
    const struct {
        const char *key;
        bool given;
        struct where at;
    } keys[] = {{"disk", vm->disk != NULL, vm->disk_at},
                {"disk_save", vm->disk_save != NULL, vm->disk_save_at},
                {"initrd", vm->initrd != NULL, vm->initrd_at},
                {"input", vm->input.text != NULL, vm->input_at},
                {"signature", vm->signature != NULL, vm->signature_at},
                {"terminal: virtio", vm->terminal_at.file != NULL && vm->terminal == CONSOLE_VIRTIO,
                 vm->terminal_at}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].given) {
            return diag_at(keys[i].at,
                           "vms.%s: VM `%s` is a monitor: expected the key at one of its own VMs",
                           keys[i].key, c->kin[index].path);
        }
    }
    return 0;
}

/* The VMs of a monitor against the memory of the VM that it is in. */
static int check_memory(const struct config *c, unsigned index)
{
    const struct config_vm *vm = &c->vms[index];
    const struct config_kin *k = &c->kin[index];
    uint64_t need = 0;
    for (unsigned i = 0; i < k->count; i++) {
        need += c->vms[k->first + i].memory;
    }
    if (need < vm->memory) {
        return 0;
    }
    return diag_at(config_place(vm->memory_at, vm->at),
                   "vms.memory: %s for VM `%s`, whose own VMs have %s: expected more, %s at least, "
                   "and room for a monitor",
                   config_number_text(KEY_SIZE, vm->memory).text, k->path,
                   config_number_text(KEY_SIZE, need).text,
                   config_number_text(KEY_SIZE, need).text);
}

static int check_monitor(struct config *c, unsigned index)
{
    struct config_vm *vm = &c->vms[index];
    int status = check_monitor_keys(c, index);
    vm->terminal = CONSOLE_UART;
    return status != 0 ? status : check_memory(c, index);
}

/* A signature is taken out of the memory that the machine's own monitor says to be a VM's. */
static int check_inner(const struct config *c, unsigned index)
{
    const struct config_vm *vm = &c->vms[index];
    if (c->kin[index].level == 0 || vm->signature == NULL) {
        return 0;
    }
    return diag_at(vm->signature_at,
                   "vms.signature: VM `%s` is in another VM: expected one that is not",
                   c->kin[index].path);
}

/*
 * Time that goes on while a monitor works for a VM leaves that VM less of itself at each level:
 * from the second level on, VMs have time of their own unless told otherwise.
 */
static void settle_clock(struct config *c, unsigned index)
{
    const struct config_kin *k = &c->kin[index];
    if (c->vms[index].clock_at.file == NULL) {
        c->vms[index].clock = k->level > 0 || k->count > 0 ? CLOCK_VIRTUAL : CLOCK_REAL;
    }
}

int config_check_levels(struct config *c)
{
    int status = 0;
    for (unsigned i = 0; i < c->vms_count && status == 0; i++) {
        settle_clock(c, i);
        status = check_inner(c, i);
        if (status == 0 && c->kin[i].count > 0) {
            status = check_monitor(c, i);
        }
    }
    return status;
}
