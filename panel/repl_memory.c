/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory, as words, strings and instructions, in any space. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl_look.h"

enum {
    MEMORY_MOST = 65536,
    INSTRUCTIONS_MOST = 4096,
    INSTRUCTIONS = 10,
    LINE_BYTES = 16,
    STRING_MOST = 256
};

/* --- reading --- */

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

/* What was read of one page, so that a page is translated once. */
struct window {
    struct place start;
    size_t count;
    enum readable from;
    uint8_t bytes[PAGE_SIZE];
};

/* `size` bytes at a place, by way of a window, if they are all in it. */
static enum readable read_value(struct repl *r, struct window *w, const struct place *at,
                                unsigned size, uint32_t *value)
{
    size_t offset = at->address - w->start.address;
    if (offset >= w->count || size > w->count - offset) {
        w->start = *at;
        w->count = debug_bytes(r->debugger, at, ACCESS_LOAD, w->bytes,
                               PAGE_SIZE - (at->address & PAGE_OFFSET), &w->from);
        offset = 0;
    }
    if (w->from > READ_IMAGE || size > w->count) {
        w->count = 0;
        return debug_read(r->debugger, at, ACCESS_LOAD, size, value);
    }
    *value = 0;
    for (unsigned i = 0; i < size; i++) {
        *value |= (uint32_t)w->bytes[offset + i] << 8 * i;
    }
    return w->from;
}

/* --- what x/ takes: how many, of which size, shown how --- */

static bool parse_number(struct repl *r, const char **text, struct examined *f)
{
    if (isdigit((unsigned char)**text)) {
        char *end;
        unsigned long count = strtoul(*text, &end, 10);
        if (count < 1 || count > MEMORY_MOST) {
            return repl_error(r, "`%s` is out of range: expected 1 to %d", excerpt(*text).text,
                              MEMORY_MOST);
        }
        f->count = (uint32_t)count;
        *text = end;
    }
    return true;
}

static bool parse_layout(struct repl *r, const char *text, struct examined *f)
{
    f->count = 1;
    if (!parse_number(r, &text, f)) {
        return false;
    }
    for (bool sized = false; *text != '\0'; text++) {
        if (strchr("xducsi", *text)) {
            f->kind = *text;
            f->size = *text == 'c' && !sized ? 1 : f->size;
        } else if (strchr("bhw", *text)) {
            f->size = *text == 'b' ? 1 : *text == 'h' ? 2 : 4;
            sized = true;
        } else {
            return repl_error(r, "`%s`: expected x, d, u, c, s or i, and b, h or w",
                              excerpt(text).text);
        }
    }
    return true;
}

/* --- values --- */

static void put_value(FILE *out, const struct examined *f, uint32_t value)
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

static void put_start(const struct repl *r, const struct place *at, bool first)
{
    const struct image *image = layer_image(&r->debugger->session, at->layer);
    fprintf(r->out, "%08x%s:", at->address, first ? symbol_text(image, at->address).text : "");
}

static bool put_memory(struct repl *r, struct examined *f)
{
    struct window w = {.count = 0};
    enum readable told = READ_MEMORY;
    for (uint32_t i = 0; i < f->count; i++) {
        uint32_t value;
        enum readable result = read_value(r, &w, &f->next, f->size, &value);
        bool start = i * f->size % LINE_BYTES == 0 || result > READ_IMAGE;
        fputs(start && i > 0 ? "\n" : "", r->out);
        if (result > READ_IMAGE) {
            return debug_unreadable(r->debugger, &f->next, result);
        }
        if (start) {
            tell_source(r->out, result, &told);
            put_start(r, &f->next, i == 0);
        }
        put_value(r->out, f, value);
        f->next.address += f->size;
    }
    putc('\n', r->out);
    return true;
}

/* --- strings --- */

static void put_character(FILE *out, uint8_t c)
{
    static const char escapes[] = "\nn\tt\rr\"\"\\\\";
    const char *escape = c ? strchr(escapes, c) : NULL;
    if (escape && (escape - escapes) % 2 == 0) {
        fprintf(out, "\\%c", escape[1]);
    } else {
        fprintf(out, c >= ' ' && c < 0x7f ? "%c" : "\\%03o", c);
    }
}

/* Up to its zero, or so far that the rest is better looked at by itself. */
static bool put_string(struct repl *r, struct window *w, struct examined *f, enum readable *told)
{
    for (unsigned n = 0; n < STRING_MOST; n++) {
        uint32_t c;
        enum readable result = read_value(r, w, &f->next, 1, &c);
        if (result > READ_IMAGE) {
            fputs(n > 0 ? "\"...\n" : "", r->out);
            return debug_unreadable(r->debugger, &f->next, result);
        }
        if (n == 0) {
            tell_source(r->out, result, told);
            put_start(r, &f->next, true);
            fputs(" \"", r->out);
        }
        f->next.address++;
        if (c == 0) {
            fputs("\"\n", r->out);
            return true;
        }
        put_character(r->out, (uint8_t)c);
    }
    fputs("\"...\n", r->out);
    return true;
}

static bool put_strings(struct repl *r, struct examined *f)
{
    struct window w = {.count = 0};
    enum readable told = READ_MEMORY;
    bool ok = true;
    for (uint32_t i = 0; i < f->count && ok; i++) {
        ok = put_string(r, &w, f, &told);
    }
    return ok;
}

/* --- instructions --- */

static void put_label(FILE *out, const struct image *image, uint32_t address)
{
    const struct symbol *s = image ? image_symbol_at(image, address) : NULL;
    if (s && s->address == address) {
        fprintf(out, "%s:\n", symbol_text(image, address).text + 1);
    }
}

static bool put_instructions(struct repl *r, struct examined *f)
{
    const struct session *s = &r->debugger->session;
    struct place *at = &f->next;
    const struct image *image = layer_image(s, at->layer);
    bool here = at->layer == layer_running(s) && at->space == SPACE_CURRENT;
    enum readable told = READ_MEMORY;
    if (at->address % 4 != 0) {
        return repl_error(r, "0x%08x is not aligned: instructions are at multiples of 4",
                          at->address);
    }
    for (uint32_t i = 0; i < f->count; i++, at->address += 4) {
        uint32_t word;
        enum readable result = debug_read(r->debugger, at, ACCESS_FETCH, 4, &word);
        if (result > READ_IMAGE) {
            return debug_unreadable(r->debugger, at, result);
        }
        tell_source(r->out, result, &told);
        put_label(r->out, image, at->address);
        bool next = here && at->address == s->machine->hart.pc;
        fprintf(r->out, "%s %08x: %08x  %s\n", next ? "=>" : "  ", at->address, word,
                insn_text(image, word, at->address, s->machine->config.variant).text);
    }
    return true;
}

/* --- commands --- */

static bool parse_count(struct repl *r, char *args, uint32_t most, uint32_t *count)
{
    const char *word = repl_word(&args);
    return repl_no_more(r, args) && (!word || repl_count(r, word, most, count));
}

/* Show it; an empty line, or an x without an address, goes on behind it. */
static bool examine(struct repl *r, struct examined *f)
{
    bool ok = f->kind == 'i'   ? put_instructions(r, f)
              : f->kind == 's' ? put_strings(r, f)
                               : put_memory(r, f);
    f->next.symbol = NULL;
    f->known = true;
    r->examined = *f;
    r->again = "x";
    return ok;
}

static char *skip_blanks(char *args)
{
    while (isspace((unsigned char)*args)) {
        args++;
    }
    return args;
}

bool repl_mem(struct repl *r, char *args)
{
    struct examined f = r->examined;
    if (!f.known || *skip_blanks(args) != '\0') {
        f = (struct examined){.count = 1, .kind = 'x', .size = 4, .next = f.next, .known = f.known};
    }
    if (*args == '/' && !parse_layout(r, repl_word(&args) + 1, &f)) {
        return false;
    }
    args = skip_blanks(args);
    if ((*args != '\0' || !f.known) &&
        !repl_address(r, &args, layer_running(&r->debugger->session), &f.next)) {
        return false;
    }
    return parse_count(r, args, MEMORY_MOST, &f.count) && examine(r, &f);
}

bool repl_disas(struct repl *r, char *args)
{
    struct examined f = {.count = INSTRUCTIONS, .kind = 'i', .size = 4};
    f.next.layer = layer_running(&r->debugger->session);
    f.next.address = r->debugger->session.machine->hart.pc;
    args = skip_blanks(args);
    if (*args != '\0' && !repl_address(r, &args, layer_running(&r->debugger->session), &f.next)) {
        return false;
    }
    const struct symbol *s = f.next.symbol;
    if (s && s->code && s->size >= 4) {
        f.count = s->size / 4 < INSTRUCTIONS_MOST ? s->size / 4 : INSTRUCTIONS_MOST;
    }
    if (!parse_count(r, args, INSTRUCTIONS_MOST, &f.count) || !examine(r, &f)) {
        return false;
    }
    r->examined.count = INSTRUCTIONS;
    return true;
}
