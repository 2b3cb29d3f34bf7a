/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes are instruction words: decoded and disassembled; and the name of a register. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "isa/disasm.h"
#include "tests/fuzz/fuzz.h"

enum { NAME_MOST = 32, CSRS = 4096 };

static bool matches(uint32_t word, const struct row *row, enum variant v)
{
    return (word & row->mask) == row->match && (row->variants >> v & 1);
}

/* One row at most is a word's, and the decoder finds it. */
static void check_decoded(uint32_t word, enum variant v)
{
    unsigned expected = OP_illegal;
    for (unsigned op = 0; op < OP_COUNT; op++) {
        if (matches(word, &isa_rows[op], v)) {
            fuzz_check(expected == OP_illegal);
            expected = op;
        }
    }
    struct insn in = isa_decode(word, v);
    fuzz_check(in.op == expected && in.word == word);
    fuzz_check(in.rd < 32 && in.rs1 < 32 && in.rs2 < 32);
}

static void check_text(uint32_t word, uint32_t pc, enum variant v)
{
    char *text = malloc(DISASM_SIZE); /* a byte beyond its end is found */
    fuzz_check(text);
    memset(text, '\n', DISASM_SIZE);
    isa_disasm(word, pc, v, text);
    const char *end = memchr(text, '\0', DISASM_SIZE);
    fuzz_check(end && end > text);
    for (const char *c = text; c < end; c++) {
        fuzz_check(isprint((unsigned char)*c) || *c == '\t');
    }
    bool illegal = isa_decode(word, v).op == OP_illegal;
    fuzz_check(illegal == (strncmp(text, ".word", 5) == 0));
    free(text);
}

static void check_csr(uint32_t number)
{
    char name[CSR_NAME_SIZE];
    bool named = isa_csr_name(number, name);
    fuzz_check(memchr(name, '\0', sizeof name));
    fuzz_check(!named || isa_csr_number(name) == (int)number);
}

static void check_name(const uint8_t *data, size_t size)
{
    char *name = fuzz_string(data, size < NAME_MOST ? size : NAME_MOST);
    int reg = isa_register_number(name);
    int csr = isa_csr_number(name);
    fuzz_check(reg >= -1 && reg < 32 && csr >= -1 && csr < CSRS);
    free(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_bytes in = {data, size};
    check_name(data, size);
    while (in.left >= 4) {
        uint32_t word = fuzz_word(&in);
        for (unsigned v = 0; v < VARIANT_COUNT; v++) {
            check_decoded(word, (enum variant)v);
            check_text(word, word * 4, (enum variant)v);
        }
        check_csr(word >> 20);
    }
    return 0;
}
