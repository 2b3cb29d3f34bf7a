/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What observers want to see although it is ordinary: instructions at marked words, accesses to
 * marked pages of RAM. The fast core leaves just these to the plain core, so that a breakpoint or
 * watchpoint costs little where nothing is watched.
 *
 * A word is marked by its place in a page, in every page at once: whoever marks one need not know
 * where, or whether, its page is mapped. No part of the machine's state: snapshots leave it alone.
 */
#ifndef MACHINE_WATCH_H
#define MACHINE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "isa/fields.h"

struct machine;

struct watch {
    uint32_t word[PAGE_SIZE / 4 / 32]; /* a bit each */
    uint8_t *page;                     /* of RAM, a byte each; null: none */
};

/* Mark instructions at va's place in any page; RAM's page at pa: false if it is none, or no memory.
 */
void watch_word(struct machine *m, uint32_t va);
bool watch_page(struct machine *m, uint32_t pa);

/* Take all marks away. */
void watch_nothing(struct machine *m);

static inline bool watch_has_word(const struct watch *w, uint32_t va)
{
    uint32_t word = (va & PAGE_OFFSET) / 4;
    return w->word[word / 32] >> word % 32 & 1;
}

/* `offset` is one of RAM. */
static inline bool watch_has_page(const struct watch *w, uint32_t offset)
{
    return w->page && w->page[offset >> PAGE_SHIFT];
}

#endif
