/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers for the enumeration of states: splitmix32, from a seed that says what they are for, so
 * that they are the same in every run and do not depend on what else is tried. Owns nothing.
 */
#ifndef PANEL_CLASSIFY_DRAW_H
#define PANEL_CLASSIFY_DRAW_H

#include <stdint.h>

struct draw {
    uint32_t state;
};

static inline uint32_t draw_next(struct draw *d)
{
    uint32_t z = d->state += 0x9e3779b9u;
    z = (z ^ z >> 16) * 0x21f0aaadu;
    z = (z ^ z >> 15) * 0x735a2d97u;
    return z ^ z >> 15;
}

static inline uint32_t draw_below(struct draw *d, uint32_t n)
{
    return (uint32_t)((uint64_t)draw_next(d) * n >> 32);
}

static inline struct draw draw_for(unsigned scene, const char *what)
{
    struct draw d = {scene * 0x01000193u + 0x811c9dc5u};
    for (; *what; what++) {
        d.state = (d.state ^ (uint8_t)*what) * 0x01000193u;
    }
    return d;
}

#endif
