/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of insn.def against GNU as and objdump, for tests/asm.sh. One sequence of instructions
 * with random operands, the same at each call, in three forms:
 *
 *   asm_rows source         as assembly, for GNU as
 *   asm_rows encoded FILE   a line "ok NAME" or "not ok NAME: why" for each row: whether FILE, the
 *                           assembled words, holds what the row says
 *   asm_rows text FILE      "ROW<tab>text" for each word of FILE, as isa_disasm() writes it
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isa/disasm.h"
#include "isa/fields.h"
#include "isa/text.h"
#include "tests/encode.h"
#include "tests/rng.h"

enum { PER_ROW = 48, COUNT_MAX = OP_COUNT * PER_ROW };

struct sample {
    enum op op;
    unsigned rd, rs1, rs2, ordering, pred, succ;
    uint32_t imm;
    uint32_t word;
};

/* CSR numbers to try: those that PG-32 has, and some that nobody has. */
static uint32_t random_csr(struct rng *r)
{
    static const uint32_t unknown[] = {0x5c0, 0x7c4, 0x8ff, 0xbc0, 0xfff};
    char name[CSR_NAME_SIZE];
    if (rng_below(r, 20) == 0) {
        return unknown[rng_below(r, sizeof unknown / sizeof unknown[0])];
    }
    for (;;) {
        uint32_t number = rng_below(r, 4096);
        if (isa_csr_name(number, name)) {
            return number;
        }
    }
}

/* Registers 0 and 1 often: that is where the pseudo-instructions are. */
static unsigned random_register(struct rng *r)
{
    return rng_below(r, 4) == 0 ? rng_below(r, 2) : rng_below(r, 32);
}

static uint32_t random_immediate(struct rng *r, enum imm_kind kind)
{
    static const uint32_t special[] = {0, 1, 255, 0xffffffff};
    if (kind == IMM_CSR) {
        return random_csr(r);
    }
    if (kind == IMM_B || kind == IMM_J) {
        return encode_legal(kind, rng_edge(r)) & ~3u;
    }
    return encode_legal(kind, rng_below(r, 4) == 0 ? special[rng_below(r, 4)] : rng_edge(r));
}

static bool has(enum format format, char operand)
{
    return strchr(isa_format_syntax[format], operand) != NULL;
}

static void encode(struct sample *s, enum format format)
{
    const struct row *row = &isa_rows[s->op];
    uint32_t w = row->match | encode_immediate(encode_kind(format), s->imm);
    w |= has(format, 'd') ? s->rd << 7 : 0;
    w |= has(format, 's') || has(format, 'z') ? s->rs1 << 15 : 0;
    w |= has(format, 't') ? s->rs2 << 20 : 0;
    w |= row->unit == UNIT_AMO ? s->ordering << 25 : 0;
    s->word = w;
}

static struct sample random_sample(struct rng *r, enum op op)
{
    enum format format = (enum format)isa_rows[op].format;
    struct sample s = {.op = op,
                       .rd = random_register(r),
                       .rs1 = random_register(r),
                       .rs2 = random_register(r),
                       .ordering = rng_below(r, 4),
                       .pred = 1 + rng_below(r, 15),
                       .succ = 1 + rng_below(r, 15),
                       .imm = random_immediate(r, encode_kind(format))};
    if (format == FORMAT_FENCE) { /* a set of nothing has no syntax */
        s.imm = s.pred << 4 | s.succ;
    }
    encode(&s, format);
    return s;
}

/* Fill in the sequence; an instruction without operands stands in it once. */
static size_t make_samples(struct sample *samples)
{
    struct rng r = {2026};
    size_t count = 0;
    for (unsigned op = 0; op < OP_COUNT; op++) {
        unsigned n = isa_rows[op].format == FORMAT_NONE ? 1 : PER_ROW;
        while (n-- > 0) {
            samples[count++] = random_sample(&r, (enum op)op);
        }
    }
    return count;
}

static void put_set(unsigned set)
{
    for (unsigned i = 0; i < 4; i++) {
        if (set >> (3 - i) & 1) {
            putchar("iorw"[i]);
        }
    }
}

static void put_operand(const struct sample *s, char kind)
{
    switch (kind) {
    case 'd':
        printf("x%u", s->rd);
        break;
    case 's':
        printf("x%u", s->rs1);
        break;
    case 't':
        printf("x%u", s->rs2);
        break;
    case 'i':
    case 'h':
    case 'c':
        printf("%d", (int)s->imm);
        break;
    case 'u':
        printf("%u", s->imm >> 12);
        break;
    case 'b':
        printf(". + (%d)", (int)s->imm);
        break;
    case 'z':
        printf("%u", s->rs1);
        break;
    case 'p':
    case 'q':
        put_set(kind == 'p' ? s->pred : s->succ);
        break;
    default:
        putchar(kind);
    }
}

/* In the spaces for custom system instructions, the zoo's included. */
static bool is_own(const struct row *row)
{
    return (row->match & 0x8000007f) == 0x80000073;
}

/* PG-32's own instructions are not known to GNU as by name. */
static void put_own(const struct sample *s)
{
    uint32_t match = isa_rows[s->op].match;
    enum format format = (enum format)isa_rows[s->op].format;
    printf("\t.insn r 0x73, 0, 0x%x, x%u, x%u, x%u\n", match >> 25,
           has(format, 'd') ? s->rd : match >> 7 & 31, has(format, 's') ? s->rs1 : match >> 15 & 31,
           has(format, 't') ? s->rs2 : match >> 20 & 31);
}

static void put_source(const struct sample *s)
{
    static const char *const suffixes[] = {"", ".rl", ".aq", ".aqrl"};
    const struct row *row = &isa_rows[s->op];
    char name[CSR_NAME_SIZE];
    if (is_own(row)) {
        put_own(s);
        return;
    }
    isa_mnemonic(s->op, name);
    printf("\t%s%s ", name, row->unit == UNIT_AMO ? suffixes[s->ordering] : "");
    for (const char *c = isa_format_syntax[row->format]; *c; c++) {
        put_operand(s, *c);
    }
    putchar('\n');
}

static uint32_t word_at(const uint8_t *bytes, size_t i)
{
    const uint8_t *b = bytes + 4 * i;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* One row's samples, beginning at *i: whether GNU as made of them what the row says. */
static void check_row(const struct sample *samples, size_t count, const uint8_t *bytes, size_t *i)
{
    enum op op = samples[*i].op;
    const char *name = isa_rows[op].name;
    size_t wrong = count;
    for (; *i < count && samples[*i].op == op; (*i)++) {
        if (word_at(bytes, *i) != samples[*i].word) {
            wrong = *i;
        }
    }
    if (wrong < count) {
        printf("not ok encoded %s: 0x%08x, GNU as has 0x%08x\n", name, samples[wrong].word,
               word_at(bytes, wrong));
    } else {
        printf("ok encoded %s\n", name);
    }
}

static void put_text(const struct sample *samples, size_t count, const uint8_t *bytes)
{
    for (size_t i = 0; i < count; i++) {
        char text[DISASM_SIZE];
        isa_disasm(word_at(bytes, i), RAM_BASE + 4 * (uint32_t)i,
                   isa_variant_of(&isa_rows[samples[i].op]), text);
        printf("%s\t%s\n", isa_rows[samples[i].op].name, text);
    }
}

static bool read_words(const char *path, uint8_t *bytes, size_t size)
{
    FILE *f = fopen(path, "rb");
    bool ok = f && fread(bytes, 1, size, f) == size && fgetc(f) == EOF;
    if (f) {
        fclose(f);
    }
    return ok;
}

int main(int argc, char **argv)
{
    static struct sample samples[COUNT_MAX];
    static uint8_t bytes[4 * COUNT_MAX];
    size_t count = make_samples(samples);
    if (argc == 2 && text_same(argv[1], "source")) {
        for (size_t i = 0; i < count; i++) {
            put_source(&samples[i]);
        }
        return 0;
    }
    if (argc != 3 || !read_words(argv[2], bytes, 4 * count)) {
        fprintf(stderr, "asm_rows: expected %zu words\n", count);
        return 2;
    }
    for (size_t i = 0; text_same(argv[1], "encoded") && i < count;) {
        check_row(samples, count, bytes, &i);
    }
    if (text_same(argv[1], "text")) {
        put_text(samples, count, bytes);
    }
    return 0;
}
