/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/elf.h"

#include <stdlib.h>
#include <string.h>

#include "machine/elf32.h"

enum { SEGMENTS_MAX = 64, SECTIONS_MAX = 1 << 16, SYMBOLS_MAX = 1 << 20 };

/* `count` records of `size` bytes at `offset`, or null if the file does not hold them all. */
static const void *records(const struct image *image, uint32_t offset, size_t count, size_t size)
{
    if (offset > image->file_size || count > (image->file_size - offset) / size) {
        return NULL;
    }
    return image->file + offset;
}

static bool check_header(const struct image *image, struct elf32_header *h, struct error *e)
{
    const uint8_t *ident = records(image, 0, 1, ELF_IDENT_SIZE);
    if (!ident || memcmp(ident, ELF_MAGIC, ELF_MAGIC_SIZE) != 0) {
        return error_set(e, "not an ELF file");
    }
    if (ident[ELF_IDENT_CLASS] != ELF_CLASS_32) {
        return error_set(e, "a 64-bit ELF file, expected 32-bit");
    }
    if (ident[ELF_IDENT_DATA] != ELF_DATA_LITTLE) {
        return error_set(e, "a big-endian ELF file, expected little-endian");
    }
    if (image->file_size < sizeof *h) {
        return error_set(e, "truncated: the ELF header is incomplete");
    }
    memcpy(h, image->file, sizeof *h);
    if (h->machine != ELF_MACHINE_RISCV) {
        return error_set(e, "an ELF file for machine %u, expected RISC-V (%u)", h->machine,
                         ELF_MACHINE_RISCV);
    }
    if (h->type != ELF_TYPE_EXECUTABLE) {
        return error_set(e, "ELF type %u, expected an executable (%u), linked at fixed addresses",
                         h->type, ELF_TYPE_EXECUTABLE);
    }
    return true;
}

static bool check_segment(const struct image *image, const struct elf32_segment *p, size_t i,
                          struct error *e)
{
    if (p->file_size > p->memory_size) {
        return error_set(e, "segment %zu: file size %u is larger than memory size %u", i,
                         p->file_size, p->memory_size);
    }
    if (!records(image, p->offset, p->file_size, 1)) {
        return error_set(e, "truncated: segment %zu reaches beyond the end of the file", i);
    }
    if (p->memory_size > UINT32_MAX - p->physical_address) {
        return error_set(e, "segment %zu: wraps around the address space", i);
    }
    return true;
}

static bool check_overlap(const struct image *image, const struct segment *s, struct error *e)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct segment *o = &image->segments[i];
        if (s->address < o->address + o->mem_size && o->address < s->address + s->mem_size) {
            return error_set(e, "segments at 0x%08x and 0x%08x overlap", o->address, s->address);
        }
    }
    return true;
}

/*
 * A linker without a script lets the first segment begin with the ELF header, on the page before
 * the text. A program linked at the start of RAM does not mean that page to be loaded.
 */
static void trim_header(struct elf32_segment *p)
{
    uint32_t below = RAM_BASE - p->physical_address;
    if (p->offset == 0 && below <= PAGE_SIZE && below < p->file_size) {
        p->physical_address += below;
        p->offset += below;
        p->file_size -= below;
        p->memory_size -= below;
    }
}

static bool add_segment(struct image *image, struct elf32_segment *p, size_t i, struct error *e)
{
    if (!check_segment(image, p, i, e)) {
        return false;
    }
    trim_header(p);
    struct segment s = {p->physical_address, p->memory_size, p->file_size,
                        (p->flags & ELF_SEGMENT_EXECUTABLE) != 0, image->file + p->offset};
    if (!check_overlap(image, &s, e)) {
        return false;
    }
    image->segments[image->segment_count++] = s;
    return true;
}

static bool read_segments(struct image *image, const struct elf32_header *h, struct error *e)
{
    if (h->segment_count == 0 || h->segment_count > SEGMENTS_MAX ||
        h->segment_size != sizeof(struct elf32_segment)) {
        return error_set(e, "%u program headers of %u bytes, expected 1 to %d of %zu",
                         h->segment_count, h->segment_size, SEGMENTS_MAX,
                         sizeof(struct elf32_segment));
    }
    const uint8_t *table =
        records(image, h->segments_offset, h->segment_count, sizeof(struct elf32_segment));
    image->segments = calloc(h->segment_count, sizeof *image->segments);
    if (!table || !image->segments) {
        return error_set(e, "truncated: the program headers reach beyond the end of the file");
    }
    for (size_t i = 0; i < h->segment_count; i++) {
        struct elf32_segment p;
        memcpy(&p, table + i * sizeof p, sizeof p);
        if (p.type == ELF_SEGMENT_LOAD && p.memory_size > 0 && !add_segment(image, &p, i, e)) {
            return false;
        }
    }
    return image->segment_count > 0 || error_set(e, "nothing to load: no segment has contents");
}

static int by_address(const void *a, const void *b)
{
    const struct symbol *x = a;
    const struct symbol *y = b;
    if (x->address != y->address) {
        return x->address < y->address ? -1 : 1;
    }
    return strcmp(x->name, y->name);
}

/* Mapping symbols ($x, .L...) and nameless ones are of no use to people. */
static bool worth_keeping(const struct elf32_symbol *s, const char *name)
{
    unsigned type = elf32_symbol_type(s);
    bool kind =
        type == ELF_SYMBOL_FUNCTION || type == ELF_SYMBOL_OBJECT || type == ELF_SYMBOL_NOTYPE;
    return kind && s->section != ELF_SECTION_UNDEFINED && name[0] && name[0] != '$' &&
           name[0] != '.';
}

/* Absolute ones are numbers, but for a tohost that a linker's command line has put somewhere. */
static bool is_number(const struct elf32_symbol *s, const char *name)
{
    return s->section == ELF_SECTION_ABSOLUTE && strcmp(name, "tohost") != 0;
}

static void add_symbols(struct image *image, const uint8_t *table, size_t count,
                        const char *strings, size_t strings_size)
{
    for (size_t i = 0; i < count; i++) {
        struct elf32_symbol s;
        memcpy(&s, table + i * sizeof s, sizeof s);
        if (s.name >= strings_size || !worth_keeping(&s, strings + s.name)) {
            continue;
        }
        const char *name = strings + s.name;
        bool code = elf32_symbol_type(&s) != ELF_SYMBOL_OBJECT;
        struct symbol symbol = {name, s.value, s.size, code};
        if (is_number(&s, name)) {
            image->numbers[image->number_count++] = symbol;
        } else {
            image->symbols[image->symbol_count++] = symbol;
        }
    }
    qsort(image->symbols, image->symbol_count, sizeof *image->symbols, by_address);
    qsort(image->numbers, image->number_count, sizeof *image->numbers, by_address);
}

static bool read_symbol_table(struct image *image, const struct elf32_section *symtab,
                              const struct elf32_section *strtab, struct error *e)
{
    size_t count = symtab->size / sizeof(struct elf32_symbol);
    const uint8_t *table = records(image, symtab->offset, count, sizeof(struct elf32_symbol));
    const char *strings = records(image, strtab->offset, strtab->size, 1);
    if (!table || !strings || count > SYMBOLS_MAX || strtab->size == 0 ||
        strings[strtab->size - 1] != '\0') {
        return error_set(e, "damaged: the symbol table does not lie within the file");
    }
    image->symbols = calloc(count + 1, sizeof *image->symbols);
    image->numbers = calloc(count + 1, sizeof *image->numbers);
    if (!image->symbols || !image->numbers) {
        return error_set(e, "no memory for %zu symbols", count);
    }
    add_symbols(image, table, count, strings, strtab->size);
    return true;
}

static bool read_symbols(struct image *image, const struct elf32_header *h, struct error *e)
{
    if (h->section_count == 0) {
        return true;
    }
    const uint8_t *table =
        records(image, h->sections_offset, h->section_count, sizeof(struct elf32_section));
    if (!table || h->section_size != sizeof(struct elf32_section)) {
        return error_set(e, "truncated: the section headers reach beyond the end of the file");
    }
    for (size_t i = 0; i < h->section_count; i++) {
        struct elf32_section s;
        struct elf32_section strings;
        memcpy(&s, table + i * sizeof s, sizeof s);
        if (s.type == ELF_SECTION_SYMBOLS) {
            if (s.link >= h->section_count) {
                return error_set(e, "damaged: the symbol table has no strings");
            }
            memcpy(&strings, table + s.link * sizeof strings, sizeof strings);
            return read_symbol_table(image, &s, &strings, e);
        }
    }
    return true;
}

/* Code is what sections say; in a file without them, every segment that may be executed. */
static bool find_code(struct image *image, const struct elf32_header *h, struct error *e)
{
    const uint32_t code = ELF_SECTION_ALLOCATED | ELF_SECTION_EXECUTABLE;
    const uint8_t *table =
        records(image, h->sections_offset, h->section_count, sizeof(struct elf32_section));
    image->code = calloc(h->section_count + image->segment_count, sizeof *image->code);
    if (!image->code) {
        return error_set(e, "no memory for %u sections", h->section_count);
    }
    for (size_t i = 0; table && i < h->section_count; i++) {
        struct elf32_section s;
        memcpy(&s, table + i * sizeof s, sizeof s);
        if (s.type == ELF_SECTION_PROGRAM && (s.flags & code) == code &&
            records(image, s.offset, s.size, 1)) {
            image->code[image->code_count++] =
                (struct stretch){s.address, s.size, image->file + s.offset};
        }
    }
    for (size_t i = 0; h->section_count == 0 && i < image->segment_count; i++) {
        const struct segment *s = &image->segments[i];
        if (s->executable) {
            image->code[image->code_count++] = (struct stretch){s->address, s->file_size, s->bytes};
        }
    }
    return true;
}

bool elf_parse(struct image *image, struct error *e)
{
    struct elf32_header h;
    if (!check_header(image, &h, e) || !read_segments(image, &h, e) ||
        !read_symbols(image, &h, e) || !find_code(image, &h, e)) {
        return false;
    }
    image->entry = h.entry;
    const struct symbol *tohost = image_symbol(image, "tohost");
    image->has_tohost = tohost != NULL;
    image->tohost = tohost ? tohost->address : 0;
    return h.entry % 4 == 0 || error_set(e, "entry point 0x%08x is not aligned", h.entry);
}
