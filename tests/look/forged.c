/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inspection tables that lie: forged FIRST COUNT FILE, trials by seed.
 *
 * An experiment with monitors in monitors is run to where VMs of each level have been shown. Then,
 * again and again, words of what the monitors say of themselves are changed (heads of tables,
 * offsets, fields of VMs, slots of TLBs, pmaps), and everything that the front panel has for
 * looking is tried on everybody. The sanitizers watch; whatever is printed is right.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel/claims.h"
#include "panel/repl.h"
#include "tests/rng.h"

enum { CHANGES = 6, LINE = 128 };

static const uint64_t boot = 3500000;

struct trial {
    struct debugger d;
    struct repl r;
    struct rng rng;
};

/* --- changes --- */

/* Where one level's monitor has something about itself: an address of its own. */
static uint64_t some_address(struct trial *t, const struct claims *c, uint32_t table)
{
    unsigned layer = c->first + rng_below(&t->rng, c->count + 1u);
    uint64_t at = table;
    uint32_t base;
    switch (rng_below(&t->rng, 6)) {
    case 0:
        return table + 4 * (uint64_t)rng_below(&t->rng, 9);
    case 1:
        return table + offsetof(struct inspect, offset) +
               4 * (uint64_t)rng_below(&t->rng, INSPECT_FIELDS);
    case 2:
        base = claims_value(c, layer, INSPECT_tlb, 0);
        return base + 4 * (uint64_t)rng_below(&t->rng, 4096);
    case 3:
        base = claims_value(c, layer, INSPECT_pmap, 0);
        return base + 4 * (uint64_t)rng_below(&t->rng, 1024);
    default:
        claims_field(c, layer, (enum inspect_field)rng_below(&t->rng, INSPECT_FIELDS),
                     4 * (size_t)rng_below(&t->rng, 8), &at);
        return at;
    }
}

static uint32_t some_value(struct trial *t, uint32_t table)
{
    switch (rng_below(&t->rng, 5)) {
    case 0:
        return rng_below(&t->rng, 300);
    case 1:
        return table + 4 * rng_below(&t->rng, 64);
    case 2:
        return RAM_BASE + t->d.session.machine->config.ram_size - 8 + rng_below(&t->rng, 16);
    default:
        return rng_edge(&t->rng);
    }
}

static void change(struct trial *t)
{
    const struct session *s = &t->d.session;
    unsigned monitor = rng_below(&t->rng, 2) ? LAYER_MONITOR : 1; /* the first VM is a monitor */
    const struct ledger *l = monitor == LAYER_MONITOR ? &s->ledger : ledger_inner(&s->ledger, 0);
    struct claims c;
    uint32_t ma;
    if (claims_open_in(&c, s, monitor)) {
        return; /* by what has been changed already */
    }
    uint64_t at = some_address(t, &c, l->inspect);
    uint8_t *to = NULL;
    if (at <= UINT32_MAX && claims_address(&c, (uint32_t)at, &ma)) {
        to = machine_ram_write(s->machine, ma, 4);
    }
    uint32_t value = some_value(t, l->inspect);
    for (unsigned i = 0; i < 4 && to; i++) {
        to[i] = (uint8_t)(value >> 8 * i);
    }
}

/* --- looking --- */

static void look(struct trial *t, const char *format, const char *name)
{
    char line[LINE];
    snprintf(line, sizeof line, format, name, name);
    size_t n = strcspn(line, " /");
    char word[LINE];
    snprintf(word, sizeof word, "%.*s", (int)n, line);
    const struct repl_command *c = repl_find(&t->r, word);
    if (!c) {
        printf("not ok no command %s\n", word);
        exit(1);
    }
    c->handler(&t->r, line + n + (line[n] == ' '));
}

/* Without its being remembered: the machine is put back by hand. */
static void set_something(struct trial *t, unsigned layer)
{
    struct place at = {.layer = layer, .space = SPACE_PHYSICAL, .address = RAM_BASE + 0xffe};
    debug_write(&t->d, &at, (const uint8_t *)"four", 4);
    debug_set_register(&t->d, layer, rng_below(&t->rng, 34), 4);
    debug_set_csr(&t->d, layer, CSR_mepc, 4);
    debug_set_csr(&t->d, layer, CSR_minstret, 4);
}

static void look_at_everything(struct trial *t)
{
    static const char *const commands[] = {
        "info csr %s",
        "info csr %s all",
        "info tlb %s",
        "info softtlb %s",
        "info pmap %s",
        "info vcpu %s",
        "info devices %s",
        "registers %s",
        "csr %s:",
        "tlb %s",
        "exits %s",
        "x/64xw %s/p:0x80000000",
        "x/16xb %s/1:0x10000",
        "x/s %s:0x80001000",
        "x/8i %s:0x80000000",
        "tr %s:0x80000000 x",
        "tr %s:0x10000000 w",
        "tr %s/1:0x10000 r",
        "tr %s/p:0x80200000 w",
        "p %s:$mstatus.MPP",
    };
    const struct session *s = &t->d.session;
    for (unsigned layer = 1; layer < layer_count(s); layer++) {
        for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
            look(t, commands[i], layer_name(s, layer));
        }
    }
    for (unsigned layer = 1; layer < layer_count(s); layer++) {
        set_something(t, layer);
    }
    char frame[16];
    snprintf(frame, sizeof frame, "0x%05x",
             (RAM_BASE >> PAGE_SHIFT) +
                 rng_below(&t->rng, s->machine->config.ram_size >> PAGE_SHIFT));
    look(t, "who %s", frame);
    look(t, "vms %.0s", "");
    look(t, "where %.0s", "");
}

/* --- trials --- */

static bool attempt(struct trial *t, uint32_t seed)
{
    struct session *s = &t->d.session;
    struct snapshot before;
    t->rng.state = seed * 2654435769u | 1;
    if (!snapshot_take(&before, s->machine)) {
        return false;
    }
    for (unsigned i = 1 + rng_below(&t->rng, CHANGES); i > 0; i--) {
        change(t);
    }
    look_at_everything(t);
    snapshot_put_back(&before, s->machine);
    snapshot_free(&before);
    return true;
}

int main(int argc, char **argv)
{
    struct trial t = {.rng = {1}};
    if (argc != 4) {
        return 2;
    }
    const char *operands[] = {argv[3]};
    struct options o = {
        .command = COMMAND_repl, .file = argv[3], .operands = {operands, 1}, .color = COLOR_NEVER};
    int status = debug_open(&t.d, &o);
    if (status) {
        return status;
    }
    t.r = (struct repl){.debugger = &t.d, .out = fopen("/dev/null", "w"), .selected = LAYER_NONE};
    machine_run(t.d.session.machine, (struct run_limit){boot, UINT64_MAX});
    uint32_t first = (uint32_t)strtoul(argv[1], NULL, 10);
    uint32_t count = (uint32_t)strtoul(argv[2], NULL, 10);
    for (uint32_t seed = first; seed - first < count && status == 0; seed++) {
        status = attempt(&t, seed) ? 0 : 1;
    }
    fclose(t.r.out);
    debug_close(&t.d);
    return status;
}
