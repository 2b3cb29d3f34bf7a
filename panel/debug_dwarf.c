/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An image's table of lines, read from its DWARF by libdw. The image is untrusted: how much of it
 * libdw may read is bounded here, and what it says is copied.
 */
#include "debug_source_parts.h"

#ifdef TRAPEZE_LIBDW

#include <stdlib.h>
#include <string.h>

#include <dwarf.h>
#include <elfutils/libdw.h>

#include "diag.h"

const bool debug_source_known = true;

/* Of one image. */
enum { LINE_BYTES_MOST = 8 << 20, DEBUG_BYTES_MOST = 128 << 20, ROWS_MOST = 4 << 20 };

/* --- which images are read --- */

/* Bytes of a section if it is about debugging; UINT64_MAX if that is not to be read. */
static uint64_t section_bytes(const char *name, const GElf_Shdr *header)
{
    if (strncmp(name, ".zdebug", 7) == 0) {
        return UINT64_MAX; /* they could come to be of any size */
    }
    if (strncmp(name, ".debug", 6) != 0) {
        return 0;
    }
    bool large = strcmp(name, ".debug_line") == 0 && header->sh_size > LINE_BYTES_MOST;
    return large || header->sh_flags & SHF_COMPRESSED ? UINT64_MAX : header->sh_size;
}

static bool is_modest(Elf *elf)
{
    size_t names;
    uint64_t total = 0;
    if (elf_getshdrstrndx(elf, &names) != 0) {
        return false;
    }
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        GElf_Shdr header;
        const char *name = NULL;
        if (gelf_getshdr(section, &header)) {
            name = elf_strptr(elf, names, header.sh_name);
        }
        uint64_t bytes = name ? section_bytes(name, &header) : 0;
        if (bytes > DEBUG_BYTES_MOST || (total += bytes) > DEBUG_BYTES_MOST) {
            return false;
        }
    }
    return total > 0;
}

struct source_dwarf *source_dwarf_open(const struct image *image)
{
    static const char magic[] = ELFMAG;
    if (image->file_size < SELFMAG || memcmp(image->file, magic, SELFMAG) != 0) {
        return NULL;
    }
    elf_version(EV_CURRENT);
    struct source_dwarf d = {.elf = elf_memory((char *)image->file, image->file_size)};
    if (d.elf && is_modest(d.elf)) {
        d.dwarf = dwarf_begin_elf(d.elf, DWARF_C_READ, NULL);
    }
    if (!d.dwarf) {
        elf_end(d.elf);
        return NULL;
    }
    struct source_dwarf *open = xmalloc(sizeof *open);
    *open = d;
    return open;
}

void source_dwarf_close(struct source_dwarf *d)
{
    if (d) {
        dwarf_end(d->dwarf);
        elf_end(d->elf);
        free(d);
    }
}

/* --- rows --- */

/* A row, and what orders it among those of its address. */
struct found {
    struct source_row row;
    bool ends; /* a sequence: nothing is known from here on */
    size_t order;
};

struct reading {
    struct sources *sources;
    const struct image *image;
    struct found *found;
    size_t count, capacity;
    uint64_t budget;       /* bytes of line programs that may still be read */
    const char *last_name; /* and its index: mostly the next row's, too */
    unsigned last_file;
};

/* "." and ".." in a path are gone through by name alone: in place. */
static char *normal_path(char *path)
{
    char *out = path + (*path == '/'), *start = out;
    for (const char *at = out; *at;) {
        size_t n = strcspn(at, "/");
        size_t skip = n + (at[n] == '/');
        bool up = n == 2 && at[0] == '.' && at[1] == '.';
        bool above = up && out - start >= 1 && !(out - start >= 3 && !memcmp(out - 3, "../", 3));
        if (above) {
            out--;
            while (out > start && out[-1] != '/') {
                out--;
            }
        } else if (n > 0 && !(n == 1 && *at == '.')) {
            memmove(out, at, skip);
            out += skip;
        }
        at += skip;
    }
    *out = '\0';
    return path;
}

static unsigned file_of(struct reading *r, Dwarf_Line *line)
{
    const char *name = dwarf_linesrc(line, NULL, NULL);
    name = name ? name : "?";
    if (name != r->last_name) {
        char *path = normal_path(xstrdup(name));
        r->last_name = name;
        r->last_file = source_file_index(r->sources, path);
        free(path);
    }
    return r->last_file;
}

/* What the linker has left out is told of as if it were at 0. */
static bool is_code(const struct image *image, uint64_t address)
{
    for (size_t i = 0; i < image->code_count; i++) {
        uint64_t offset = address - image->code[i].address;
        if (address <= UINT32_MAX && offset < image->code[i].size) {
            return true;
        }
    }
    return false;
}

static void add_row(struct reading *r, Dwarf_Line *line)
{
    Dwarf_Addr address = 0;
    int number = 0, column = 0;
    bool ends = false, begins = false;
    dwarf_lineaddr(line, &address);
    dwarf_lineno(line, &number);
    dwarf_linecol(line, &column);
    dwarf_lineendsequence(line, &ends);
    dwarf_linebeginstatement(line, &begins);
    if (!is_code(r->image, ends ? address - 1 : address)) {
        return;
    }
    if (r->count == r->capacity) {
        r->capacity = r->capacity ? 2 * r->capacity : 1024;
        r->found = xrealloc(r->found, r->capacity * sizeof *r->found);
    }
    struct source_row row = {.address = (uint32_t)address, .is_statement = begins && !ends};
    if (!ends && number > 0) {
        row.file = file_of(r, line);
        row.line = (unsigned)number;
        row.column = column > 0 ? (unsigned)column : 0;
    }
    r->found[r->count] = (struct found){row, ends, r->count};
    r->count++;
}

/* Length of a unit's line program, by what stands at its beginning; 0 if there is none. */
static uint64_t program_size(Dwarf_Die *unit, Elf_Data *lines)
{
    Dwarf_Attribute attribute;
    Dwarf_Word offset;
    uint32_t size;
    if (!lines || !dwarf_attr(unit, DW_AT_stmt_list, &attribute) ||
        dwarf_formudata(&attribute, &offset) != 0 || lines->d_size < sizeof size ||
        offset > lines->d_size - sizeof size) {
        return 0;
    }
    memcpy(&size, (const char *)lines->d_buf + offset, sizeof size);
    return (uint64_t)size + sizeof size;
}

static Elf_Data *line_section(Elf *elf)
{
    size_t names;
    elf_getshdrstrndx(elf, &names);
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        GElf_Shdr header;
        const char *name = NULL;
        if (gelf_getshdr(section, &header)) {
            name = elf_strptr(elf, names, header.sh_name);
        }
        if (name && strcmp(name, ".debug_line") == 0) {
            return elf_rawdata(section, NULL);
        }
    }
    return NULL;
}

/* False if that is enough. */
static bool read_unit(struct reading *r, Dwarf_Die *unit, Elf_Data *section)
{
    Dwarf_Lines *lines;
    size_t count;
    uint64_t size = program_size(unit, section);
    if (size == 0) {
        return true;
    }
    if (size > r->budget) {
        return false;
    }
    r->budget -= size;
    if (dwarf_getsrclines(unit, &lines, &count) != 0) {
        return true;
    }
    for (size_t i = 0; i < count && r->count < ROWS_MOST; i++) {
        add_row(r, dwarf_onesrcline(lines, i));
    }
    return r->count < ROWS_MOST;
}

/* Of one address, an end comes first; else as they were. */
static int compare(const void *x, const void *y)
{
    const struct found *a = x, *b = y;
    if (a->row.address != b->row.address) {
        return a->row.address < b->row.address ? -1 : 1;
    }
    if (a->ends != b->ends) {
        return a->ends ? -1 : 1;
    }
    return a->order < b->order ? -1 : 1;
}

/* Of several rows at an address the last counts, except that a statement's beginning stays one. */
static void keep_rows(struct reading *r, struct source_layer *l)
{
    qsort(r->found, r->count, sizeof *r->found, compare);
    l->row = xmalloc((r->count + 1) * sizeof *l->row);
    for (size_t i = 0; i < r->count; i++) {
        const struct source_row *row = &r->found[i].row;
        struct source_row *before = l->count > 0 ? &l->row[l->count - 1] : NULL;
        if (!before || before->address != row->address) {
            l->row[l->count++] = *row;
        } else if (row->is_statement || !before->is_statement) {
            *before = *row;
        }
    }
}

void source_read(struct sources *s, const struct image *image, struct source_layer *l)
{
    struct reading r = {.sources = s, .image = image, .budget = 4 * (uint64_t)LINE_BYTES_MOST};
    l->dwarf = source_dwarf_open(image);
    if (!l->dwarf) {
        return;
    }
    Elf_Data *section = line_section(l->dwarf->elf);
    Dwarf_CU *cu = NULL;
    Dwarf_Die die;
    while (dwarf_get_units(l->dwarf->dwarf, cu, &cu, NULL, NULL, &die, NULL) == 0 &&
           read_unit(&r, &die, section)) {
    }
    if (r.count > 0) {
        keep_rows(&r, l);
    }
    free(r.found);
}

#else

const bool debug_source_known = false;

void source_dwarf_close(struct source_dwarf *d)
{
    (void)d;
}

void source_read(struct sources *s, const struct image *image, struct source_layer *l)
{
    (void)s;
    (void)image;
    (void)l;
}

#endif
