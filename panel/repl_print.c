/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of expressions: printed once, at each stop, asserted, assigned. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl.h"

struct displayed {
    unsigned number;
    char format; /* 0: the usual one */
    char *text;
};

/* --- a value --- */

static void put_binary(FILE *out, uint32_t bits)
{
    unsigned n = 1;
    while (n < 32 && bits >> n) {
        n++;
    }
    fputs("0b", out);
    while (n-- > 0) {
        putc('0' + (int)(bits >> n & 1), out);
    }
}

/* Where an address is, by symbols of its layer; nothing if it is none. */
static struct symbol_text symbol_of(const struct repl *r, const struct value *v)
{
    struct symbol_text t = {""};
    const struct session *s = &r->debugger->session;
    if (v->placed && v->place.symbol) {
        snprintf(t.text, sizeof t.text, " <%.*s>", SYMBOL_NAME_SIZE,
                 symbol_name(v->place.symbol).text);
    } else if (v->placed && v->place.layer != LAYER_MACHINE) {
        t = symbol_text(layer_image(s, v->place.layer), v->bits);
    }
    return t;
}

/* In hexadecimal, and beside that as a symbol if it is one, or as a decimal number. */
static void put_usual(const struct repl *r, const struct value *v)
{
    struct symbol_text symbol = symbol_of(r, v);
    fprintf(r->out, "0x%08x", v->bits);
    if (*symbol.text) {
        fputs(symbol.text, r->out);
    } else if (v->is_signed) {
        fprintf(r->out, " (%d)", (int32_t)v->bits);
    } else {
        fprintf(r->out, " (%u)", v->bits);
    }
}

static void put_character(FILE *out, uint32_t bits)
{
    unsigned byte = bits & 0xff;
    if (byte >= ' ' && byte < 0x7f) {
        fprintf(out, "%u '%s%c'", byte, byte == '\'' || byte == '\\' ? "\\" : "", (char)byte);
    } else {
        fprintf(out, "%u '\\x%02x'", byte, byte);
    }
}

static void put_value(const struct repl *r, const struct value *v, char format)
{
    FILE *out = r->out;
    switch (format) {
    case 'x':
        fprintf(out, "0x%x", v->bits);
        break;
    case 'd':
        fprintf(out, "%d", (int32_t)v->bits);
        break;
    case 'u':
        fprintf(out, "%u", v->bits);
        break;
    case 'o':
        fprintf(out, "%s%o", v->bits ? "0" : "", v->bits);
        break;
    case 't':
        put_binary(out, v->bits);
        break;
    case 'c':
        put_character(out, v->bits);
        break;
    case 'a':
        fprintf(out, "0x%x%s", v->bits, symbol_of(r, v).text);
        break;
    default:
        put_usual(r, v);
    }
}

/* "/x" in front of an expression. */
static bool cut_format(struct repl *r, char **args, char *format)
{
    *format = '\0';
    if (**args != '/') {
        return true;
    }
    const char *word = repl_word(args) + 1;
    if (strlen(word) != 1 || !strchr("xduotca", *word)) {
        return repl_error(r, "`/%s`: expected one of /x /d /u /t /o /c /a", excerpt(word).text);
    }
    *format = *word;
    *args += strspn(*args, " \t");
    return true;
}

static bool evaluate(struct repl *r, const char *text, struct value *v)
{
    return debug_evaluate(r->debugger, text, layer_running(&r->debugger->session), v);
}

bool repl_print(struct repl *r, char *args)
{
    char format;
    struct value v;
    if (!cut_format(r, &args, &format) || !evaluate(r, *args != '\0' ? args : "$", &v)) {
        return false;
    }
    if (format == 'a' && !v.placed) { /* that is what it is asked to be */
        v.placed = true;
        v.place = (struct place){.layer = layer_running(&r->debugger->session)};
    }
    fprintf(r->out, "$%u = ", debug_keep_value(r->debugger, &v));
    put_value(r, &v, format);
    putc('\n', r->out);
    return true;
}

/* --- at each stop --- */

static void put_display(struct repl *r, const struct displayed *d)
{
    struct value v;
    fprintf(r->out, "%u: ", d->number);
    if (d->format) {
        fprintf(r->out, "/%c ", d->format);
    }
    fprintf(r->out, "%s = ", d->text);
    if (evaluate(r, d->text, &v)) {
        put_value(r, &v, d->format);
    } else {
        fprintf(r->out, "? (%s)", r->debugger->error);
    }
    putc('\n', r->out);
}

void repl_put_displays(struct repl *r)
{
    for (unsigned i = 0; i < r->display_count; i++) {
        put_display(r, &r->displays[i]);
    }
}

bool repl_display_list(struct repl *r, char *args)
{
    if (r->display_count == 0) {
        fputs("nothing is displayed\n", r->out);
    }
    repl_put_displays(r);
    return repl_no_more(r, args);
}

bool repl_display(struct repl *r, char *args)
{
    char format;
    struct value v;
    if (!cut_format(r, &args, &format)) {
        return false;
    }
    if (*args == '\0') {
        return repl_display_list(r, args);
    }
    if (!evaluate(r, args, &v)) {
        return false;
    }
    size_t size = (r->display_count + 1) * sizeof *r->displays;
    r->displays = xrealloc(r->displays, size);
    r->displays[r->display_count] = (struct displayed){++r->display_last, format, xstrdup(args)};
    put_display(r, &r->displays[r->display_count++]);
    return true;
}

void repl_print_close(struct repl *r)
{
    for (unsigned i = 0; i < r->display_count; i++) {
        free(r->displays[i].text);
    }
    free(r->displays);
    r->displays = NULL;
    r->display_count = 0;
}

bool repl_undisplay(struct repl *r, char *args)
{
    const char *word = repl_word(&args);
    uint32_t number;
    if (!word) {
        repl_print_close(r);
        return true;
    }
    if (!repl_no_more(r, args) || !repl_count(r, word, UINT32_MAX, &number)) {
        return false;
    }
    for (unsigned i = 0; i < r->display_count; i++) {
        if (r->displays[i].number == number) {
            free(r->displays[i].text);
            r->display_count--;
            memmove(&r->displays[i], &r->displays[i + 1],
                    (r->display_count - i) * sizeof *r->displays);
            return true;
        }
    }
    return repl_error(r, "no display %u", number);
}

/* --- changing, asserting, saying --- */

bool repl_set(struct repl *r, char *args)
{
    return debug_assign(r->debugger, args, layer_running(&r->debugger->session));
}

bool repl_assert(struct repl *r, char *args)
{
    struct value v;
    if (!evaluate(r, args, &v)) {
        return false;
    }
    const struct compared *c = &r->debugger->values.compared;
    if (v.bits != 0) {
        return true;
    }
    if (!c->operation) {
        return repl_error(r, "assertion failed: %s is 0", excerpt(args).text);
    }
    return repl_error(r,
                      c->is_signed ? "assertion failed: %s: 0x%x (%d) %s 0x%x (%d) is false"
                                   : "assertion failed: %s: 0x%x (%u) %s 0x%x (%u) is false",
                      excerpt(args).text, c->left, c->left, c->operation, c->right, c->right);
}

bool repl_echo(struct repl *r, char *args)
{
    size_t count;
    uint8_t *bytes = repl_unescape(r, args, &count);
    if (!bytes) {
        return false;
    }
    fwrite(bytes, 1, count, r->out);
    if (count == 0 || bytes[count - 1] != '\n') {
        putc('\n', r->out);
    }
    free(bytes);
    return true;
}
