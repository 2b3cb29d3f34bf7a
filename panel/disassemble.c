/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze disasm: the code of an image, from its file alone. */
#include <stdio.h>
#include <string.h>

#include "cc.h"
#include "load.h"
#include "options.h"
#include "symbols.h"

/* A listing under way; words that belong to data objects come out as data. */
struct listing {
    struct image image;
    bool begun;        /* something has been printed */
    uint32_t data_end; /* of the data object that was last labelled, or 0 */
};

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
    for (size_t i = 0; i < l->image.code_count; i++) {
        struct stretch part = l->image.code[i];
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

int cmd_disasm(const struct options *o)
{
    struct listing l = {.begun = false};
    const struct where at = {o->file, 0, 0};
    int status = load_image(&l.image, o->file, (struct flat){o->flat.given, o->flat.value}, at);
    compile_cleanup();
    if (status) {
        return status;
    }
    if (o->symbol) {
        status = put_symbol(&l, o->symbol);
    } else if (l.image.code_count == 0) {
        status = diag_at(at, "has no code: no part is executable");
    }
    for (size_t i = 0; i < l.image.code_count && !o->symbol; i++) {
        put_stretch(&l, &l.image.code[i]);
    }
    image_free(&l.image);
    return status;
}
