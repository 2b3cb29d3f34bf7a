/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/vmm/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/board.h"
#include "tests/unit/unit.h"

struct staging {
    const struct rig_config *config;
    uint32_t bottom; /* lowest address used; what is staged grows downward */
    uint32_t at[RIG_VMS];
};

static uint32_t put(struct staging *s, const void *bytes, uint32_t size)
{
    s->bottom = (s->bottom - size) & PAGE_FRAME;
    uint8_t *to = machine_ram_write(rig.machine, s->bottom, size);
    assert_non_null(to);
    if (size > 0) {
        memcpy(to, bytes, size);
    }
    return s->bottom;
}

static void put_vm(struct dtb *f, const struct staging *s, uint32_t i)
{
    const struct rig_vm *vm = &s->config->vm[i];
    const uint32_t segment[] = {RAM_BASE, vm->size, s->at[i]};
    char node[16];
    snprintf(node, sizeof node, "vm@%x", i);
    dtb_begin(f, node);
    dtb_string(f, "name", vm->name);
    dtb_string(f, "technique", vm->technique ? vm->technique : "plain");
    dtb_cell(f, "memory", vm->memory);
    dtb_cell(f, "weight", vm->weight);
    if (vm->cap) {
        dtb_cell(f, "cap", vm->cap);
    }
    dtb_cell(f, "entry", RAM_BASE);
    dtb_cell(f, "device-tree", 0);
    dtb_cells(f, "segments", segment, COUNT(segment));
    if (vm->disk_sectors) {
        const uint32_t disk[] = {vm->disk_start, vm->disk_sectors};
        dtb_cells(f, "disk", disk, COUNT(disk));
    }
    dtb_cell(f, "virtio-console", vm->virtio_console);
    if (vm->tohost) {
        dtb_cell(f, "tohost", vm->tohost);
    }
    dtb_end(f);
}

static void put_chosen(struct dtb *f, const void *context)
{
    const struct staging *s = context;
    dtb_begin(f, "trapeze");
    dtb_cell(f, "soft-tlb", s->config->soft_tlb);
    dtb_cell(f, "quantum", s->config->quantum);
    dtb_cell(f, "images", s->bottom);
    dtb_cell(f, "virtio-legacy", s->config->virtio_legacy);
    for (uint32_t i = 0; i < s->config->vms; i++) {
        put_vm(f, s, i);
    }
    dtb_end(f);
}

void stage(const struct rig_config *config)
{
    struct staging s = {.config = config, .bottom = RAM_BASE + config->ram};
    const struct board b = {
        .isa = "pg32", .ram_size = config->ram, .chosen = put_chosen, .context = &s};
    size_t size;
    for (uint32_t i = 0; i < config->vms; i++) {
        s.at[i] = put(&s, config->vm[i].bytes, config->vm[i].size);
    }
    free(board_tree(&b, &size)); /* its size depends on `images`, which depends on its size */
    s.bottom = (s.bottom - (uint32_t)size) & PAGE_FRAME;
    uint8_t *tree = board_tree(&b, &size);
    memcpy(machine_ram_write(rig.machine, s.bottom, size), tree, size);
    free(tree);
    rig.tree = s.bottom;
    rig.images = s.bottom;
    rig.tree_size = (uint32_t)size;
}
