/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/allocator.h"

#include "vmm/hw.h"
#include "vmm/refill.h"

/* Zero whole pages, many words at a time. */
static void clear(void *memory, uint32_t size)
{
    uint32_t *end = (uint32_t *)memory + size / 4;
    for (uint32_t *w = memory; w < end; w += 32) {
        w[0] = w[1] = w[2] = w[3] = w[4] = w[5] = w[6] = w[7] = 0;
        w[8] = w[9] = w[10] = w[11] = w[12] = w[13] = w[14] = w[15] = 0;
        w[16] = w[17] = w[18] = w[19] = w[20] = w[21] = w[22] = w[23] = 0;
        w[24] = w[25] = w[26] = w[27] = w[28] = w[29] = w[30] = w[31] = 0;
    }
}

/*
 * Real ASIDs are given from the last one downward; 0 is nobody's. What is left of them is in
 * vmm.next_asid: so the first to ask, after boot as after each round, begins a new generation.
 */
RARE static void asid_new_generation(void)
{
    hw_tlb_invalidate_all();
    hw_probe(PROBE_ASIDS_FREED, 0);
    if (++vmm.asid_generation % REFILL_GENERATIONS == 0) {
        refill_forget_all(); /* tags come round again */
    }
    vmm.next_asid = vmm.asid_last;
}

void allocator_boot(uint32_t start, uint32_t end)
{
    vmm.frame_next = (start + PAGE_OFFSET) & PAGE_FRAME;
    vmm.frame_end = end & PAGE_FRAME;
    if (vmm.frame_next >= vmm.frame_end) {
        vmm_panic("no memory beyond the monitor itself, which ends at", start);
    }
    vmm.frames_left = (vmm.frame_end - vmm.frame_next) / PAGE_SIZE;
    asid_new_generation();
}

/* The next `pages` frames that nobody has had yet. */
static uint32_t take_fresh(uint32_t pages)
{
    uint32_t start = vmm.frame_next;
    vmm.frame_next += pages * PAGE_SIZE;
    vmm.frames_left -= pages;
    return start;
}

void *allocator_table(uint32_t size)
{
    uint32_t pages = (size + PAGE_OFFSET) / PAGE_SIZE;
    if (pages > vmm.frames_left) {
        vmm_panic("no memory for the monitor's tables, bytes wanted:", size);
    }
    void *table = hw_memory(take_fresh(pages));
    clear(table, pages * PAGE_SIZE);
    return table;
}

/* Boot has made sure that there are as many frames as all VMs together have pages. */
static uint32_t frame_take(void)
{
    uint32_t frame = vmm.free_frames;
    if (!frame) {
        return take_fresh(1);
    }
    vmm.free_frames = *(uint32_t *)hw_memory(frame);
    vmm.frames_left--;
    return frame;
}

static void frame_return(uint32_t frame)
{
    *(uint32_t *)hw_memory(frame) = vmm.free_frames;
    vmm.free_frames = frame;
    vmm.frames_left++;
}

bool pmap_has(const struct vm *vm, uint32_t pa)
{
    return pa - RAM_BASE < vm->memory_size;
}

uint32_t allocator_frame(const struct vm *vm)
{
    uint32_t frame = vmm.frame_next;
    allocator_table(PAGE_SIZE);
    hw_probe(PROBE_FRAME_GIVEN, frame | vm->index);
    return frame;
}

/* First touch. */
RARE static void give_frame(const struct vm *vm, uint32_t *entry)
{
    hw_probe(PROBE_ASIDE, 0);
    uint32_t frame = frame_take();
    clear(hw_memory(frame), PAGE_SIZE);
    hw_probe(PROBE_FRAME_GIVEN, frame | vm->index);
    *entry = frame;
    hw_probe(COST_FIRST_TOUCH, frame);
}

uint32_t pmap_machine(struct vm *vm, uint32_t pa)
{
    uint32_t *entry = &vm->pmap[(pa - RAM_BASE) / PAGE_SIZE];
    if (*entry == PMAP_EMPTY) {
        give_frame(vm, entry);
    }
    return *entry | (pa & PAGE_OFFSET);
}

void pmap_release(struct vm *vm)
{
    const uint32_t *end = vm->pmap + vm->memory_size / PAGE_SIZE;
    for (uint32_t *entry = vm->pmap; entry < end; entry++) {
        if (*entry != PMAP_EMPTY) {
            hw_probe(PROBE_FRAME_RETURNED, *entry | vm->index);
            frame_return(*entry);
            *entry = PMAP_EMPTY;
        }
    }
}

uint32_t asid_give(struct vm *vm, uint32_t space)
{
    if (vmm.next_asid < ASID_FIRST) {
        asid_new_generation();
    }
    struct space *s = &vm->space[space];
    uint32_t asid = vmm.next_asid--;
    s->generation = vmm.asid_generation;
    s->key = asid | vmm.asid_generation % REFILL_GENERATIONS << REFILL_TAG_SHIFT;
    hw_probe(PROBE_ASID_BOUND, asid | vm->index << 8 | space << 16);
    return s->key;
}

void asid_forget(struct vm *vm, uint32_t space)
{
    vm->space[space] = (struct space){0, 0};
}

void asid_forget_all(struct vm *vm)
{
    for (struct space *s = vm->space; s < vm->space + SPACE_COUNT; s++) {
        *s = (struct space){0, 0};
    }
}
