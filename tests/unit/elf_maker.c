/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/elf_maker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AT(member) ((Elf32_Off)offsetof(struct elf_bytes, member))

_Static_assert(sizeof(struct elf_bytes) == AT(section) + 3 * sizeof(Elf32_Shdr), "no padding");

static void put_header(Elf32_Ehdr *h)
{
    static const uint8_t ident[EI_NIDENT] = {ELFMAG0,    ELFMAG1,     ELFMAG2,   ELFMAG3,
                                             ELFCLASS32, ELFDATA2LSB, EV_CURRENT};
    memcpy(h->e_ident, ident, sizeof ident);
    h->e_type = ET_EXEC;
    h->e_machine = EM_RISCV;
    h->e_version = EV_CURRENT;
    h->e_entry = (Elf32_Addr)ELF_TEXT + 8;
    h->e_phoff = AT(segment);
    h->e_shoff = AT(section);
    h->e_ehsize = sizeof(Elf32_Ehdr);
    h->e_phentsize = sizeof(Elf32_Phdr);
    h->e_phnum = 3;
    h->e_shentsize = sizeof(Elf32_Shdr);
    h->e_shnum = 3;
}

static Elf32_Phdr load(Elf32_Off offset, uint32_t address, uint32_t file_size, uint32_t mem_size)
{
    return (Elf32_Phdr){.p_type = PT_LOAD,
                        .p_offset = offset,
                        .p_vaddr = address + 0x40000000, /* paddr is what counts */
                        .p_paddr = address,
                        .p_filesz = file_size,
                        .p_memsz = mem_size};
}

static void put_symbol(struct elf_bytes *e, unsigned i, const char *name, uint32_t address,
                       unsigned type, uint16_t section)
{
    size_t at = 1;
    while (e->strings[at]) {
        at += strlen(e->strings + at) + 1;
    }
    strcpy(e->strings + at, name);
    e->symbol[i] = (Elf32_Sym){.st_name = (Elf32_Word)at,
                               .st_value = address,
                               .st_size = 8,
                               .st_info = (uint8_t)ELF32_ST_INFO(STB_GLOBAL, type),
                               .st_shndx = section};
}

static void put_symbols(struct elf_bytes *e)
{
    put_symbol(e, 1, "tohost", ELF_TOHOST, STT_OBJECT, 1);
    put_symbol(e, 2, "main", ELF_TEXT + 16u, STT_FUNC, 1);
    put_symbol(e, 3, "_start", ELF_TEXT + 8u, STT_NOTYPE, 1);
    put_symbol(e, 4, "$x", ELF_TEXT, STT_NOTYPE, 1);
    put_symbol(e, 5, "absent", ELF_TEXT, STT_NOTYPE, SHN_UNDEF);
    put_symbol(e, 6, "size", ELF_TEXT + 4u, STT_NOTYPE, SHN_ABS);
    put_symbol(e, 7, "file.c", ELF_TEXT, STT_FILE, SHN_ABS);
    put_symbol(e, 8, "table", ELF_DATA, STT_OBJECT, 1);
}

struct elf_bytes elf_good(void)
{
    struct elf_bytes e;
    memset(&e, 0, sizeof e);
    put_header(&e.header);
    e.segment[0] = (Elf32_Phdr){.p_type = PT_NOTE, .p_offset = 0xffffff00, .p_filesz = 0xff};
    e.segment[1] = load(AT(text), ELF_TEXT, sizeof e.text, sizeof e.text);
    e.segment[2] = load(AT(data), ELF_DATA, sizeof e.data, 64);
    for (unsigned i = 0; i < sizeof e.text; i++) {
        e.text[i] = (uint8_t)(0x40 + i);
    }
    memset(e.data, 0xdd, sizeof e.data);
    put_symbols(&e);
    e.section[1] = (Elf32_Shdr){.sh_type = SHT_SYMTAB,
                                .sh_offset = AT(symbol),
                                .sh_size = sizeof e.symbol,
                                .sh_link = 2,
                                .sh_entsize = sizeof(Elf32_Sym)};
    e.section[2] = (Elf32_Shdr){
        .sh_type = SHT_STRTAB, .sh_offset = AT(strings), .sh_size = sizeof e.strings};
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
