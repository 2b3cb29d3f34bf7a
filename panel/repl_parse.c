/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front panel's arguments: words, numbers, addresses. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl.h"

bool repl_error(struct repl *r, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return debug_error(r->debugger, "%s", text);
}

static bool is_space(char c)
{
    return isspace((unsigned char)c) != 0;
}

char *repl_word(char **line)
{
    char *at = *line;
    while (is_space(*at)) {
        at++;
    }
    char *word = at;
    while (*at != '\0' && !is_space(*at)) {
        at++;
    }
    *line = *at != '\0' ? at + 1 : at;
    *at = '\0';
    return *word != '\0' ? word : NULL;
}

bool repl_no_more(struct repl *r, char *line)
{
    const char *word = repl_word(&line);
    return !word || repl_error(r, "`%s` is too much", excerpt(word).text);
}

/* An address being read: what is left of it, and what is known so far. */
struct reader {
    struct repl *r;
    const char *at;
    unsigned first; /* layer that symbols are looked for in first */
    bool bound;     /* the layer has been named: symbols of no other */
    unsigned terms;
    struct location location;
};

static bool is_name_start(char c)
{
    return isalpha((unsigned char)c) || c == '_' || c == '.';
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$' || c == '@';
}

/* The name at d->at, in new memory. */
static char *cut_name(struct reader *d)
{
    size_t n = 0;
    while (is_name(d->at[n])) {
        n++;
    }
    char *name = xformat("%.*s", (int)(n < 4096 ? n : 4096), d->at);
    d->at += n;
    return name;
}

static bool read_number(struct reader *d, uint32_t *value)
{
    char *end;
    unsigned long long v = strtoull(d->at, &end, 0);
    if (is_name(*end)) {
        return repl_error(d->r, "`%s` is not a number", excerpt(d->at).text);
    }
    if (v > UINT32_MAX) {
        return repl_error(d->r, "`%s` does not fit in 32 bits", excerpt(d->at).text);
    }
    d->at = end;
    *value = (uint32_t)v;
    return true;
}

/* $pc, $sp, $x2, $mstatus: of the hart. */
static bool register_value(struct repl *r, const char *name, uint32_t *value)
{
    const struct hart *h = &r->debugger->session.machine->hart;
    int number = isa_register_number(name);
    if (number >= 0) {
        *value = h->x[number];
        return true;
    }
    if (strcmp(name, "pc") == 0) {
        *value = h->pc;
        return true;
    }
    number = isa_csr_number(name);
    return number >= 0 && repl_csr_value(r, (uint32_t)number, value);
}

static bool no_symbol(struct reader *d, const char *name)
{
    struct nearest n = nearest_to(name);
    for (unsigned i = 0; i < layer_count(&d->r->debugger->session); i++) {
        const struct image *image = layer_image(&d->r->debugger->session, i);
        if (d->bound && i != d->location.layer) {
            continue; /* it is no name there, whatever it is elsewhere */
        }
        for (size_t k = 0; k < image->symbol_count; k++) {
            nearest_offer(&n, image->symbols[k].name);
        }
    }
    const char *where =
        d->bound ? layer_name(&d->r->debugger->session, d->location.layer) : "any image";
    if (n.best) {
        return repl_error(d->r, "no symbol `%s` in %s; did you mean `%s`?", excerpt(name).text,
                          where, excerpt(n.best).text);
    }
    return repl_error(d->r, "no symbol `%s` in %s", excerpt(name).text, where);
}

/*
 * A name without $: a symbol before a register. The first symbol says whose address it is. With
 * `machine:` in front it is one of whoever sees machine addresses as they are.
 */
static bool name_value(struct reader *d, const char *name, uint32_t *value)
{
    unsigned layer = d->location.layer;
    const struct session *session = &d->r->debugger->session;
    const struct image *image =
        layer_image(session, layer != LAYER_MACHINE ? layer : !session->monitored);
    const struct symbol *s = NULL;
    if (!d->bound) {
        s = symbol_find(session, name, d->first, &layer);
    } else {
        s = image_symbol(image, name);
    }
    if (!s) {
        return register_value(d->r, name, value) || no_symbol(d, name);
    }
    d->location.layer = layer;
    d->location.symbol = d->terms == 0 ? s : NULL;
    d->bound = true;
    *value = s->address;
    return true;
}

static bool read_name(struct reader *d, uint32_t *value)
{
    bool is_register = *d->at == '$';
    d->at += is_register;
    char *name = cut_name(d);
    bool ok = is_register ? register_value(d->r, name, value) : name_value(d, name, value);
    if (!ok && is_register) {
        repl_error(d->r, "no register or CSR `%s`", excerpt(name).text);
    }
    free(name);
    return ok;
}

static bool read_term(struct reader *d, uint32_t *value)
{
    if (isdigit((unsigned char)*d->at)) {
        return read_number(d, value);
    }
    if (*d->at == '$' || is_name_start(*d->at)) {
        return read_name(d, value);
    }
    return repl_error(d->r, "expected a number, a symbol or a $register at `%s`",
                      excerpt(d->at).text);
}

static bool read_sum(struct reader *d)
{
    bool minus = *d->at == '-';
    d->at += minus;
    for (;;) {
        uint32_t value;
        if (!read_term(d, &value)) {
            return false;
        }
        d->location.address += minus ? 0u - value : value;
        d->location.symbol = d->terms++ == 0 && !minus ? d->location.symbol : NULL;
        if (*d->at == '\0') {
            return true;
        }
        if (*d->at != '+' && *d->at != '-') {
            return repl_error(d->r, "expected + or - at `%s`", excerpt(d->at).text);
        }
        minus = *d->at++ == '-';
    }
}

static bool no_layer(struct repl *r, const char *name)
{
    struct nearest n = nearest_to(name);
    for (unsigned i = 0; i < layer_count(&r->debugger->session); i++) {
        if (layer_exists(&r->debugger->session, i)) {
            nearest_offer(&n, layer_name(&r->debugger->session, i));
        }
    }
    return repl_error(r, "nobody here is called `%s`: %s", excerpt(name).text, nearest_advice(&n));
}

/* "alice:" before an address; "*", which GDB wants there, means nothing here. */
static bool read_layer(struct reader *d)
{
    const char *colon = strchr(d->at, ':');
    d->location.layer = layer_running(&d->r->debugger->session);
    d->at += *d->at == '*';
    if (!colon) {
        return true;
    }
    d->bound = true;
    d->location.layer = layer_named(&d->r->debugger->session, d->at, (size_t)(colon - d->at));
    if (d->location.layer == LAYER_NONE) {
        char *name = xformat("%.*s", (int)strcspn(d->at, ":"), d->at);
        no_layer(d->r, name);
        free(name);
        return false;
    }
    d->at = colon + 1;
    return true;
}

bool repl_location(struct repl *r, const char *text, unsigned first, struct location *l)
{
    struct reader d = {.r = r, .at = text, .first = first};
    bool ok = read_layer(&d) && read_sum(&d);
    *l = d.location;
    return ok;
}

bool repl_count(struct repl *r, const char *text, uint32_t max, uint32_t *count)
{
    struct location l;
    if (!repl_location(r, text, layer_running(&r->debugger->session), &l)) {
        return false;
    }
    *count = l.address;
    return (l.address >= 1 && l.address <= max) ||
           repl_error(r, "`%s` is out of range: expected 1 to %u", excerpt(text).text, max);
}

bool repl_vm(struct repl *r, const char *name, unsigned *layer)
{
    *layer = layer_named(&r->debugger->session, name, strlen(name));
    if (*layer == LAYER_NONE) {
        return no_layer(r, name);
    }
    return (*layer != LAYER_MONITOR && *layer != LAYER_MACHINE) ||
           repl_error(r, "%s is no VM", layer_name(&r->debugger->session, *layer));
}
