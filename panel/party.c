/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "party.h"

#include <stdio.h>
#include <string.h>

#include "isa/cause.h"
#include "machine/machine.h"

void party_init(struct party *p)
{
    memset(p, 0, sizeof *p);
    p->supervisor = p->account = true; /* as every guest starts */
    services_init(&p->services);
}

static bool is_emulation(enum cause_of_cost cause)
{
    return cause == SPENT_EMULATE || cause == SPENT_TLB_WRITE;
}

struct purpose purpose_announced(enum cause_of_cost cause, uint32_t value)
{
    uint32_t row = value < OP_COUNT ? value : OP_COUNT;
    return (struct purpose){cause, is_emulation(cause) ? row : 0};
}

void party_charge(struct party *p, struct purpose purpose, uint64_t cycles)
{
    p->cycles[p->account ? IN_SUPERVISOR : IN_USER][purpose.cause] += cycles;
    if (is_emulation(purpose.cause)) {
        p->emulated_cycles[purpose.row] += cycles;
    }
    services_charge(&p->services, purpose.cause, cycles);
}

void party_trapped(struct party *p, uint32_t cause)
{
    uint32_t number = cause & ~MCAUSE_INTERRUPT;
    if (cause & MCAUSE_INTERRUPT) {
        p->interrupts[number % PARTY_IRQS]++;
    } else {
        p->reflected[number % PARTY_EXCEPTIONS]++;
    }
}

void party_announced(struct party *p, struct purpose purpose, uint32_t value)
{
    p->events[purpose.cause] += purpose.cause == SPENT_INTERPRET ? value : 1;
    if (is_emulation(purpose.cause)) {
        p->emulated[purpose.row]++;
    } else if (purpose.cause == SPENT_REFLECT || purpose.cause == SPENT_INTERRUPT) {
        party_trapped(p, value);
    }
}

void party_serve(struct party *p, uint32_t cause, uint32_t call)
{
    if (cause & MCAUSE_INTERRUPT) {
        services_trap(&p->services, SERVICE_INTERRUPT, cause & ~MCAUSE_INTERRUPT);
    } else if (cause == CAUSE_ecall_user) {
        services_trap(&p->services, SERVICE_CALL, call);
    } else {
        services_trap(&p->services, SERVICE_EXCEPTION, cause);
    }
}

void party_woken(struct party *p, uint32_t ticks)
{
    struct wakes *w = &p->wakes;
    w->count++;
    w->ticks += ticks;
    w->longest = ticks > w->longest ? ticks : w->longest;
}

uint64_t wakes_mean(const struct wakes *w)
{
    return w->count ? w->ticks * CYCLES_PER_TICK / w->count : 0;
}

void party_row_name(unsigned row, char name[CSR_NAME_SIZE])
{
    if (row < OP_COUNT) {
        isa_mnemonic((enum op)row, name);
    } else {
        snprintf(name, CSR_NAME_SIZE, "unknown");
    }
}

void party_enter(struct party *p, bool supervisor)
{
    p->supervisor = supervisor;
    services_mode(&p->services, supervisor);
}

void party_resume(struct party *p)
{
    p->account = p->supervisor;
    services_resume(&p->services);
}

static void words_archive(struct archive *a, uint64_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        archive_u64(a, &words[i]);
    }
}

void party_archive(struct archive *a, struct party *p)
{
    words_archive(a, p->cycles[IN_USER], SPENT_COUNT);
    words_archive(a, p->cycles[IN_SUPERVISOR], SPENT_COUNT);
    words_archive(a, p->instructions, RAN_COUNT);
    words_archive(a, p->events, SPENT_COUNT);
    words_archive(a, p->emulated, PARTY_ROWS);
    words_archive(a, p->emulated_cycles, PARTY_ROWS);
    words_archive(a, p->reflected, PARTY_EXCEPTIONS);
    words_archive(a, p->interrupts, PARTY_IRQS);
    archive_u64(a, &p->wakes.count);
    archive_u64(a, &p->wakes.ticks);
    archive_u64(a, &p->wakes.longest);
    services_archive(a, &p->services);
    archive_u64(a, &p->traps);
    archive_bool(a, &p->supervisor);
    archive_bool(a, &p->account);
    archive_bool(a, &p->stopped);
    archive_u32(a, &p->stop_reason);
    archive_u32(a, &p->exit_code);
}

uint64_t party_spent(const struct party *p, enum cause_of_cost cause)
{
    return p->cycles[IN_USER][cause] + p->cycles[IN_SUPERVISOR][cause];
}

uint64_t party_cycles(const struct party *p)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        sum += party_spent(p, (enum cause_of_cost)i);
    }
    return sum;
}

uint64_t party_busy_cycles(const struct party *p)
{
    return party_cycles(p) - party_spent(p, SPENT_IDLE);
}

uint64_t party_instructions(const struct party *p)
{
    return p->instructions[RAN_USER] + p->instructions[RAN_SUPERVISOR] +
           p->instructions[RAN_MONITOR];
}
