/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of a witness by their names: the way back from what classify_witness.c puts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify_witness.h"
#include "isa/disasm.h"

/* name[0x80001000] for such a name: its address, a word of so many bytes of RAM. */
static bool read_place(const char *name, const char *what, uint32_t size, uint32_t *offset)
{
    size_t length = strlen(what);
    char *end;
    if (strncmp(name, what, length) != 0 || name[length] != '[') {
        return false;
    }
    unsigned long long address = strtoull(name + length + 1, &end, 16);
    *offset = (uint32_t)(address - RAM_BASE);
    return strcmp(end, "]") == 0 && address <= UINT32_MAX && *offset < size && *offset % 4 == 0;
}

static void put_word(uint8_t *bytes, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(word >> 8 * i);
    }
}

bool witness_set_view(struct witness *w, const char *name, uint32_t value)
{
    struct view *v = &w->view;
    uint32_t offset;
    int x = isa_register_number(name);
    if (x > 0) {
        v->x[x] = value;
    } else if (strcmp(name, "reservation") == 0) {
        v->reservation = value;
        return value - WINDOW_BASE < WINDOW_SIZE && value % 4 == 0;
    } else if (strcmp(name, "elsewhere") == 0) {
        v->elsewhere = value;
    } else if (read_place(name, "storage", WINDOW_SIZE, &offset)) {
        put_word(v->seen + offset, value);
    } else {
        return false;
    }
    return true;
}

static bool set_part(uint32_t *word, uint32_t mask, uint32_t value)
{
    uint32_t lowest = mask & (0u - mask);
    *word = (*word & ~mask) | (value * lowest & mask);
    return value <= mask / lowest;
}

static bool set_entry(struct state *s, const char *name, uint32_t value)
{
    unsigned i = 0;
    char word[3] = "", rest = '\0';
    if (sscanf(name, "TLB[%u].%2[hilo]%c", &i, word, &rest) != 2 || i >= STEPPER_TLB) {
        return false;
    }
    bool hi = strcmp(word, "hi") == 0;
    *(hi ? &s->tlb[i].hi : &s->tlb[i].lo) = value;
    return (hi || strcmp(word, "lo") == 0) && (value & ~(hi ? TLB_HI_BITS : TLB_LO_BITS)) == 0;
}

/* The parts of R that stand in matp; false if it is none of them. */
static bool is_part(const char *name, uint32_t *mask)
{
    static const struct {
        const char *name;
        uint32_t mask;
    } parts[] = {{"TE", MATP_TE}, {"OTE", MATP_OTE}, {"ASID", MATP_ASID}};
    for (unsigned i = 0; i < 3; i++) {
        if (strcmp(name, parts[i].name) == 0) {
            *mask = parts[i].mask;
            return true;
        }
    }
    return false;
}

bool witness_set_state(struct witness *w, unsigned which, const char *name, uint32_t value)
{
    struct state *s = &w->state[which];
    uint32_t offset;
    uint32_t mask;
    if (read_place(name, "outside", STEPPER_RAM, &offset)) {
        put_word(w->outside[which] + offset, value);
        return true;
    }
    if (strncmp(name, "TLB", 3) == 0) {
        return set_entry(s, name, value);
    }
    if (strcmp(name, "mode") == 0) {
        s->priv.mode = value;
        return value == MODE_USER || value == MODE_SUPERVISOR;
    }
    if (is_part(name, &mask)) {
        return set_part(&s->priv.matp, mask, value);
    }
    for (unsigned k = 0; k < CSR_ROWS; k++) {
        char csr[CSR_NAME_SIZE];
        isa_csr_name(csr_rows[k].number, csr);
        if (strcmp(csr, name) == 0) {
            return state_set_csr(s, (enum csr_index)k, value);
        }
    }
    return false;
}
