/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_subjects.h"

#include <stdio.h>
#include <string.h>

#include "isa/disasm.h"

const char *const form_names[FORMS] = {"read", "write", "read and write"};

static bool is_csr_insn(enum op op)
{
    return isa_rows[op].format == FORMAT_CSR || isa_rows[op].format == FORMAT_CSRI;
}

/* Forms of a CSR instruction: csrrw always writes, the others always read [Zicsr 6.1]. */
static void list_forms(enum op op, enum csr_index k, struct subject *list, unsigned *n)
{
    bool writes = op == OP_csrrw || op == OP_csrrwi;
    list[(*n)++] = (struct subject){SUBJECT_CSR, op, k, writes ? FORM_WRITE : FORM_READ};
    list[(*n)++] = (struct subject){SUBJECT_CSR, op, k, FORM_BOTH};
}

static void list_csrs(enum variant v, struct subject *list, unsigned *n)
{
    for (unsigned k = 0; k < CSR_ROWS; k++) {
        for (unsigned op = 0; (csr_rows[k].variants >> v & 1) && op < OP_COUNT; op++) {
            if (is_csr_insn((enum op)op)) {
                list_forms((enum op)op, (enum csr_index)k, list, n);
            }
        }
    }
}

unsigned subjects_list(enum variant v, struct subject list[SUBJECTS_MOST])
{
    unsigned n = 0;
    for (unsigned op = 0; op < OP_COUNT; op++) {
        if ((isa_rows[op].variants >> v & 1) && !is_csr_insn((enum op)op)) {
            list[n++] = (struct subject){.kind = SUBJECT_ROW, .op = (enum op)op};
        }
    }
    list[n++] = (struct subject){.kind = SUBJECT_FETCH, .op = OP_addi};
    list_csrs(v, list, &n);
    list[n++] = (struct subject){.kind = SUBJECT_UNDEFINED_CSR, .op = OP_csrrs};
    list[n++] = (struct subject){.kind = SUBJECT_UNDEFINED, .op = OP_illegal};
    return n;
}

void subject_thing(const struct subject *u, char name[SUBJECT_NAME_SIZE])
{
    char part[CSR_NAME_SIZE];
    switch (u->kind) {
    case SUBJECT_ROW:
        isa_mnemonic(u->op, part);
        snprintf(name, SUBJECT_NAME_SIZE, "%s", part);
        return;
    case SUBJECT_CSR:
        isa_csr_name(csr_rows[u->csr].number, part);
        snprintf(name, SUBJECT_NAME_SIZE, "%s", part);
        return;
    case SUBJECT_FETCH:
        snprintf(name, SUBJECT_NAME_SIZE, "fetch");
        return;
    case SUBJECT_UNDEFINED:
        snprintf(name, SUBJECT_NAME_SIZE, "undefined");
        return;
    case SUBJECT_UNDEFINED_CSR:
        snprintf(name, SUBJECT_NAME_SIZE, "undefined-csr");
    }
}

void subject_name(const struct subject *u, char name[SUBJECT_NAME_SIZE])
{
    char csr[CSR_NAME_SIZE];
    subject_thing(u, name);
    if (u->kind == SUBJECT_CSR) {
        isa_csr_name(csr_rows[u->csr].number, csr);
        snprintf(name, SUBJECT_NAME_SIZE, "%.12s %s, %s", isa_rows[u->op].name, csr,
                 form_names[u->form]);
    }
}

bool subject_is(const struct subject *u, const char *text)
{
    char name[SUBJECT_NAME_SIZE];
    subject_name(u, name);
    if (strcmp(name, text) == 0) {
        return true;
    }
    subject_thing(u, name);
    return strcmp(name, text) == 0 ||
           (u->kind == SUBJECT_CSR && strcmp(isa_rows[u->op].name, text) == 0);
}

enum insn_class subject_class(const struct subject *u, enum variant v)
{
    switch (u->kind) {
    case SUBJECT_ROW:
        return isa_class_in((enum insn_class)isa_rows[u->op].class, v);
    case SUBJECT_CSR:
        return isa_class_in(csr_rows[u->csr].class, v);
    case SUBJECT_FETCH:
        return isa_class_in(CLASS_STORAGE, v); /* storage reached through R, as by a load */
    default:
        return CLASS_ALWAYS_TRAPS;
    }
}

bool subject_same_thing(const struct subject *a, const struct subject *b)
{
    return a->kind == b->kind && (a->kind == SUBJECT_CSR ? a->csr == b->csr : a->op == b->op);
}
