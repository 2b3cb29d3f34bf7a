/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `info pmap`: which of a VM's physical frames have which machine frames. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl_look.h"

/* Pages one after the other whose frames are, too; or that have none. */
struct run {
    uint32_t pfn, count;
    uint32_t frame; /* of the first: the monitor's number, or 0 */
    uint32_t mfn;   /* and the machine's */
};

struct pmap_view {
    const struct repl *r;
    struct claims claims;
    unsigned layer;
    struct run run;
    uint32_t given;
};

static void put_run(struct pmap_view *v)
{
    FILE *out = v->r->out;
    const struct run *run = &v->run;
    if (run->count == 0) {
        return;
    }
    fprintf(out, "  %05x-%05x  -> ", run->pfn, run->pfn + run->count - 1);
    if (run->frame == 0) {
        fputs("none yet   ", out);
    } else {
        fprintf(out, "%05x-%05x", run->frame, run->frame + run->count - 1);
        v->given += run->count;
    }
    if (v->claims.level > 0 && run->mfn != 0) {
        fprintf(out, "  -> %05x-%05x", run->mfn, run->mfn + run->count - 1);
    } else if (v->claims.level > 0) {
        fputs("  -> none yet   ", out);
    }
    fprintf(out, "  %6u\n", run->count);
}

static bool goes_on(const struct run *run, uint32_t frame, uint32_t mfn)
{
    return run->count > 0 && (run->frame == 0 ? frame == 0 : frame == run->frame + run->count) &&
           (run->mfn == 0 ? mfn == 0 : mfn == run->mfn + run->count);
}

static void take_page(struct pmap_view *v, uint32_t pfn)
{
    uint32_t frame = 0, ma = 0;
    if (claims_frame(&v->claims, v->layer, pfn << PAGE_SHIFT, &frame) && frame != 0) {
        claims_address(&v->claims, frame, &ma);
    }
    frame >>= PAGE_SHIFT;
    ma >>= PAGE_SHIFT;
    if (!goes_on(&v->run, frame, ma)) {
        put_run(v);
        v->run = (struct run){.pfn = pfn, .frame = frame, .mfn = ma};
    }
    v->run.count++;
}

static void put_pages(struct pmap_view *v, uint32_t pfn, uint32_t count)
{
    const struct session *s = &v->r->debugger->session;
    unsigned monitor = claims_monitor(s, v->layer);
    fprintf(v->r->out, "the pmap of %s, by its monitor's account\n  PFN          -> ",
            layer_name(s, v->layer));
    if (monitor == LAYER_MONITOR) {
        fprintf(v->r->out, "%-11s  %6s\n", "MFN", "pages");
    } else {
        fprintf(v->r->out, "PFN of %s -> MFN, pages\n", layer_name(s, monitor));
    }
    for (uint32_t i = 0; i < count; i++) {
        take_page(v, pfn + i);
    }
    put_run(v);
    fprintf(v->r->out, "  %u of %u pages have a frame\n", v->given, count);
}

/* A page by its number, or by an address in it. */
static uint32_t page_number(uint32_t value)
{
    return value < 1u << (32 - PAGE_SHIFT) ? value : value >> PAGE_SHIFT;
}

static bool parse_range(struct repl *r, char *args, unsigned layer, uint32_t size, uint32_t *pfn,
                        uint32_t *count)
{
    const uint32_t base = RAM_BASE >> PAGE_SHIFT;
    const char *word = repl_word(&args);
    const char *number = word ? repl_word(&args) : NULL;
    uint32_t pages = size >> PAGE_SHIFT;
    struct place at;
    *pfn = base;
    *count = pages;
    if (!word) {
        return true;
    }
    if (!repl_no_more(r, args) || !repl_place(r, word, layer, &at)) {
        return false;
    }
    *pfn = page_number(at.address);
    *count = 1;
    if (*pfn < base || *pfn - base >= pages) {
        return repl_error(r, "`%s` is no page of %s: expected 0x%05x to 0x%05x", excerpt(word).text,
                          layer_name(&r->debugger->session, layer), base, base + pages - 1);
    }
    return !number || repl_count(r, number, base + pages - *pfn, count);
}

/* A first word that is a name is the VM's. */
static bool parse_subject(struct repl *r, char **args, unsigned *layer)
{
    char *rest = *args + strspn(*args, " \t");
    size_t n = strcspn(rest, " \t");
    char *none = rest + strlen(rest);
    bool named = n > 0 && layer_named(&r->debugger->session, rest, n) != LAYER_NONE;
    return repl_subject(r, named ? args : &none, layer);
}

bool repl_pmap(struct repl *r, char *args)
{
    struct pmap_view v = {.r = r};
    uint32_t pfn, count;
    if (!parse_subject(r, &args, &v.layer) || !repl_claims_of(r, &v.claims, v.layer)) {
        return false;
    }
    uint32_t size = claims_value(&v.claims, v.layer, INSPECT_memory_size, 0);
    uint32_t most = r->debugger->session.guests[v.layer - 1].memory;
    size = size <= most ? size : most;
    if (!parse_range(r, args, v.layer, size, &pfn, &count)) {
        return false;
    }
    put_pages(&v, pfn, count);
    return true;
}
