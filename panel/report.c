/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "isa/cause.h"
#include "isa/disasm.h"

enum { LABEL_WIDTH = 34, COLUMN_WIDTH = 15, CELL_SIZE = 40 };

bool report_same_output(const struct report *r, unsigned i)
{
    const struct channel *c = &r->session->console.channels[i + 1];
    return c->bytes == r->bare[i].output_bytes && c->hash == r->bare[i].output_hash;
}

double report_slowdown(const struct report *r, unsigned i)
{
    uint64_t bare = r->bare[i].busy_cycles;
    return bare ? (double)party_busy_cycles(&r->session->ledger.parties[i + 1]) / (double)bare : 0;
}

/* A table under way: a column for each VM, then (under a monitor) its own and the sum. */
struct table {
    const struct report *report;
    FILE *out;
    const char *section; /* printed above the first row that follows, if any does */
};

/* 1234567 as 1,234,567. */
static void put_grouped(char cell[CELL_SIZE], uint64_t value)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, value);
    char *to = cell;
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) {
            *to++ = ',';
        }
        *to++ = digits[i];
    }
    *to = '\0';
}

static void put_label(struct table *t, const char *label)
{
    if (t->section) {
        fprintf(t->out, "%s\n", t->section);
        t->section = NULL;
    }
    fprintf(t->out, "  %-*.*s", LABEL_WIDTH, LABEL_WIDTH, label);
}

static void put_cell(struct table *t, const char *text)
{
    fprintf(t->out, " %*s", COLUMN_WIDTH, text);
}

static void put_number(struct table *t, uint64_t value)
{
    char cell[CELL_SIZE];
    put_grouped(cell, value);
    put_cell(t, cell);
}

/* Number of one party for one row. */
typedef uint64_t row_value(const struct party *p, unsigned which);

static void put_values(struct table *t, const char *label, row_value *value, unsigned which,
                       bool even_if_zero)
{
    const struct session *s = t->report->session;
    uint64_t sum = 0;
    for (unsigned i = 0; i < s->ledger.party_count; i++) {
        sum += value(&s->ledger.parties[i], which);
    }
    if (sum == 0 && !even_if_zero) {
        return;
    }
    put_label(t, label);
    for (unsigned i = 1; i < s->ledger.party_count; i++) {
        put_number(t, value(&s->ledger.parties[i], which));
    }
    if (s->monitored) {
        put_number(t, value(&s->ledger.parties[LEDGER_MONITOR], which));
        put_number(t, sum);
    }
    fputc('\n', t->out);
}

static uint64_t ran(const struct party *p, unsigned which)
{
    return p->instructions[which];
}

static uint64_t ran_total(const struct party *p, unsigned which)
{
    (void)which;
    return party_instructions(p);
}

static uint64_t spent(const struct party *p, unsigned which)
{
    return p->cycles[which];
}

static uint64_t spent_total(const struct party *p, unsigned which)
{
    (void)which;
    return party_cycles(p);
}

static uint64_t events(const struct party *p, unsigned which)
{
    return p->events[which];
}

static uint64_t emulated(const struct party *p, unsigned which)
{
    return p->emulated[which];
}

static uint64_t reflected(const struct party *p, unsigned which)
{
    return p->reflected[which];
}

static uint64_t system_calls(const struct party *p, unsigned which)
{
    (void)which;
    return p->reflected[CAUSE_ecall_user] + p->reflected[CAUSE_ecall_supervisor];
}

static uint64_t interrupts(const struct party *p, unsigned which)
{
    return p->interrupts[which];
}

static void put_heading(struct table *t)
{
    const struct session *s = t->report->session;
    fprintf(t->out, "%-*s", LABEL_WIDTH + 2, "");
    for (unsigned i = 0; i < s->guest_count; i++) {
        char name[CELL_SIZE];
        snprintf(name, sizeof name, "%.*s", COLUMN_WIDTH, s->guests[i].config->name);
        put_cell(t, name);
    }
    if (s->monitored) {
        put_cell(t, "monitor");
        put_cell(t, "all");
    }
    fputc('\n', t->out);
}

static void put_instructions(struct table *t)
{
    t->section = "instructions";
    put_values(t, "guest user", ran, RAN_USER, true);
    put_values(t, "guest supervisor", ran, RAN_SUPERVISOR, true);
    if (t->report->session->monitored) {
        put_values(t, "monitor", ran, RAN_MONITOR, true);
    }
    put_values(t, "total", ran_total, 0, true);
}

static void put_cycles(struct table *t)
{
    t->section = "cycles";
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        put_values(t, spent_titles[i], spent, i, false);
    }
    put_values(t, "total", spent_total, 0, true);
}

static void put_traps(struct table *t)
{
    bool monitored = t->report->session->monitored;
    t->section = monitored ? "traps reflected to the guest" : "traps";
    put_values(t, "system call", system_calls, 0, true);
    for (unsigned i = 0; i < LEDGER_EXCEPTIONS; i++) {
        if (i != CAUSE_ecall_user && i != CAUSE_ecall_supervisor) {
            put_values(t, cause_text(i), reflected, i, false);
        }
    }
    if (monitored) {
        put_values(t, "TLB miss", events, SPENT_REFLECTED_MISS, true);
    }
    for (unsigned i = 0; i < LEDGER_IRQS; i++) {
        put_values(t, cause_text(MCAUSE_INTERRUPT | i), interrupts, i, false);
    }
}

static void put_emulation(struct table *t)
{
    char name[CSR_NAME_SIZE];
    t->section = "privileged instructions emulated";
    for (unsigned i = 0; i < OP_COUNT; i++) {
        isa_mnemonic((enum op)i, name);
        put_values(t, name, emulated, i, false);
    }
    t->section = "handled by the monitor alone";
    put_values(t, "TLB miss hidden", events, SPENT_HIDDEN_MISS, true);
    put_values(t, "TLB write", events, SPENT_TLB_WRITE, true);
    put_values(t, "device access", events, SPENT_DEVICE, true);
    put_values(t, "store to tohost's page", events, SPENT_TOHOST, false);
    put_values(t, "frame given", events, SPENT_FIRST_TOUCH, true);
    put_values(t, "machine switch", events, SPENT_SWITCH, true);
}

static void put_comparison(struct table *t)
{
    const struct report *r = t->report;
    const struct session *s = r->session;
    char cell[CELL_SIZE];
    t->section = "against the same guest, bare";
    put_label(t, "cycles bare, waiting left out");
    for (unsigned i = 0; i < s->guest_count; i++) {
        put_number(t, r->bare[i].busy_cycles);
    }
    fputc('\n', t->out);
    put_label(t, "cycles in the VM / bare");
    for (unsigned i = 0; i < s->guest_count; i++) {
        snprintf(cell, sizeof cell, "%.3f", report_slowdown(r, i));
        put_cell(t, cell);
    }
    fputc('\n', t->out);
    put_label(t, "console output");
    for (unsigned i = 0; i < s->guest_count; i++) {
        put_cell(t, report_same_output(r, i) ? "the same" : "DIFFERS");
    }
    fputc('\n', t->out);
}

static void put_share(FILE *out, const char *label, uint64_t cycles, uint64_t all)
{
    char cell[CELL_SIZE];
    put_grouped(cell, cycles);
    fprintf(out, "  %-*s %*s %6.2f %%\n", LABEL_WIDTH, label, COLUMN_WIDTH, cell,
            all ? 100.0 * (double)cycles / (double)all : 0.0);
}

/* Where the machine's cycles went, if more than instructions and traps take time. */
static void put_time(const struct report *r, FILE *out)
{
    const struct machine *m = r->session->machine;
    if (!m->config.timing.model) {
        return;
    }
    fprintf(out, "\ntime of the machine, in cycles\n");
    put_share(out, "a cycle for each instruction", m->instructions, m->cycles);
    for (int i = 0; i < STALL_COUNT; i++) {
        if (m->timing.stalls[i]) {
            put_share(out, stall_texts[i], m->timing.stalls[i], m->cycles);
        }
    }
    if (m->idle_cycles) {
        put_share(out, "waiting for an interrupt", m->idle_cycles, m->cycles);
    }
    put_share(out, "total", m->cycles, m->cycles);
}

void report_table(const struct report *r, FILE *out)
{
    struct table t = {r, out, NULL};
    fputc('\n', out);
    put_heading(&t);
    put_instructions(&t);
    put_cycles(&t);
    put_traps(&t);
    if (r->session->monitored) {
        put_emulation(&t);
    }
    if (r->bare) {
        put_comparison(&t);
    }
    put_time(r, out);
    fputc('\n', out);
    for (unsigned i = 0; i < r->session->guest_count; i++) {
        fprintf(out, "%s: %s\n", r->session->guests[i].config->name,
                session_outcome(r->session, i).text);
    }
}
