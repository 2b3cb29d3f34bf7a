/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registers of the layer that was chosen: its own, CSRs as it believes them to be, its mode. */
#include "gdb.h"

enum { GENERAL = GDB_PC + 1 }; /* what g and G carry */

/* Whether a layer is a monitor whose hart a VM of its own has. */
static bool lends_its_hart(const struct session *s, unsigned layer)
{
    const struct ledger *l = &s->ledger;
    if (!s->monitored) {
        return false;
    }
    if (layer != LAYER_MONITOR) {
        l = ledger_inner(session_ledger(s, layer - 1), s->guests[layer - 1].kin->index);
    }
    return l && !l->in_monitor;
}

bool gdb_registers(struct gdb *g, unsigned layer, struct registers *r)
{
    uint32_t vector;
    if (lends_its_hart(&g->debugger->session, layer) &&
        debug_csr(g->debugger, layer, CSR_mtvec, &vector)) {
        r->pc = vector & ~3u;
        return false;
    }
    if (debug_registers(g->debugger, layer, r)) {
        return true;
    }
    r->pc = layer_image(&g->debugger->session, layer)->entry;
    return false;
}

void gdb_read_registers(struct gdb *g, char *args)
{
    struct registers r;
    bool known = gdb_registers(g, g->general, &r);
    (void)args;
    for (unsigned i = 0; i < 32; i++) {
        if (known) {
            gdb_put_word(g, r.x[i]);
        } else {
            gdb_put_unknown_word(g);
        }
    }
    gdb_put_word(g, r.pc);
}

/* A little-endian value; false if it is none. */
static bool word(char **at, uint32_t *value)
{
    uint8_t b[4];
    for (int i = 0; i < 4; i++) {
        int high = gdb_digit(**at);
        int low = high < 0 ? -1 : gdb_digit((*at)[1]);
        if (low < 0) {
            return false;
        }
        b[i] = (uint8_t)(high << 4 | low);
        *at += 2;
    }
    *value = machine_word(b);
    return true;
}

/* What a monitor seems to have while a VM has its hart is the VM's. */
static bool set_general(struct gdb *g, unsigned number, uint32_t value)
{
    return !lends_its_hart(&g->debugger->session, g->general) &&
           debug_set_register(g->debugger, g->general, number, value);
}

static void answer_change(struct gdb *g, bool good)
{
    if (good) {
        debug_changed(g->debugger);
        gdb_ok(g);
    } else {
        gdb_fail(g, GDB_NO_REGISTER);
    }
}

void gdb_write_registers(struct gdb *g, char *args)
{
    uint32_t values[GENERAL];
    for (unsigned i = 0; i < GENERAL; i++) {
        if (!word(&args, &values[i])) {
            gdb_fail(g, GDB_BAD_PACKET);
            return;
        }
    }
    bool good = true;
    for (unsigned i = 1; i < GENERAL && good; i++) {
        good = set_general(g, i, values[i]);
    }
    answer_change(g, good);
}

static bool read_one(struct gdb *g, uint32_t number, uint32_t *value)
{
    struct registers r;
    if (number == GDB_PRIV) {
        struct priv p = {.mode = MODE_USER};
        bool known = debug_priv(g->debugger, g->general, &p);
        *value = p.mode;
        return known;
    }
    if (number >= GDB_CSR) {
        return debug_csr(g->debugger, g->general, number - GDB_CSR, value);
    }
    bool known = gdb_registers(g, g->general, &r);
    *value = number == GDB_PC ? r.pc : r.x[number % 32];
    return known || number == GDB_PC;
}

static bool exists(uint32_t number)
{
    char name[CSR_NAME_SIZE];
    return number <= GDB_PC || number == GDB_PRIV ||
           (number >= GDB_CSR && number < GDB_PRIV && isa_csr_name(number - GDB_CSR, name));
}

void gdb_read_register(struct gdb *g, char *args)
{
    uint32_t number, value;
    if (!gdb_number(&args, &number) || *args != '\0') {
        gdb_fail(g, GDB_BAD_PACKET);
    } else if (!exists(number)) {
        gdb_fail(g, GDB_NO_REGISTER);
    } else if (read_one(g, number, &value)) {
        gdb_put_word(g, value);
    } else {
        gdb_put_unknown_word(g);
    }
}

static bool write_one(struct gdb *g, uint32_t number, uint32_t value)
{
    if (number >= GDB_CSR) {
        return debug_set_csr(g->debugger, g->general, number - GDB_CSR, value);
    }
    return set_general(g, number == GDB_PC ? REGISTER_PC : number, value);
}

void gdb_write_register(struct gdb *g, char *args)
{
    uint32_t number, value;
    if (!gdb_number(&args, &number) || !gdb_skip(&args, '=') || !word(&args, &value) ||
        *args != '\0') {
        gdb_fail(g, GDB_BAD_PACKET);
    } else {
        answer_change(g, exists(number) && number != GDB_PRIV && write_one(g, number, value));
    }
}
