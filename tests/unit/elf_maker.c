/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/elf_maker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AT(member) ((uint32_t)offsetof(struct elf_bytes, member))

_Static_assert(sizeof(struct elf_bytes) == AT(section) + 4 * sizeof(struct elf32_section),
               "no padding");

static void put_header(struct elf32_header *h)
{
    static const uint8_t ident[ELF_IDENT_SIZE] = {
        0x7f, 'E', 'L', 'F', ELF_CLASS_32, ELF_DATA_LITTLE, 1};
    memcpy(h->ident, ident, sizeof ident);
    h->type = ELF_TYPE_EXECUTABLE;
    h->machine = ELF_MACHINE_RISCV;
    h->version = 1;
    h->entry = (uint32_t)ELF_TEXT + 8;
    h->segments_offset = AT(segment);
    h->sections_offset = AT(section);
    h->size = sizeof(struct elf32_header);
    h->segment_size = sizeof(struct elf32_segment);
    h->segment_count = 3;
    h->section_size = sizeof(struct elf32_section);
    h->section_count = 4;
}

static struct elf32_segment load(uint32_t offset, uint32_t address, uint32_t file_size,
                                 uint32_t mem_size)
{
    return (struct elf32_segment){.type = ELF_SEGMENT_LOAD,
                                  .offset = offset,
                                  .virtual_address =
                                      address + 0x40000000, /* paddr is what counts */
                                  .physical_address = address,
                                  .file_size = file_size,
                                  .memory_size = mem_size};
}

static void put_symbol(struct elf_bytes *e, unsigned i, const char *name, uint32_t address,
                       unsigned type, uint16_t section)
{
    size_t at = 1;
    while (e->strings[at]) {
        at += strlen(e->strings + at) + 1;
    }
    strcpy(e->strings + at, name);
    e->symbol[i] = (struct elf32_symbol){.name = (uint32_t)at,
                                         .value = address,
                                         .size = 8,
                                         .info = (uint8_t)(0x10 | type),
                                         .section = section};
}

static void put_symbols(struct elf_bytes *e)
{
    put_symbol(e, 1, "tohost", ELF_TOHOST, ELF_SYMBOL_OBJECT, 1);
    put_symbol(e, 2, "main", ELF_TEXT + 16u, ELF_SYMBOL_FUNCTION, 1);
    put_symbol(e, 3, "_start", ELF_TEXT + 8u, ELF_SYMBOL_NOTYPE, 1);
    put_symbol(e, 4, "$x", ELF_TEXT, ELF_SYMBOL_NOTYPE, 1);
    put_symbol(e, 5, "absent", ELF_TEXT, ELF_SYMBOL_NOTYPE, ELF_SECTION_UNDEFINED);
    put_symbol(e, 6, "size", ELF_TEXT + 4u, ELF_SYMBOL_NOTYPE, ELF_SECTION_ABSOLUTE);
    put_symbol(e, 7, "file.c", ELF_TEXT, 4, ELF_SECTION_ABSOLUTE);
    put_symbol(e, 8, "table", ELF_DATA, ELF_SYMBOL_OBJECT, 1);
}

struct elf_bytes elf_good(void)
{
    struct elf_bytes e;
    memset(&e, 0, sizeof e);
    put_header(&e.header);
    e.segment[0] = (struct elf32_segment){.type = 4, .offset = 0xffffff00, .file_size = 0xff};
    e.segment[1] = load(AT(text), ELF_TEXT, sizeof e.text, sizeof e.text);
    e.segment[1].flags = 5; /* may be read and executed */
    e.segment[2] = load(AT(data), ELF_DATA, sizeof e.data, 64);
    for (unsigned i = 0; i < sizeof e.text; i++) {
        e.text[i] = (uint8_t)(0x40 + i);
    }
    memset(e.data, 0xdd, sizeof e.data);
    put_symbols(&e);
    e.section[1] = (struct elf32_section){.type = ELF_SECTION_SYMBOLS,
                                          .offset = AT(symbol),
                                          .size = sizeof e.symbol,
                                          .link = 2,
                                          .entry_size = sizeof(struct elf32_symbol)};
    e.section[2] =
        (struct elf32_section){.type = 3, .offset = AT(strings), .size = sizeof e.strings};
    e.section[3] = (struct elf32_section){.type = 1, /* contents, in memory, executable */
                                          .flags = 6,
                                          .address = ELF_TEXT + 8u,
                                          .offset = AT(text) + 8,
                                          .size = 24};
    return e;
}

const char *elf_path(void)
{
    static char path[256];
    if (!path[0]) {
        const char *dir = getenv("TMPDIR");
        snprintf(path, sizeof path, "%s/trapeze-test-XXXXXX", dir ? dir : "/tmp");
        int fd = mkstemp(path);
        if (fd < 0) {
            perror(path);
            exit(1);
        }
        close(fd);
    }
    return path;
}

void elf_write(const void *bytes, size_t size)
{
    FILE *f = fopen(elf_path(), "wb");
    if (!f || fwrite(bytes, 1, size, f) != size || fclose(f) != 0) {
        perror(elf_path());
        exit(1);
    }
}

void elf_unlink(void)
{
    unlink(elf_path());
}
