/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bare machine of a VM: its guest alone on a machine with the VM's memory. If the VM is a
 * monitor, that is a machine with this monitor and the VMs that it has.
 */
#include <stdlib.h>
#include <string.h>

#include "verify_parts.h"

static bool is_within(const struct config *c, unsigned vm, unsigned outer)
{
    unsigned at = c->kin[vm].parent;
    while (at != CONFIG_MACHINE && at != outer) {
        at = c->kin[at].parent;
    }
    return at == outer;
}

/*
 * The VMs in VM `outer` are those of the machine: in the same order, so that those of one monitor
 * stay together.
 */
static void move_down(struct verify_vm *vm, const struct config *c, unsigned outer)
{
    struct config *bare = &vm->bare_config;
    unsigned *moved = xmalloc(c->vms_count * sizeof *moved);
    bare->vms_count = 0;
    for (unsigned i = 0; i < c->vms_count; i++) {
        moved[i] = bare->vms_count;
        if (is_within(c, i, outer)) {
            vm->origin[bare->vms_count] = i;
            bare->vms[bare->vms_count++] = c->vms[i];
        }
    }
    for (unsigned i = 0; i < bare->vms_count; i++) {
        struct config_kin *k = &bare->kin[i];
        *k = c->kin[vm->origin[i]];
        k->level--;
        k->parent = k->parent == outer ? CONFIG_MACHINE : moved[k->parent];
        k->first = k->count > 0 ? moved[k->first] : 0;
    }
    bare->top_count = c->kin[outer].count;
    free(moved);
}

void verify_bare_config(struct verify_vm *vm, const struct config *c)
{
    const struct config_vm *outer = &c->vms[vm->index];
    size_t most = c->vms_count;
    vm->bare_config = *c;
    vm->bare_config.machine.timing = TIME_NONE; /* a cycle an instruction, as on a VM's clock */
    vm->is_monitor = c->kin[vm->index].count > 0;
    vm->origin = xmalloc(most * sizeof *vm->origin);
    vm->origin[0] = vm->index;
    if (vm->is_monitor) {
        struct config *bare = &vm->bare_config;
        bare->machine.ram = outer->memory;
        bare->monitor.image = outer->image;
        bare->monitor.image_at = outer->image_at;
        bare->vms = xmalloc(most * sizeof *bare->vms);
        bare->kin = xmalloc(most * sizeof *bare->kin);
        move_down(vm, c, vm->index);
    }
}

int verify_bare_open(struct verify_vm *vm, struct flat flat)
{
    return session_open(&vm->bare, &vm->bare_config, flat, vm->is_monitor ? -1 : (int)vm->index);
}

void verify_bare_free(struct verify_vm *vm)
{
    if (vm->is_monitor) {
        free(vm->bare_config.vms);
        free(vm->bare_config.kin);
    }
    free(vm->origin);
    verify_soft_free(vm);
}

const struct image *verify_bare_image(const struct verify_vm *vm)
{
    return vm->is_monitor ? &vm->bare.monitor : &vm->bare.guests[0].image;
}
