/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small good ELF file in memory, laid out as below, for tests to damage; and files to put it in.
 *
 *     header | 3 program headers | text, 32 bytes | data, 16 bytes | symbols | strings | 4 sections
 *
 * Program headers: a note, text at 0x80000000, data at 0x80002000 (16 of 64 bytes).
 * Symbols: _start and main in text, table and tohost in data, and some not worth keeping.
 */
#ifndef TESTS_UNIT_ELF_MAKER_H
#define TESTS_UNIT_ELF_MAKER_H

#include "machine/elf32.h"
#include <stddef.h>
#include <stdint.h>

enum { ELF_TEXT = 0x80000000, ELF_DATA = 0x80002000, ELF_TOHOST = 0x80002020, ELF_SYMBOLS = 9 };

struct elf_bytes {
    struct elf32_header header;
    struct elf32_segment segment[3];
    uint8_t text[32];
    uint8_t data[16];
    struct elf32_symbol symbol[ELF_SYMBOLS];
    char strings[96];
    struct elf32_section section[4];
};

struct elf_bytes elf_good(void);

/* A file's path, in a directory for temporary files; elf_write() fills it, elf_unlink() ends it. */
const char *elf_path(void);
void elf_write(const void *bytes, size_t size);
void elf_unlink(void);

#endif
