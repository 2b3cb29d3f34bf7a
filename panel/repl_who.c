/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `who`: whose a machine frame is, through all levels, and who has it mapped. */
#include <stdio.h>
#include <string.h>

#include "repl_look.h"

enum { PMAP_CHUNK = 1024 };

/* --- whose it is --- */

/* The physical page of a VM that has this frame of its monitor's, or 0. */
static uint32_t page_with(const struct session *s, const struct claims *c, unsigned layer,
                          uint32_t frame)
{
    uint8_t words[4 * PMAP_CHUNK];
    uint32_t size = claims_value(c, layer, INSPECT_memory_size, 0);
    uint32_t most = s->guests[layer - 1].memory;
    uint32_t pages = (size <= most ? size : most) >> PAGE_SHIFT;
    uint64_t pmap = claims_value(c, layer, INSPECT_pmap, 0);
    for (uint32_t i = 0; i < pages; i += PMAP_CHUNK) {
        uint32_t n = pages - i < PMAP_CHUNK ? pages - i : PMAP_CHUNK;
        if (!claims_read(c, pmap + 4 * (uint64_t)i, words, 4 * (size_t)n)) {
            return 0;
        }
        for (uint32_t k = 0; k < n; k++) {
            if ((machine_word(words + 4 * (size_t)k) & PAGE_FRAME) == frame) {
                return RAM_BASE + ((i + k) << PAGE_SHIFT);
            }
        }
    }
    return 0;
}

static bool in_image(const struct image *image, uint32_t frame)
{
    for (size_t i = 0; image && i < image->segment_count; i++) {
        const struct segment *s = &image->segments[i];
        if (frame + PAGE_SIZE > s->address && frame < s->address + s->mem_size) {
            return true;
        }
    }
    return false;
}

/* Frames that came back are in a list that leads through them; it is no longer than their number.
 */
static bool was_returned(const struct claims *c, uint32_t frame)
{
    uint32_t at = claims_frames(c, INSPECT_FRAME_FREE);
    for (uint32_t left = c->machine->config.ram_size >> PAGE_SHIFT; at != 0 && left > 0; left--) {
        uint8_t next[4];
        if (at == frame) {
            return true;
        }
        if (!claims_read(c, at, next, sizeof next)) {
            return false;
        }
        at = machine_word(next);
    }
    return false;
}

/* What a monitor does with a frame that none of its VMs has. */
static const char *own_use(const struct claims *c, const struct image *image, uint32_t frame)
{
    uint32_t next = claims_frames(c, INSPECT_FRAME_NEXT);
    uint32_t end = claims_frames(c, INSPECT_FRAME_END);
    if (in_image(image, frame)) {
        return "its image";
    }
    if (was_returned(c, frame)) {
        return "free: a VM has given it back";
    }
    if (frame >= next && frame < end) {
        return "free: nobody has had it yet";
    }
    return frame < next ? "its tables" : "what its VMs were loaded from";
}

/* --- who has it mapped --- */

static void put_entry(const struct repl *r, struct tlb_entry e, const char *slot)
{
    fprintf(r->out, "entry %s: VPN %05x %s, %s", slot, e.hi >> PAGE_SHIFT, repl_asid(e.hi).text,
            repl_flags(e.lo).text);
}

/* Entries of a VM's own TLB, and of the software TLB behind it, that lead to its page. */
static void put_own_entries(const struct repl *r, const struct claims *c, unsigned layer,
                            uint32_t page)
{
    uint32_t entries = claims_tlb_entries(c, layer);
    uint32_t ways = claims_tlb_ways(c, layer);
    for (unsigned i = 0; i < entries * (1 + ways); i++) {
        struct tlb_entry e = claims_tlb_entry(c, layer, i);
        if ((e.lo & TLB_LO_V) && ((e.lo ^ page) & PAGE_FRAME) == 0) {
            fprintf(r->out, "  %s's %s, ", layer_name(&r->debugger->session, layer),
                    i < entries ? "own TLB" : "software TLB");
            put_entry(r, e, repl_slot(i, entries, ways).text);
            putc('\n', r->out);
        }
    }
}

/* The VM and address space of an ASID of the hart, if one claims it. */
static bool put_space(const struct repl *r, const struct claims *c, unsigned layer, uint32_t asid)
{
    for (unsigned space = 0; space < INSPECT_SPACES; space++) {
        if (claims_asid(c, layer, space) == asid) {
            fprintf(r->out, ", which is %s", layer_name(&r->debugger->session, layer));
            if (space < INSPECT_SPACES - 1) {
                fprintf(r->out, "'s ASID %u", space);
            } else {
                fputs(" untranslated", r->out);
            }
            return true;
        }
    }
    return false;
}

static void put_hart_entries(const struct repl *r, uint32_t frame)
{
    const struct session *s = &r->debugger->session;
    const struct tlb *t = &s->machine->hart.tlb;
    struct claims c;
    bool claimed = claims_open(&c, s) == NULL;
    unsigned found = 0;
    for (unsigned i = 0; i < t->entries; i++) {
        struct tlb_entry e = t->entry[i];
        if (!(e.lo & TLB_LO_V) || (e.lo & PAGE_FRAME) != frame) {
            continue;
        }
        fputs("  the hart's TLB, ", r->out);
        put_entry(r, e, repl_slot(i, t->entries, 0).text);
        for (unsigned layer = 1; claimed && layer <= c.count; layer++) {
            if (put_space(r, &c, layer, e.hi & TLB_HI_ASID)) {
                break;
            }
        }
        putc('\n', r->out);
        found++;
    }
    if (found == 0) {
        fputs("  the hart's TLB does not hold it\n", r->out);
    }
}

/* --- level by level --- */

static bool put_owner(const struct repl *r, unsigned monitor, uint32_t frame);

/* A VM has it; if it is a monitor itself, one of its VMs may, in turn. */
static void put_page(const struct repl *r, const struct claims *c, unsigned layer, uint32_t page)
{
    const struct session *s = &r->debugger->session;
    fprintf(r->out, "  %s has it, as PFN %05x%s\n", layer_name(s, layer), page >> PAGE_SHIFT,
            symbol_text(layer_image(s, layer), page).text);
    if (s->guests[layer - 1].kin->count > 0) {
        put_owner(r, layer, page);
    }
    put_own_entries(r, c, layer, page);
}

/* A frame of a monitor's: LAYER_MONITOR, or the VM that it is in. */
static bool put_owner(const struct repl *r, unsigned monitor, uint32_t frame)
{
    const struct session *s = &r->debugger->session;
    struct claims c;
    const char *why_not = claims_open_in(&c, s, monitor);
    const char *in = monitor == LAYER_MONITOR ? "" : " in ";
    const char *name = monitor == LAYER_MONITOR ? "" : layer_name(s, monitor);
    if (why_not) {
        fprintf(r->out, "  nobody says whose it is: %s\n", why_not);
        return false;
    }
    for (unsigned layer = c.first; layer < c.first + c.count; layer++) {
        uint32_t page = page_with(s, &c, layer, frame);
        bool special = claims_value(&c, layer, INSPECT_special, 0) != 0 &&
                       claims_value(&c, layer, INSPECT_special_frame, 0) == frame;
        if (page != 0) {
            put_page(r, &c, layer, page);
            return true;
        }
        if (special) {
            fprintf(r->out, "  %s has it, as its special page\n", layer_name(s, layer));
            return true;
        }
    }
    fprintf(r->out, "  the monitor%s%s has it: %s\n", in, name,
            own_use(&c, layer_image(s, monitor), frame));
    return true;
}

/* A frame by its number or by a machine address in it; with somebody in front, where that leads. */
static bool parse_frame(struct repl *r, char *args, uint32_t *frame)
{
    bool bound = strchr(args, ':') != NULL;
    struct place at;
    if (!repl_address(r, &args, LAYER_MACHINE, &at) || !repl_no_more(r, args)) {
        return false;
    }
    *frame = at.address & PAGE_FRAME;
    if (!bound && at.address < 1u << (32 - PAGE_SHIFT)) {
        *frame = at.address << PAGE_SHIFT;
    } else if (bound || at.symbol) {
        enum readable result = debug_translate(r->debugger, &at, ACCESS_LOAD, frame);
        *frame &= PAGE_FRAME;
        return result <= READ_CLAIMED || debug_unreadable(r->debugger, &at, result);
    }
    return true;
}

bool repl_who(struct repl *r, char *args)
{
    const struct session *s = &r->debugger->session;
    uint32_t ma;
    if (!parse_frame(r, args, &ma)) {
        return false;
    }
    if (!machine_ram(s->machine, ma, 1)) {
        return repl_error(r, "0x%08x: not memory of the machine", ma);
    }
    fprintf(r->out, "machine frame %05x, by the monitors' account, but for the hart's TLB:\n",
            ma >> PAGE_SHIFT);
    if (s->monitored) {
        put_owner(r, LAYER_MONITOR, ma);
    } else {
        fprintf(r->out, "  %s owns the machine\n", layer_name(s, 1));
    }
    put_hart_entries(r, ma);
    return true;
}
