/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `tr`: a translation explained, step by step and in words. */
#include <stdio.h>
#include <string.h>

#include "debug_walk.h"
#include "isa/board.h"
#include "isa/cause.h"
#include "repl_look.h"

static const char *const verbs[] = {"fetches from", "loads from", "stores to"};
static const char *const nouns[] = {"fetch", "load", "store"};

static const char *name_of(const struct repl *r, unsigned layer)
{
    return layer_name(&r->debugger->session, layer);
}

/* "the monitor", "the monitor in outer". */
static void put_monitor(const struct repl *r, unsigned layer)
{
    unsigned monitor = claims_monitor(&r->debugger->session, layer);
    fputs("the monitor", r->out);
    if (monitor != LAYER_MONITOR) {
        fprintf(r->out, " in %s", name_of(r, monitor));
    }
}

static void put_entry(const struct repl *r, struct tlb_entry e, const char *frame)
{
    fprintf(r->out, "VPN %05x %s -> %s %05x %s", e.hi >> PAGE_SHIFT, repl_asid(e.hi).text, frame,
            e.lo >> PAGE_SHIFT, repl_flags(e.lo).text);
}

/* --- the VM's own mapping --- */

static void put_own_mapping(const struct repl *r, const struct walk *w)
{
    const struct walk_stage *g = &w->stage[0];
    const char *name = name_of(r, g->layer);
    if (g->layer == LAYER_MACHINE) {
        return;
    }
    if (w->at.space == SPACE_PHYSICAL) {
        return;
    }
    if (w->at.space == SPACE_CURRENT) {
        fprintf(r->out, "  %s is in %s mode, translation is %s", name, repl_mode(g->supervisor),
                g->relocated ? "on, " : "off: its addresses are physical\n");
    }
    if (!g->relocated) {
        return;
    }
    fprintf(r->out, "%sASID %u\n", w->at.space == SPACE_CURRENT ? "" : "  in its ", g->asid);
    fprintf(r->out, "  %s's own TLB: ", name);
    if (g->slot == TLB_NONE) {
        fprintf(r->out, "no entry%s\n", g->ways ? ", nor in the software TLB behind it" : "");
        return;
    }
    bool soft = (unsigned)g->slot >= g->entries;
    fprintf(r->out, "%s %s, ", soft ? "no entry; the software TLB has it, in slot" : "entry",
            repl_slot((unsigned)g->slot, g->entries, g->ways).text);
    put_entry(r, g->entry, "PFN");
    fprintf(r->out, ": %s the %s\n", g->cause ? "forbids" : "allows", nouns[w->access]);
}

static void put_target(const struct repl *r, const struct walk_stage *g)
{
    const struct session *s = &r->debugger->session;
    bool vm = s->monitored && g->layer != LAYER_MACHINE && g->layer != LAYER_MONITOR;
    fprintf(r->out, "  physical address 0x%08x%s%s: ", g->physical, vm ? " of " : "",
            vm ? name_of(r, g->layer) : "");
    switch (g->target) {
    case WALK_RAM:
        fprintf(r->out, "RAM%s\n", g->watched ? ", the page that tohost is in" : "");
        break;
    case WALK_SPECIAL:
        fputs("the special page\n", r->out);
        break;
    case WALK_DEVICE:
        fprintf(r->out, "device %s", g->device);
        if (strcmp(g->device, "virtio") == 0) {
            fprintf(r->out, ", slot %u", g->device_slot);
        }
        fputs(vm ? ", which its monitor emulates\n" : "\n", r->out);
        break;
    case WALK_NOTHING:
        fputs("nothing is there\n", r->out);
    }
}

/* --- down through the monitors --- */

static void put_frame(const struct repl *r, const struct walk_stage *g)
{
    unsigned monitor = claims_monitor(&r->debugger->session, g->layer);
    fputs("  ", r->out);
    put_monitor(r, g->layer);
    fprintf(r->out, "'s pmap: PFN %05x -> ", g->physical >> PAGE_SHIFT);
    if (g->frame == 0) {
        fputs("no frame yet; one is given at the first touch\n", r->out);
    } else if (monitor == LAYER_MONITOR) {
        fprintf(r->out, "MFN %05x: machine address 0x%08x\n", g->frame >> PAGE_SHIFT, g->frame);
    } else {
        fprintf(r->out, "frame %05x, which is PFN %05x of %s\n", g->frame >> PAGE_SHIFT,
                g->frame >> PAGE_SHIFT, name_of(r, monitor));
    }
}

/* The composition of it all, in the TLB that the VM runs on. */
static void put_composed(const struct repl *r, const struct walk *w, unsigned i)
{
    const struct walk_stage *g = &w->stage[i];
    bool hart = g->hardware == LAYER_MACHINE;
    const struct walk_stage *holder = &w->stage[i + 1];
    fprintf(r->out, "  %s%s TLB: ", hart ? "the hart's" : name_of(r, g->hardware),
            hart ? "" : "'s");
    if (g->key == 0) {
        fprintf(r->out, "no ASID stands for that address space of %s now, so no entry\n",
                name_of(r, g->layer));
        return;
    }
    fprintf(r->out, "ASID %u stands for that address space of %s; ", g->key, name_of(r, g->layer));
    if (g->index == TLB_NONE) {
        fputs("no entry\n", r->out);
        return;
    }
    bool soft = !hart && (unsigned)g->index >= holder->entries;
    fprintf(r->out, "%s %s, ", soft ? "the software TLB has it, in slot" : "entry",
            repl_slot((unsigned)g->index, hart ? TLB_MAX : holder->entries, holder->ways).text);
    put_entry(r, g->composed, hart ? "MFN" : "PFN");
    putc('\n', r->out);
}

static void put_stages(const struct repl *r, const struct walk *w)
{
    for (unsigned i = 0; i < w->count; i++) {
        const struct walk_stage *g = &w->stage[i];
        if (g->target == WALK_RAM || g->target == WALK_SPECIAL) {
            put_frame(r, g);
        }
    }
    for (unsigned i = 0; i < w->count; i++) {
        put_composed(r, w, i);
    }
}

/* --- the verdict --- */

/* Who is told of the hart's trap before the monitor that does something about it. */
static void put_way(const struct repl *r, const struct walk *w, unsigned to)
{
    const struct session *s = &r->debugger->session;
    fprintf(r->out, "trap (%s) to the monitor", cause_text(w->trap));
    for (unsigned i = w->count - 1; i > to; i--) {
        fprintf(r->out, ", which reflects it to %s",
                name_of(r, claims_monitor(s, w->stage[i - 1].layer)));
    }
    fputs(", which ", r->out);
}

static void put_hidden(const struct repl *r, const struct walk *w)
{
    put_way(r, w, w->by);
    fprintf(r->out, "%sinstalls the page, and the %s is done again: a hidden miss\n",
            w->first_touch ? "gives a frame, " : "", nouns[w->access]);
}

static void put_emulated(const struct repl *r, const struct walk *w)
{
    const struct walk_stage *g = &w->stage[w->by];
    put_way(r, w, w->by);
    if (g->target == WALK_DEVICE) {
        fprintf(r->out, "does the %s to its own model of that device\n", nouns[w->access]);
    } else {
        fprintf(r->out, "%sdoes the %s itself, since it watches that page\n",
                w->installs_first ? "installs the page without W and, trapped to again, " : "",
                nouns[w->access]);
    }
}

static void put_fault(const struct repl *r, const struct walk *w)
{
    const struct walk_stage *g = &w->stage[w->by];
    const struct session *s = &r->debugger->session;
    if (!s->monitored || g->layer == LAYER_MACHINE || g->layer == LAYER_MONITOR) {
        fprintf(r->out, "trap: %s\n", cause_text(w->cause));
        return;
    }
    if (w->trap == 0) {
        put_monitor(r, g->layer);
        fputs(", which interprets the instruction, ", r->out);
    } else {
        put_way(r, w, w->by);
    }
    fprintf(r->out, "reflects to %s: %s\n", name_of(r, g->layer), cause_text(w->cause));
}

static void put_interpreted(const struct repl *r, const struct walk *w)
{
    put_monitor(r, w->stage[0].layer);
    fprintf(r->out, " interprets the instruction, and does the %s%s: no TLB has a part in it\n",
            nouns[w->access], w->first_touch ? " after giving a frame" : "");
}

static void put_outcome(const struct repl *r, const struct walk *w)
{
    fputs("=> ", r->out);
    switch (w->outcome) {
    case WALK_DONE:
        fputs("no trap: the hardware does it\n", r->out);
        break;
    case WALK_OPERATED:
        fputs("no trap: the device does it\n", r->out);
        break;
    case WALK_HIDDEN:
        put_hidden(r, w);
        break;
    case WALK_EMULATED:
        if (w->trap == 0) {
            put_interpreted(r, w);
        } else {
            put_emulated(r, w);
        }
        break;
    case WALK_INTERPRETED:
        put_interpreted(r, w);
        break;
    case WALK_FAULT:
        put_fault(r, w);
        break;
    case WALK_STOPPED:
        fputs("nothing: the VM has stopped for good\n", r->out);
    }
}

static bool parse_access(struct repl *r, char **args, enum access *access)
{
    static const char letters[] = "xrw";
    const char *word = repl_word(args);
    const char *found =
        word && word[0] != '\0' && word[1] == '\0' ? strchr(letters, word[0]) : NULL;
    *access = found ? (enum access)(found - letters) : ACCESS_LOAD;
    return !word || found ||
           repl_error(r, "`%s` is no kind of access: expected r, w or x", excerpt(word).text);
}

bool repl_tr(struct repl *r, char *args)
{
    const struct session *s = &r->debugger->session;
    struct place at;
    enum access access;
    struct walk w;
    if (!repl_address(r, &args, layer_running(s), &at) || !parse_access(r, &args, &access) ||
        !repl_no_more(r, args) || !debug_walk(r->debugger, &at, access, &w)) {
        return false;
    }
    bool vm = s->monitored && at.layer != LAYER_MACHINE && at.layer != LAYER_MONITOR;
    fprintf(r->out, "%s %s 0x%08x%s%s\n", name_of(r, at.layer), verbs[access], at.address,
            symbol_text(layer_image(s, at.layer), at.address).text,
            vm ? " (by the monitor's account, but for the hart)" : "");
    put_own_mapping(r, &w);
    if (w.stage[0].cause == 0) {
        put_target(r, &w.stage[0]);
    }
    if (vm) {
        put_stages(r, &w);
    }
    put_outcome(r, &w);
    return true;
}
