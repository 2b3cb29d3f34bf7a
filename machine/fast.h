/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fast core: runs what the plain core would, many times as fast. It does whole stretches of
 * ordinary instructions by itself; whatever is rare or awkward (CSRs, traps, devices, misaligned
 * accesses, the last few instructions before an event or a limit) it leaves to the plain core, one
 * step at a time. So there is one meaning of those, and the two agree at every instruction.
 *
 * What it keeps are copies of what the machine holds, and never outlives that:
 *   - decoded instructions, by physical page: forgotten word by word when something is stored
 * there;
 *   - host addresses of pages, by virtual page, ASID and TE: in front of the simulated TLB, which
 *     must hold the mapping; forgotten when an entry is written or invalidated;
 *   - lines that a cache would do nothing about: forgotten when it does something about their set.
 * Whoever changes RAM or the TLB says so through the functions below. A null struct fast is a
 * machine without the fast core, and all of them take it.
 */
#ifndef MACHINE_FAST_H
#define MACHINE_FAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fast;
struct machine;
struct cache;
struct timing_config;

/* Null if there is no memory for it, or the host is not what it is made for. */
struct fast *fast_new(uint32_t ram_size, const struct timing_config *timing);
void fast_free(struct fast *f);

/*
 * Run on until `cycles` or `instructions` more (whichever is fewer) are nearly used up, or there is
 * something that only the plain core does. Not while the machine waits, or somebody observes each
 * instruction. May do nothing at all.
 */
void fast_run(struct machine *m, uint64_t instructions, uint64_t cycles);

/* `size` bytes of RAM at `offset` have been written, by anybody but the fast core. */
void fast_written(struct fast *f, size_t offset, size_t size);

/* The TLB's mapping of va's page, under whatever ASID, is another from now on. */
void fast_forget_page(struct fast *f, uint32_t va);

/* The instruction cache has fetched pa's line, or another one of its set was the last before it. */
void fast_line_fetched(struct machine *m, uint32_t pa);

/* The instruction cache has forgotten its lines, or may hold others. */
void fast_lines_emptied(struct machine *m);

/* The data cache has been looked up for pa, and another line of its set was the last before it. */
void fast_line_touched(struct fast *f, const struct cache *cache, uint32_t pa);

/* Who wants to know of the next store to a page does again. */
void fast_notice_writes(struct fast *f);

/* Every mapping may be another from now on, or who wants to know of stores does again. */
void fast_forget_mappings(struct fast *f);

#endif
