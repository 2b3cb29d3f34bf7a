/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "disasm.h"

#include "priv.h"
#include "text.h"

const char *const isa_register_names[32] = {"zero", "ra", "sp",  "gp",  "tp", "t0", "t1", "t2",
                                            "s0",   "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
                                            "a6",   "a7", "s2",  "s3",  "s4", "s5", "s6", "s7",
                                            "s8",   "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

/* Value of a decimal number without sign that is all of s, or -1. */
static int small_number(const char *s)
{
    int v = 0;
    if (*s == '\0') {
        return -1;
    }
    for (; *s; s++) {
        if (*s < '0' || *s > '9' || v > 999) {
            return -1;
        }
        v = 10 * v + (*s - '0');
    }
    return v;
}

int isa_register_number(const char *name)
{
    for (int i = 0; i < 32; i++) {
        if (text_same(name, isa_register_names[i])) {
            return i;
        }
    }
    if (text_same(name, "fp")) {
        return 8;
    }
    int n = name[0] == 'x' ? small_number(name + 1) : -1;
    return n < 32 ? n : -1;
}

/* The rows of csr.def as names; a range appends the number of its first member to its name. */
struct csr_name {
    uint16_t first, last;
    const char *name;
};

static const struct csr_name csr_names[] = {
#define CSR(number, name, ...) {number, number, #name},
#define CSR_RANGE(first, last, name, ...) {first, last, #name},
#include "csr.def"
};

enum { CSR_NAMES = sizeof csr_names / sizeof csr_names[0] };

/* A member of a range is numbered by its low five bits: mhpmcounter3; an upper half keeps its h. */
static void put_csr_name(struct text *t, const struct csr_name *c, uint32_t number)
{
    const char *s = c->name;
    bool range = c->first != c->last;
    while (s[0] && !(range && s[0] == 'h' && s[1] == '\0')) {
        text_char(t, *s++);
    }
    if (range) {
        text_unsigned(t, number & 0x1f);
    }
    text_put(t, s);
}

bool isa_csr_name(uint32_t number, char buffer[CSR_NAME_SIZE])
{
    struct text t = text_in(buffer, CSR_NAME_SIZE);
    for (unsigned i = 0; i < CSR_NAMES; i++) {
        if (number >= csr_names[i].first && number <= csr_names[i].last) {
            put_csr_name(&t, &csr_names[i], number);
            return true;
        }
    }
    text_hex(&t, number);
    return false;
}

int isa_csr_number(const char *name)
{
    char buffer[CSR_NAME_SIZE];
    for (unsigned i = 0; i < CSR_NAMES; i++) {
        for (uint32_t n = csr_names[i].first; n <= csr_names[i].last; n++) {
            isa_csr_name(n, buffer);
            if (text_same(name, buffer)) {
                return (int)n;
            }
        }
    }
    return -1;
}

struct pseudo {
    const char *name, *syntax;
};

/* The pseudo-instruction that `in` is written as, or one with a null name. */
static struct pseudo find_pseudo(const struct insn *in)
{
#define D in->rd
#define S in->rs1
#define T in->rs2
#define IMM in->imm
#define W in->word
#define PSEUDO(row, when, name, syntax)                                                            \
    if (in->op == OP_##row && (when)) {                                                            \
        return (struct pseudo){name, syntax};                                                      \
    }
#include "pseudo.def"
    return (struct pseudo){0, 0};
}

static void put_fence_set(struct text *t, uint32_t set)
{
    if (set == 0) {
        text_put(t, "unknown");
    }
    for (unsigned i = 0; i < 4; i++) {
        if (set >> (3 - i) & 1) {
            text_char(t, "iorw"[i]);
        }
    }
}

static void put_operand(struct text *t, char kind, const struct insn *in, uint32_t pc)
{
    char name[CSR_NAME_SIZE];
    switch (kind) {
    case 'd':
        text_put(t, isa_register_names[in->rd]);
        break;
    case 's':
        text_put(t, isa_register_names[in->rs1]);
        break;
    case 't':
        text_put(t, isa_register_names[in->rs2]);
        break;
    case 'i':
        text_dec(t, (int32_t)in->imm);
        break;
    case 'h':
        text_hex(t, in->imm);
        break;
    case 'u':
        text_hex(t, in->imm >> 12);
        break;
    case 'b':
        text_hex(t, pc + in->imm);
        break;
    case 'c':
        isa_csr_name(insn_csr(in), name);
        text_put(t, name);
        break;
    case 'z':
        text_unsigned(t, in->rs1);
        break;
    case 'p':
        put_fence_set(t, in->word >> 24 & 0xf);
        break;
    case 'q':
        put_fence_set(t, in->word >> 20 & 0xf);
        break;
    default:
        text_char(t, kind);
    }
}

static void put_mnemonic(struct text *t, const struct insn *in)
{
    for (const char *s = isa_rows[in->op].name; *s; s++) {
        text_char(t, *s == '_' ? '.' : *s);
    }
    if (isa_rows[in->op].unit == UNIT_AMO) {
        text_put(t, in->word >> 26 & 1 ? ".aq" : "");
        text_put(t, in->word >> 25 & 1 ? (in->word >> 26 & 1 ? "rl" : ".rl") : "");
    }
}

void isa_mnemonic(enum op op, char buffer[CSR_NAME_SIZE])
{
    struct text t = text_in(buffer, CSR_NAME_SIZE);
    struct insn in = {.op = (uint8_t)op};
    put_mnemonic(&t, &in);
}

void isa_disasm(uint32_t word, uint32_t pc, enum variant v, char buffer[DISASM_SIZE])
{
    struct text t = text_in(buffer, DISASM_SIZE);
    struct insn in = isa_decode(word, v);
    if (in.op == OP_illegal) {
        text_put(&t, ".word ");
        text_hex(&t, word);
        return;
    }
    struct pseudo p = find_pseudo(&in);
    const char *syntax = p.name ? p.syntax : isa_format_syntax[isa_rows[in.op].format];
    if (p.name) {
        text_put(&t, p.name);
    } else {
        put_mnemonic(&t, &in);
    }
    text_put(&t, *syntax ? " " : "");
    for (; *syntax; syntax++) {
        put_operand(&t, *syntax, &in, pc);
    }
}
