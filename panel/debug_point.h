/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points at which the debugger stops: breakpoints (a place is about to be executed), watchpoints
 * (memory, a CSR or a TLB entry is accessed or has changed), catchpoints (an event has happened).
 * Each may have a condition and a number of hits to be ignored.
 */
#ifndef PANEL_DEBUG_POINT_H
#define PANEL_DEBUG_POINT_H

#include "debug_history.h"
#include "debug_place.h"
#include "flow.h"

struct debugger;

enum point_kind {
    POINT_BREAK,
    POINT_WATCH,      /* written */
    POINT_READ_WATCH, /* read */
    POINT_ACCESS_WATCH,
    POINT_CSR, /* changed: the hart's, or a VM's, by place.layer */
    POINT_TLB, /* likewise an entry */
    POINT_CATCH
};

/* What `next` and `catch` take: see debug_event.def. */
enum event_name {
#define EVENT(name, ...) EVENT_##name,
#include "debug_event.def"
    EVENT_COUNT
};
extern const char *const event_names[EVENT_COUNT];
extern const char *const event_titles[EVENT_COUNT];

/* Which events are meant: of one VM, unless layer is LAYER_NONE. */
struct event_wanted {
    enum event_name name;
    unsigned layer;
};

enum { WATCH_SIZE_MOST = 4096 };

struct point {
    unsigned number;
    enum point_kind kind;
    struct place place; /* of a breakpoint, or of watched memory */
    uint32_t size;      /* bytes watched, 1 to 4096 */
    uint32_t machine;   /* their machine address */
    uint32_t csr, entry;
    struct event_wanted event;
    char *condition; /* an expression, or null */
    uint32_t ignore; /* hits still to be ignored */
    uint64_t hits;
    bool enabled, temporary;
    bool touched;           /* in the step under way, what it watches is accessed */
    unsigned owner;         /* 0: the front panel; GDB's are its own */
    uint64_t before, after; /* of what is watched, its first 8 bytes at most, at its last hit */
    uint64_t known;         /* of a CSR or TLB entry: what it was last */
};

struct points {
    struct point *item;
    unsigned count, last;     /* last: the highest number given so far */
    unsigned hit;             /* number of the point that stopped the machine last; 0: none */
    struct flow_event event;  /* that a catchpoint was hit by, or that was waited for */
    char *broken;             /* why a condition could not be evaluated: that stops, too; or null */
    bool found;               /* in the past, ... */
    struct position found_at; /* ... and before which step */
};

/*
 * Add a point; null after debug_error(). The condition is copied. Of memory, place and size are
 * given, and its machine address is found now; bytes that have none cannot be watched.
 */
struct point *debug_break(struct debugger *d, const struct place *at, const char *condition);
struct point *debug_watch(struct debugger *d, enum point_kind kind, const struct place *at,
                          uint32_t size, const char *condition);
/* A CSR or TLB entry: the hart's (LAYER_MACHINE), or as a VM believes it to be. */
struct point *debug_watch_csr(struct debugger *d, unsigned layer, uint32_t csr,
                              const char *condition);
struct point *debug_watch_tlb(struct debugger *d, unsigned layer, uint32_t entry,
                              const char *condition);

struct point *debug_catch(struct debugger *d, const struct event_wanted *wanted,
                          const char *condition);

/* By number; null after debug_error(). */
struct point *debug_point(struct debugger *d, unsigned number);

/* Whether an event is meant. */
bool event_matches(const struct event_wanted *w, const struct flow_event *e);

/* Remove one, or all of an owner; after a change of `enabled` or `condition`, nothing needs to be
 * said. */
void debug_delete(struct debugger *d, unsigned number);
void debug_delete_all(struct debugger *d, unsigned owner);

#endif
