/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that a formula consists of. */
#include <stdlib.h>
#include <string.h>

#include "formula_parts.h"

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool in_word(char c)
{
    return letter(c) || digit(c);
}

struct where formula_where(const struct formula *f, const char *part)
{
    struct where at = f->at;
    const char *s = f->text;
    while (at.line > 0 && !f->spanning && s < part) {
        uint32_t code;
        size_t n = utf8_step(s, (size_t)(part - s), &code);
        s += n > 0 ? n : 1;
        at.column++;
    }
    return at;
}

/* --- numbers --- */

static const struct {
    const char *suffix;
    double factor;
} suffixes[] = {
    {"", 1},     {"k", 1e3},      {"M", 1e6},         {"G", 1e9},
    {"%", 1e-2}, {"KiB", 1024.0}, {"MiB", 1048576.0}, {"GiB", 1073741824.0},
};

static size_t digits(const char *s)
{
    return strspn(s, "0123456789");
}

/* Length of the digits at s, with a fraction and an exponent; 0 if there are none. */
static size_t plain_number(const char *s)
{
    size_t n = digits(s);
    if (n > 0 && s[n] == '.' && digit(s[n + 1])) {
        n += 1 + digits(s + n + 1);
    }
    if (n == 0 || s[n] != 'e') {
        return n;
    }
    size_t e = n + 1;
    e += s[e] == '-' || s[e] == '+';
    return digit(s[e]) ? e + digits(s + e) : n;
}

static double scaled(const char *s, double factor)
{
    double number = strtod(s, NULL);
    return factor < 1 ? number / (1 / factor) : number * factor; /* 5% is the double next to 0.05 */
}

/* Length of the number at s, with its suffix and whatever is written up to it; 0 if it is none. */
static size_t number_at(const char *s, double *number)
{
    size_t n = plain_number(s);
    size_t end = n;
    while (in_word(s[end]) || s[end] == '.') {
        end++;
    }
    end += s[end] == '%';
    for (size_t i = 0; n > 0 && i < sizeof suffixes / sizeof suffixes[0]; i++) {
        size_t length = strlen(suffixes[i].suffix);
        if (length == end - n && strncmp(s + n, suffixes[i].suffix, length) == 0) {
            *number = scaled(s, suffixes[i].factor);
            return *number <= 1e300 ? end : 0;
        }
    }
    return 0;
}

bool formula_number(const char *text, double *number)
{
    bool minus = text[0] == '-';
    size_t n = number_at(text + minus, number);
    *number = minus ? -*number : *number;
    return n > 0 && text[minus + n] == '\0';
}

struct value value_of_text(const char *text)
{
    double number = 0;
    if (formula_number(text, &number)) {
        return (struct value){VALUE_NUMBER, number, NULL};
    }
    return (struct value){VALUE_TEXT, 0, text};
}

static bool scan_number(const struct formula *f, struct token *t)
{
    t->kind = TOKEN_NUMBER;
    t->length = number_at(t->at, &t->number);
    if (t->length > 0 && !in_word(t->at[t->length])) {
        return true;
    }
    diag_at(formula_where(f, t->at),
            "`%s`: expected a number, such as 20, 1.5, 2M, 64KiB or 5%% (a remainder is written "
            "with blanks: a %% b)",
            excerpt(t->at).text);
    return false;
}

/* --- names --- */

/* Length of what continues a name at s: a letter, `.word`, `.*`, `-x`, `[0]`; 0 if nothing does. */
static size_t name_step(const char *s)
{
    if (in_word(*s)) {
        return 1;
    }
    if ((*s == '.' && (in_word(s[1]) || s[1] == '*')) || (*s == '-' && in_word(s[1]))) {
        return 2;
    }
    size_t n = *s == '[' ? digits(s + 1) : 0;
    return n > 0 && s[1 + n] == ']' ? n + 2 : 0;
}

/* A star is a word by itself. */
static bool star_alone(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (name[i] == '*' && i + 1 < length && name[i + 1] != '.') {
            return false;
        }
    }
    return true;
}

static bool scan_name(const struct formula *f, struct token *t)
{
    t->kind = TOKEN_NAME;
    for (size_t n = 1; n > 0; n = name_step(t->at + t->length)) {
        t->length += n;
    }
    const char *problem = NULL;
    if (t->length >= FORMULA_NAME) {
        problem = "too long a name";
    } else if (t->at[t->length] == '.') {
        problem = "expected a word or `*` after the dot";
    } else if (!star_alone(t->at, t->length)) {
        problem = "expected `*` to stand for a whole word, as in vms.*.cycles.total";
    }
    if (problem != NULL) {
        diag_at(formula_where(f, t->at), "`%s`: %s", excerpt(t->at).text, problem);
    }
    return problem == NULL;
}

/* --- the rest --- */

static bool scan_text(const struct formula *f, struct token *t)
{
    const char *end = strchr(t->at + 1, *t->at);
    if (end == NULL) {
        diag_at(formula_where(f, t->at), "this text does not end: expected another %c", *t->at);
        return false;
    }
    t->kind = TOKEN_TEXT;
    t->length = (size_t)(end - t->at) + 1;
    return true;
}

/* What other languages write, and what is written here. */
static const char *const foreign[][2] = {{"&&", "and"}, {"||", "or"},   {"**", "a * a"},
                                         {"=", "=="},   {"!", "not"},   {"&", "and"},
                                         {"|", "or"},   {"^", "a * a"}, {"?", "if()"}};

static bool scan_sign(const struct formula *f, struct token *t)
{
    static const char *const signs[] = {"==", "!=", "<=", ">=", "**", "<", ">", "+",
                                        "-",  "*",  "/",  "%",  "(",  ")", ","};
    t->kind = TOKEN_SIGN;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0] && t->length == 0; i++) {
        size_t n = strlen(signs[i]);
        t->length = strncmp(t->at, signs[i], n) == 0 ? n : 0;
    }
    if (t->length > 0 && strncmp(t->at, "**", 2) != 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        if (strncmp(t->at, foreign[i][0], strlen(foreign[i][0])) == 0) {
            diag_at(formula_where(f, t->at),
                    "`%s` is none of a formula's signs: did you mean `%s`?", foreign[i][0],
                    foreign[i][1]);
            return false;
        }
    }
    uint32_t code;
    size_t n = utf8_step(t->at, strlen(t->at), &code);
    diag_at(formula_where(f, t->at), "`%.*s` is none of a formula's signs", n > 0 ? (int)n : 1,
            t->at);
    return false;
}

bool formula_scan(const struct formula *f, const char **cursor, struct token *t)
{
    const char *s = *cursor + strspn(*cursor, " \t\r\n");
    *t = (struct token){.kind = TOKEN_END, .at = s};
    bool ok = *s == '\0'                ? true
              : digit(*s)               ? scan_number(f, t)
              : letter(*s)              ? scan_name(f, t)
              : *s == '\'' || *s == '"' ? scan_text(f, t)
                                        : scan_sign(f, t);
    *cursor = s + t->length;
    return ok;
}
