/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/zoo_program.h"

#include "tests/unit/unit.h"

void put_enter_user(struct program *p, uint32_t mstatus)
{
    put_csr(p, MSTATUS, mstatus);
    put_li(p, T0, p->here + 16);
    put(p, csrrw(ZERO, MEPC, T0));
    put(p, MRET);
}

void begin_in_mode(struct program *p, enum variant v, bool user)
{
    program_begin_on(p, v);
    if (user) {
        put_enter_user(p, 0);
    }
}

void begin_mapped(struct program *p, enum variant v, bool user, uint32_t lo)
{
    program_begin_on(p, v);
    program_map(p, 0, PROGRAM_START, PROGRAM_START | V | R | X);
    program_map(p, 1, DATA, lo);
    put_csr(p, MATP, OTE);
    put_enter_user(p, user ? 0 : MPP);
    put_li(p, A1, DATA + 8);
}

void runs_to_call(struct program *p, bool user)
{
    uint32_t at = p->here;
    put(p, ECALL);
    program_traps(p, user ? ECALL_USER : ECALL_SUPERVISOR, at, 0);
}

void illegal_for(enum variant v, bool user, uint32_t word)
{
    struct program p;
    begin_in_mode(&p, v, user);
    uint32_t at = p.here;
    put(&p, word);
    program_traps(&p, ILLEGAL, at, word);
    program_end(&p);
}
