/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random/report.h"

#include <stdio.h>

#include "isa/disasm.h"
#include "tests/random/layout.h"

enum { DATA_LINES = 4 * DATA_REACH / 4 };

static const char *const saved_names[STATE_CSRS] = {
    "minstret", "mstatus", "misa",      "mie",      "mtvec",   "mcounteren", "mcountinhibit",
    "mscratch", "mepc",    "mcause",    "mtval",    "mip",     "menvcfg",    "mhartid",
    "matp",     "mtlbidx", "mtlbwired", "mtlbrand", "mtlbcfg", "mcyclecfgh", "minstretcfgh"};

static void log_field(unsigned offset, char *name, size_t size)
{
    static const char *const fields[] = {"mcause", "mtval", "mepc", "mstatus", "matp"};
    snprintf(name, size, "trap %u: %s", offset / RECORD_SIZE, fields[offset % RECORD_SIZE / 4]);
}

static void state_field(unsigned offset, char *name, size_t size)
{
    if (offset < STATE_REGISTERS) {
        snprintf(name, size, "%s", isa_register_names[offset / 4]);
    } else if (offset == STATE_TRAPS || offset == STATE_LOG_END) {
        snprintf(name, size, "number of traps");
    } else if (offset >= STATE_CSR && offset < STATE_CSR + 4 * STATE_CSRS) {
        snprintf(name, size, "%s at the end", saved_names[(offset - STATE_CSR) / 4]);
    } else if (offset >= STATE_LOG) {
        log_field(offset - STATE_LOG, name, size);
    } else {
        snprintf(name, size, "state + 0x%x", offset);
    }
}

/* Lines of state in the signature that starts at `start`: up to the end of its log. */
static unsigned state_lines(const struct output *o, unsigned start)
{
    return (output_word(o, start + STATE_LOG_END / 4) & (SLOT_DATA - 1)) / 4;
}

static unsigned tlb_lines(const struct output *o, unsigned start)
{
    return output_word(o, start + STATE_FLAGS / 4) == FLAG_TLB ? 2 * RUN_TLB : 0;
}

unsigned report_start(const struct output *o, unsigned n)
{
    unsigned start = 0;
    for (unsigned i = 0; i < n && start < output_lines(o); i++) {
        start += state_lines(o, start) + DATA_LINES + tlb_lines(o, start);
    }
    return start;
}

void report_field(const struct output *o, unsigned start, unsigned line, char *name, size_t size)
{
    unsigned state = state_lines(o, start);
    if (line < state) {
        state_field(4 * line, name, size);
    } else if (line < state + DATA_LINES) {
        snprintf(name, size, "word %u of data", line - state);
    } else {
        unsigned word = line - state - DATA_LINES;
        snprintf(name, size, "TLB entry %u: %s", word / 2, word % 2 ? "lo" : "hi");
    }
}

void report_program(const struct random_program *p)
{
    char text[DISASM_SIZE];
    uint32_t words[ITEM_WORDS];
    for (unsigned i = 0; i < p->items; i++) {
        uint32_t at = p->slot + SLOT_CODE + 4 * random_item_start(p, i);
        random_item_words(p, i, words);
        for (unsigned k = 0; k < p->item[i].count && !p->item[i].removed; k++) {
            isa_disasm(words[k], at + 4 * k, p->variant, text);
            printf("#   %08x  %08x  %s\n", at + 4 * k, words[k], text);
        }
    }
}
