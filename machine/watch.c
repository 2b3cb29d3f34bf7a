/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/watch.h"

#include <stdlib.h>
#include <string.h>

#include "machine/fast.h"
#include "machine/machine.h"

/* What the fast core has decoded and mapped was without the new marks. */
static void renew(struct machine *m)
{
    fast_written(m->fast, 0, m->config.ram_size);
    fast_forget_mappings(m->fast);
    fast_lines_emptied(m);
}

void watch_word(struct machine *m, uint32_t va)
{
    uint32_t word = (va & PAGE_OFFSET) / 4;
    m->watch.word[word / 32] |= UINT32_C(1) << word % 32;
    renew(m);
}

bool watch_page(struct machine *m, uint32_t pa)
{
    if (!machine_ram(m, pa, 1)) {
        return false;
    }
    if (!m->watch.page) {
        m->watch.page = calloc(m->ram.count, 1);
    }
    if (!m->watch.page) {
        return false;
    }
    m->watch.page[(pa - RAM_BASE) >> PAGE_SHIFT] = 1;
    renew(m);
    return true;
}

static bool has_marks(const struct watch *w)
{
    uint32_t any = 0;
    for (size_t i = 0; i < sizeof w->word / sizeof w->word[0]; i++) {
        any |= w->word[i];
    }
    return any != 0 || w->page;
}

void watch_nothing(struct machine *m)
{
    if (has_marks(&m->watch)) {
        memset(m->watch.word, 0, sizeof m->watch.word);
        free(m->watch.page);
        m->watch.page = NULL;
        renew(m);
    }
}
