/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front panel's arguments: words, counts, addresses. */
#include <ctype.h>
#include <errno.h>
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

bool repl_place(struct repl *r, const char *text, unsigned first, struct place *at)
{
    return debug_address(r->debugger, text + (*text == '*'), first, at);
}

bool repl_count(struct repl *r, const char *text, uint32_t max, uint32_t *count)
{
    struct value v;
    if (!debug_evaluate(r->debugger, text, layer_running(&r->debugger->session), &v)) {
        return false;
    }
    *count = v.bits;
    return (v.bits >= 1 && v.bits <= max && !(v.is_signed && v.bits > INT32_MAX)) ||
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

bool repl_number(struct repl *r, const char *text, uint64_t *number)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 0);
    if (!isdigit((unsigned char)*text) || *end != '\0' || errno == ERANGE) {
        return repl_error(r, "`%s`: expected a number", excerpt(text).text);
    }
    *number = value;
    return true;
}
