/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/program.h"

#include "tests/unit/unit.h"

enum { FINISHER = 0x00100000 };

static void hear(void *context, uint8_t byte)
{
    struct program *p = context;
    assert_in_range(p->output_size, 0, sizeof p->output - 2);
    p->output[p->output_size++] = (char)byte;
    p->output[p->output_size] = '\0';
}

static void put_handler(struct program *p)
{
    p->here = PROGRAM_HANDLER;
    put(p, csrrs(S0, 0x342, ZERO)); /* mcause */
    put(p, csrrs(S1, 0x341, ZERO)); /* mepc */
    put(p, csrrs(S2, 0x343, ZERO)); /* mtval */
    put(p, csrrs(S3, 0x300, ZERO)); /* mstatus */
    put(p, csrrs(S4, 0x7c0, ZERO)); /* matp */
    put_exit(p, PROGRAM_TRAPPED);
}

void program_begin(struct program *p)
{
    program_begin_on(p, VARIANT_PG32);
}

void program_begin_on(struct program *p, enum variant variant)
{
    const struct machine_config config = {
        .variant = variant, .ram_size = PROGRAM_RAM, .tlb_entries = PROGRAM_TLB};
    *p = (struct program){.m = machine_new(&config)};
    assert_non_null(p->m);
    p->m->console = hear;
    p->m->console_context = p;
    p->m->hart.priv.mtvec = PROGRAM_HANDLER;
    put_handler(p);
    p->here = PROGRAM_START;
    machine_start(p->m, PROGRAM_START, 0);
}

void program_end(struct program *p)
{
    machine_free(p->m);
}

void put_word(struct program *p, uint32_t address, uint32_t value)
{
    uint8_t *at = machine_ram_write(p->m, address, 4);
    assert_non_null(at);
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(value >> 8 * i);
    }
}

uint32_t get_word(struct program *p, uint32_t address)
{
    const uint8_t *at = machine_ram(p->m, address, 4);
    assert_non_null(at);
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

void put(struct program *p, uint32_t word)
{
    put_word(p, p->here, word);
    p->here += 4;
}

/* addi extends its sign, so lui's part is rounded. */
void put_li(struct program *p, unsigned rd, uint32_t value)
{
    put(p, lui(rd, (value + 0x800) >> 12));
    put(p, addi(rd, rd, (int32_t)(value << 20) >> 20));
}

void put_csr(struct program *p, uint32_t csr, uint32_t value)
{
    put_li(p, T0, value);
    put(p, csrrw(ZERO, csr, T0));
}

void put_exit(struct program *p, uint32_t code)
{
    put_li(p, T0, FINISHER);
    put_li(p, T1, code << 16 | 0x3333);
    put(p, sw(T1, T0, 0));
}

enum stop_reason program_run(struct program *p)
{
    const struct run_limit limit = {p->m->instructions + 1000000, UINT64_MAX};
    enum stop_reason stop = machine_run(p->m, limit);
    assert_int_not_equal(stop, STOP_LIMIT);
    return stop;
}

void program_exits(struct program *p, uint32_t code)
{
    assert_int_equal(program_run(p), STOP_EXIT);
    assert_int_equal(p->m->exit_code, code);
}

void program_traps(struct program *p, uint32_t cause, uint32_t epc, uint32_t tval)
{
    program_exits(p, PROGRAM_TRAPPED);
    const uint32_t *x = p->m->hart.x;
    if (x[S0] != cause || x[S1] != epc || x[S2] != tval) {
        fail_msg("trap %u at 0x%08x, mtval 0x%08x; expected %u, 0x%08x, 0x%08x", x[S0], x[S1],
                 x[S2], cause, epc, tval);
    }
}

void program_map(struct program *p, uint32_t index, uint32_t hi, uint32_t lo)
{
    assert_true(tlb_write(&p->m->hart.tlb, index, hi, lo));
}
