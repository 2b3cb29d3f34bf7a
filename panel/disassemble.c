/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze disasm: the code of an image, from its file alone. */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cc.h"
#include "config.h"
#include "options.h"
#include "symbols.h"

/* A stretch of code to print; words that belong to data objects come out as data. */
struct stretch {
    uint32_t address, size;
    const uint8_t *bytes;
};

struct listing {
    struct image image;
    struct stretch *stretches;
    size_t count;
    bool begun;        /* something has been printed */
    uint32_t data_end; /* of the data object that was last labelled, or 0 */
};

static void add(struct listing *l, uint32_t address, uint32_t size, const uint8_t *bytes)
{
    l->stretches = xrealloc(l->stretches, (l->count + 1) * sizeof *l->stretches);
    l->stretches[l->count++] = (struct stretch){address, size, bytes};
}

static bool within_file(const struct image *image, uint32_t offset, uint32_t size)
{
    return offset <= image->file_size && size <= image->file_size - offset;
}

/* The sections that hold code. The loader has checked where their table lies. */
static void find_sections(struct listing *l, const Elf32_Ehdr *h)
{
    for (unsigned i = 0; i < h->e_shnum; i++) {
        Elf32_Shdr s;
        const uint32_t code = SHF_ALLOC | SHF_EXECINSTR;
        memcpy(&s, l->image.file + h->e_shoff + i * sizeof s, sizeof s);
        if (s.sh_type == SHT_PROGBITS && (s.sh_flags & code) == code &&
            within_file(&l->image, s.sh_offset, s.sh_size)) {
            add(l, s.sh_addr, s.sh_size, l->image.file + s.sh_offset);
        }
    }
}

/* A file without sections: whole segments, if their header lets them be executed. */
static void find_segments(struct listing *l, const Elf32_Ehdr *h)
{
    size_t segment = 0;
    for (unsigned i = 0; i < h->e_phnum; i++) {
        Elf32_Phdr p;
        memcpy(&p, l->image.file + h->e_phoff + i * sizeof p, sizeof p);
        if (p.p_type != PT_LOAD || p.p_memsz == 0) {
            continue;
        }
        const struct segment *s = &l->image.segments[segment++];
        if (p.p_flags & PF_X) {
            add(l, s->address, s->file_size, s->bytes);
        }
    }
}

static void find_code(struct listing *l, bool flat)
{
    Elf32_Ehdr h;
    if (flat) {
        const struct segment *s = &l->image.segments[0];
        add(l, s->address, s->file_size, s->bytes);
        return;
    }
    memcpy(&h, l->image.file, sizeof h);
    find_sections(l, &h);
    if (l->count == 0) {
        find_segments(l, &h);
    }
}

/* The first symbol at or after an address, by index. */
static size_t symbol_from(const struct image *image, uint32_t address)
{
    size_t i = 0;
    while (i < image->symbol_count && image->symbols[i].address < address) {
        i++;
    }
    return i;
}

/* Labels within [address, address + size); *next is the first symbol not printed yet. */
static void put_labels(struct listing *l, uint32_t address, uint32_t size, size_t *next)
{
    const struct symbol *s = l->image.symbols;
    bool first = true;
    for (; *next < l->image.symbol_count && s[*next].address - address < size; (*next)++) {
        printf("%s%08x <%s>:\n", l->begun && first ? "\n" : "", s[*next].address,
               symbol_name(&s[*next]).text);
        l->begun = true;
        first = false;
        if (s[*next].size > 0) {
            l->data_end = s[*next].code ? 0 : s[*next].address + s[*next].size;
        }
    }
}

static void put_bytes(uint32_t address, const uint8_t *bytes, uint32_t size)
{
    printf("%08x: ", address);
    for (uint32_t i = 0; i < size; i++) {
        printf("%02x", bytes[i]);
    }
    printf("%*s  .byte ", (int)(8 - 2 * size), "");
    for (uint32_t i = 0; i < size; i++) {
        printf("%s0x%02x", i > 0 ? ", " : "", bytes[i]);
    }
    putchar('\n');
}

static void put_word(const struct listing *l, uint32_t address, const uint8_t *b)
{
    uint32_t word =
        (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    if (address < l->data_end) {
        printf("%08x: %08x  .word 0x%x\n", address, word, word);
    } else {
        printf("%08x: %08x  %s\n", address, word,
               insn_text(&l->image, word, address, VARIANT_PG32).text);
    }
}

static void put_stretch(struct listing *l, const struct stretch *s)
{
    size_t next = symbol_from(&l->image, s->address);
    l->data_end = 0;
    for (uint32_t done = 0; done < s->size;) {
        uint32_t address = s->address + done;
        uint32_t size = 4 - address % 4;
        size = size < s->size - done ? size : s->size - done;
        put_labels(l, address, size, &next);
        if (size == 4) {
            put_word(l, address, s->bytes + done);
        } else {
            put_bytes(address, s->bytes + done, size);
        }
        l->begun = true;
        done += size;
    }
}

/* What a label without a size names: everything up to the next symbol. */
static uint32_t symbol_extent(const struct image *image, const struct symbol *s)
{
    size_t next = (size_t)(s - image->symbols);
    while (next < image->symbol_count && image->symbols[next].address == s->address) {
        next++;
    }
    uint32_t end = next < image->symbol_count ? image->symbols[next].address : UINT32_MAX;
    return s->size > 0 ? s->size : end - s->address;
}

static int no_such_symbol(const struct listing *l, const char *name)
{
    struct nearest n = nearest_to(name);
    for (size_t i = 0; i < l->image.symbol_count; i++) {
        nearest_offer(&n, l->image.symbols[i].name);
    }
    return n.best ? diag("--symbol %s: there is none; did you mean `%s`?", excerpt(name).text,
                         excerpt(n.best).text)
                  : diag("--symbol %s: the image has no such symbol", excerpt(name).text);
}

static int put_symbol(struct listing *l, const char *name)
{
    const struct symbol *s = image_symbol(&l->image, name);
    if (!s) {
        return no_such_symbol(l, name);
    }
    for (size_t i = 0; i < l->count; i++) {
        struct stretch part = l->stretches[i];
        uint32_t offset = s->address - part.address;
        if (offset < part.size) {
            uint32_t extent = symbol_extent(&l->image, s);
            part.address += offset;
            part.bytes += offset;
            part.size = extent < part.size - offset ? extent : part.size - offset;
            put_stretch(l, &part);
            return 0;
        }
    }
    return diag("--symbol %s: it is not in the image's code", excerpt(name).text);
}

static int load(struct listing *l, const struct options *o)
{
    struct error e;
    char *compiled = NULL;
    enum file_kind kind = FILE_ELF;
    int status = o->flat.given ? 0 : file_kind(o->file, &kind);
    if (status == 0 && kind == FILE_SOURCE) {
        status = compile_source(o->file, &compiled);
    }
    if (status == 0) {
        bool ok = o->flat.given ? image_load_flat(&l->image, o->file, o->flat.value, &e)
                                : image_load_elf(&l->image, compiled ? compiled : o->file, &e);
        status = ok ? 0 : diag_at((struct where){o->file, 0, 0}, "%s", e.text);
    }
    free(compiled);
    compile_cleanup();
    return status;
}

int cmd_disasm(const struct options *o)
{
    struct listing l = {.count = 0};
    int status = load(&l, o);
    if (status) {
        return status;
    }
    find_code(&l, o->flat.given);
    if (o->symbol) {
        status = put_symbol(&l, o->symbol);
    } else if (l.count == 0) {
        status = diag_at((struct where){o->file, 0, 0}, "has no code: no part is executable");
    }
    for (size_t i = 0; i < l.count && !o->symbol; i++) {
        put_stretch(&l, &l.stretches[i]);
    }
    free(l.stretches);
    image_free(&l.image);
    return status;
}
