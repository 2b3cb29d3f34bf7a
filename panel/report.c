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
    return bare ? (double)party_busy_cycles(session_party(r->session, i)) / (double)bare : 0;
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
    for (unsigned i = 0; i < t->count; i++) {
        char name[TABLE_CELL];
        snprintf(name, sizeof name, "%.*s", TABLE_COLUMN, s->guests[t->first + i].config->name);
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
    const struct ledger *l = t->ledger;
    static const struct {
        const char *label;
        row_value *value;
    } rows[] = {{"wake-ups", wakes}, {"mean", mean_latency}, {"most", max_latency}};
    uint64_t all = 0;
    for (unsigned i = 1; i < l->party_count; i++) {
        all += l->parties[i].wakes.count;
    }
    t->section = "latency of wake-ups, in cycles";
    for (size_t k = 0; k < sizeof rows / sizeof rows[0] && all > 0; k++) {
        table_label(t, rows[k].label);
        for (unsigned i = 1; i < l->party_count; i++) {
            table_number(t, rows[k].value(&l->parties[i], 0));
        }
        fputc('\n', t->out);
    }
}

/* A cell of a row of a comparison, for guests that were compared. */
static void put_compared(struct table *t, unsigned i, const char *text)
{
    table_cell(t, t->report->bare[i].ran ? text : "");
}

static void put_comparison(struct table *t)
{
    const struct report *r = t->report;
    char cell[TABLE_CELL];
    t->section = "against the same guest, bare";
    table_label(t, "cycles bare, waiting left out");
    for (unsigned i = t->first; i < t->first + t->count; i++) {
        table_grouped(cell, r->bare[i].busy_cycles);
        put_compared(t, i, cell);
    }
    fputc('\n', t->out);
    table_label(t, "cycles in the VM / bare");
    for (unsigned i = t->first; i < t->first + t->count; i++) {
        snprintf(cell, sizeof cell, "%.3f", report_slowdown(r, i));
        put_compared(t, i, cell);
    }
    fputc('\n', t->out);
    table_label(t, "console output");
    for (unsigned i = t->first; i < t->first + t->count; i++) {
        put_compared(t, i, report_same_output(r, i) ? "the same" : "DIFFERS");
    }
    fputc('\n', t->out);
}

/* Whether any of a table's guests was. */
static bool compared(const struct table *t)
{
    bool any = false;
    for (unsigned i = t->first; i < t->first + t->count && t->report->bare; i++) {
        any |= t->report->bare[i].ran;
    }
    return any;
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

/* What the VMs of one monitor, or a guest that owns the machine, did and cost. */
static void put_monitor(struct table *t)
{
    fputc('\n', t->out);
    put_heading(t);
    put_instructions(t);
    put_cycles(t);
    put_traps(t);
    if (t->report->session->monitored) {
        put_emulation(t);
        put_wakes(t);
    }
    if (compared(t)) {
        put_comparison(t);
    }
}

void report_table(const struct report *r, FILE *out)
{
    const struct session *s = r->session;
    struct table t = {.report = r, .out = out, .ledger = &s->ledger, .count = s->top_count};
    put_monitor(&t);
    report_inner(r, out, put_monitor);
    put_time(r, out);
    report_levels(r, out);
    for (unsigned i = 0; r->bare && i < s->guest_count; i++) {
        report_services(r, i, out);
    }
    fputc('\n', out);
    for (unsigned i = 0; i < s->guest_count; i++) {
        fprintf(out, "%s: %s\n", guest_path(&s->guests[i]), session_outcome(s, i).text);
    }
}
