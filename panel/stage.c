/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/board.h"
#include "vmm/inspect.h"

#define SPECIAL_PAGE_ADDRESS 0xfffff800u /* of its first register: vmm/special.h */

/* What the monitor's tables take beyond each VM's pmap, generously: see sizeof(struct vm). */
enum { VM_OVERHEAD = 24 * 1024, MONITOR_OVERHEAD = 64 * 1024, SOFT_ENTRY = INSPECT_SLOT_SIZE };

/* What stands at the top of a guest's memory: its device tree, and below it the initrd. */
struct top {
    uint8_t *tree; /* in memory of its own */
    size_t tree_size;
    uint32_t tree_at, initrd_at;
    uint32_t lowest;
};

static bool special_page(const struct session *s)
{
    return s->monitored && s->config->monitor.special_page == SPECIAL_PAGE_ON;
}

/* What the bare machine has not, and a VM is to be told of. */
static void put_special_page(struct dtb *f, const void *context)
{
    (void)context;
    dtb_cell(f, "trapeze,special-page", SPECIAL_PAGE_ADDRESS);
}

static void make_tree(const struct session *s, const struct guest *g, struct top *t)
{
    struct board b = {.isa = isa_variant_names[s->config->machine.isa],
                      .ram_size = g->memory,
                      .bootargs = g->config->args,
                      .initrd = t->initrd_at,
                      .initrd_size = (uint32_t)g->initrd.size,
                      .chosen = special_page(s) ? put_special_page : NULL};
    free(t->tree);
    t->tree = board_tree(&b, &t->tree_size);
}

/* The tree's size does not depend on the addresses in it, so it is made to be measured first. */
static struct top top_of(const struct session *s, const struct guest *g)
{
    struct top t = {.tree = NULL};
    make_tree(s, g, &t);
    t.tree_at = board_tree_address(g->memory, t.tree_size);
    t.initrd_at = (t.tree_at - (uint32_t)g->initrd.size) & PAGE_FRAME;
    t.lowest = g->initrd.size > 0 ? t.initrd_at : t.tree_at;
    make_tree(s, g, &t);
    return t;
}

static int no_room(const struct guest *g, const char *what)
{
    return image_refused(g->config->image, g->config->image_at, what);
}

/* The image in RAM, below what stands at the top. */
static int check_fits(const struct guest *g, const struct top *t)
{
    struct error e;
    if (g->initrd.size >= t->tree_at - RAM_BASE) {
        return diag_at(g->config->initrd_at, "vms.initrd: %s is %zu bytes long: it does not fit",
                       excerpt(g->config->initrd).text, g->initrd.size);
    }
    if (!image_fits(&g->image, g->memory, &e)) {
        return no_room(g, e.text);
    }
    return image_fits(&g->image, t->lowest - RAM_BASE, &e)
               ? 0
               : no_room(g,
                         g->initrd.size > 0
                             ? "leaves no room for initrd and device tree at the top of its memory"
                             : "leaves no room for the device tree at the top of its memory");
}

static void put(struct machine *m, uint32_t at, const uint8_t *bytes, size_t size)
{
    if (size > 0) {
        memcpy(machine_ram_write(m, at, size), bytes, size);
    }
}

int stage_bare(struct session *s)
{
    struct guest *g = &s->guests[0];
    struct error e;
    struct top t = top_of(s, g);
    int status = check_fits(g, &t);
    if (status == 0 && !image_place(&g->image, s->machine, &e)) {
        status = no_room(g, e.text);
    }
    if (status == 0) {
        put(s->machine, t.tree_at, t.tree, t.tree_size);
        put(s->machine, t.initrd_at, g->initrd.bytes, g->initrd.size);
        machine_start(s->machine, g->image.entry, t.tree_at);
    }
    free(t.tree);
    return status;
}

/* Cells <physical address, bytes, where staged>, growing. */
struct segment_list {
    uint32_t *cells;
    size_t count;
};

/* Bytes are staged from the top of RAM downward. */
struct staging {
    struct session *s;
    uint32_t bottom;            /* lowest address used */
    uint32_t floor;             /* never below this */
    struct segment_list *lists; /* one a guest */
    uint32_t *trees;            /* physical address of each guest's device tree */
};

/* Room for `size` bytes, on a page of its own; 0 if there is none left. */
static uint32_t reserve(struct staging *st, size_t size)
{
    if (size > st->bottom - st->floor) {
        return 0;
    }
    uint32_t at = (st->bottom - (uint32_t)size) & PAGE_FRAME;
    if (at < st->floor) {
        return 0;
    }
    st->bottom = at;
    return at;
}

static bool add_segment(struct staging *st, struct segment_list *list, uint32_t pa,
                        const uint8_t *bytes, uint32_t size)
{
    uint32_t at = reserve(st, size);
    if (!at) {
        return false;
    }
    memcpy(machine_ram_write(st->s->machine, at, size), bytes, size);
    list->cells = xrealloc(list->cells, (list->count + 3) * sizeof *list->cells);
    list->cells[list->count++] = pa;
    list->cells[list->count++] = size;
    list->cells[list->count++] = at;
    return true;
}

static bool stage_image(struct staging *st, unsigned i)
{
    const struct image *image = &st->s->guests[i].image;
    bool ok = true;
    for (size_t n = 0; n < image->segment_count && ok; n++) {
        const struct segment *s = &image->segments[n];
        ok =
            s->file_size == 0 || add_segment(st, &st->lists[i], s->address, s->bytes, s->file_size);
    }
    return ok;
}

static int stage_guest(struct staging *st, unsigned i)
{
    struct guest *g = &st->s->guests[i];
    struct segment_list *list = &st->lists[i];
    struct top t = top_of(st->s, g);
    st->trees[i] = t.tree_at;
    int status = check_fits(g, &t);
    bool staged = status == 0 && stage_image(st, i) &&
                  add_segment(st, list, t.tree_at, t.tree, (uint32_t)t.tree_size) &&
                  (g->initrd.size == 0 ||
                   add_segment(st, list, t.initrd_at, g->initrd.bytes, (uint32_t)g->initrd.size));
    if (status == 0 && !staged) {
        status = no_room(g, "no room in machine.ram to hand it over: expected more machine.ram");
    }
    free(t.tree);
    return status;
}

static void put_vm(struct dtb *f, const struct staging *st, unsigned i)
{
    const struct guest *g = &st->s->guests[i];
    char node[16];
    snprintf(node, sizeof node, "vm@%x", i);
    dtb_begin(f, node);
    dtb_string(f, "name", g->config->name);
    dtb_string(f, "technique", g->config->monitor == MONITOR_HYBRID ? "hybrid" : "plain");
    dtb_cell(f, "virtual-clock", g->config->clock == CLOCK_VIRTUAL);
    dtb_cell(f, "memory", g->memory);
    dtb_cell(f, "weight", (uint32_t)g->config->weight);
    dtb_cell(f, "cap", (uint32_t)g->config->cap);
    dtb_cell(f, "entry", g->image.entry);
    dtb_cell(f, "device-tree", st->trees[i]);
    if (g->disk_sectors) {
        const uint32_t disk[] = {g->disk_start, g->disk_sectors};
        dtb_cells(f, "disk", disk, 2);
    }
    dtb_cell(f, "virtio-console", g->config->terminal == CONSOLE_VIRTIO);
    dtb_cell(f, "special-page", special_page(st->s));
    dtb_cells(f, "segments", st->lists[i].cells, st->lists[i].count);
    if (g->image.has_tohost) {
        dtb_cell(f, "tohost", g->image.tohost);
    }
    dtb_end(f);
}

static void put_chosen(struct dtb *f, const void *context)
{
    const struct staging *st = context;
    const struct config *c = st->s->config;
    dtb_begin(f, "trapeze");
    dtb_cell(f, "soft-tlb", (uint32_t)c->monitor.soft_tlb);
    dtb_cell(f, "fast-paths", c->monitor.fast_paths == FAST_PATHS_ON);
    dtb_cell(f, "asids", c->monitor.asids == ASIDS_FLUSH ? 1 : 255);
    dtb_cell(f, "misaligned-traps", c->machine.misaligned == MISALIGNED_TRAP);
    dtb_cell(f, "effective-r", c->monitor.effective_r == EFFECTIVE_R_MODE);
    dtb_cell(f, "quantum", (uint32_t)c->monitor.quantum);
    dtb_cell(f, "images", st->bottom);
    dtb_cell(f, "epoch", (uint32_t)c->machine.epoch);
    dtb_cell(f, "virtio-legacy", c->machine.virtio == VIRTIO_LAYOUT_LEGACY);
    for (unsigned i = 0; i < st->s->guest_count; i++) {
        put_vm(f, st, i);
    }
    dtb_end(f);
}

/* The machine's own tree, whose size depends on `images`, which depends on where it ends up. */
static int stage_tree(struct staging *st, uint32_t *at)
{
    struct board b = {.isa = isa_variant_names[st->s->config->machine.isa],
                      .ram_size = st->s->machine->config.ram_size,
                      .chosen = put_chosen,
                      .context = st};
    size_t size;
    free(board_tree(&b, &size));
    *at = reserve(st, size);
    if (!*at) {
        return no_room(&st->s->guests[0], "no room in machine.ram for the device tree");
    }
    uint8_t *tree = board_tree(&b, &size);
    memcpy(machine_ram_write(st->s->machine, *at, size), tree, size);
    free(tree);
    return 0;
}

uint32_t stage_monitor_end(const struct session *s)
{
    const struct image *image = &s->monitor;
    uint32_t end = RAM_BASE;
    for (size_t i = 0; i < image->segment_count; i++) {
        uint32_t after = image->segments[i].address + image->segments[i].mem_size;
        end = after > end ? after : end;
    }
    return end;
}

/* The VMs' memory, the monitor and its tables, and what is staged, against machine.ram. */
static int check_room(const struct staging *st)
{
    const struct session *s = st->s;
    uint64_t need = stage_monitor_end(s) - RAM_BASE + MONITOR_OVERHEAD;
    for (unsigned i = 0; i < s->guest_count; i++) {
        uint64_t soft = SOFT_ENTRY * (s->config->monitor.soft_tlb + s->config->machine.tlb);
        need += s->guests[i].memory + s->guests[i].memory / PAGE_SIZE * 4 + soft + VM_OVERHEAD;
    }
    uint64_t have = st->bottom - RAM_BASE;
    if (need <= have) {
        return 0;
    }
    struct where at = s->config->machine.ram_at;
    return diag_at(at.file ? at : s->config->vms[0].at,
                   "machine.ram: the VMs, the monitor and the images need %llu KiB more: expected "
                   "more machine.ram, or VMs with less memory",
                   (unsigned long long)((need - have + 1023) / 1024));
}

static int stage_all(struct staging *st)
{
    struct error e;
    uint32_t tree;
    struct session *s = st->s;
    if (!image_place(&s->monitor, s->machine, &e)) {
        return diag_at(s->config->monitor.image_at, "monitor.image: %s", e.text);
    }
    for (unsigned i = 0; i < s->guest_count; i++) {
        int status = stage_guest(st, i);
        if (status) {
            return status;
        }
    }
    int status = stage_tree(st, &tree);
    status = status ? status : check_room(st);
    if (status == 0) {
        machine_start(s->machine, s->monitor.entry, tree);
    }
    return status;
}

int stage_monitor(struct session *s)
{
    struct staging st = {.s = s,
                         .bottom = RAM_BASE + s->machine->config.ram_size,
                         .floor = stage_monitor_end(s),
                         .lists = xmalloc(s->guest_count * sizeof *st.lists),
                         .trees = xmalloc(s->guest_count * sizeof *st.trees)};
    memset(st.lists, 0, s->guest_count * sizeof *st.lists);
    int status = stage_all(&st);
    for (unsigned i = 0; i < s->guest_count; i++) {
        free(st.lists[i].cells);
    }
    free(st.lists);
    free(st.trees);
    return status;
}
