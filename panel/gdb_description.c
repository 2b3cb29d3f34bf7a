/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registers as GDB wants them described; the CSRs come from csr.def. */
#include <stdio.h>

#include "gdb.h"

/*
 * Without an operating system named "none", GDB takes programs for Linux's, and its stepi looks
 * for where a system call goes on behind the ecall.
 */
static const char head[] = "<?xml version=\"1.0\"?>\n"
                           "<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n"
                           "<target version=\"1.0\">\n"
                           "<architecture>riscv:rv32</architecture>\n"
                           "<osabi>none</osabi>\n";

static void put_register(FILE *out, const char *name, unsigned number, const char *type)
{
    fprintf(out, "<reg name=\"%s\" bitsize=\"32\" regnum=\"%u\" type=\"%s\"/>\n", name, number,
            type);
}

static const char *type_of(unsigned x)
{
    switch (x) {
    case 1:
        return "code_ptr"; /* ra */
    case 2:                /* sp */
    case 3:                /* gp */
    case 4:                /* tp */
        return "data_ptr";
    default:
        return "int";
    }
}

static void put_general(FILE *out)
{
    fputs("<feature name=\"org.gnu.gdb.riscv.cpu\">\n", out);
    for (unsigned i = 0; i < 32; i++) {
        put_register(out, isa_register_names[i], i, type_of(i));
    }
    put_register(out, "pc", GDB_PC, "code_ptr");
    fputs("</feature>\n", out);
}

static void put_csrs(FILE *out)
{
    char name[CSR_NAME_SIZE];
    fputs("<feature name=\"org.gnu.gdb.riscv.csr\">\n", out);
    for (unsigned i = 0; i < GDB_CSRS; i++) {
        if (isa_csr_name(i, name)) {
            put_register(out, name, GDB_CSR + i, "int");
        }
    }
    fputs("</feature>\n", out);
}

char *gdb_description(void)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        return xstrdup("");
    }
    fputs(head, out);
    put_general(out);
    put_csrs(out);
    fputs("<feature name=\"org.gnu.gdb.riscv.virtual\">\n", out);
    put_register(out, "priv", GDB_PRIV, "int");
    fputs("</feature>\n</target>\n", out);
    fclose(out);
    return text;
}
