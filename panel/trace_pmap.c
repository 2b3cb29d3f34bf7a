/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the pages of a VM's address space are: virtual page -> physical frame, by the TLB that the
 * guest believes to have, -> machine frame, by the monitor's pmap. Both are what the monitor's
 * inspection table claims.
 */
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "diag.h"
#include "trace_picture.h"

enum { PAGES_MOST = 256, HOLES_MOST = 16 }; /* pages without a mapping that are shown in a row */

/* A virtual page that is mapped. */
struct page {
    uint32_t vpn, hi, lo;
};

static int by_address(const void *a, const void *b)
{
    uint32_t x = ((const struct page *)a)->vpn;
    uint32_t y = ((const struct page *)b)->vpn;
    return (x > y) - (x < y);
}

/* Entries of the address space that the VM is in, or was last in; global ones too. */
static unsigned find_pages(const struct claims *c, unsigned layer, struct page pages[PAGES_MOST])
{
    uint32_t entries = claims_tlb_entries(c, layer);
    uint32_t asid = claims_value(c, layer, INSPECT_matp, 0) & MATP_ASID;
    unsigned count = 0;
    for (uint32_t i = 0; i < entries && i < PAGES_MOST; i++) {
        struct tlb_entry e = claims_tlb_entry(c, layer, i);
        bool serves = (e.hi & TLB_HI_G) || (e.hi & TLB_HI_ASID) == asid;
        if ((e.lo & TLB_LO_V) && serves) {
            pages[count++] = (struct page){e.hi >> PAGE_SHIFT, e.hi, e.lo};
        }
    }
    qsort(pages, count, sizeof pages[0], by_address);
    return count;
}

/* The lowest frame that any VM has been given: others are counted from there. */
static uint32_t first_frame(const struct claims *c)
{
    uint32_t lowest = 0;
    for (unsigned layer = c->first; layer < c->first + c->count; layer++) {
        uint32_t size = claims_value(c, layer, INSPECT_memory_size, 0);
        size = size < RAM_MAX ? size : RAM_MAX;
        for (uint32_t at = 0; at < size; at += PAGE_SIZE) {
            uint32_t ma;
            bool has = claims_machine(c, layer, RAM_BASE + at, &ma) && ma != 0;
            lowest = has && (lowest == 0 || ma < lowest) ? ma : lowest;
        }
    }
    return lowest & PAGE_FRAME;
}

static char *frame_text(uint32_t address, uint32_t base)
{
    return xformat("%u: 0x%08x", (address - base) >> PAGE_SHIFT, address & PAGE_FRAME);
}

static void fill(const struct claims *c, unsigned layer, uint32_t base, const struct page *p,
                 struct figure_row *row)
{
    uint32_t ma = 0;
    bool is_ram = claims_machine(c, layer, p->lo & PAGE_FRAME, &ma);
    row->cell[ACTOR_PROCESS] = xformat("%u: 0x%08x", p->vpn, p->vpn << PAGE_SHIFT);
    row->cell[ACTOR_SYSTEM] = frame_text(p->lo & PAGE_FRAME, RAM_BASE);
    row->cell[ACTOR_MONITOR] = !is_ram   ? xstrdup("none of its memory")
                               : ma == 0 ? xstrdup("none yet")
                                         : frame_text(ma, base);
}

/* Rows for the pages, and for those between them that are not mapped, if they are few. */
static unsigned make_rows(const struct claims *c, unsigned layer, uint32_t base,
                          const struct page *pages, unsigned count, struct figure_row *rows)
{
    unsigned n = 0;
    for (unsigned i = 0; i < count; i++) {
        uint32_t from = i > 0 ? pages[i - 1].vpn + 1 : pages[0].vpn;
        for (uint32_t hole = from; hole < pages[i].vpn && pages[i].vpn - from <= HOLES_MOST;
             hole++) {
            rows[n].cell[ACTOR_PROCESS] = xformat("%u: 0x%08x", hole, hole << PAGE_SHIFT);
            rows[n++].cell[ACTOR_SYSTEM] = xstrdup("not mapped");
        }
        fill(c, layer, base, &pages[i], &rows[n++]);
    }
    return n;
}

static const char *const heads[ACTORS] = {
    [ACTOR_PROCESS] = "Process: VPN",
    [ACTOR_SYSTEM] = "Operating system: VPN -> PFN",
    [ACTOR_MONITOR] = "Monitor: PFN -> MFN",
};

static void put(const struct session *s, const struct claims *c, unsigned layer, bool markdown,
                FILE *out)
{
    struct page pages[PAGES_MOST];
    unsigned count = find_pages(c, layer, pages);
    uint32_t base = first_frame(c);
    size_t size = (size_t)count * (HOLES_MOST + 1) + 1;
    struct figure_row *rows = memset(xmalloc(size * sizeof *rows), 0, size * sizeof *rows);
    char *title =
        xformat("%s: pages of address space %u, as the monitor's inspection table claims",
                layer_name(s, layer), claims_value(c, layer, INSPECT_matp, 0) & MATP_ASID);
    char *note = xformat("PFNs count the VM's physical pages, from 0x%08x on; MFNs the machine's\n"
                         "frames, from 0x%08x on, the first that a VM has been given.\n",
                         RAM_BASE, base);
    unsigned row_count = make_rows(c, layer, base, pages, count, rows);
    struct figure f = {.title = title,
                       .note = note,
                       .heads = heads,
                       .columns = 1 << ACTOR_PROCESS | 1 << ACTOR_SYSTEM | 1 << ACTOR_MONITOR,
                       .rows = rows,
                       .count = row_count};
    (markdown ? figure_markdown : figure_text)(&f, out);
    for (unsigned i = 0; i < row_count; i++) {
        for (unsigned k = 0; k < ACTORS; k++) {
            free(rows[i].cell[k]);
        }
    }
    free(rows);
    free(title);
    free(note);
}

int pmap_figure(const struct session *s, unsigned layer, bool markdown, FILE *out)
{
    struct claims c;
    layer = layer == LAYER_NONE ? 1 : layer;
    const char *wrong = s->monitored ? claims_open_of(&c, s, layer) : claims_open(&c, s);
    if (wrong) {
        return diag("--figure=pmap: %s", wrong);
    }
    put(s, &c, layer, markdown, out);
    return 0;
}
