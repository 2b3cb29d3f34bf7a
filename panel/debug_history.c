/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "debug_history.h"

#include <stdlib.h>
#include <string.h>

#include "debug.h"

enum {
    INTERVAL = 4 * 1000 * 1000, /* instructions from one checkpoint to the next */
    MOST = 96,                  /* checkpoints */
    PAGES_MOST = 128 * 1024,    /* pages that they hold, in all: 512 MiB */
    RECENT = 24                 /* checkpoints that are never thinned out */
};

int position_compare(struct position a, struct position b)
{
    if (a.instructions != b.instructions) {
        return a.instructions < b.instructions ? -1 : 1;
    }
    return a.traps < b.traps ? -1 : a.traps > b.traps;
}

uint64_t position_steps(struct position p)
{
    return p.instructions + p.traps;
}

/* --- one checkpoint --- */

static void rest_archive(struct archive *a, struct debugger *d)
{
    archive_u64(a, &d->history.traps);
    ledger_archive(a, &d->session.ledger);
    console_state_archive(a, &d->session.console);
    typing_archive(a, &d->session);
}

static void checkpoint_free(struct checkpoint *c)
{
    if (c) {
        snapshot_free(&c->machine);
        archive_free(&c->rest);
        free(c);
    }
}

static struct checkpoint *checkpoint_new(struct debugger *d)
{
    struct checkpoint *c = xmalloc(sizeof *c);
    *c = (struct checkpoint){.at = debug_now(d), .journal_next = d->history.journal_next};
    rest_archive(&c->rest, d);
    if (c->rest.failed || !snapshot_take(&c->machine, d->session.machine)) {
        checkpoint_free(c);
        return NULL;
    }
    return c;
}

void history_put_back(struct debugger *d, const struct checkpoint *c)
{
    struct archive rest = archive_of(c->rest.bytes, c->rest.size);
    snapshot_put_back((struct snapshot *)&c->machine, d->session.machine);
    rest_archive(&rest, d);
    d->history.journal_next = c->journal_next;
}

/* --- all of them --- */

/* Pages that one checkpoint holds and the one before it does not. */
static uint64_t own_pages(const struct page_set *before, const struct page_set *s)
{
    uint64_t pages = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        pages += s->page[i] && (!before || before->page[i] != s->page[i]);
    }
    return pages;
}

/* Checkpoint `index` has another one before it than it had. */
static void count_pages(struct history *h, size_t index)
{
    const struct snapshot *before = index > 0 ? &h->checkpoints[index - 1]->machine : NULL;
    struct checkpoint *c = h->checkpoints[index];
    h->pages -= c->pages;
    c->pages = own_pages(before ? &before->ram : NULL, &c->machine.ram) +
               own_pages(before ? &before->disk : NULL, &c->machine.disk);
    h->pages += c->pages;
}

static void add(struct history *h, struct checkpoint *c)
{
    h->checkpoints = xrealloc(h->checkpoints, (h->count + 1) * sizeof *h->checkpoints);
    h->checkpoints[h->count++] = c;
    count_pages(h, h->count - 1);
}

static void drop(struct history *h, size_t index)
{
    h->pages -= h->checkpoints[index]->pages;
    checkpoint_free(h->checkpoints[index]);
    h->count--;
    memmove(&h->checkpoints[index], &h->checkpoints[index + 1],
            (h->count - index) * sizeof *h->checkpoints);
    if (index < h->count) {
        count_pages(h, index);
    }
}

/*
 * The one that is missed least: by which the way from the checkpoint before it grows least,
 * measured against how far back it is. Never the first, nor, unless `all`, one of the last.
 */
static size_t most_dispensable(const struct history *h, bool all)
{
    size_t end = h->count - (all ? 1 : RECENT);
    size_t best = 1;
    double least = 0;
    uint64_t now = position_steps(h->checkpoints[h->count - 1]->at);
    for (size_t i = 1; i < end; i++) {
        uint64_t from = position_steps(h->checkpoints[i - 1]->at);
        uint64_t to = position_steps(h->checkpoints[i + 1]->at);
        double loss =
            (double)(to - from) / (double)(now - position_steps(h->checkpoints[i]->at) + 1);
        if (i == 1 || loss < least) {
            least = loss;
            best = i;
        }
    }
    return best;
}

static void thin_out(struct history *h)
{
    while (h->count > MOST) {
        drop(h, most_dispensable(h, false));
    }
    while (h->count > 2 && h->pages > PAGES_MOST) {
        drop(h, most_dispensable(h, true));
    }
}

/* In a wait no checkpoint is taken: it would not be the first moment of its position. */
void history_advance(struct debugger *d)
{
    struct history *h = &d->history;
    const struct machine *m = d->session.machine;
    bool latest = position_compare(h->checkpoints[h->count - 1]->at, debug_now(d)) < 0;
    if (m->instructions < h->due || m->waiting || !latest) {
        return;
    }
    struct checkpoint *c = checkpoint_new(d);
    h->due = m->instructions + INTERVAL;
    if (c) { /* without memory, going back takes longer */
        add(h, c);
        thin_out(h);
    }
}

const struct checkpoint *history_before(const struct debugger *d, struct position at)
{
    const struct history *h = &d->history;
    size_t i = h->count - 1;
    while (i > 0 && position_compare(h->checkpoints[i]->at, at) > 0) {
        i--;
    }
    return h->checkpoints[i];
}

bool history_begin(struct debugger *d)
{
    struct checkpoint *c = checkpoint_new(d);
    if (!c) {
        return debug_error(d, "no memory to remember where the run began");
    }
    add(&d->history, c);
    d->history.frontier = c->at;
    d->history.due = c->at.instructions + INTERVAL;
    return true;
}

static void entry_free(struct journal_entry *e)
{
    free(e->bytes);
    checkpoint_free(e->after);
}

void history_end(struct debugger *d)
{
    struct history *h = &d->history;
    while (h->count > 0) {
        drop(h, h->count - 1);
    }
    while (h->journal_count > 0) {
        entry_free(&h->journal[--h->journal_count]);
    }
    free(h->checkpoints);
    free(h->journal);
    *h = (struct history){.count = 0};
}

/* --- the journal --- */

struct position history_next_entry(const struct debugger *d, uint64_t *cycles)
{
    const struct history *h = &d->history;
    *cycles = UINT64_MAX;
    if (h->journal_next == h->journal_count) {
        return position_never;
    }
    *cycles = h->journal[h->journal_next].cycles;
    return h->journal[h->journal_next].at;
}

static bool is_due(const struct debugger *d)
{
    uint64_t cycles;
    struct position at = history_next_entry(d, &cycles);
    return position_compare(at, debug_now(d)) == 0 && d->session.machine->cycles >= cycles;
}

void history_repeat(struct debugger *d)
{
    struct history *h = &d->history;
    while (is_due(d)) {
        const struct journal_entry *e = &h->journal[h->journal_next];
        size_t next = h->journal_next + 1;
        if (e->bytes) {
            console_type(&d->session.console, e->vm, e->bytes, e->count);
        } else {
            history_put_back(d, e->after);
        }
        h->journal_next = next;
    }
}

void history_forget_future(struct debugger *d)
{
    struct history *h = &d->history;
    struct position now = debug_now(d);
    while (h->count > 1 && position_compare(h->checkpoints[h->count - 1]->at, now) > 0) {
        drop(h, h->count - 1);
    }
    while (h->journal_count > h->journal_next) {
        entry_free(&h->journal[--h->journal_count]);
    }
    if (position_compare(h->frontier, now) > 0) {
        console_forget(&d->session.console);
    }
    h->frontier = now;
    h->due = h->checkpoints[h->count - 1]->at.instructions + INTERVAL;
    console_unmute(&d->session.console);
}

static struct journal_entry *write_down(struct debugger *d)
{
    struct history *h = &d->history;
    history_forget_future(d);
    h->journal = xrealloc(h->journal, (h->journal_count + 1) * sizeof *h->journal);
    struct journal_entry *e = &h->journal[h->journal_count++];
    *e = (struct journal_entry){.at = debug_now(d), .cycles = d->session.machine->cycles};
    h->journal_next = h->journal_count;
    return e;
}

void history_typed(struct debugger *d, unsigned vm, const uint8_t *bytes, size_t count)
{
    struct journal_entry *e = write_down(d);
    e->vm = vm;
    e->count = count;
    e->bytes = xmalloc(count + 1);
    memcpy(e->bytes, bytes, count);
}

void history_changed(struct debugger *d)
{
    struct journal_entry *e = write_down(d);
    e->after = checkpoint_new(d);
    if (!e->after) { /* the change cannot be had again: nothing before it is remembered */
        d->history.journal_count--;
        history_end(d);
        history_begin(d);
    }
}
