/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report.h"

#include "isa/cause.h"
#include "table.h"

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
    return party_spent(p, (enum cause_of_cost)which);
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

static uint64_t emulated_cycles(const struct party *p, unsigned which)
{
    return p->emulated_cycles[which];
}

/* What the monitor did, entered in one virtual mode. */
static uint64_t entered(const struct party *p, unsigned mode)
{
    uint64_t sum = 0;
    for (unsigned i = SPENT_SUPERVISOR + 1; i < SPENT_COUNT; i++) {
        sum += p->cycles[mode][i];
    }
    return sum;
}

static uint64_t wakes(const struct party *p, unsigned which)
{
    (void)which;
    return p->wakes.count;
}

static uint64_t mean_latency(const struct party *p, unsigned which)
{
    (void)which;
    return wakes_mean(&p->wakes);
}

static uint64_t max_latency(const struct party *p, unsigned which)
{
    (void)which;
    return p->wakes.longest * CYCLES_PER_TICK;
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
    fprintf(t->out, "%-*s", TABLE_LABEL + 2, "");
    for (unsigned i = 0; i < s->guest_count; i++) {
        char name[TABLE_CELL];
        snprintf(name, sizeof name, "%.*s", TABLE_COLUMN, s->guests[i].config->name);
        table_cell(t, name);
    }
    if (s->monitored) {
        table_cell(t, "monitor");
        table_cell(t, "all");
    }
    fputc('\n', t->out);
}

static void put_instructions(struct table *t)
{
    t->section = "instructions";
    table_values(t, "guest user", ran, RAN_USER, true);
    table_values(t, "guest supervisor", ran, RAN_SUPERVISOR, true);
    if (t->report->session->monitored) {
        table_values(t, "monitor", ran, RAN_MONITOR, true);
    }
    table_values(t, "total", ran_total, 0, true);
}

static void put_cycles(struct table *t)
{
    t->section = "cycles";
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        table_values(t, spent_titles[i], spent, i, false);
    }
    table_values(t, "total", spent_total, 0, true);
    if (t->report->session->monitored) {
        t->section = "of the monitor's, for VMs that were in";
        table_values(t, "user mode", entered, IN_USER, true);
        table_values(t, "supervisor mode", entered, IN_SUPERVISOR, true);
    }
}

static void put_traps(struct table *t)
{
    bool monitored = t->report->session->monitored;
    t->section = monitored ? "traps reflected to the guest" : "traps";
    table_values(t, "system call", system_calls, 0, true);
    for (unsigned i = 0; i < PARTY_EXCEPTIONS; i++) {
        if (i != CAUSE_ecall_user && i != CAUSE_ecall_supervisor) {
            table_values(t, cause_text(i), reflected, i, false);
        }
    }
    if (monitored) {
        table_values(t, "TLB miss", events, SPENT_REFLECTED_MISS, true);
    }
    for (unsigned i = 0; i < PARTY_IRQS; i++) {
        table_values(t, cause_text(MCAUSE_INTERRUPT | i), interrupts, i, false);
    }
}

/* A section with a row for each instruction. */
static void put_rows(struct table *t, const char *section, row_value *value)
{
    char name[CSR_NAME_SIZE];
    t->section = section;
    for (unsigned i = 0; i < PARTY_ROWS; i++) {
        party_row_name(i, name);
        table_values(t, name, value, i, false);
    }
}

static void put_emulation(struct table *t)
{
    put_rows(t, "privileged instructions emulated", emulated);
    put_rows(t, "cycles for them", emulated_cycles);
    t->section = "handled by the monitor alone";
    table_values(t, "TLB miss hidden", events, SPENT_HIDDEN_MISS, true);
    table_values(t, "TLB write", events, SPENT_TLB_WRITE, true);
    table_values(t, "device access", events, SPENT_DEVICE, true);
    table_values(t, "store to tohost's page", events, SPENT_TOHOST, false);
    table_values(t, "instruction interpreted", events, SPENT_INTERPRET, false);
    table_values(t, "frame given", events, SPENT_FIRST_TOUCH, true);
    table_values(t, "machine switch", events, SPENT_SWITCH, true);
}

/* How late those are who waited. The mean and the most of all are nobody's, so no sums here. */
static void put_wakes(struct table *t)
{
    const struct session *s = t->report->session;
    static const struct {
        const char *label;
        row_value *value;
    } rows[] = {{"wake-ups", wakes}, {"mean", mean_latency}, {"most", max_latency}};
    uint64_t all = 0;
    for (unsigned i = 1; i < s->ledger.party_count; i++) {
        all += s->ledger.parties[i].wakes.count;
    }
    t->section = "latency of wake-ups, in cycles";
    for (size_t k = 0; k < sizeof rows / sizeof rows[0] && all > 0; k++) {
        table_label(t, rows[k].label);
        for (unsigned i = 1; i < s->ledger.party_count; i++) {
            table_number(t, rows[k].value(&s->ledger.parties[i], 0));
        }
        fputc('\n', t->out);
    }
}

static void put_comparison(struct table *t)
{
    const struct report *r = t->report;
    const struct session *s = r->session;
    char cell[TABLE_CELL];
    t->section = "against the same guest, bare";
    table_label(t, "cycles bare, waiting left out");
    for (unsigned i = 0; i < s->guest_count; i++) {
        table_number(t, r->bare[i].busy_cycles);
    }
    fputc('\n', t->out);
    table_label(t, "cycles in the VM / bare");
    for (unsigned i = 0; i < s->guest_count; i++) {
        snprintf(cell, sizeof cell, "%.3f", report_slowdown(r, i));
        table_cell(t, cell);
    }
    fputc('\n', t->out);
    table_label(t, "console output");
    for (unsigned i = 0; i < s->guest_count; i++) {
        table_cell(t, report_same_output(r, i) ? "the same" : "DIFFERS");
    }
    fputc('\n', t->out);
}

static void put_share(FILE *out, const char *label, uint64_t cycles, uint64_t all)
{
    char cell[TABLE_CELL];
    table_grouped(cell, cycles);
    fprintf(out, "  %-*s %*s %6.2f %%\n", TABLE_LABEL, label, TABLE_COLUMN, cell,
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
        put_wakes(&t);
    }
    if (r->bare) {
        put_comparison(&t);
    }
    put_time(r, out);
    for (unsigned i = 0; r->bare && i < r->session->guest_count; i++) {
        report_services(r, i, out);
    }
    fputc('\n', out);
    for (unsigned i = 0; i < r->session->guest_count; i++) {
        fprintf(out, "%s: %s\n", r->session->guests[i].config->name,
                session_outcome(r->session, i).text);
    }
}
