/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device trees of guests and of monitors; and what a monitor makes of its memory. */
#include <stdio.h>
#include <string.h>

#include "machine/seed.h"
#include "stage_parts.h"
#include "vmm/inspect.h"

#define SPECIAL_PAGE_ADDRESS 0xfffff800u /* of its first register: vmm/special.h */

/* What the monitor's tables take beyond each VM's pmap, generously: see sizeof(struct vm). */
enum { VM_OVERHEAD = 24 * 1024, MONITOR_OVERHEAD = 64 * 1024, SOFT_ENTRY = INSPECT_SLOT_SIZE };

/* And, if it interprets any, the decoded pages: hybrid/hybrid.h. */
enum { INTERPRETER_OVERHEAD = 512 * 1024 };

uint64_t stage_need(const struct level *v)
{
    const struct config *c = v->s->config;
    uint64_t need = stage_monitor_end(v->monitor) - RAM_BASE + MONITOR_OVERHEAD;
    bool interprets = false;
    for (unsigned i = 0; i < v->count; i++) {
        uint64_t memory = v->guests[i].memory;
        interprets |= v->guests[i].config->monitor == MONITOR_HYBRID;
        uint64_t soft = SOFT_ENTRY * (c->monitor.soft_tlb + c->machine.tlb);
        need += memory + memory / PAGE_SIZE * 4 + soft + VM_OVERHEAD;
    }
    return need + (interprets ? INTERPRETER_OVERHEAD : 0);
}

static bool special_page(const struct session *s)
{
    return s->monitored && s->config->monitor.special_page == SPECIAL_PAGE_ON;
}

/* What the bare machine has not, and a VM is to be told of. */
static void put_special_page(struct dtb *f)
{
    dtb_cell(f, "trapeze,special-page", SPECIAL_PAGE_ADDRESS);
}

enum { RNG_SEED_WORDS = 8 };

/*
 * Random bytes for software that wants some [Devicetree Specification, 3.6]: of the machine's seed
 * and of the VM's path, so that each VM has others, and the same alone on the bare machine.
 */
static void put_rng_seed(struct dtb *f, const struct session *s, const struct guest *g)
{
    const struct config *c = s->config;
    const char *path = c->kin[g->config - c->vms].path;
    uint64_t state = archive_checksum((const uint8_t *)path, strlen(path)) ^ c->machine.seed << 32;
    uint32_t words[RNG_SEED_WORDS];
    for (int i = 0; i < RNG_SEED_WORDS; i++) {
        words[i] = (uint32_t)(seed_next(&state) >> 32);
    }
    dtb_cells(f, "rng-seed", words, RNG_SEED_WORDS);
}

/* A guest of a session. */
struct told {
    const struct session *s;
    const struct guest *g;
};

static void put_told(struct dtb *f, const void *context)
{
    const struct told *t = context;
    if (special_page(t->s)) {
        put_special_page(f);
    }
    if (t->s->config->machine.seed != 0) {
        put_rng_seed(f, t->s, t->g);
    }
}

uint8_t *stage_guest_tree(const struct session *s, const struct guest *g, uint32_t initrd_at,
                          size_t *size)
{
    const struct told told = {s, g};
    struct board b = {.isa = isa_variant_names[s->config->machine.isa],
                      .ram_size = g->memory,
                      .bootargs = g->config->args,
                      .initrd = initrd_at,
                      .initrd_size = (uint32_t)g->initrd.size,
                      .chosen = put_told,
                      .context = &told};
    return board_tree(&b, size);
}

/* A monitor and what has been staged for it. */
struct staging {
    const struct level *level;
    const struct load *load;
};

/* The disk of a monitor is its VMs' disks, one after the other. */
static void put_disk(struct dtb *f, const struct level *v, const struct guest *g)
{
    if (g->disk_sectors) {
        uint32_t start = v->self ? v->self->disk_start : 0;
        const uint32_t disk[] = {g->disk_start - start, g->disk_sectors};
        dtb_cells(f, "disk", disk, 2);
    }
}

static void put_vm(struct dtb *f, const struct staging *st, unsigned i)
{
    const struct guest *g = &st->level->guests[i];
    const struct load *l = &st->load->inner[i];
    char node[16];
    snprintf(node, sizeof node, "vm@%x", i);
    dtb_begin(f, node);
    dtb_string(f, "name", g->config->name);
    dtb_string(f, "technique", g->config->monitor == MONITOR_HYBRID ? "hybrid" : "plain");
    dtb_cell(f, "virtual-clock", g->config->clock == CLOCK_VIRTUAL);
    dtb_cell(f, "memory", g->memory);
    dtb_cell(f, "weight", (uint32_t)g->config->weight);
    dtb_cell(f, "cap", (uint32_t)g->config->cap);
    dtb_cell(f, "entry", l->entry);
    dtb_cell(f, "device-tree", l->tree_at);
    put_disk(f, st->level, g);
    dtb_cell(f, "virtio-console", g->config->terminal == CONSOLE_VIRTIO);
    dtb_cell(f, "special-page", special_page(st->level->s));
    dtb_cells(f, "segments", st->load->staged[i].cells, st->load->staged[i].count);
    if (g->image.has_tohost) {
        dtb_cell(f, "tohost", g->image.tohost);
    }
    dtb_end(f);
}

static void put_chosen(struct dtb *f, const void *context)
{
    const struct staging *st = context;
    const struct config *c = st->level->s->config;
    if (st->level->self && special_page(st->level->s)) {
        put_special_page(f);
    }
    dtb_begin(f, "trapeze");
    dtb_cell(f, "soft-tlb", (uint32_t)c->monitor.soft_tlb);
    dtb_cell(f, "fast-paths", c->monitor.fast_paths == FAST_PATHS_ON);
    dtb_cell(f, "asids", c->monitor.asids == ASIDS_FLUSH ? 1 : 255);
    dtb_cell(f, "misaligned-traps", c->machine.misaligned == MISALIGNED_TRAP);
    dtb_cell(f, "effective-r", c->monitor.effective_r == EFFECTIVE_R_MODE);
    if (c->machine.seed != 0) {
        dtb_cell(f, "mtlbrand", seed_machine((uint32_t)c->machine.seed).mtlbrand);
    }
    if (c->monitor.scheduler == SCHEDULER_ROUND_ROBIN) {
        dtb_cell(f, "round-robin", 1);
    }
    if (c->monitor.idle == IDLE_KEEP) {
        dtb_cell(f, "idle-kept", 1);
    }
    dtb_cell(f, "quantum", (uint32_t)c->monitor.quantum);
    dtb_cell(f, "images", st->load->bottom);
    dtb_cell(f, "epoch", (uint32_t)c->machine.epoch);
    dtb_cell(f, "virtio-legacy", c->machine.virtio == VIRTIO_LAYOUT_LEGACY);
    for (unsigned i = 0; i < st->level->count; i++) {
        put_vm(f, st, i);
    }
    dtb_end(f);
}

uint8_t *stage_level_tree(const struct level *v, const struct load *l, size_t *size)
{
    const struct staging st = {v, l};
    struct board b = {.isa = isa_variant_names[v->s->config->machine.isa],
                      .ram_size = v->memory,
                      .bootargs = v->self ? v->self->config->args : NULL,
                      .chosen = put_chosen,
                      .context = &st};
    return board_tree(&b, size);
}
