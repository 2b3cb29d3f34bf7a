/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory, as words and as instructions. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl.h"

enum { MEMORY_MOST = 65536, INSTRUCTIONS_MOST = 4096, INSTRUCTIONS = 10, LINE_BYTES = 16 };

/* Say once where it comes from, if it is not what the hart would read now. */
static void tell_source(FILE *out, enum readable source, enum readable *told)
{
    if (source > READ_MEMORY && source != *told) {
        fputs(source == READ_CLAIMED ? "(by the monitor's account)\n"
                                     : "(cannot be read now: from the image)\n",
              out);
        *told = source;
    }
}

/* What x/ takes: how many, of which size, shown how. */
struct layout {
    uint32_t count;
    char kind; /* x d u c i */
    unsigned size;
};

static bool parse_layout(struct repl *r, const char *text, struct layout *f)
{
    if (isdigit((unsigned char)*text)) {
        char *end;
        unsigned long count = strtoul(text, &end, 10);
        if (count < 1 || count > MEMORY_MOST) {
            return repl_error(r, "`%s` is out of range: expected 1 to %d", excerpt(text).text,
                              MEMORY_MOST);
        }
        f->count = (uint32_t)count;
        text = end;
    }
    for (bool sized = false; *text != '\0'; text++) {
        if (strchr("xduci", *text)) {
            f->kind = *text;
            f->size = *text == 'c' && !sized ? 1 : f->size;
        } else if (strchr("bhw", *text)) {
            f->size = *text == 'b' ? 1 : *text == 'h' ? 2 : 4;
            sized = true;
        } else {
            return repl_error(r, "`%s`: expected x, d, u, c or i, and b, h or w",
                              excerpt(text).text);
        }
    }
    return true;
}

static void put_value(FILE *out, const struct layout *f, uint32_t value)
{
    unsigned unused = 32 - 8 * f->size;
    int32_t number = (int32_t)(value << unused) >> unused;
    static const int widths[] = {0, 5, 7, 0, 12};
    switch (f->kind) {
    case 'd':
        fprintf(out, "%*d", widths[f->size], number);
        break;
    case 'u':
        fprintf(out, "%*u", widths[f->size], value);
        break;
    case 'c':
        fprintf(out, value >= ' ' && value < 0x7f ? " '%c' " : " %03o ", value);
        break;
    default:
        fprintf(out, " %0*x", (int)(2 * f->size), value);
    }
}

static bool put_memory(struct repl *r, struct place at, const struct layout *f)
{
    const struct image *image = layer_image(&r->debugger->session, at.layer);
    enum readable told = READ_MEMORY;
    for (uint32_t i = 0; i < f->count; i++) {
        uint32_t value;
        enum readable result = debug_read(r->debugger, &at, ACCESS_LOAD, f->size, &value);
        bool start = i * f->size % LINE_BYTES == 0 || result > READ_IMAGE;
        fputs(start && i > 0 ? "\n" : "", r->out);
        if (result > READ_IMAGE) {
            return debug_unreadable(r->debugger, &at, result);
        }
        if (start) {
            tell_source(r->out, result, &told);
            fprintf(r->out, "%08x%s:", at.address,
                    i == 0 ? symbol_text(image, at.address).text : "");
        }
        put_value(r->out, f, value);
        at.address += f->size;
    }
    putc('\n', r->out);
    return true;
}

static void put_label(FILE *out, const struct image *image, uint32_t address)
{
    const struct symbol *s = image ? image_symbol_at(image, address) : NULL;
    if (s && s->address == address) {
        fprintf(out, "%s:\n", symbol_text(image, address).text + 1);
    }
}

static bool put_instructions(struct repl *r, struct place at, uint32_t count)
{
    const struct session *s = &r->debugger->session;
    const struct image *image = layer_image(s, at.layer);
    bool here = at.layer == layer_running(s);
    enum readable told = READ_MEMORY;
    for (uint32_t i = 0; i < count; i++, at.address += 4) {
        uint32_t word;
        enum readable result = debug_read(r->debugger, &at, ACCESS_FETCH, 4, &word);
        if (result > READ_IMAGE) {
            return debug_unreadable(r->debugger, &at, result);
        }
        tell_source(r->out, result, &told);
        put_label(r->out, image, at.address);
        bool next = here && at.address == s->machine->hart.pc;
        fprintf(r->out, "%s %08x: %08x  %s\n", next ? "=>" : "  ", at.address, word,
                insn_text(image, word, at.address, s->machine->config.variant).text);
    }
    return true;
}

static bool check_aligned(struct repl *r, const struct place *at)
{
    return at->address % 4 == 0 ||
           repl_error(r, "0x%08x is not aligned: instructions are at multiples of 4", at->address);
}

/* Names are first looked for in the layer that runs: that is whose memory can be read. */
static bool parse_address(struct repl *r, char **args, struct place *at)
{
    const char *word = repl_word(args);
    if (!word) {
        return repl_error(r, "expected an address: a number, a symbol or a $register");
    }
    return repl_place(r, word, layer_running(&r->debugger->session), at);
}

static bool parse_count(struct repl *r, char *args, uint32_t most, uint32_t *count)
{
    const char *word = repl_word(&args);
    return repl_no_more(r, args) && (!word || repl_count(r, word, most, count));
}

bool repl_mem(struct repl *r, char *args)
{
    struct layout f = {.count = 1, .kind = 'x', .size = 4};
    struct place at;
    if (*args == '/' && !parse_layout(r, repl_word(&args) + 1, &f)) {
        return false;
    }
    if (!parse_address(r, &args, &at) || !parse_count(r, args, MEMORY_MOST, &f.count)) {
        return false;
    }
    if (f.kind == 'i') {
        return check_aligned(r, &at) && put_instructions(r, at, f.count);
    }
    return put_memory(r, at, &f);
}

bool repl_disas(struct repl *r, char *args)
{
    struct place at = {.layer = layer_running(&r->debugger->session),
                       .address = r->debugger->session.machine->hart.pc};
    uint32_t count = INSTRUCTIONS;
    while (isspace((unsigned char)*args)) {
        args++;
    }
    if (*args != '\0' && !parse_address(r, &args, &at)) {
        return false;
    }
    if (at.symbol && at.symbol->code && at.symbol->size >= 4) {
        count = at.symbol->size / 4;
        count = count < INSTRUCTIONS_MOST ? count : INSTRUCTIONS_MOST;
    }
    return parse_count(r, args, INSTRUCTIONS_MOST, &count) && check_aligned(r, &at) &&
           put_instructions(r, at, count);
}
