/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ELF32 structures and numbers that the image loader reads [System V ABI, chapters 4 and 5], in
 * the file's own layout (little-endian hosts read them in place). Data only; not every system has
 * an <elf.h>.
 */
#ifndef MACHINE_ELF32_H
#define MACHINE_ELF32_H

#include <stdint.h>

#define ELF_MAGIC "\177ELF"

enum {
    ELF_MAGIC_SIZE = 4,
    ELF_IDENT_SIZE = 16,
    ELF_IDENT_CLASS = 4, /* offsets in ident */
    ELF_IDENT_DATA = 5,
    ELF_CLASS_32 = 1,
    ELF_DATA_LITTLE = 1,
    ELF_TYPE_EXECUTABLE = 2,
    ELF_MACHINE_RISCV = 243,
    ELF_SEGMENT_LOAD = 1,
    ELF_SEGMENT_EXECUTABLE = 1, /* in flags */
    ELF_SECTION_PROGRAM = 1,
    ELF_SECTION_SYMBOLS = 2,
    ELF_SECTION_ALLOCATED = 2, /* in flags */
    ELF_SECTION_EXECUTABLE = 4,
    ELF_SYMBOL_NOTYPE = 0,
    ELF_SYMBOL_OBJECT = 1,
    ELF_SYMBOL_FUNCTION = 2,
    ELF_SECTION_UNDEFINED = 0,
    ELF_SECTION_ABSOLUTE = 0xfff1
};

struct elf32_header {
    uint8_t ident[ELF_IDENT_SIZE];
    uint16_t type, machine;
    uint32_t version, entry, segments_offset, sections_offset, flags;
    uint16_t size, segment_size, segment_count, section_size, section_count, names_section;
};

struct elf32_segment {
    uint32_t type, offset, virtual_address, physical_address, file_size, memory_size, flags, align;
};

struct elf32_section {
    uint32_t name, type, flags, address, offset, size, link, info, align, entry_size;
};

struct elf32_symbol {
    uint32_t name, value, size;
    uint8_t info, other;
    uint16_t section;
};

static inline unsigned elf32_symbol_type(const struct elf32_symbol *s)
{
    return s->info & 0xf;
}

#endif
