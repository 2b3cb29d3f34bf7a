/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interpreter's loop: a handler for each common row of insn.def, from the row's own meaning,
 * and a jump from each to the next.
 *
 * While it runs, the guest's registers are in the vCPU and its pc is `ip`, the address of its word,
 * less `delta`; e goes along in the decoded page. What was retired is e less `since`, which takes
 * part in every jump. A row that is not common, or an address that is in no window, ends the loop
 * before it has done anything.
 */
#include "hybrid/hybrid.h"

#include <stddef.h>

#include "vmm/hw.h"

/* From an offset in code to that in decoded code. */
#define DECODED_BYTES(offset) ((uintptr_t)(offset) * (sizeof(struct decoded) / 4))
_Static_assert(offsetof(struct vcpu, pc) == 32 * 4, "rd of x0: what follows the registers");

enum handler { COMMON, NEAR = OP_COUNT, UNCOMMON = 2 * OP_COUNT, SAID, HANDLERS };

/* Branches and jal to the page that they are in need not look for it. */
static bool is_near(const struct insn *in, uint32_t at)
{
    bool relative = isa_rows[in->op].unit == UNIT_BRANCH || in->op == OP_jal;
    return relative && ((at + in->imm) & PAGE_FRAME) == (at & PAGE_FRAME);
}

static enum handler handler_of(const struct insn *in, uint32_t at)
{
    bool last = (at & PAGE_OFFSET) == PAGE_SIZE - 4; /* what follows it is another page's */
    if (last || in->op == OP_illegal) {
        return UNCOMMON;
    }
    if (hybrid_heard(in)) {
        return SAID;
    }
    if (!is_near(in, at)) {
        return COMMON + in->op;
    }
    return in->imm % 4 == 0 ? NEAR + in->op : UNCOMMON; /* which traps */
}

/* `at` is the address of the word, of which only the page offset matters. */
RARE static void decode(struct decoded *e, uint32_t word, uint32_t at, const void *const *handlers)
{
    struct insn in = isa_decode(word, vmm.variant);
    *e = (struct decoded){.word = word,
                          .handler = handlers[handler_of(&in, at & PAGE_OFFSET)],
                          .imm = in.imm,
                          .rd = (uint8_t)(in.rd ? 4 * in.rd : 4 * 32),
                          .rs1 = (uint8_t)(4 * in.rs1),
                          .rs2 = (uint8_t)(4 * in.rs2)};
}

#define X(offset) (*(uint32_t *)((char *)x + (offset)))
#define S(v) ((int32_t)(v))
#define A X(e->rs1)
#define B X(e->rs2)
#define IMM (e->imm)
#define PC ((uint32_t)(ip - delta))

#define RARELY(condition) __builtin_expect((condition) != 0, 0)
#define DISPATCH                                                                                   \
    do {                                                                                           \
        if (RARELY(*(const uint32_t *)ip != e->word)) {                                            \
            goto undecoded;                                                                        \
        }                                                                                          \
        goto * e->handler;                                                                         \
    } while (0)
#define POLL                                                                                       \
    do {                                                                                           \
        if (RARELY(hw_csr_read(CSR_mip))) {                                                        \
            goto leave;                                                                            \
        }                                                                                          \
    } while (0)
#define RETIRED_SINCE ((uint32_t)(((uintptr_t)e - since) / sizeof *e))
#define RETIRED hw_probe(PROBE_INTERPRETED, (uint32_t)ip)
#define NEXT                                                                                       \
    do {                                                                                           \
        RETIRED;                                                                                   \
        ip += 4;                                                                                   \
        e++;                                                                                       \
        DISPATCH;                                                                                  \
    } while (0)

/* What no handler does here. */
#define LR goto uncommon
#define SC goto uncommon
#define AMO(v) goto uncommon
#define CSR(how, operand) goto uncommon
#define SYS(operation) goto uncommon
#define TRAP(cause, v) goto uncommon

/*
 * The access to `bytes` at va, aligned, through a window, which is made if need be. Those for
 * stores come after those for loads, all within reach of one register.
 */
#define THROUGH(kind, bytes)                                                                       \
    const struct window *w = (const struct window *)(tables + WINDOW_OFFSET(va)) +                 \
                             (kind == ACCESS_STORE ? DATA_WINDOWS : 0);                            \
    if (RARELY((va & (bytes == 4 ? word_mask : PAGE_FRAME | (bytes - 1))) != w->page)) {           \
        w = va & (bytes - 1) ? 0 : windows_data(vm, va, kind);                                     \
        if (!w) {                                                                                  \
            goto uncommon;                                                                         \
        }                                                                                          \
    }
#define WINDOW_OFFSET(va)                                                                          \
    ((va) / (PAGE_SIZE / sizeof(struct window)) & ((DATA_WINDOWS - 1) * sizeof(struct window)))

/* In a register from now on: it is not made anew wherever it is used. */
#define KEEP(v) __asm__("" : "+r"(v))

/* Run vm; without one, have the entries that were never decoded lead where a word 0 belongs. */
static uint32_t run(struct vm *vm)
{
    static const void *const handlers[HANDLERS] = {
#define OPCODE(name, code)
#define ROW(name, ...) [COMMON + OP_##name] = &&row_##name, [NEAR + OP_##name] = &&near_##name,
#define AMO_ROW(name, ...) [COMMON + OP_##name] = &&uncommon, [NEAR + OP_##name] = &&uncommon,
#include "isa/insn.def"
        [UNCOMMON] = &&uncommon,
        [SAID] = &&said,
    };
    if (!vm) {
        for (uint32_t i = 0; i < DECODED_PAGES * WORDS; i++) {
            windows.decoded[i].handler = handlers[UNCOMMON];
        }
        return 0;
    }
    uint32_t *const x = vm->vcpu.x;
    uint32_t target = vm->vcpu.pc;
    uint32_t retired = 0;
    uintptr_t ip = 0;
    uintptr_t delta = 0;
    struct decoded *e = windows.decoded;
    uintptr_t since = (uintptr_t)e;
    const char *tables = (const char *)windows.load;
    uint32_t word_mask = PAGE_FRAME | 3;
    KEEP(tables);
    KEEP(word_mask);

arrive: /* at target, in whatever page */
    retired += RETIRED_SINCE;
    {
        const struct code_window *w = &windows.code[target >> PAGE_SHIFT & (CODE_WINDOWS - 1)];
        if ((target & PAGE_FRAME) != w->at.page) {
            w = windows_code(vm, target);
            if (!w) {
                vm->vcpu.pc = target;
                goto left;
            }
        }
        delta = w->at.delta;
        ip = target + delta;
        e = &w->decoded[(target & PAGE_OFFSET) / 4];
        since = (uintptr_t)e;
    }
    POLL;
    DISPATCH;

undecoded:
    decode(e, *(const uint32_t *)ip, PC, handlers);
    goto * e->handler;

said:
    hybrid_pass_on(e->imm, A);
    NEXT;

    /* Each row as it is anywhere. */
#define SET(v)                                                                                     \
    X(e->rd) = (uint32_t)(v);                                                                      \
    NEXT
#define LOAD(bytes, type)                                                                          \
    uint32_t va = A + IMM;                                                                         \
    THROUGH(ACCESS_LOAD, bytes)                                                                    \
    type value;                                                                                    \
    __builtin_memcpy(&value, aligned(va + w->delta, bytes), bytes);                                \
    X(e->rd) = (uint32_t)value;                                                                    \
    NEXT
#define STORE(bytes)                                                                               \
    uint32_t va = A + IMM;                                                                         \
    THROUGH(ACCESS_STORE, bytes)                                                                   \
    uint32_t value = B; /* little-endian, as is the guest */                                       \
    __builtin_memcpy(aligned(va + w->delta, bytes), &value, bytes);                                \
    NEXT
#define aligned(at, bytes) __builtin_assume_aligned((void *)(at), bytes)
#define GO                                                                                         \
    if (target & 3) {                                                                              \
        goto uncommon;                                                                             \
    }
#define LINK_GOTO(to)                                                                              \
    target = (to);                                                                                 \
    GO X(e->rd) = PC + 4;                                                                          \
    RETIRED;                                                                                       \
    e++;                                                                                           \
    goto arrive
#define BRANCH(condition)                                                                          \
    if (condition) {                                                                               \
        target = PC + IMM;                                                                         \
        GO RETIRED;                                                                                \
        e++;                                                                                       \
        goto arrive;                                                                               \
    }                                                                                              \
    NEXT
#define ROW(name, format, encoding, class, unit, variants, title, ...)                             \
    row_##name:                                                                                    \
    {                                                                                              \
        __VA_ARGS__;                                                                               \
    }
#define AMO_ROW(...)
#define OPCODE(name, code)
#include "isa/insn.def"
#undef SET
#undef LOAD
#undef STORE
#undef LINK_GOTO
#undef BRANCH

    /* Jumps and branches to the page that they are in. */
#define SET(v) goto uncommon
#define LOAD(bytes, type) goto uncommon
#define STORE(bytes) goto uncommon
#define NEAR_GO                                                                                    \
    RETIRED;                                                                                       \
    {                                                                                              \
        uintptr_t bytes = (uintptr_t)(intptr_t)S(IMM);                                             \
        ip += bytes;                                                                               \
        since += DECODED_BYTES(bytes) - sizeof *e;                                                 \
        e = (struct decoded *)((uintptr_t)e + DECODED_BYTES(bytes));                               \
    }                                                                                              \
    POLL;                                                                                          \
    DISPATCH
#define LINK_GOTO(to)                                                                              \
    X(e->rd) = PC + 4;                                                                             \
    NEAR_GO
#define BRANCH(condition)                                                                          \
    if (condition) {                                                                               \
        NEAR_GO;                                                                                   \
    }                                                                                              \
    NEXT
#define ROW(name, format, encoding, class, unit, variants, title, ...)                             \
    near_##name:                                                                                   \
    {                                                                                              \
        __VA_ARGS__;                                                                               \
    }
#define AMO_ROW(...)
#define OPCODE(name, code)
#include "isa/insn.def"

uncommon:
leave:
    vm->vcpu.pc = PC;
    retired += RETIRED_SINCE;
left:
    vm->retired += retired;
    return retired;
}

uint32_t run_common(struct vm *vm)
{
    return run(vm);
}

void run_boot(void)
{
    run(0);
}
