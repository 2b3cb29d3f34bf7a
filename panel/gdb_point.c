/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GDB's breakpoints and watchpoints, as points of the debugger.
 *
 * A client that knows processes says whose address it means. From one that does not, a breakpoint
 * is for every layer that has code at the address.
 */
#include "gdb.h"

enum { POINTS_MOST = 200, OWNER = 1 };

/* Types, as in the packets; the other breakpoints are 0. */
enum { TYPE_BREAK = 1, TYPE_WRITE, TYPE_READ, TYPE_ACCESS, TYPES };

const struct gdb_point *gdb_point_hit(const struct gdb *g, unsigned number)
{
    for (unsigned i = 0; i < g->point_count && number != 0; i++) {
        if (g->points[i].number == number) {
            return &g->points[i];
        }
    }
    return NULL;
}

const struct gdb_point *gdb_point_here(const struct gdb *g)
{
    const struct session *s = &g->debugger->session;
    for (unsigned i = 0; i < g->point_count; i++) {
        const struct gdb_point *p = &g->points[i];
        if (p->inserted && p->type <= TYPE_BREAK && p->address == s->machine->hart.pc &&
            p->layer == layer_running(s)) {
            return p;
        }
    }
    return NULL;
}

static bool has_code(const struct gdb *g, unsigned layer, uint32_t address)
{
    const struct image *image = layer_image(&g->debugger->session, layer);
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct segment *s = &image->segments[i];
        if (s->executable && address - s->address < s->mem_size) {
            return true;
        }
    }
    return false;
}

/* A new point of the debugger's: its number, or 0. */
static unsigned make(struct gdb *g, const struct gdb_point *p)
{
    static const enum point_kind kinds[] = {[TYPE_WRITE] = POINT_WATCH,
                                            [TYPE_READ] = POINT_READ_WATCH,
                                            [TYPE_ACCESS] = POINT_ACCESS_WATCH};
    struct place at = {.layer = p->layer, .space = SPACE_CURRENT, .address = p->address};
    struct point *made = p->type <= TYPE_BREAK
                             ? debug_break(g->debugger, &at, NULL)
                             : debug_watch(g->debugger, kinds[p->type], &at, p->size, NULL);
    if (made) {
        made->owner = OWNER;
    }
    return made ? made->number : 0;
}

static void enable(struct gdb *g, struct gdb_point *p, bool on)
{
    struct point *point = debug_point(g->debugger, p->number);
    p->inserted = on && point != NULL;
    if (point) {
        point->enabled = on;
    }
}

/*
 * Put back what was taken out. Where watched memory is may have changed meanwhile; if nobody knows
 * at the moment (no TLB entry has it), it is where it was.
 */
static void put_back(struct gdb *g, struct gdb_point *p)
{
    unsigned number = p->type <= TYPE_BREAK || p->inserted ? 0 : make(g, p);
    if (number != 0 && number != p->number) {
        debug_delete(g->debugger, p->number);
        p->number = number;
    }
    enable(g, p, true);
}

static struct gdb_point *find(struct gdb *g, const struct gdb_point *like)
{
    for (unsigned i = 0; i < g->point_count; i++) {
        struct gdb_point *p = &g->points[i];
        if (p->type == like->type && p->layer == like->layer && p->address == like->address &&
            p->size == like->size) {
            return p;
        }
    }
    return NULL;
}

static bool is_out(const struct gdb *g, const struct gdb_point *p)
{
    (void)g;
    return !p->inserted;
}

/* Delete those of which `which` is true. */
static void forget(struct gdb *g, bool (*which)(const struct gdb *g, const struct gdb_point *p))
{
    unsigned kept = 0;
    for (unsigned i = 0; i < g->point_count; i++) {
        if (which(g, &g->points[i])) {
            debug_delete(g->debugger, g->points[i].number);
        } else {
            g->points[kept++] = g->points[i];
        }
    }
    g->point_count = kept;
}

/* 0, or what is wrong. */
static enum gdb_error insert(struct gdb *g, struct gdb_point p)
{
    struct gdb_point *old = find(g, &p);
    if (old) {
        put_back(g, old);
        return old->inserted ? 0 : GDB_NO_MEMORY;
    }
    if (g->point_count == POINTS_MOST) {
        forget(g, is_out);
    }
    if (g->point_count == POINTS_MOST) {
        return GDB_TOO_MANY;
    }
    p.number = make(g, &p);
    p.inserted = true;
    if (p.number == 0) {
        return GDB_NO_MEMORY;
    }
    g->points = xrealloc(g->points, (g->point_count + 1) * sizeof *g->points);
    g->points[g->point_count++] = p;
    return 0;
}

/* TYPE,ADDRESS,SIZE and, for some, what was not asked for. */
static bool parse(struct gdb *g, char *args, struct gdb_point *p)
{
    uint32_t type;
    if (!gdb_number(&args, &type) || !gdb_skip(&args, ',') || !gdb_number(&args, &p->address) ||
        !gdb_skip(&args, ',') || !gdb_number(&args, &p->size) || (*args != '\0' && *args != ';')) {
        gdb_fail(g, GDB_BAD_PACKET);
        return false;
    }
    p->type = type;
    return type < TYPES; /* others are not known: the empty answer */
}

/* Whether a point that no process was named for is for this layer, too. */
static bool concerns(const struct gdb *g, const struct gdb_point *p, unsigned layer)
{
    bool everyone = !g->many && p->type <= TYPE_BREAK;
    return layer == g->general ||
           (everyone && g->attached[layer] && has_code(g, layer, p->address));
}

void gdb_insert_point(struct gdb *g, char *args)
{
    struct gdb_point p = {.number = 0};
    enum gdb_error error = 0;
    if (!parse(g, args, &p)) {
        return;
    }
    for (p.layer = 0; p.layer < layer_count(&g->debugger->session) && error == 0; p.layer++) {
        if (concerns(g, &p, p.layer)) {
            error = insert(g, p);
        }
    }
    if (error) {
        gdb_fail(g, error);
    } else {
        gdb_ok(g);
    }
}

void gdb_remove_point(struct gdb *g, char *args)
{
    struct gdb_point like = {.number = 0};
    if (!parse(g, args, &like)) {
        return;
    }
    for (like.layer = 0; like.layer < layer_count(&g->debugger->session); like.layer++) {
        struct gdb_point *p = find(g, &like);
        if (p && (!g->many || like.layer == g->general)) {
            enable(g, p, false);
        }
    }
    gdb_ok(g);
}

static bool is_nobodys(const struct gdb *g, const struct gdb_point *p)
{
    return !g->attached[p->layer];
}

void gdb_points_forget(struct gdb *g)
{
    forget(g, is_nobodys);
}
