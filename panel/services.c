/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "services.h"

#include <stdio.h>
#include <string.h>

#include "isa/cause.h"

void services_init(struct services *s)
{
    memset(s, 0, sizeof *s);
    s->open = SERVICE_NONE;
}

/* --- the list --- */

static uint64_t rank(enum service_kind kind, uint32_t number)
{
    return (uint64_t)kind << 32 | number;
}

/* Where the service is in the list, or where it would have to be. */
static uint32_t place(const struct services *s, uint64_t wanted)
{
    uint32_t from = 0;
    uint32_t to = s->count;
    while (from < to) {
        uint32_t middle = (from + to) / 2;
        if (rank(s->list[middle].kind, s->list[middle].number) < wanted) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static bool is_at(const struct services *s, uint32_t i, enum service_kind kind, uint32_t number)
{
    return i < s->count && s->list[i].kind == kind && s->list[i].number == number;
}

const struct service *services_find(const struct services *s, enum service_kind kind,
                                    uint32_t number)
{
    uint32_t i = place(s, rank(kind, number));
    return is_at(s, i, kind, number) ? &s->list[i] : NULL;
}

/* The place of a service, which is made if it is not there: of the other ones if all are taken. */
static uint32_t find_or_add(struct services *s, enum service_kind kind, uint32_t number)
{
    uint32_t i = place(s, rank(kind, number));
    if (is_at(s, i, kind, number)) {
        return i;
    }
    if (s->count >= SERVICES_MAX - 1) {
        kind = SERVICE_OTHER;
        number = 0;
        i = SERVICES_MAX - 1;
    }
    if (!is_at(s, i, kind, number)) {
        memmove(&s->list[i + 1], &s->list[i], (s->count - i) * sizeof s->list[0]);
        s->list[i] = (struct service){.kind = kind, .number = number};
        s->count++;
    }
    return i;
}

/* --- what happens --- */

void services_trap(struct services *s, enum service_kind kind, uint32_t number)
{
    if (s->user) {
        s->open = find_or_add(s, kind, number);
        s->list[s->open].count++;
        s->user = false;
        s->nested = 0;
    } else {
        s->nested++;
    }
}

void services_mret(struct services *s)
{
    if (s->nested > 0) {
        s->nested--;
    } else {
        s->user = true;
    }
}

void services_mode(struct services *s, bool supervisor)
{
    s->user = !supervisor;
}

void services_resume(struct services *s)
{
    if (s->user) {
        s->open = SERVICE_NONE;
    }
}

void services_charge(struct services *s, enum cause_of_cost cause, uint64_t cycles)
{
    uint64_t *account = s->open == SERVICE_NONE ? s->outside : s->list[s->open].cycles;
    account[cause] += cycles;
}

/* --- what came of it --- */

enum service_part service_part(enum cause_of_cost cause)
{
    switch (cause) {
    case SPENT_USER:
    case SPENT_SUPERVISOR:
    case SPENT_INTERPRET: /* its own instructions, for which the monitor takes longer */
        return PART_KERNEL;
    case SPENT_TLB_WRITE:
        return PART_TLB_WRITE;
    case SPENT_EMULATE:
        return PART_EMULATION;
    case SPENT_REFLECT:
    case SPENT_REFLECTED_MISS:
    case SPENT_INTERRUPT:
        return PART_REFLECTION;
    case SPENT_HIDDEN_MISS:
        return PART_HIDDEN_MISS;
    case SPENT_DEVICE:
    case SPENT_TOHOST:
        return PART_DEVICE;
    case SPENT_FIRST_TOUCH:
        return PART_FIRST_TOUCH;
    default:
        return PART_NONE;
    }
}

uint64_t service_part_cycles(const struct service *s, enum service_part part)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        sum += service_part((enum cause_of_cost)i) == part ? s->cycles[i] : 0;
    }
    return sum;
}

uint64_t service_cycles(const struct service *s)
{
    uint64_t sum = 0;
    for (unsigned part = 0; part < PART_COUNT; part++) {
        sum += service_part_cycles(s, (enum service_part)part);
    }
    return sum;
}

void service_name(const struct service *s, char name[SERVICE_NAME_SIZE])
{
    const char *known =
        cause_name(s->kind == SERVICE_INTERRUPT ? s->number | MCAUSE_INTERRUPT : s->number);
    if (s->kind == SERVICE_CALL) {
        snprintf(name, SERVICE_NAME_SIZE, "call_%u", s->number);
    } else if (s->kind == SERVICE_OTHER) {
        snprintf(name, SERVICE_NAME_SIZE, "other");
    } else if (strcmp(known, "reserved") != 0) {
        snprintf(name, SERVICE_NAME_SIZE, "%s", known);
    } else {
        snprintf(name, SERVICE_NAME_SIZE, "%s_%u",
                 s->kind == SERVICE_INTERRUPT ? "interrupt" : "exception", s->number);
    }
}

/* --- snapshots --- */

static void cycles_archive(struct archive *a, uint64_t *cycles)
{
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        archive_u64(a, &cycles[i]);
    }
}

static void service_archive(struct archive *a, struct service *s)
{
    uint32_t kind = s->kind;
    archive_below(a, &kind, SERVICE_OTHER + 1);
    s->kind = (enum service_kind)kind;
    archive_u32(a, &s->number);
    archive_u64(a, &s->count);
    cycles_archive(a, s->cycles);
}

void services_archive(struct archive *a, struct services *s)
{
    archive_below(a, &s->count, SERVICES_MAX + 1);
    for (uint32_t i = 0; i < s->count; i++) {
        service_archive(a, &s->list[i]);
        archive_require(a, i == 0 || rank(s->list[i - 1].kind, s->list[i - 1].number) <
                                         rank(s->list[i].kind, s->list[i].number));
        archive_require(a, (s->list[i].kind == SERVICE_OTHER) == (i == SERVICES_MAX - 1));
    }
    archive_below(a, &s->open, SERVICE_NONE + 1);
    archive_require(a, s->open == SERVICE_NONE || s->open < s->count);
    archive_u32(a, &s->nested);
    archive_bool(a, &s->user);
    cycles_archive(a, s->outside);
}
