/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "typing.h"

#include <stdlib.h>
#include <string.h>

#include "session.h"

static const struct config_input *input_of(const struct session *s, unsigned vm)
{
    return &s->guests[vm].config->input;
}

/* The item that a VM's list stands at; NULL at its end. */
static const struct input_item *item_of(const struct session *s, unsigned vm)
{
    const struct config_input *input = input_of(s, vm);
    uint32_t next = s->typing.of[vm].next;
    return next < input->count ? &input->items[next] : NULL;
}

/*
 * For each beginning of `text`, the longest other beginning that it ends with [Knuth, Morris and
 * Pratt 1977]: so that one look at each character that is put out is enough.
 */
static uint32_t *fallback_of(const char *text)
{
    size_t length = strlen(text);
    uint32_t *fallback = xmalloc((length + 1) * sizeof *fallback);
    uint32_t best = 0;
    fallback[0] = 0;
    for (size_t i = 1; i <= length; i++) {
        fallback[i] = best;
        while (best > 0 && text[i] != text[best]) {
            best = fallback[best];
        }
        best += text[i] == text[best];
    }
    return fallback;
}

/* The list stands at its next item. */
static void turn_to(struct session *s, unsigned vm, uint32_t next)
{
    struct typist *t = &s->typing.of[vm];
    free(t->fallback);
    *t = (struct typist){.next = next, .due = NEVER_CYCLE};
    const struct input_item *item = item_of(s, vm);
    if (item != NULL && item->after == NULL) {
        t->due = item->at;
    } else if (item != NULL) {
        t->fallback = fallback_of(item->after);
    }
}

static void type(struct session *s, unsigned vm, const char *text)
{
    console_type(&s->console, vm, (const uint8_t *)text, strlen(text));
    if (s->typing.typed) {
        s->typing.typed(s->typing.context, vm, (const uint8_t *)text, strlen(text));
    }
}

static void type_due_of(struct session *s, unsigned vm)
{
    struct typist *t = &s->typing.of[vm];
    const struct input_item *item = item_of(s, vm);
    while (item != NULL && t->due <= s->machine->cycles) {
        type(s, vm, item->type);
        turn_to(s, vm, t->next + 1);
        item = item_of(s, vm);
    }
}

static void expect_next(struct session *s)
{
    uint64_t soonest = NEVER_CYCLE;
    for (unsigned i = 0; i < s->guest_count; i++) {
        uint64_t due = s->typing.of[i].due;
        soonest = due < soonest ? due : soonest;
    }
    machine_expect(s->machine, soonest);
}

static void type_due(void *context)
{
    struct session *s = context;
    for (unsigned i = 0; i < s->guest_count; i++) {
        type_due_of(s, i);
    }
    expect_next(s);
}

/* A console has put out a byte. */
static void heard(void *context, unsigned vm, uint8_t byte)
{
    struct session *s = context;
    struct typist *t = &s->typing.of[vm];
    if (t->fallback == NULL || t->due != NEVER_CYCLE || byte == '\r') {
        return;
    }
    const struct input_item *item = item_of(s, vm);
    while (t->matched > 0 && (uint8_t)item->after[t->matched] != byte) {
        t->matched = t->fallback[t->matched];
    }
    t->matched += (uint8_t)item->after[t->matched] == byte;
    if (item->after[t->matched] == '\0') {
        t->due = s->machine->cycles + item->at;
        type_due(s);
    }
}

void typing_open(struct session *s)
{
    s->typing.of = xmalloc((s->guest_count + 1) * sizeof *s->typing.of);
    for (unsigned i = 0; i < s->guest_count; i++) {
        s->typing.of[i] = (struct typist){.next = input_of(s, i)->count, .due = NEVER_CYCLE};
    }
    s->machine->outside = type_due;
    s->machine->outside_context = s;
    s->console.heard = heard;
    s->console.heard_context = s;
}

void typing_close(struct session *s)
{
    for (unsigned i = 0; i < s->guest_count && s->typing.of; i++) {
        free(s->typing.of[i].fallback);
    }
    free(s->typing.of);
    s->typing.of = NULL;
}

void typing_begin(struct session *s)
{
    for (unsigned i = 0; i < s->guest_count; i++) {
        turn_to(s, i, 0);
    }
    type_due(s);
}

/* A list can stand so: what it waits for has not been put out, or its time has not come. */
static bool makes_sense(const struct session *s, unsigned vm, uint32_t matched, uint64_t due)
{
    const struct input_item *item = item_of(s, vm);
    if (item == NULL) {
        return matched == 0 && due == NEVER_CYCLE;
    }
    if (item->after == NULL) {
        return matched == 0 && due == item->at;
    }
    return matched <= strlen(item->after) && (due == NEVER_CYCLE) == (item->after[matched] != '\0');
}

void typing_archive(struct archive *a, struct session *s)
{
    for (unsigned i = 0; i < s->guest_count; i++) {
        struct typist *t = &s->typing.of[i];
        uint32_t next = t->next, matched = t->matched;
        uint64_t due = t->due;
        archive_below(a, &next, input_of(s, i)->count + 1);
        archive_u32(a, &matched);
        archive_u64(a, &due);
        if (a->loading) {
            turn_to(s, i, a->failed ? input_of(s, i)->count : next);
            archive_require(a, makes_sense(s, i, matched, due));
            t->matched = a->failed ? 0 : matched;
            t->due = a->failed ? NEVER_CYCLE : due;
        }
    }
    if (a->loading) {
        expect_next(s);
    }
}
