/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trapeze tables: the manual's tables in Markdown, made from the rows. docs/pg32-tables.md is this
 * command's output; `make docs` writes it and a test compares it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "isa/board.h"
#include "isa/disasm.h"
#include "isa/priv.h"
#include "options.h"

static const char *const unit_names[] = {
    [UNIT_ALU] = "alu",       [UNIT_MUL] = "multiplier",  [UNIT_DIV] = "divider",
    [UNIT_LOAD] = "load",     [UNIT_STORE] = "store",     [UNIT_AMO] = "atomic",
    [UNIT_BRANCH] = "branch", [UNIT_JUMP] = "jump",       [UNIT_FENCE] = "fence",
    [UNIT_CSR] = "csr",       [UNIT_TLB] = "tlb",         [UNIT_MRET] = "mret",
    [UNIT_TRAP] = "trap",     [UNIT_FENCE_I] = "fence.i",
};

/* The machine that alone has a row, or an empty text. */
static const char *only_in(const struct row *r)
{
    enum variant v = isa_variant_of(r);
    return r->variants == 1u << v ? isa_variant_names[v] : "";
}

static void put_instructions(void)
{
    puts("## Instructions\n\n"
         "Fixed bits are `match` where `mask` is 1. The meaning is in the notation of "
         "`isa/insn.def`.\n\n"
         "| instruction | match | mask | class | unit | what it does | meaning |\n"
         "|---|---|---|---|---|---|---|");
    for (unsigned i = 0; i < OP_COUNT; i++) {
        const struct row *r = &isa_rows[i];
        char name[CSR_NAME_SIZE];
        isa_mnemonic((enum op)i, name);
        const char *only = only_in(r);
        printf("| `%s` | `%08x` | `%08x` | %s | %s | %s%s%s | `", name, r->match, r->mask,
               isa_classes[r->class].text, unit_names[r->unit], r->title, *only ? "; only in " : "",
               only);
        for (const char *s = r->means; *s; s++) {
            printf(*s == '|' ? "\\%c" : "%c", *s); /* a table's cell ends at a bar */
        }
        puts("` |");
    }
}

static void put_csrs(void)
{
    puts("\n## CSRs\n\n"
         "The number says who may: bits [9:8] are the lowest mode, bits [11:10] = 3 make it "
         "read-only.\n\n"
         "| number | name | class | what it is |\n|---|---|---|---|");
#define CSR(number, name, class, vars, title, read, write)                                         \
    printf("| `0x%03x` | `%s` | %s | %s |\n", number, #name, isa_classes[CLASS_##class].text,      \
           title);
#define CSR_RANGE(first, last, name, class, vars, title, read, write)                              \
    printf("| `0x%03x`-`0x%03x` | `%s` | %s | %s |\n", first, last, #name,                         \
           isa_classes[CLASS_##class].text, title);
#include "isa/csr.def"
}

static const char *holds(bool condition)
{
    return condition ? "holds" : "fails";
}

static void put_variants(void)
{
    puts("\n## Variants\n\n`machine.isa`. Whether the conditions of Theorems 1 and 3 of [P&G] hold "
         "is a "
         "prediction.\n\n"
         "| variant | what changes | after | Theorem 1 | Theorem 3 |\n|---|---|---|---|---|");
    for (unsigned v = 0; v < VARIANT_COUNT; v++) {
        const struct variant_info *i = &isa_variants[v];
        printf("| `%s` | %s | %s | %s | %s |\n", isa_variant_names[v], i->text, i->after,
               holds(i->theorem[0]), holds(i->theorem[1]));
    }
}

static void put_causes(void)
{
    puts("\n## Trap causes\n\nInterrupts have bit 31 of mcause set, and stand in falling "
         "priority.\n\n| cause | meaning |\n|---|---|");
#define CAUSE(number, name, text) printf("| %d | %s |\n", number, text);
#define IRQ(number, name, text) printf("| interrupt %d | %s |\n", number, text);
#include "isa/cause.def"
}

static void put_board(void)
{
    puts("\n## The board\n\n| device | from | bytes | interrupt |\n|---|---|---|---|");
#define DEVICE(id, name, base, size, irq)                                                          \
    printf("| %s | `0x%08x` | `0x%x` | %s |\n", #name, base, size, (irq) ? #irq : "-");
#include "isa/board.def"
    printf("| RAM | `0x%08x` | as configured | - |\n", RAM_BASE);
}

static void put_probes(void)
{
    puts("\n## Probes\n\n`slti x0, rs1, n`. A cost is what the cycles before it were spent on.\n\n"
         "| n | name | kind | value in rs1 |\n|---|---|---|---|");
#define PROBE(number, id, name, value)                                                             \
    printf("| `0x%02x` | %s | announcement | %s |\n", number, name, value);
#define COST(number, id, name, title, value)                                                       \
    printf("| `0x%02x` | %s | cost: %s | %s |\n", number, name, title, value);
#include "isa/probe.def"
}

int cmd_tables(const struct options *o)
{
    (void)o;
    puts("# PG-32 in tables\n\n"
         "Made from the rows of `isa/*.def` by `trapeze tables` (`make docs`). Do not edit.\n");
    put_instructions();
    put_csrs();
    put_variants();
    put_causes();
    put_board();
    put_probes();
    return EXIT_SUCCESS;
}
