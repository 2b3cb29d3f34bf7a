/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plic.h"

#include "../fields.h"

enum { PRIORITY_MAX = 7 };

void plic_reset(struct plic *p)
{
    *p = (struct plic){.threshold = 0};
}

static uint32_t bit(unsigned irq)
{
    return 1u << irq % 32;
}

/* The sources that there are of a word's 32. */
static uint32_t sources_of(uint32_t word)
{
    if (word == 0) {
        return ~1u;
    }
    return word < PLIC_WORDS - 1 ? ~0u : bit(PLIC_SOURCES) - 1;
}

/* A gateway forwards its line unless a request of its own is still being served. */
static void gateway(struct plic *p, unsigned irq)
{
    unsigned w = irq / 32;
    p->pending[w] |= p->line[w] & ~p->claimed[w] & bit(irq);
}

void plic_set_line(struct plic *p, unsigned irq, bool up)
{
    uint32_t *line = &p->line[irq / 32];
    *line = up ? *line | bit(irq) : *line & ~bit(irq);
    gateway(p, irq);
}

/* The pending, enabled source of highest priority above the threshold; lowest number wins; or 0. */
static unsigned best(const struct plic *p)
{
    unsigned found = 0;
    uint32_t level = p->threshold;
    for (unsigned irq = 1; irq < PLIC_SOURCES; irq++) {
        bool ready = p->pending[irq / 32] & p->enable[irq / 32] & bit(irq);
        if (ready && p->priority[irq] > level) {
            found = irq;
            level = p->priority[irq];
        }
    }
    return found;
}

bool plic_output(const struct plic *p)
{
    for (unsigned w = 0; w < PLIC_WORDS; w++) {
        if (p->pending[w] & p->enable[w]) {
            return best(p) != 0;
        }
    }
    return false;
}

static uint32_t claim(struct plic *p)
{
    unsigned irq = best(p);
    if (irq) {
        p->pending[irq / 32] &= ~bit(irq);
        p->claimed[irq / 32] |= bit(irq);
    }
    return irq;
}

/* Completion of a source that is not enabled is ignored [PLIC 9]. */
static void complete(struct plic *p, uint32_t irq)
{
    if (irq < PLIC_SOURCES && (p->enable[irq / 32] & bit(irq))) {
        p->claimed[irq / 32] &= ~bit(irq);
        gateway(p, irq);
    }
}

bool plic_read(struct plic *p, uint32_t reg, unsigned size, uint32_t *value)
{
    if (size != 4) {
        return false;
    }
    *value = 0;
    if (reg < PLIC_PRIORITY + 4 * PLIC_SOURCES) {
        *value = p->priority[reg / 4];
    } else if (reg >= PLIC_PENDING && reg < PLIC_PENDING + 4 * PLIC_WORDS) {
        *value = p->pending[(reg - PLIC_PENDING) / 4];
    } else if (reg >= PLIC_ENABLE && reg < PLIC_ENABLE + 4 * PLIC_WORDS) {
        *value = p->enable[(reg - PLIC_ENABLE) / 4];
    } else if (reg == PLIC_THRESHOLD) {
        *value = p->threshold;
    } else if (reg == PLIC_CLAIM) {
        *value = claim(p);
    }
    return true;
}

bool plic_write(struct plic *p, uint32_t reg, unsigned size, uint32_t value)
{
    if (size != 4) {
        return false;
    }
    if (reg >= 4 && reg < PLIC_PRIORITY + 4 * PLIC_SOURCES) {
        p->priority[reg / 4] = (uint8_t)(value & PRIORITY_MAX);
    } else if (reg >= PLIC_ENABLE && reg < PLIC_ENABLE + 4 * PLIC_WORDS) {
        uint32_t word = (reg - PLIC_ENABLE) / 4;
        p->enable[word] = value & sources_of(word);
    } else if (reg == PLIC_THRESHOLD) {
        p->threshold = value & PRIORITY_MAX;
    } else if (reg == PLIC_CLAIM) {
        complete(p, value);
    }
    return true;
}
