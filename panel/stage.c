/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage.h"

#include <stdlib.h>
#include <string.h>

#include "stage_parts.h"

/* --- what memory is made of --- */

static void add(struct load *l, uint32_t at, const uint8_t *bytes, size_t size)
{
    if (size > 0) {
        l->pieces = xrealloc(l->pieces, (l->count + 1) * sizeof *l->pieces);
        l->pieces[l->count++] = (struct piece){at, (uint32_t)size, bytes};
    }
}

static void add_image(struct load *l, const struct image *image)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct segment *s = &image->segments[i];
        add(l, s->address, s->bytes, s->file_size);
    }
    l->entry = image->entry;
}

static void load_free(struct load *l)
{
    for (unsigned i = 0; i < l->inner_count; i++) {
        load_free(&l->inner[i]);
        free(l->staged[i].cells);
    }
    free(l->inner);
    free(l->staged);
    free(l->pieces);
    free(l->tree);
}

/* --- a guest that is no monitor --- */

static int no_room(const struct guest *g, const char *what)
{
    return image_refused(g->config->image, g->config->image_at, what);
}

/* The image in RAM, below what stands at the top. */
static int check_fits(const struct guest *g, const struct load *l, uint32_t initrd_at)
{
    struct error e;
    uint32_t lowest = g->initrd.size > 0 ? initrd_at : l->tree_at;
    if (g->initrd.size >= l->tree_at - RAM_BASE) {
        return diag_at(g->config->initrd_at, "vms.initrd: %s is %zu bytes long: it does not fit",
                       excerpt(g->config->initrd).text, g->initrd.size);
    }
    if (!image_fits(&g->image, g->memory, &e)) {
        return no_room(g, e.text);
    }
    return image_fits(&g->image, lowest - RAM_BASE, &e)
               ? 0
               : no_room(g,
                         g->initrd.size > 0
                             ? "leaves no room for initrd and device tree at the top of its memory"
                             : "leaves no room for the device tree at the top of its memory");
}

/* The tree's size does not depend on the addresses in it, so it is made to be measured first. */
static int load_guest(const struct session *s, const struct guest *g, struct load *l)
{
    size_t size = 0;
    free(stage_guest_tree(s, g, 0, &size));
    l->tree_at = board_tree_address(g->memory, size);
    uint32_t initrd_at = (l->tree_at - (uint32_t)g->initrd.size) & PAGE_FRAME;
    l->tree = stage_guest_tree(s, g, initrd_at, &size);
    add_image(l, &g->image);
    add(l, l->tree_at, l->tree, size);
    add(l, initrd_at, g->initrd.bytes, g->initrd.size);
    return check_fits(g, l, initrd_at);
}

/* --- a monitor and its VMs --- */

static int load_level(const struct level *v, struct load *l);

static int load_any(const struct session *s, const struct guest *g, struct load *l)
{
    const struct level v = {.s = s,
                            .self = g,
                            .monitor = &g->image,
                            .memory = g->memory,
                            .guests = &s->guests[g->kin->first],
                            .count = g->kin->count};
    return g->kin->count > 0 ? load_level(&v, l) : load_guest(s, g, l);
}

/* Room for `size` bytes below `bottom`, on a page of its own; 0 if there is none left. */
static uint32_t reserve(const struct level *v, uint32_t *bottom, size_t size)
{
    uint32_t floor = stage_monitor_end(v->monitor);
    if (*bottom < floor || size > *bottom - floor) {
        return 0;
    }
    uint32_t at = (*bottom - (uint32_t)size) & PAGE_FRAME;
    if (at < floor) {
        return 0;
    }
    *bottom = at;
    return at;
}

static int too_little(const struct level *v, const char *what)
{
    return v->self ? no_room(v->self, what) : no_room(&v->guests[0], what);
}

/* Put what is to be in VM i's memory into its monitor's, and note where. */
static bool stage_vm(const struct level *v, struct load *l, unsigned i)
{
    const struct load *inner = &l->inner[i];
    struct staged *staged = &l->staged[i];
    staged->cells = xmalloc((inner->count + 1) * STAGED_CELLS * sizeof *staged->cells);
    for (size_t n = 0; n < inner->count; n++) {
        const struct piece *p = &inner->pieces[n];
        uint32_t at = reserve(v, &l->bottom, p->size);
        if (!at) {
            return false;
        }
        add(l, at, p->bytes, p->size);
        staged->cells[staged->count++] = p->at;
        staged->cells[staged->count++] = p->size;
        staged->cells[staged->count++] = at;
    }
    return true;
}

static int stage_vms(const struct level *v, struct load *l)
{
    for (unsigned i = 0; i < v->count; i++) {
        int status = load_any(v->s, &v->guests[i], &l->inner[i]);
        if (status != 0) {
            return status;
        }
        if (!stage_vm(v, l, i)) {
            return no_room(&v->guests[i],
                           v->self ? "no room in its monitor's memory to hand it over: expected "
                                     "more vms.memory of the VM that it is in"
                                   : "no room in machine.ram to hand it over: expected more "
                                     "machine.ram");
        }
    }
    return 0;
}

/* The level's own tree: its size does not depend on where the staged bytes end, which is in it. */
static int stage_tree(const struct level *v, struct load *l)
{
    size_t size = 0;
    free(stage_level_tree(v, l, &size));
    l->tree_at = reserve(v, &l->bottom, size);
    if (!l->tree_at) {
        return too_little(v, "no room for the device tree of the monitor with its VMs");
    }
    l->tree = stage_level_tree(v, l, &size);
    add(l, l->tree_at, l->tree, size);
    return 0;
}

/* The VMs' memory, the monitor and its tables, and what is staged, against the level's memory. */
static int check_room(const struct level *v, const struct load *l)
{
    uint64_t need = stage_need(v);
    uint64_t have = l->bottom - RAM_BASE;
    if (need <= have) {
        return 0;
    }
    unsigned long long missing = (need - have + 1023) / 1024;
    const struct config *c = v->s->config;
    if (v->self) {
        const struct config_vm *vm = v->self->config;
        return diag_at(config_place(vm->memory_at, vm->at),
                       "vms.memory: the VMs in `%s`, their monitor and the images need %llu KiB "
                       "more: expected more memory for it, or VMs with less",
                       v->self->kin->path, missing);
    }
    return diag_at(config_place(c->machine.ram_at, c->vms[0].at),
                   "machine.ram: the VMs, the monitor and the images need %llu KiB more: expected "
                   "more machine.ram, or VMs with less memory",
                   missing);
}

static int check_monitor(const struct level *v)
{
    struct error e;
    if (image_fits(v->monitor, v->memory, &e)) {
        return 0;
    }
    return v->self ? no_room(v->self, e.text)
                   : diag_at(v->s->config->monitor.image_at, "monitor.image: %s", e.text);
}

static int load_level(const struct level *v, struct load *l)
{
    l->bottom = RAM_BASE + v->memory;
    l->inner_count = v->count;
    l->inner = xmalloc(v->count * sizeof *l->inner);
    l->staged = xmalloc(v->count * sizeof *l->staged);
    memset(l->inner, 0, v->count * sizeof *l->inner);
    memset(l->staged, 0, v->count * sizeof *l->staged);
    int status = check_monitor(v);
    if (status == 0) {
        add_image(l, v->monitor);
        status = stage_vms(v, l);
    }
    status = status != 0 ? status : stage_tree(v, l);
    return status != 0 ? status : check_room(v, l);
}

/* --- the machine --- */

uint32_t stage_monitor_end(const struct image *monitor)
{
    uint32_t end = RAM_BASE;
    for (size_t i = 0; i < monitor->segment_count; i++) {
        uint32_t after = monitor->segments[i].address + monitor->segments[i].mem_size;
        end = after > end ? after : end;
    }
    return end;
}

static int place(struct session *s, const struct image *image, const struct load *l)
{
    struct error e;
    if (!image_place(image, s->machine, &e)) { /* it has been found to fit */
        return diag_internal("%s", e.text);
    }
    for (size_t i = 0; i < l->count; i++) {
        const struct piece *p = &l->pieces[i];
        memcpy(machine_ram_write(s->machine, p->at, p->size), p->bytes, p->size);
    }
    machine_start(s->machine, l->entry, l->tree_at);
    return 0;
}

int stage_session(struct session *s)
{
    struct load l = {.count = 0};
    const struct level machine = {.s = s,
                                  .monitor = &s->monitor,
                                  .memory = s->machine->config.ram_size,
                                  .guests = s->guests,
                                  .count = s->top_count};
    int status = s->monitored ? load_level(&machine, &l) : load_guest(s, &s->guests[0], &l);
    status = status != 0 ? status : place(s, s->monitored ? &s->monitor : &s->guests[0].image, &l);
    load_free(&l);
    return status;
}
