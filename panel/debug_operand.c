/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What expressions are made of: numbers, characters, names, places in the source. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "debug_expression_parts.h"
#include "debug_source.h"

struct term term_of(uint32_t bits, bool is_signed)
{
    return (struct term){.kind = TERM_VALUE, .type = {4, is_signed, 0}, .bits = bits};
}

static bool is_name_start(char c)
{
    return isalpha((unsigned char)c) || c == '_' || c == '.';
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$' || c == '@';
}

/* Put the name that the text goes on with into e->name. */
bool evaluate_name(struct evaluation *e, bool (*belongs)(char))
{
    size_t n = 0;
    while (belongs(e->at[n])) {
        n++;
    }
    if (n > NAME_MOST) {
        return debug_error(e->d, "`%s` is no name: it is too long", excerpt(e->at).text);
    }
    memcpy(e->name, e->at, n);
    e->name[n] = '\0';
    e->at += n;
    return true;
}

/* --- numbers and characters --- */

static unsigned digit_value(char c)
{
    return isdigit((unsigned char)c)    ? (unsigned)(c - '0')
           : isxdigit((unsigned char)c) ? (unsigned)(tolower((unsigned char)c) - 'a') + 10
                                        : 99;
}

static unsigned number_base(const char **at)
{
    if (**at != '0') {
        return 10;
    }
    char kind = (char)tolower((unsigned char)(*at)[1]);
    unsigned base = kind == 'x' ? 16 : kind == 'b' ? 2 : 8;
    *at += base == 8 ? 0 : 2;
    return base;
}

/* It is an int if it fits in one, or else unsigned: there is nothing beyond 32 bits. */
bool evaluate_number(struct evaluation *e, struct term *t)
{
    const char *start = e->at, *at = e->at;
    unsigned base = number_base(&at);
    const char *digits = at;
    uint64_t v = 0;
    for (; digit_value(*at) < base; at++) {
        v = v > UINT32_MAX ? v : v * base + digit_value(*at);
    }
    bool any = at > digits;
    bool is_unsigned = tolower((unsigned char)*at) == 'u';
    at += is_unsigned;
    if (!any || is_name(*at)) {
        return debug_error(e->d, "`%s` is not a number", excerpt(start).text);
    }
    if (v > UINT32_MAX) {
        return debug_error(e->d, "`%s` does not fit in 32 bits", excerpt(start).text);
    }
    e->at = at;
    *t = term_of((uint32_t)v, v <= INT32_MAX && !is_unsigned);
    return true;
}

/* The byte behind a backslash; 256 if there is none. */
static unsigned escaped(const char **at)
{
    static const char names[] = "ntr0e\\'\"";
    static const char bytes[] = "\n\t\r\0\033\\'\"";
    const char *known = **at ? strchr(names, **at) : NULL;
    if (known) {
        (*at)++;
        return (unsigned char)bytes[known - names];
    }
    if (**at == 'x' && digit_value((*at)[1]) < 16 && digit_value((*at)[2]) < 16) {
        *at += 3;
        return digit_value((*at)[-2]) * 16 + digit_value((*at)[-1]);
    }
    return 256;
}

static bool read_character(struct evaluation *e, struct term *t)
{
    const char *start = e->at, *at = e->at + 1;
    unsigned byte = (unsigned char)*at;
    at += byte != 0;
    if (byte == '\\') {
        byte = escaped(&at);
    }
    if (byte > 255 || *at != '\'' || at == start + 1) {
        return debug_error(e->d, "`%s` is no character: expected one such as 'a' or '\\n'",
                           excerpt(start).text);
    }
    e->at = at + 1;
    *t = term_of(byte, true);
    return true;
}

/* --- names --- */

static bool no_symbol(struct evaluation *e)
{
    const struct session *s = &e->d->session;
    struct nearest n = nearest_to(e->name);
    for (unsigned i = 0; i < layer_count(s); i++) {
        const struct image *image = layer_image(s, i);
        if (e->bound && i != e->place.layer) {
            continue; /* it is no name there, whatever it is elsewhere */
        }
        for (size_t k = 0; k < image->symbol_count; k++) {
            nearest_offer(&n, image->symbols[k].name);
        }
    }
    const char *where = e->bound ? layer_name(s, e->place.layer) : "any image";
    if (n.best) {
        return debug_error(e->d, "no symbol `%s` in %s; did you mean `%s`?", excerpt(e->name).text,
                           where, excerpt(n.best).text);
    }
    return debug_error(e->d, "no symbol `%s` in %s", excerpt(e->name).text, where);
}

/*
 * The first symbol so named says whose address it is, unless a layer is bound. With `machine:` in
 * front it is one of whoever sees machine addresses as they are.
 */
static const struct symbol *find_symbol(struct evaluation *e, struct place *at)
{
    const struct session *s = &e->d->session;
    *at = e->place;
    if (!e->bound) {
        return symbol_find(s, e->name, e->first, &at->layer);
    }
    unsigned layer = at->layer != LAYER_MACHINE ? at->layer : !s->monitored;
    return image_symbol(layer_image(s, layer), e->name);
}

/* Whether the text goes on like kernel.c:12, a place in the source; *n: where its colon is. */
bool evaluate_is_line(const struct evaluation *e, size_t *n)
{
    *n = strcspn(e->at, ":()[]!~&|^*%=<>?, \t");
    return e->choices == 0 && *n <= NAME_MOST && memchr(e->at, '.', *n) && e->at[*n] == ':' &&
           isdigit((unsigned char)e->at[*n + 1]);
}

static bool read_line(struct evaluation *e, size_t n, struct term *t)
{
    struct term line;
    memcpy(e->name, e->at, n);
    e->name[n] = '\0';
    e->at += n + 1;
    struct place at = e->place;
    at.layer = e->bound ? at.layer : LAYER_NONE;
    if (!evaluate_number(e, &line) || !debug_source_find(e->d, e->name, line.bits, &at)) {
        return false;
    }
    *t = term_of(at.address, false);
    t->placed = true;
    t->place = at;
    return true;
}

/* A name without $: a symbol before a register. */
static bool read_name(struct evaluation *e, struct term *t)
{
    struct place at;
    if (!evaluate_name(e, is_name)) {
        return false;
    }
    const struct symbol *symbol = find_symbol(e, &at);
    if (!symbol) {
        return evaluate_register(e, t) || no_symbol(e);
    }
    *t = term_of(symbol->address, false);
    t->placed = true;
    t->place = at;
    t->place.address = symbol->address;
    t->place.symbol = symbol;
    return true;
}

bool evaluate_operand(struct evaluation *e, struct term *t)
{
    size_t n;
    if (isdigit((unsigned char)*e->at)) {
        return evaluate_number(e, t);
    }
    if (*e->at == '\'') {
        return read_character(e, t);
    }
    if (*e->at == '$') {
        return evaluate_dollar(e, t);
    }
    if (evaluate_is_line(e, &n)) {
        return read_line(e, n, t);
    }
    if (is_name_start(*e->at)) {
        return read_name(e, t);
    }
    return debug_error(e->d, "expected a number, a symbol or a $register at `%s`",
                       excerpt(e->at).text);
}
