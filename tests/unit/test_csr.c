/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSRs: which exist, who may touch them, and what a write leaves, against a table of our own. */
#include "tests/unit/unit.h"

#include "isa/priv.h"

enum { CSRRW = 1, CSRRS = 2, CSRRC = 3 };

/*
 * Every CSR of PG-32, by number. `kept`: the bits that a write of all ones to a fresh machine
 * leaves set. Counters are those that user mode may be allowed to read.
 */
struct known {
    uint32_t first, last;
    bool counter;
    uint32_t kept;
};

static const struct known known[] = {
    {0x300, 0x300, false, 0x00201888}, /* mstatus: TW, MPP, MPIE, MIE */
    {0x301, 0x301, false, 0x40101101}, /* misa: fixed */
    {0x304, 0x304, false, 0x00000888}, /* mie */
    {0x305, 0x305, false, 0xfffffffd}, /* mtvec: modes 0 and 1 */
    {0x306, 0x306, false, 0x00000007}, /* mcounteren */
    {0x30a, 0x30a, false, 0x00000001}, /* menvcfg: FIOM */
    {0x310, 0x310, false, 0},          /* mstatush */
    {0x31a, 0x31a, false, 0},          /* menvcfgh */
    {0x320, 0x320, false, 0x00000005}, /* mcountinhibit: time cannot be stopped */
    {0x321, 0x33f, false, 0},          /* mcyclecfg, minstretcfg, mhpmevent3-31 */
    {0x340, 0x340, false, 0xffffffff}, /* mscratch */
    {0x341, 0x341, false, 0xfffffffc}, /* mepc */
    {0x342, 0x342, false, 0x8000001f}, /* mcause */
    {0x343, 0x343, false, 0xffffffff}, /* mtval */
    {0x344, 0x344, false, 0},          /* mip: lines */
    {0x721, 0x722, false, 0x50000000}, /* mcyclecfgh, minstretcfgh: MINH, UINH */
    {0x7a0, 0x7a3, false, 0},          /* tselect, tdata1-3 */
    {0x7c0, 0x7c0, false, 0xc00000ff}, /* matp: TE, OTE, ASID */
    {0x7c1, 0x7c2, false, 63},         /* mtlbidx, mtlbwired: the last of 64 */
    {0x7c3, 0x7c3, false, 0xffffffff}, /* mtlbrand */
    {0xb00, 0xb00, false, 0xffffffff}, /* mcycle */
    {0xb02, 0xb02, false, 0xffffffff}, /* minstret */
    {0xb03, 0xb1f, false, 0},          /* mhpmcounter3-31 */
    {0xb80, 0xb80, false, 0xffffffff}, /* mcycleh */
    {0xb82, 0xb82, false, 0xffffffff}, /* minstreth */
    {0xb83, 0xb9f, false, 0},          /* mhpmcounter3h-31h */
    {0xc00, 0xc1f, true, 0},           /* cycle, time, instret, hpmcounter3-31 */
    {0xc80, 0xc9f, true, 0},           /* their upper halves */
    {0xf11, 0xf15, false, 0},          /* mvendorid, marchid, mimpid, mhartid, mconfigptr */
    {0xfc0, 0xfc0, false, 0},          /* mtlbcfg */
};

static const struct known *lookup(uint32_t number)
{
    for (size_t i = 0; i < COUNT(known); i++) {
        if (number >= known[i].first && number <= known[i].last) {
            return &known[i];
        }
    }
    return NULL;
}

static bool may_read(uint32_t number, enum mode mode, uint32_t counteren)
{
    const struct known *k = lookup(number);
    if (!k) {
        return false;
    }
    return mode == MODE_SUPERVISOR || (k->counter && (counteren >> (number & 31) & 1));
}

static bool may_write(uint32_t number, enum mode mode)
{
    return mode == MODE_SUPERVISOR && lookup(number) && number < 0xc00;
}

/* Execute a CSR instruction of that funct3, with rd = t0, rs1 = x<rs1>, x<rs1> = operand. */
static bool csr(struct priv *p, unsigned form, uint32_t number, unsigned rs1, uint32_t operand,
                uint32_t *rd)
{
    uint32_t word = number << 20 | rs1 << 15 | form << 12 | 5u << 7 | 0x73;
    struct insn in = isa_decode(word, VARIANT_PG32);
    struct effect e = isa_execute(&in, RAM_BASE, operand, 0);
    return priv_csr(p, &in, &e, rd) == USER_PERMITTED;
}

static struct priv state_in(enum mode mode, uint32_t counteren)
{
    struct priv p;
    priv_reset(&p, 64, VARIANT_PG32);
    p.mode = mode;
    p.mcounteren = counteren;
    return p;
}

static void check_access(uint32_t number, enum mode mode, uint32_t counteren)
{
    uint32_t rd = 0xeeeeeeee;
    struct priv p = state_in(mode, counteren);
    struct priv before = p;
    bool reads = csr(&p, CSRRS, number, 0, 0, &rd);
    if (reads != may_read(number, mode, counteren)) {
        fail_msg("CSR 0x%03x, mode %d: read %s", number, mode, reads ? "allowed" : "refused");
    }
    assert_memory_equal(&p, &before, sizeof p);
    bool writes = csr(&p, CSRRW, number, 6, 0x12345678, &rd);
    if (writes != may_write(number, mode)) {
        fail_msg("CSR 0x%03x, mode %d: write %s", number, mode, writes ? "allowed" : "refused");
    }
    if (!writes) {
        assert_memory_equal(&p, &before, sizeof p); /* what is illegal changes nothing */
    }
}

static void test_every_number(void **state)
{
    (void)state;
    for (uint32_t number = 0; number < 4096; number++) {
        for (uint32_t counteren = 0; counteren < 8; counteren++) {
            check_access(number, MODE_USER, counteren);
            check_access(number, MODE_SUPERVISOR, counteren);
        }
    }
}

/* csrrs and csrrc with rs1 = x0 are reads only, with another register that holds 0 they write. */
static void test_write_forms_of_read_only(void **state)
{
    uint32_t rd;
    struct priv p = state_in(MODE_SUPERVISOR, 0);
    (void)state;
    assert_true(csr(&p, CSRRS, 0xf14, 0, 0, &rd));
    assert_true(csr(&p, CSRRC, 0xf14, 0, 0, &rd));
    assert_false(csr(&p, CSRRS, 0xf14, 6, 0, &rd));
    assert_false(csr(&p, CSRRC, 0xf14, 6, 0, &rd));
    assert_false(csr(&p, CSRRW, 0xf14, 0, 0, &rd));
    assert_true(csr(&p, 6, 0xc00, 0, 0, &rd));  /* csrrsi t0, cycle, 0 */
    assert_false(csr(&p, 6, 0xc00, 1, 0, &rd)); /* csrrsi t0, cycle, 1 */
    assert_false(csr(&p, 5, 0xc00, 0, 0, &rd)); /* csrrwi t0, cycle, 0 */
}

/* What all ones and then all zeros leave in each writable register. */
static void test_legal_values(void **state)
{
    uint32_t value;
    uint32_t rd;
    (void)state;
    for (uint32_t number = 0; number < 0xc00; number++) {
        const struct known *k = lookup(number);
        struct priv p = state_in(MODE_SUPERVISOR, 0);
        if (!k) {
            assert_false(priv_csr_read(&p, number, &value));
            assert_false(priv_csr_write(&p, number, 0));
            continue;
        }
        assert_true(csr(&p, CSRRW, number, 6, 0xffffffff, &rd));
        assert_true(csr(&p, CSRRS, number, 0, 0, &rd));
        if (rd != k->kept) {
            fail_msg("CSR 0x%03x: all ones leave 0x%08x, not 0x%08x", number, rd, k->kept);
        }
        assert_true(csr(&p, CSRRC, number, 6, 0xffffffff, &rd));
        assert_true(csr(&p, CSRRS, number, 0, 0, &rd));
        assert_int_equal(rd, number == 0x301 ? 0x40101101 : 0);
    }
}

/* [Priv 3.1.6.1]: MPP holds user (0) or supervisor (3); what is neither becomes user. */
static void test_mpp_is_warl(void **state)
{
    static const uint32_t left[] = {0, 0, 0, 0x1800};
    (void)state;
    for (uint32_t mpp = 0; mpp < 4; mpp++) {
        uint32_t rd;
        struct priv p = state_in(MODE_SUPERVISOR, 0);
        assert_true(csr(&p, CSRRW, 0x300, 6, mpp << 11, &rd));
        assert_int_equal(p.mstatus, left[mpp]);
    }
}

static void test_index_is_clamped(void **state)
{
    static const uint32_t values[][2] = {{0, 0},   {5, 5},           {15, 15},
                                         {16, 15}, {0x80000000, 15}, {0xffffffff, 15}};
    struct priv p;
    uint32_t rd;
    (void)state;
    priv_reset(&p, 16, VARIANT_PG32);
    for (size_t i = 0; i < COUNT(values); i++) {
        assert_true(csr(&p, CSRRW, 0x7c1, 6, values[i][0], &rd));
        assert_int_equal(p.mtlbidx, values[i][1]);
        assert_true(csr(&p, CSRRW, 0x7c2, 6, values[i][0], &rd));
        assert_int_equal(p.mtlbwired, values[i][1]);
    }
    assert_true(csr(&p, CSRRS, 0xfc0, 0, 0, &rd));
    assert_int_equal(rd, 16);
}

/* The halves of a counter are written one by one, and read by either of its names. */
static void test_counter_halves(void **state)
{
    struct priv p = state_in(MODE_SUPERVISOR, 0);
    uint32_t rd;
    (void)state;
    p.mcycle = 0x1111111122222222u;
    p.minstret = 0x3333333344444444u;
    p.time = 0x5555555566666666u;
    assert_true(csr(&p, CSRRW, 0xb00, 6, 0xaaaaaaaa, &rd));
    assert_int_equal(rd, 0x22222222);
    assert_int_equal(p.mcycle, 0x11111111aaaaaaaau);
    assert_true(csr(&p, CSRRW, 0xb82, 6, 0xbbbbbbbb, &rd));
    assert_int_equal(rd, 0x33333333);
    assert_int_equal(p.minstret, 0xbbbbbbbb44444444u);
    assert_int_equal(p.counters_written, COUNTER_CYCLE | COUNTER_INSTRET);
    static const uint32_t reads[][2] = {{0xc00, 0xaaaaaaaa}, {0xc80, 0x11111111},
                                        {0xc01, 0x66666666}, {0xc81, 0x55555555},
                                        {0xc02, 0x44444444}, {0xc82, 0xbbbbbbbb}};
    for (size_t i = 0; i < COUNT(reads); i++) {
        assert_true(csr(&p, CSRRS, reads[i][0], 0, 0, &rd));
        assert_int_equal(rd, reads[i][1]);
    }
}

/* Software cannot raise or clear an interrupt line through mip. */
static void test_mip_is_lines(void **state)
{
    struct priv p = state_in(MODE_SUPERVISOR, 0);
    uint32_t rd;
    (void)state;
    p.mip = MIE_TIMER;
    assert_true(csr(&p, CSRRW, 0x344, 6, MIE_SOFTWARE, &rd));
    assert_int_equal(rd, MIE_TIMER);
    assert_int_equal(p.mip, MIE_TIMER);
}

static void test_set_and_clear(void **state)
{
    struct priv p = state_in(MODE_SUPERVISOR, 0);
    uint32_t rd;
    (void)state;
    assert_true(csr(&p, CSRRW, 0x340, 6, 0xff00, &rd));
    assert_true(csr(&p, CSRRS, 0x340, 6, 0x00f0, &rd));
    assert_int_equal(rd, 0xff00);
    assert_true(csr(&p, CSRRC, 0x340, 6, 0xf000, &rd));
    assert_int_equal(rd, 0xfff0);
    assert_int_equal(p.mscratch, 0x0ff0);
    assert_true(csr(&p, 7, 0x340, 0x10, 0, &rd)); /* csrrci t0, mscratch, 16 */
    assert_int_equal(p.mscratch, 0x0fe0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_number),     cmocka_unit_test(test_write_forms_of_read_only),
        cmocka_unit_test(test_legal_values),     cmocka_unit_test(test_mpp_is_warl),
        cmocka_unit_test(test_index_is_clamped), cmocka_unit_test(test_counter_halves),
        cmocka_unit_test(test_mip_is_lines),     cmocka_unit_test(test_set_and_clear),
    };
    return cmocka_run_group_tests_name("csr", tests, NULL, NULL);
}
